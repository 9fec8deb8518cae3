"""Pages of the replica show what its truth says, and every address it prints is answered."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from crawler.replica.forms import REQUEST_COLUMNS
from crawler.replica.reports import CHAPTERS
from crawler.replica.truth import TrueReport
from crawler.replica.world import Served, World
from parsers.parse import parse_document
from tests.crawler.replica_client import Client

REGISTRY = Path(__file__).resolve().parents[2] / "spiders" / "portals"
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
ROWS = (
    ("requests.new", "一、本年新收政府信息公开申请数量"),
    ("requests.carried_out", "四、结转下年度继续办理"),
    ("outcome.total", "（七）总计"),
)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with World.serve() as world:
        yield world


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served)


def test_every_html_address_shows_the_true_figures(served: Served, client: Client) -> None:
    checked = 0
    for report in served.world.truth():
        if report.texts > 1 or report.carrier != "html":
            continue
        for address in report.urls:
            answer = client.get_patiently(address)
            assert answer.status == 200, address
            if answer.content.startswith(b"%PDF-"):
                continue
            for row, label in ROWS:
                assert printed_row(answer.content, label) == true_row(report, row), (address, row)
                checked += 1
    assert checked > 900


def printed_row(page: bytes, label: str) -> list[str | None]:
    """Last seven cells of the row with this label, as numbers without width, commas or marks."""
    text = decode(page)
    wanted = squeeze(label)
    for row in html.fromstring(text).iter("tr"):
        cells = [squeeze(str(cell.text_content())) for cell in row if cell.tag in {"td", "th"}]
        if wanted in cells:
            return [number(cell) for cell in cells[-len(REQUEST_COLUMNS) :]]
    raise AssertionError(f"no row {label}")


def decode(page: bytes) -> str:
    try:
        return page.decode()
    except UnicodeDecodeError:
        return page.decode("gb18030")


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text).translate(str.maketrans("（）", "()"))


def number(cell: str) -> str | None:
    digits = cell.translate(FULL_WIDTH).replace(",", "")
    return digits if any(char.isdigit() for char in digits) else None


def true_row(report: TrueReport, row: str) -> list[str | None]:
    values = [report.values[f"{row}@{column}"] for column, _ in REQUEST_COLUMNS]
    return [None if value is None else str(value) for value in values]


def test_a_split_table_repeats_its_header(client: Client, served: Served) -> None:
    site = next(site for site in served.world.content.sites if site.host == "www.tltg.gov.cn")
    column = site.columns[1]
    address = served.world.portals[site.host].address(column, column.placements[0])
    page = html.fromstring(client.get_patiently(address).text)
    headers = [table for table in page.iter("table") if "勾稽关系" in table.text_content()]
    assert len(headers) == 2
    assert all(spans_fill(table, 10) for table in headers)


def spans_fill(table: html.HtmlElement, width: int) -> bool:
    """True where the cells of every row, with the spans from above, cover exactly `width` columns."""
    open_spans: list[tuple[int, int]] = []
    for row in table.iter("tr"):
        covered = sum(columns for columns, _ in open_spans)
        cells = [(int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))) for cell in row.iter("td")]
        if covered + sum(columns for columns, _ in cells) != width:
            return False
        open_spans = [(columns, left - 1) for columns, left in [*open_spans, *cells] if left > 1]
    return not open_spans


def test_statutory_tables_are_rectangular(client: Client, served: Served) -> None:
    address = next(r.urls[0] for r in served.world.truth() if r.body_id == "320000/sports" and r.year == 2020)
    page = html.fromstring(client.get(address).text)
    tables = [table for table in page.iter("table") if table.get("class") != "xxgk_article"]
    widths = [5, *[10] * (len(tables) - 2), 15]
    assert len(tables) >= 3
    assert all(spans_fill(table, width) for table, width in zip(tables, widths, strict=True))


def test_links_of_every_portal_are_answered(served: Served) -> None:
    """Follow the links of each portal from its home page; only what is declared dead may fail."""
    client = Client(served)
    dead = {failure.url for failure in served.world.expected_failures()}
    closed = {urlsplit(url).hostname for url in dead if urlsplit(url).path == "/"}
    for site in served.world.content.sites:
        if site.host in closed:
            continue
        broken = [url for url in walk(client, f"{site.base}/") if url not in dead and "/error/" not in url]
        assert broken == []


def walk(client: Client, home: str) -> list[str]:
    """Addresses on the same host that answer with an error, found by following links in HTML."""
    host = urlsplit(home).hostname
    waiting, seen, broken = [home], {home}, []
    while waiting:
        address = waiting.pop()
        answer = client.get_patiently(address)
        if answer.status != 200:
            broken.append(address)
            continue
        for link in links(answer.content, address):
            if urlsplit(link).hostname == host and link not in seen:
                seen.add(link)
                waiting.append(link)
    return broken


def links(page: bytes, address: str) -> list[str]:
    if not page.lstrip().startswith(b"<"):
        return []
    found = re.findall(r'href="([^"#]+)"', decode(page))
    found += re.findall(r'location\.replace\("([^"]+)"\)', decode(page))
    return [
        urljoin(address, link.replace("&amp;", "&")) for link in found if not link.startswith("javascript")
    ]


def test_registered_addresses_of_its_hosts_are_answered(served: Served, client: Client) -> None:
    """Addresses that were seen on hosts of the world answer, or are declared to fail."""
    world = served.world
    hosts = {host for site in world.content.sites for host in (site.host, *site.aliases)}
    expected = {without_scheme(failure.url) for failure in world.expected_failures()}
    asked = 0
    for file in REGISTRY.glob("*.toml"):
        for portal in tomllib.loads(file.read_text(encoding="utf-8"))["portal"]:
            columns = [column for unit in portal.get("units", ()) for column in unit.get("columns", ())]
            urls = [column["url"] for column in columns if column.get("basis") != "derived"]
            for url in urls:
                if urlsplit(url).hostname not in hosts or without_scheme(url) in expected:
                    continue
                assert client.get_patiently(url).status == 200, url
                asked += 1
    assert asked >= 8


def without_scheme(url: str) -> str:
    return url.partition("://")[2]


def test_static_lists_promise_what_their_pages_give(client: Client) -> None:
    base = "https://www.huojia.gov.cn/zwgk/zfxxgk/zfxxgknb/"
    first = client.get(base).text
    promised = int(re.findall(r"共 (\d+) 条", first)[0])
    pages = int(re.findall(r"createPageHTML\((\d+), 0", first)[0])
    rows = re.findall(r'<li><a href="\./\d{6}/', first)
    for page in range(1, pages):
        rows += re.findall(r'<li><a href="\./\d{6}/', client.get(f"{base}index_{page}.html").text)
    assert len(rows) == promised
    assert client.get(f"{base}index_{pages}.html").status == 404


def test_lists_may_promise_pages_that_are_stubs_or_not_there(client: Client) -> None:
    stub = client.get("http://www.dwk.gov.cn/xxgk/zfxxgknb/2022/index_1.html")
    assert (stub.status, stub.text.count("<li>")) == (200, 0)
    assert len(stub.content) < 400
    assert client.get("http://xqq.gov.cn/zwgk/zfxxgkpt/zfxxgknb_58211/index_2.html").status == 404


def test_cut_titles_stand_whole_in_the_attribute(client: Client) -> None:
    page = html.fromstring(client.get("https://www.huojia.gov.cn/zwgk/zfxxgk/zfxxgknb/").text)
    cut = [link for link in page.iter("a") if str(link.text).endswith("…")]
    assert cut
    assert all(link.get("title").startswith(link.text[:-1]) for link in cut)


def test_groups_of_the_record_proxy_add_up_to_its_total(client: Client) -> None:
    page = client.get("http://www.yancheng.gov.cn/col/col12774/index.html").text
    inline = page.count("<record>")
    following = re.findall(r'<nextgroup><!\[CDATA\[<a href="([^"]+)">', page)
    assert inline == 45
    answer = client.get("http://www.yancheng.gov.cn" + following[0]).text
    total = int(re.findall(r"<totalrecord>(\d+)</totalrecord>", answer)[0])
    assert inline + answer.count("<record>") == total
    assert "<nextgroup>" not in answer


def test_a_record_proxy_asked_by_numbers_answers_those_records(client: Client) -> None:
    page = client.get("http://www.yancheng.gov.cn/col/col12774/index.html").text
    parameters = re.findall(r'proxyParam:"([^"]+)"', page)[0]
    address = (
        "http://www.yancheng.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=46&endrecord=48&perpage=15"
    )
    answer = client.get(address, data=parameters.encode()).text
    assert answer.count("<record>") == 3


def test_a_stuck_record_proxy_repeats_its_first_group(client: Client) -> None:
    page = client.get("http://www.zjxj.gov.cn/col/col1229325036/index.html").text
    address = "http://www.zjxj.gov.cn" + re.findall(r'<nextgroup><!\[CDATA\[<a href="([^"]+)">', page)[0]
    assert re.findall(r'title="([^"]+)"', client.get(address).text) == re.findall(r'title="([^"]+)"', page)


def test_json_list_meets_its_total_over_pages_and_ends(client: Client) -> None:
    base = "https://www.gd.gov.cn/gkmlpt/api/all/2550?sid=2&page="
    answers = [json.loads(client.get(f"{base}{page}").text) for page in (1, 2)]
    assert [len(answer["articles"]) for answer in answers] == [100, answers[0]["total"] - 100]
    assert answers[0]["classify"]["post_count"] > answers[0]["total"]
    assert client.get(f"{base}3").status == 404
    assert {entry["type"] for answer in answers for entry in answer["articles"]} == {"normal", "url"}


def test_label_answers_a_fragment_with_its_page_count(client: Client) -> None:
    label = (
        "https://www.huoqiu.gov.cn/site/label/8888?siteId=6794611&organId=6598301&type=3&pageSize=5&length=20"
    )
    pages = [client.get(f"{label}&pageIndex={number}").text for number in (1, 2, 3)]
    assert "pageCount:2" in pages[0]
    assert pages[0].count("<li") + pages[1].count("<li") == 8
    assert "暂无相关信息" in pages[2]


def test_annual_page_of_an_organ_shows_the_year_asked_for(client: Client) -> None:
    base = "http://www.lishui.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=113325000026455663"
    assert "丽水市人民政府2022年政府信息公开工作年度报告" in client.get(f"{base}&fbtime=2022").text
    assert "丽水市人民政府2024年政府信息公开工作年度报告" in client.get(base).text
    assert "暂无年报信息" in client.get(f"{base}&fbtime=2011").text


def test_an_organ_may_count_by_the_year_of_publication(client: Client) -> None:
    base = "http://www.lishui.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=113325000026452082"
    assert "2022年丽水市民政局政府信息公开工作年度报告" in client.get(f"{base}&fbtime=2023").text


def test_cut_titles_without_attribute_stand_whole_on_the_page(client: Client) -> None:
    page = html.fromstring(client.get("http://www.nanyang.gov.cn/zfxxgk/zfxxgknb/").text)
    link = next(link for link in page.iter("a") if str(link.text).endswith("…"))
    assert link.get("title") is None
    article = client.get(urljoin("http://www.nanyang.gov.cn/", link.get("href"))).text
    assert re.search(r'name="ArticleTitle" content="[^"]+年度报告"', article)


def test_some_lookalikes_wear_the_form_of_a_report(served: Served, client: Client) -> None:
    worn = [page for page in served.world.lookalikes() if page.kind in {"enterprise", "blank_form"}]
    assert len(worn) >= 3
    for page in worn:
        text = client.get(page.url).text
        assert "本年新收政府信息公开申请数量" in text
        assert "现行有效件数" in text


def test_wrong_encodings_are_served_as_declared(served: Served, client: Client) -> None:
    address = next(r.urls[0] for r in served.world.truth() if r.body_id == "410781102/gov" and r.year == 2023)
    lying = client.get(address)
    assert lying.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "孙杏村镇" in lying.content.decode("gb18030")
    silent = client.get("http://www.shanzhou.gov.cn/xxgkpt/ndbg/")
    assert silent.headers["Content-Type"] == "text/html"
    assert b"charset" not in silent.content
    assert "陕州区" in silent.content.decode("gb18030")


def test_reports_that_exist_only_as_files_are_files(served: Served, client: Client) -> None:
    files = [report for report in served.world.truth() if report.carrier == "pdf"]
    assert files
    for report in files:
        answer = client.get_patiently(report.urls[0])
        if not answer.content.startswith(b"%PDF-"):
            link = next(link for link in links(answer.content, report.urls[0]) if link.endswith(".pdf"))
            answer = client.get(link)
        record = parse_document(answer.content, report.urls[0])
        assert (record.carrier, record.outcome, record.year) == ("pdf", "report", report.year)
        assert record.values == dict(report.values)
        assert [chapter.title for chapter in record.chapters if chapter.no] == list(
            CHAPTERS[report.generation]
        )
        assert not record.uncertain


def test_a_file_may_be_a_login_page(served: Served, client: Client) -> None:
    broken = next(failure for failure in served.world.expected_failures() if failure.failure == "bad_content")
    answer = client.get(broken.url)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"<!DOCTYPE html>")


def test_lookalikes_are_served_where_the_lists_say(served: Served, client: Client) -> None:
    for page in served.world.lookalikes():
        assert client.get_patiently(page.url).status == 200, page.url
