"""The registry as data: entries well-formed, nothing of the source list lost, errors named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders import registry
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


def test_the_first_provinces_are_registered() -> None:
    assert {"anhui", "guangdong", "henan", "jiangsu", "ningxia", "zhejiang"} <= set(spider_names())
    assert portals("atlantis") == ()


@pytest.mark.parametrize(("name", "portal"), ALL, ids=lambda value: getattr(value, "host", value))
def test_every_portal_can_be_crawled(name: str, portal: Portal) -> None:
    province = load(registry.FOLDER / f"{name}.toml")
    assert portal.host.endswith(".gov.cn")
    assert portal.home.endswith("/")
    assert portal.units, "a portal without a unit says nothing"
    if not portal.division:
        assert portal.level == "department"
        assert portal.note, "a host without a division needs a reason"
    for column in portal.columns:
        assert urlsplit(column.url).hostname, column.url
        assert plain(urlsplit(column.url).hostname or "") == plain(portal.host) or column.note
        assert column.basis == "seen" or column.confidence in (None, "high", "medium", "low")
    for unit in portal.units:
        assert not unit.division or unit.division[:2] == province.division[:2]
        assert all("{" not in address for address in portal.year_addresses(2024))


def test_a_host_is_registered_once_in_the_fleet() -> None:
    hosts = [plain(portal.host) for _, portal in ALL]
    assert sorted(hosts) == sorted(set(hosts))


def test_a_column_belongs_to_one_portal() -> None:
    columns = [column.url for _, portal in ALL for column in portal.columns]
    assert sorted(columns) == sorted(set(columns))


@pytest.mark.skipif(not SOURCE.exists(), reason="the source list of portals is not part of this repository")
@pytest.mark.parametrize("name", spider_names())
def test_nothing_of_the_source_list_is_missing_or_added(name: str) -> None:
    province = load(registry.FOLDER / f"{name}.toml")
    lines = list(source_lines(province.division[:2]))
    units = [(portal, unit) for portal in province.portals for unit in portal.units]
    wanted = {(plain(str(x["host"])), x["level"], x["admin_level"], x["region_name"]) for x in lines}
    got = {(plain(portal.host), unit.level, unit.office_of, unit.name) for portal, unit in units}
    assert got == {(*key[:3], re.sub("^玉环县(?=.)", "", str(key[3]))) for key in wanted}

    addresses = {url for x in lines for url in [*x["list_urls"], *x["other_list_urls_derived"]]}  # type: ignore[misc]
    assert {c.url for p in province.portals for c in p.columns} == {a for a in addresses if "{year}" not in a}
    seen = {url for x in lines if x["list_url_basis"] == "seen" for url in x["list_urls"]}  # type: ignore[attr-defined]
    assert {c.url for p in province.portals for c in p.columns if c.basis == "seen"} == seen
    bodies = {body for x in lines for body in x["bodies_seen"]}  # type: ignore[attr-defined]
    assert {body for _, unit in units for body in unit.bodies} == bodies


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
