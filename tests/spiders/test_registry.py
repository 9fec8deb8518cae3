"""The registry as data: entries well-formed, nothing of the source list lost, errors named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders import registry
from spiders.base import load_spiders
from spiders.registry import (
    Portal,
    RegistryError,
    load,
    portal_of_host,
    portals,
    province_of_host,
    spider_names,
)

SOURCE = Path(__file__).parents[3] / "shared" / "portals" / "portals.jsonl"
ALL = [(name, portal) for name in spider_names() for portal in portals(name)]


def plain(host: str) -> str:
    return host.lower().removeprefix("www.")


def source_lines(code: str) -> Iterator[dict[str, object]]:
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["province_code"] == code:
            yield entry


def test_the_whole_country_is_registered() -> None:
    assert len(spider_names()) == 33
    assert sum(len(portal.units) for _, portal in ALL) == 643
    assert portals("atlantis") == ()


@pytest.mark.parametrize("name", spider_names())
def test_every_province_has_its_own_portal(name: str) -> None:
    division = load(registry.FOLDER / f"{name}.toml").division
    if name == registry.CENTRAL:
        assert portal_of_host("www.gov.cn") is not None
    else:
        assert any(p.level == "province" and p.division == division for p in portals(name))


def under(code: str, top: str) -> bool:
    return code.startswith(top[:2] if top[2:] == "0000" else top[:4] if top[4:] == "00" else top)


@pytest.mark.parametrize(("name", "portal"), ALL, ids=lambda value: getattr(value, "host", value))
def test_bodies_lie_under_the_division_that_runs_the_host_or_are_called_guests(
    name: str, portal: Portal
) -> None:
    for unit in portal.units:
        if portal.division and unit.division and portal.division != "660000":
            assert unit.guest is not under(unit.division, portal.division), unit.name


@pytest.mark.parametrize(("name", "portal"), ALL, ids=lambda value: getattr(value, "host", value))
def test_every_portal_can_be_crawled(name: str, portal: Portal) -> None:
    province = load(registry.FOLDER / f"{name}.toml")
    assert portal.host.endswith(".gov.cn")
    assert portal.home.endswith("/")
    assert portal.units or portal.note, "a portal without a unit says nothing"
    if not portal.division:
        assert portal.level == "department"
        assert portal.note, "a host without a division needs a reason"
    for column in portal.columns:
        assert urlsplit(column.url).hostname, column.url
        assert plain(urlsplit(column.url).hostname or "") == plain(portal.host) or column.note
        assert column.basis == "seen" or column.confidence in (None, "high", "medium", "low")
    for unit in portal.units:
        shared = ("66", "65") if name == "bingtuan" else province.division[:2]
        assert unit.division.startswith(shared) or not unit.division
        assert all("{" not in address for address in portal.year_addresses(2024))


def test_a_host_of_a_government_is_registered_once_in_the_fleet() -> None:
    hosts = [plain(portal.host) for _, portal in ALL if portal.division]
    assert sorted(hosts) == sorted(set(hosts))
    central = {plain(portal.host) for _, portal in ALL if not portal.division}
    assert not central & set(hosts), "a host with contradictory divisions"


def test_home_pages_of_central_bodies_are_asked_for_by_one_spider() -> None:
    homes = [portal.host for name, portal in ALL if registry.is_home_of(name, portal)]
    assert sorted(homes) == sorted(set(homes))
    assert ("ministries", "www.customs.gov.cn") in [(n, p.host) for n, p in ALL if registry.is_home_of(n, p)]


def test_copies_are_recorded_and_not_crawled() -> None:
    copies = {portal.host: portal.copy_of for _, portal in ALL if portal.copy_of}
    assert copies == {"big5.www.gov.cn": "www.gov.cn", "big5.mot.gov.cn": "www.mot.gov.cn"}
    for name in spider_names():
        asked = [url for url, _ in load_spiders()[name]().entries()]
        assert not [url for url in asked if "big5" in url]


def test_seen_and_derived_addresses_are_asked_for_in_this_order_and_told_apart() -> None:
    for name in spider_names():
        columns = {column.url: column.basis for portal in portals(name) for column in portal.columns}
        asked = [(url, visit.lead) for url, visit in load_spiders()[name]().entries() if visit.via != "menu"]
        assert all(lead == (columns[url] == "derived") for url, lead in asked)
        assert [lead for _, lead in asked] == sorted(lead for _, lead in asked)


def test_a_column_belongs_to_one_portal() -> None:
    columns = [column.url for _, portal in ALL for column in portal.columns if portal.division]
    assert sorted(columns) == sorted(set(columns))


@pytest.mark.skipif(not SOURCE.exists(), reason="the source list of portals is not part of this repository")
@pytest.mark.parametrize("name", spider_names())
def test_nothing_of_the_source_list_is_missing_or_added(name: str) -> None:
    province = load(registry.FOLDER / f"{name}.toml")
    lines = list(source_lines(province.division[:2]))
    units = [(portal, unit) for portal in province.portals for unit in portal.units]
    kinds = {"article_seen": "article", "list_seen": "list", "homepage_list": "homepage", "copy_path": "copy"}
    wanted = sorted(
        (re.sub(":.*", "", str(x["host"])), str(x["level"]), str(x["admin_level"]), _name(x["region_name"]),
         kinds[str(x["evidence_kind"])])
        for x in lines
    )  # fmt: skip
    got = sorted((u.host, str(u.level), str(u.office_of), u.name, str(u.evidence)) for _, u in units)
    assert got == wanted

    addresses = {url for x in lines for url in [*x["list_urls"], *x["other_list_urls_derived"]]}  # type: ignore[misc]
    assert {c.url for p in province.portals for c in p.columns} == {a for a in addresses if "{year}" not in a}
    seen = {url for x in lines if x["list_url_basis"] == "seen" for url in x["list_urls"]}  # type: ignore[attr-defined]
    assert {c.url for p in province.portals for c in p.columns if c.basis == "seen"} == seen
    bodies = {body for x in lines for body in x["bodies_seen"]}  # type: ignore[attr-defined]
    assert {body for _, unit in units for body in unit.bodies} == bodies


def _name(region: object) -> str:
    """The name in our own form; a unit whose name was not met says so."""
    return re.sub("^玉环县(?=.)", "", str(region or "(乡镇,未见名称)")).replace(", ", ",")


def test_a_host_is_found_with_and_without_www() -> None:
    portal = portal_of_host("GZ.gov.cn")
    assert portal is not None
    assert portal is portal_of_host("www.gz.gov.cn")
    assert portal.division == "440100"
    assert province_of_host("gz.gov.cn") == "guangdong"


def test_a_city_portal_keeps_the_columns_of_its_districts_apart() -> None:
    portal = portal_of_host("www.nanjing.gov.cn")
    assert portal is not None
    assert (portal.level, portal.division) == ("prefecture", "320100")
    assert {unit.division for unit in portal.units} == {"320106", "320115"}
    assert "county" in portal.levels
    assert {column.unit for column in portal.columns} == {"江宁区", "鼓楼区"}


def test_hosts_of_central_bodies_name_no_province() -> None:
    portal = portal_of_host("zj.cma.gov.cn")
    assert portal is not None
    assert portal.division == ""
    assert province_of_host("zj.cma.gov.cn") is None
    assert province_of_host("www.example.gov.cn") is None


def test_year_addresses_fill_the_year_in() -> None:
    portal = portal_of_host("www.lishui.gov.cn")
    assert portal is not None
    assert all("fbtime=2024" in address for address in portal.year_addresses(2024))
    assert portal.year_addresses(2024)


GOOD = """
province = "甲省"
division = "410000"
[[portal]]
host = "www.jia.gov.cn"
name = "甲市"
level = "prefecture"
division = "410100"
[[portal.units]]
name = "甲市"
level = "department"
office_of = "prefecture"
division = "410100"
columns = [{ url = "http://www.jia.gov.cn/gknb/", basis = "derived", confidence = "low" }]
templates = ["http://jia.gov.cn/gknb/{year}n/"]
"""
LIST = 'columns = [{ url = "http://www.jia.gov.cn/gknb/", basis = "derived", confidence = "low" }]'


def read(folder: Path, text: str) -> registry.Province:
    path = folder / "jia.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (portal,) = read(tmp_path, GOOD).portals
    assert portal.home == "http://www.jia.gov.cn/"
    assert [(c.url, c.basis, c.confidence, c.level) for c in portal.columns] == [
        ("http://www.jia.gov.cn/gknb/", "derived", "low", "department")
    ]
    assert portal.year_addresses(2020) == ("http://jia.gov.cn/gknb/2020n/",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('host = "www.jia.gov.cn"', 'host = "www.jia.com"', "under gov.cn"),
        ('host = "www.jia.gov.cn"', 'host = "www.jia.gov.cn.evil.com"', "under gov.cn"),
        ('level = "prefecture"', 'level = "city"', "level 'city'"),
        ('division = "410100"\n[[', 'division = "4101"\n[[', "'4101'"),
        ('division = "410100"\n[[', 'division = "420100"\n[[', "'420100'"),
        ('division = "410000"', 'division = "410100"', "not a province's"),
        ('name = "甲市"\nlevel = "prefecture"', 'level = "prefecture"', "name is missing"),
        ('office_of = "prefecture"\n', "", "office_of None"),
        ('basis = "derived"', 'basis = "guessed"', "basis 'guessed'"),
        ('basis = "derived"', 'basis = "seen"', "confidence 'low'"),
        ('"http://www.jia.gov.cn/gknb/"', '"http://www.yi.gov.cn/gknb/"', "another host"),
        ('"http://www.jia.gov.cn/gknb/"', '"ftp://www.jia.gov.cn/gknb/"', "not an address"),
        ('"http://www.jia.gov.cn/gknb/"', '"http://www.jia.gov.cn/{year}/"', "not an address"),
        ("{year}n", "2020n", "no {year}"),
        ('division = "410100"\ncol', 'division = "410100"\nevidence = "rumour"\ncol', "evidence 'rumour'"),
        ('division = "410100"\ncol', 'division = "410100"\nhost = "www.yi.gov.cn"\ncol', "another host"),
        ('level = "department"', 'level = "department"\ndelay = 0.1', "unknown keys ['delay']"),
        (LIST, LIST.replace("[{", "[{ }, {", 1), "basis None"),
        (LIST, LIST[:-1] + ", " + LIST.split("[")[1], "a column stands twice"),
        ('level = "department"', 'level = "department"\nlevels = 1', "unknown keys ['levels']"),
        ("[[portal]]", "[[portal", "cannot be read"),
    ],
)
def test_an_error_names_file_and_entry(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(RegistryError) as raised:
        read(tmp_path, GOOD.replace(old, new))
    assert "jia.toml" in str(raised.value)
    assert said in str(raised.value)


def test_the_same_host_twice_is_an_error(tmp_path: Path) -> None:
    again = GOOD[GOOD.index("[[portal]]") :].replace("www.jia.gov.cn", "jia.gov.cn")
    with pytest.raises(RegistryError, match=r"jia\.toml: portal jia\.gov\.cn: registered twice"):
        read(tmp_path, GOOD + again)


def test_another_host_is_allowed_with_a_reason(tmp_path: Path) -> None:
    column = '{ url = "http://www.yi.gov.cn/nb/", basis = "seen", note = "moved there with the merger" }'
    (portal,) = read(tmp_path, GOOD.replace(LIST, f"columns = [{column}]")).portals
    assert portal.columns[0].note == "moved there with the merger"


ADDED = """
province = "宁夏回族自治区"
division = "640000"
[[portal]]
host = "www.nx.gov.cn"
name = "宁夏回族自治区"
level = "province"
division = "640000"
[[portal.units]]
name = "宁夏回族自治区"
level = "department"
office_of = "province"
columns = [{ url = "https://www.nx.gov.cn/bm/nb/", basis = "seen" }]
[[portal]]
host = "www.added.gov.cn"
name = "兴庆区"
level = "county"
division = "640104"
"""
STATE = 'level = "province"\ndivision = "640000"'


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    registry.forget(tmp_path)


def test_a_second_folder_adds_portals_and_units(folder: Path) -> None:
    before = len(portals("ningxia"))
    (folder / "ningxia.toml").write_text(ADDED, encoding="utf-8")
    registry.also_read(folder)
    assert len(portals("ningxia")) == before + 1
    assert province_of_host("added.gov.cn") == "ningxia"
    known = portal_of_host("www.nx.gov.cn")
    assert known is not None and "https://www.nx.gov.cn/bm/nb/" in {column.url for column in known.columns}
    registry.forget(folder)
    assert len(portals("ningxia")) == before


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("atlantis", ADDED, "no province of this name"),
        ("ningxia", ADDED.replace("640104", "6401"), "six digits"),
        ("ningxia", ADDED.replace(STATE, 'level = "county"\ndivision = "640104"'), "registered with"),
    ],
)  # fmt: skip
def test_a_slip_in_the_second_folder_is_named_and_leaves_the_registry_whole(
    folder: Path, name: str, text: str, said: str
) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError, match=said):
        registry.also_read(folder)
    assert province_of_host("added.gov.cn") is None
    assert province_of_host("gz.gov.cn") == "guangdong"
