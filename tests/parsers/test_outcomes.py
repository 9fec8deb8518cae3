"""What a document is, whose, and of which year; its chapters."""

from __future__ import annotations

import json

import pytest

from parsers.parse import Hints, parse_document

from . import pages


def test_identity_of_a_page() -> None:
    record = parse_document(pages.page(), "page")
    assert (record.title, record.body_mention, record.year, record.scope) == (
        pages.TITLE,
        "青川县石坝镇人民政府",
        2023,
        "own",
    )


@pytest.mark.parametrize(
    ("body", "published", "telling", "scope"),
    [
        ("临江市人民政府", "2024-03-20", pages.TELLING, "consolidated"),
        ("临江市人民政府", None, "全市各级行政机关公开信息。", "consolidated"),
        ("临江市人民政府", None, pages.TELLING, None),
        ("临江市人民政府办公室", "2024-03-20", pages.TELLING, "own"),
        ("临江市教育局", None, pages.TELLING, "own"),
    ],
)
def test_scope_by_its_clues(body: str, published: str | None, telling: str, scope: str | None) -> None:
    data = pages.page(title=f"{body}2023年政府信息公开工作年度报告", telling=telling)
    assert parse_document(data, "page", Hints(published=published)).scope == scope


def test_chapters_are_clean_text() -> None:
    before = "<div class='top'><a href='/'>首页</a><p>当前位置：政务公开</p></div>"
    after = "<div><p>上一篇：无</p><p>版权所有</p></div>"
    record = parse_document(pages.page(before=before, after=after), "page")
    assert [chapter.no for chapter in record.chapters] == [0, 1, 2, 3, 4, 5, 6]
    assert record.chapters[1].text == pages.TELLING
    assert record.chapters[3].text == ""
    assert record.chapters[6].text == "本年未收取信息处理费。"
    assert "位置" not in record.chapters[0].text


def test_chapters_with_other_numerals() -> None:
    data = pages.page().replace(
        "五、存在的主要问题及改进情况".encode(), "第五部分 政府信息公开工作存在的主要问题及改进情况".encode()
    )
    assert [chapter.no for chapter in parse_document(data, "page").chapters] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "title",
    [
        "青川县石坝镇2023年政府信息公开工作年度报告解读",
        "关于做好2023年政府信息公开工作年度报告编制的通知",
        "2023年政府工作报告",
        "政府网站工作年度报表（2023年度）",
    ],
)
def test_look_alikes_are_no_reports(title: str) -> None:
    data = f"<title>{title}</title><h1>{title}</h1><p>{'本文说明有关情况。' * 60}</p>".encode()
    record = parse_document(data, "page")
    assert (record.outcome, record.values, record.year) == ("not_report", {}, None)


def test_an_enterprise_is_no_report_even_with_the_tables() -> None:
    data = pages.page(title="临江市自来水有限责任公司2023年信息公开工作年度报告")
    assert parse_document(data, "page").outcome == "not_report"


def test_a_title_over_an_attachment_alone_is_no_report() -> None:
    data = f"<h1>{pages.TITLE}</h1><p><a href='/files/report.pdf'>附件</a></p>".encode()
    record = parse_document(data, "page")
    assert record.outcome == "not_report"
    assert record.attachments == [{"url": "/files/report.pdf", "title": "附件"}]


def test_empty_form_and_report_without_figures() -> None:
    import re

    def emptied(title: str, mark: str) -> bytes:
        return re.sub(
            rb"<td>[0-9.]+</td>",
            f"<td>{mark}</td>".encode(),
            pages.page(title=title, telling="（文字描述）").replace("2023年1月1日至12月31日".encode(), b""),
        )

    assert parse_document(emptied("政府信息公开工作年度报告", ""), "page").outcome == "blank_form"
    record = parse_document(emptied(pages.TITLE, "/"), "page")
    assert record.outcome == "report"
    assert set(record.states.values()) == {"slash"}


def test_a_report_without_tables_keeps_its_text() -> None:
    paragraphs = "".join(
        f"<p>{'一二三四五六'[n]}、第{n}方面工作情况</p><p>{'主动公开信息若干条，工作有序开展。' * 12}</p>"
        for n in range(5)
    )
    data = f"<h1>青川县石坝镇人民政府2016年政府信息公开工作年度报告</h1>{paragraphs}".encode()
    record = parse_document(data, "page")
    assert (record.outcome, record.year, record.generation, record.values) == ("report", 2016, "G2", {})
    assert [chapter.no for chapter in record.chapters] == [1, 2, 3, 4, 5]
    assert record.warnings


def test_several_reports_come_apart() -> None:
    other = "青川县木鱼镇人民政府2023年政府信息公开工作年度报告"
    first, second = pages.page().decode(), pages.page(title=other).decode()
    record = parse_document((first + second).encode(), "page")
    assert record.outcome == "several_reports"
    assert record.values == {}
    assert [part.title for part in record.parts] == [pages.TITLE, other]
    assert all(part.values["requests.new@total"] == 28 for part in record.parts)


@pytest.mark.parametrize("style", ["style='display:none'", "hidden", "class='copy'"])
def test_a_hidden_copy_counts_for_nothing(style: str) -> None:
    other = pages.table([[row[0], *["99"] * 7] if len(row) == 8 else row for row in pages.request_rows()])
    data = pages.page(after=f"<style>.copy{{display:none}}</style><div {style}>{other}</div>")
    record = parse_document(data, "page")
    assert record.values["requests.new@total"] == 28
    assert record.uncertain == []


def test_the_same_bytes_give_the_same_record() -> None:
    assert parse_document(pages.page(), "page").to_json() == parse_document(pages.page(), "page").to_json()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_structured_data_is_no_report_whatever_it_carries(mark: str) -> None:
    answer = {"title": pages.TITLE, "content": pages.page().decode()}
    for data in (answer, [answer]):
        record = parse_document((mark + json.dumps(data, ensure_ascii=False, indent=1)).encode(), "answer")
        assert (record.outcome, record.carrier, record.values) == ("not_report", "text", {})
        assert "structured data" in record.warnings[0]


def test_a_text_that_begins_with_a_bracket_is_a_text() -> None:
    record = parse_document(f"[{pages.TITLE}]\n一、总体情况\n{pages.TELLING}".encode(), "text")
    assert record.carrier == "text"
    assert "structured data (JSON), not a document" not in record.warnings
