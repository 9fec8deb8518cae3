"""`spiders add`: what is proposed for a portal, why, and that it is written only when a person agrees."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.proposing.proposal import NoProposal, Proposal, Registered, Told, propose
from crawler.proposing.scout import ColumnLook, PageLook, Scouted
from crawler.replica.world import Served, World
from models.bodies import Resolver
from spiders import registry
from spiders.registry import Column, Portal, Unit, add_entry, text_of
from tests.served import environment, program

HOST = "http://www.somewhere.gov.cn"
REPORTS = [
    ("获嘉县人民政府2023年政府信息公开工作年度报告", f"{HOST}/nb/202401/t20240115_1.html"),
    ("获嘉县照镜镇人民政府2022年政府信息公开工作年度报告", f"{HOST}/nb/202301/t20230115_2.html"),
]
MUTE = [("2023年政府信息公开工作年度报告", f"{HOST}/nb/202401/t20240115_1.html")]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver()


def look(
    resolver: Resolver,
    site: str | None,
    reports: list[tuple[str, str]],
    url: str = f"{HOST}/nb/",
    told: Told | None = None,
    title: str = "",
) -> Proposal:
    column = ColumnLook(url, "政府信息公开年报", "trs", "a fingerprint", "menu", "年报", list(reports))
    home = url.split("/", 3)
    page = PageLook("/".join(home[:3]) + "/", site, title, None)
    return propose(Scouted(page.url, column, None, [page]), column, told or Told(), resolver)


def test_the_name_of_the_site_says_who_runs_it_and_the_reports_agree(resolver: Resolver) -> None:
    proposal = look(resolver, "获嘉县人民政府", REPORTS)
    portal, unit = proposal.portal, proposal.portal.units[0]
    assert (proposal.spider, portal.name, portal.level, portal.division) == (
        "henan",
        "获嘉县",
        "county",
        "410724",
    )
    assert [(column.url, column.basis) for column in unit.columns] == [(f"{HOST}/nb/", "seen")]
    assert (unit.family, unit.years) == ("trs_t", (2022, 2023))
    assert not proposal.doubts
    assert any("the site calls itself 获嘉县人民政府" in reason for reason in proposal.reasons)


def test_a_title_of_the_home_page_does_where_no_meta_tag_names_the_site(resolver: Resolver) -> None:
    assert look(resolver, None, MUTE, title="首页-获嘉县人民政府门户网站").portal.division == "410724"


def test_an_office_with_a_site_of_its_own_is_a_department(resolver: Resolver) -> None:
    titles = [("南阳市财政局2023年政府信息公开工作年度报告", f"{HOST}/2024/01-15/3.html")]
    unit = look(resolver, "南阳市财政局", titles).portal.units[0]
    assert (unit.level, unit.office_of, unit.division) == ("department", "prefecture", "411300")
    assert unit.bodies == ("南阳市财政局",)


def test_a_central_body_has_no_division(resolver: Resolver) -> None:
    proposal = look(resolver, "水利部", [("水利部2020年政府信息公开工作年度报告", f"{HOST}/nb/1.html")])
    assert (proposal.spider, proposal.portal.division) == ("ministries", "")
    assert proposal.portal.units[0].office_of == "national"


def test_a_zone_and_a_city_of_the_corps_find_their_files(resolver: Resolver) -> None:
    zone = look(resolver, "西安高新技术产业开发区管理委员会", MUTE)
    assert (zone.spider, zone.portal.level) == ("shaanxi", "zone")
    assert look(resolver, "兵团第六师五家渠市", MUTE, told=Told(division="659004")).spider == "bingtuan"


def test_without_a_name_the_lowest_division_above_all_reports_is_taken(resolver: Resolver) -> None:
    assert look(resolver, None, REPORTS).portal.name == "获嘉县"
    wider = [*REPORTS, ("卫辉市人民政府2023年政府信息公开工作年度报告", f"{HOST}/nb/3.html")]
    assert look(resolver, None, wider).portal.division == "410700"


def test_who_runs_the_site_is_never_guessed(resolver: Resolver) -> None:
    with pytest.raises(NoProposal, match="--division"):
        look(resolver, None, MUTE)
    assert look(resolver, None, MUTE, told=Told(division="410724")).portal.name == "获嘉县"
    with pytest.raises(NoProposal, match="no division with the code"):
        look(resolver, None, MUTE, told=Told(division="999999"))


def test_a_name_that_the_reports_belie_is_a_doubt_until_a_person_decides(resolver: Resolver) -> None:
    doubtful = look(resolver, "卫辉市人民政府", REPORTS)
    assert doubtful.doubts == ("the site calls itself 卫辉市人民政府, but its reports are of 获嘉县",)
    assert not look(resolver, "卫辉市人民政府", REPORTS, told=Told(division="410724")).doubts


def test_a_derived_address_that_answers_is_confirmed_and_a_seen_one_is_nothing_new(
    resolver: Resolver,
) -> None:
    portal, column = registered("derived")
    confirmed = look(resolver, None, MUTE, url=column.url)
    assert confirmed.portal.units[0].columns[0].basis == "seen"
    assert any(reason.startswith("confirmed: registered as derived") for reason in confirmed.reasons)
    assert (confirmed.portal.host, confirmed.portal.division) == (portal.host, portal.division)
    with pytest.raises(Registered, match="registered already"):
        look(resolver, None, MUTE, url=registered("seen")[1].url)


def registered(basis: str) -> tuple[Portal, Column]:
    """A registered portal with a column of this basis."""
    for portal in registry.portals("beijing"):
        for column in portal.columns:
            if column.basis == basis and portal.level == "county":
                return portal, column
    raise AssertionError(basis)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "portals"
    registry.forget(tmp_path / "portals")


def entry(number: int) -> Portal:
    host = "www.somewhere.gov.cn"
    columns = (Column(f"http://{host}/nb{number}/", "seen"),)
    unit = Unit('示"例', "county", "640104", host=host, columns=columns, years=(2023,))
    return Portal(host, '示"例', "county", "640104", f"https://{host}/", units=(unit,))


def test_entries_are_added_to_the_file_and_what_a_person_wrote_there_stays(folder: Path) -> None:
    path = add_entry(folder, "ningxia", entry(1))
    path.write_text(path.read_text("utf-8") + "\n# a person's own words\n", "utf-8")
    other = Portal("www.other.gov.cn", "乙县", "county", "640104", "http://www.other.gov.cn/")
    add_entry(folder, "ningxia", other)
    add_entry(folder, "ningxia", entry(2))
    known = registry.portal_of_host("somewhere.gov.cn")
    assert known is not None and known.name == '示"例'
    assert {column.url for column in known.columns} == {
        "http://www.somewhere.gov.cn/nb1/",
        "http://www.somewhere.gov.cn/nb2/",
    }
    assert registry.portal_of_host("www.other.gov.cn") is not None
    assert "# a person's own words" in path.read_text("utf-8")


def test_an_entry_that_cannot_stand_leaves_the_file_as_it_was(folder: Path) -> None:
    path = add_entry(folder, "ningxia", entry(1))
    before = path.read_bytes()
    with pytest.raises(registry.RegistryError, match="a unit stands twice"):
        add_entry(folder, "ningxia", entry(1))
    wrong = Portal("www.nx.gov.cn", "宁夏", "county", "640104", "http://www.nx.gov.cn/")
    with pytest.raises(registry.RegistryError, match="registered with"):
        add_entry(folder, "ningxia", wrong)
    assert path.read_bytes() == before
    assert registry.portal_of_host("somewhere.gov.cn") is not None


def test_every_registered_portal_can_be_written_and_read_again(tmp_path: Path) -> None:
    for name in registry.spider_names():
        province = registry.load(registry.FOLDER / f"{name}.toml")
        head = f'province = "{province.name}"\ndivision = "{province.division}"\n\n'
        path = tmp_path / f"{name}.toml"
        path.write_text(head + "\n".join(map(text_of, province.portals)), "utf-8")
        assert registry.load(path).portals == province.portals


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with World.serve() as world:
        yield world


def told(text: str) -> list[list[str]]:
    """The words of each line, however it is laid out; what is said of requests is left out."""
    rows = [line.split() for line in text.splitlines() if not line.strip().startswith("requests")]
    return [[*row[:4], *row[5:]] if row[:1] == ["ok"] else row for row in rows]


def added(
    served: Served, folder: Path, *arguments: str, stdin: int = subprocess.DEVNULL
) -> subprocess.CompletedProcess[str]:
    return program(["spiders", "add", *arguments], environment(served, folder), stdin)


def test_a_portal_is_looked_at_proposed_and_written_when_told_so(served: Served, tmp_path: Path) -> None:
    asked = len(served.requests)
    shown = added(served, tmp_path, "http://www.yanshi.gov.cn/")
    assert shown.returncode == 0, shown.stderr
    assert 'url = "http://www.yanshi.gov.cn/zfxxgk/gknb_229/", basis = "seen"' in shown.stdout
    assert 'division = "410307"' in shown.stdout and "platform trs" in shown.stderr
    assert "not written: --yes writes it" in shown.stderr and not list(tmp_path.iterdir())
    assert len(served.requests) - asked <= 10
    text = (Path(__file__).parents[2] / "docs" / "adding-a-portal.md").read_text("utf-8")
    documented = text.split("$ nianbao spiders add http://www.yanshi.gov.cn/\n")[1].split("```")[0]
    said = [line for line in shown.stderr.splitlines(True) if " · " not in line]
    assert documented == shown.stdout + "".join(said).replace(str(tmp_path), "data")

    env = environment(served, tmp_path / "tried")
    for command in ("crawl --url http://www.yanshi.gov.cn/", "spiders health any --all"):
        documented = text.split(f"$ nianbao {command}\n")[1].split("```")[0].split("$ ")[0]
        printed = told(program(command.split(), env).stdout)
        assert all(line in printed for line in told(documented)), printed

    report = "http://www.yanshi.gov.cn/zfxxgk/gknb_229/202603/t20260312_4638644.shtml"
    written = added(served, tmp_path, report, "--yes")
    assert written.returncode == 0, written.stderr
    assert "its list stands where the address of the report suggests" in written.stderr
    assert (tmp_path / "portals" / "henan.toml").read_text("utf-8").endswith(written.stdout)
    assert [path.name for path in (tmp_path / "portals").iterdir()] == ["henan.toml"]


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("https://www.nx.gov.cn/", 1, "challenge"),
        ("https://www.zhenjiang.gov.cn/", 3, "could not be had"),
        ("http://www.example.com/", 2, "neither under gov.cn nor registered"),
        ("https://www.shengsi.gov.cn:8443/", 2, "without a port"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_a_sentence(
    served: Served, tmp_path: Path, url: str, code: int, said: str
) -> None:
    done = added(served, tmp_path, url, "--yes")
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [("y\n", 0, "written into"), ("n\n", 0, "not written"), ("\x04", 130, "not written")],
    ids=["yes", "no", "end of input"],
)
def test_on_a_terminal_it_asks_and_writes_what_is_agreed_to(
    served: Served, tmp_path: Path, typed: str, code: int, said: str
) -> None:
    keyboard, terminal = os.openpty()
    try:
        os.write(keyboard, typed.encode())
        done = added(served, tmp_path, "http://www.yanshi.gov.cn/zfxxgk/gknb_229/", stdin=terminal)
    finally:
        os.close(keyboard)
        os.close(terminal)
    path = tmp_path / "portals" / "henan.toml"
    assert done.returncode == code, done.stderr
    assert f"write it into {path}? [y/N]:" in done.stderr
    assert done.stderr.rsplit("[y/N]:", 1)[1].strip().startswith(said)
    assert path.exists() is (typed == "y\n")
    # The question leaves the blank before its answer on standard output.
    assert not path.exists() or path.read_text("utf-8").endswith(done.stdout.rstrip(" "))
