"""What Word keeps beside the text that it shows, and what of it a reader of the page would see."""

from __future__ import annotations

import base64

import pytest

from parsers.carriers.office.docx import read_docx
from parsers.carriers.office.package import MAX_ENTRIES
from parsers.document import Cell, Document, Paragraph, Row, Table
from parsers.failures import Unreadable
from parsers.parse import parse_document

from ..pages import page
from .word_files import W, cell, document, package, paragraph, row, run

HTML_CHUNK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="c1" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"/>'
    "</Relationships>"
)


def body(content: str) -> Document:
    return read_docx(package(document(content)))


def texts(content: str) -> list[str]:
    return [block.text for block in body(content).paragraphs()]


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def one(content: str) -> Cell:
    """The second cell of a table whose second cell holds the content."""
    rows = row(cell(paragraph(run("规章"))) + cell(content)) * 2
    found = next(block for block in body(table(rows)).blocks if isinstance(block, Table))
    return found.rows[0].cells[1]


def grid(*rows: str) -> list[list[tuple[str, int, int]]]:
    found = next(block for block in body(table(*rows)).blocks if isinstance(block, Table))
    return [[(c.text, c.colspan, c.rowspan) for c in line.cells] for line in found.rows]


def filled(text: str, span: int = 1, merge: str | None = None) -> str:
    return cell(paragraph(run(text)), span, merge)


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (run("1") + run("2"), "12"),
        ("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>", "1-2"),
        ("<w:r><w:t>本年</w:t><w:br/><w:t>增减</w:t></w:r>", "本年\n增减"),
        ('<w:r><w:sym w:font="Symbol" w:char="F031"/></w:r>', "1"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F031"/></w:r>', "\uf031"),
        (run("12") + run("99", properties="<w:vanish/>"), "12"),
        (run("12", properties='<w:vanish w:val="0"/>'), "12"),
        (run("12") + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r>', "12³"),
        (run("12") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "12"),
        (
            "<w:r><w:ruby><w:rt>"
            + run("9")
            + "</w:rt><w:rubyBase>"
            + run("7")
            + "</w:rubyBase></w:ruby></w:r>",
            "7",
        ),
        (f'<w:fldSimple w:instr=" =SUM(LEFT) ">{run("7")}</w:fldSimple>', "7"),
        (f'<w:hyperlink r:id="x">{run("12")}</w:hyperlink>', "12"),
        (f'<w:smartTag w:element="n">{run("1")}{run("2")}</w:smartTag>', "12"),
        (f'<w:moveFrom w:id="1">{run("9")}</w:moveFrom><w:moveTo w:id="2">{run("8")}</w:moveTo>', "8"),
        ("<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>", "12"),
    ],
)
def test_text_of_runs(runs: str, text: str) -> None:
    found = one(paragraph(runs))
    assert (found.text, found.odd) == (text, False)


@pytest.mark.parametrize(
    "content",
    [
        paragraph(run("9", properties="<w:strike/>") + run("8")),
        paragraph(
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
        ),
        paragraph(
            f"{run('1')}<w:r><w:pict><w:txbxContent>{paragraph(run('2'))}</w:txbxContent></w:pict></w:r>"
        ),
        paragraph(f'{run("1")}<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run("2")}'),
    ],
    ids=["struck", "fraction", "text box over a cell", "field without end"],
)
def test_cells_that_are_not_vouched_for(content: str) -> None:
    assert one(content).odd


def test_a_paragraph_whose_mark_was_deleted_goes_on() -> None:
    gone = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    assert texts(paragraph(run("本年新收"), gone) + paragraph(run("申请12件"))) == ["本年新收申请12件"]


def test_both_forms_of_one_text_box_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('附注'))}</w:txbxContent>"
    both = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    content = paragraph(f"{run('正文')}<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
    assert texts(content) == ["正文", "附注"]


def test_a_label_merged_downwards_is_one_cell_of_all_its_rows() -> None:
    assert grid(
        row(filled("（三）", merge="restart") + filled("1.属于") + filled("3")),
        row(cell(paragraph(""), merge="continue") + filled("2.其他") + filled("4")),
        row(filled("（四）", 2) + filled("5")),
    ) == [
        [("（三）", 1, 2), ("1.属于", 1, 1), ("3", 1, 1)],
        [("2.其他", 1, 1), ("4", 1, 1)],
        [("（四）", 2, 1), ("5", 1, 1)],
    ]


def test_a_continuation_without_beginning_is_a_cell() -> None:
    assert grid(
        row(cell(paragraph(""), merge="continue") + filled("3.其他") + filled("7")),
        row(cell(paragraph(""), merge="continue") + filled("4.其他") + filled("8")),
    ) == [[("", 1, 2), ("3.其他", 1, 1), ("7", 1, 1)], [("4.其他", 1, 1), ("8", 1, 1)]]


def test_text_in_a_continuation_is_a_doubt_and_no_figure() -> None:
    content = table(
        row(filled("规章") + filled("3", merge="restart")),
        row(filled("文件") + filled("4", merge="continue")),
    )
    found = next(block for block in body(content).blocks if isinstance(block, Table))
    assert [(c.text, c.odd) for line in found.rows for c in line.cells] == [
        ("规章", False),
        ("3", True),
        ("文件", False),
    ]


def test_old_horizontal_merges_and_rows_that_begin_late() -> None:
    merged = '<w:tc><w:tcPr><w:hMerge w:val="{}"/></w:tcPr>{}</w:tc>'
    first = merged.format("restart", paragraph(run("规章"))) + merged.format("continue", paragraph(""))
    assert grid(
        row(first + filled("3")),
        row(filled("件") + filled("5"), '<w:gridBefore w:val="1"/>'),
        row(filled("a")),
    ) == [
        [("规章", 2, 1), ("3", 1, 1)],
        [("", 1, 1), ("件", 1, 1), ("5", 1, 1)],
        [("a", 1, 1)],
    ]


def test_rows_and_cells_inside_of_content_controls() -> None:
    held = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    wrapped = held.format(row(filled("规章") + held.format(filled("3"))))
    assert grid(wrapped, row(filled("文件") + filled("4"))) == [
        [("规章", 1, 1), ("3", 1, 1)],
        [("文件", 1, 1), ("4", 1, 1)],
    ]


def test_lists_of_contents_are_left_out() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    contents = f"<w:sdt>{gallery}<w:sdtContent>{paragraph(run('一、总体情况 1'))}</w:sdtContent></w:sdt>"
    assert texts(contents + paragraph(run("正文"))) == ["正文"]


def test_styles_tell_headings_contents_and_hidden_text() -> None:
    def style(name: str, called: str, rest: str = "") -> str:
        return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/>{rest}</w:style>'

    styles = (
        f'<w:styles xmlns:w="{W}">'
        + style("a", "heading 1")
        + style("b", "我的标题", '<w:basedOn w:val="a"/>')
        + style("c", "toc 1")
        + style("d", "x", "<w:rPr><w:vanish/></w:rPr>")
        + style("e", "loop", '<w:basedOn w:val="e"/>')
        + "</w:styles>"
    )
    content = "".join(paragraph(run(name), f'<w:pStyle w:val="{name}"/>') for name in "abcde")
    found = read_docx(package(document(content), {"word/styles.xml": styles}))
    assert [(block.text, block.heading) for block in found.paragraphs()] == [
        ("a", True),
        ("b", True),
        ("e", False),
    ]


def test_an_embedded_page_is_read_in_its_place() -> None:
    parts: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": HTML_CHUNK.format(target="afchunk.htm"),
        "word/afchunk.htm": page(),
    }
    record = parse_document(package(document('<w:altChunk r:id="c1"/>'), parts), "x")
    assert (record.outcome, record.carrier, record.values["requests.new@total"]) == ("report", "docx", 28)


def test_relations_that_leave_the_file_are_not_followed() -> None:
    rels = HTML_CHUNK.format(target="file:///etc/passwd").replace("/>", ' TargetMode="External"/>')
    found = read_docx(
        package(
            document('<w:altChunk r:id="c1"/>' + paragraph(run("正文"))),
            {"word/_rels/document.xml.rels": rels},
        )
    )
    assert [block.text for block in found.paragraphs()] == ["正文"]


def test_the_title_property_counts_only_where_nothing_printed_does() -> None:
    core = (
        "<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>某局2019年年度报告</dc:title></cp:coreProperties>'
    )
    parts: dict[str, str | bytes] = {"docProps/core.xml": core}
    assert read_docx(package(document(paragraph(run("正文"))), parts)).titles == ["某局2019年年度报告"]
    printed = document(paragraph(run("某局2020年政府信息公开工作年度报告")))
    assert read_docx(package(printed, parts)).titles == []


def test_names_with_backslashes_and_other_main_parts() -> None:
    data = package(document(paragraph(run("正文")))).replace(b"word/document.xml", b"word\\document.xml")
    assert [block.text for block in read_docx(data).paragraphs()] == ["正文"]


def test_one_flat_file_of_word() -> None:
    picture = base64.b64encode(b"no picture").decode()
    flat = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>{picture}</pkg:binaryData></pkg:part>'
        '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        + document(paragraph(run("正文"))).partition("?>")[2]
        + "</pkg:xmlData></pkg:part></pkg:package>"
    )
    assert [block.text for block in read_docx(flat.encode()).paragraphs()] == ["正文"]


RESTART = ' w:val="restart"'


def test_word_xml_of_2003() -> None:
    w = "http://schemas.microsoft.com/office/word/2003/wordml"
    merged = "<w:tc><w:tcPr><w:vmerge{}/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    plain = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = (
        f"<w:tr>{merged.format(RESTART, '规章')}{plain.format(3)}</w:tr>"
        f"<w:tr>{merged.format('', '')}{plain.format(4)}</w:tr>"
    )
    deleted = (
        '<aml:annotation aml:id="1" w:type="Word.Deletion"><aml:content><w:r><w:delText>9</w:delText></w:r>'
        '</aml:content></aml:annotation><aml:annotation aml:id="2" w:type="Word.Insertion"><aml:content>'
        "<w:r><w:t>本年</w:t></w:r></aml:content></aml:annotation>"
    )
    data = (
        f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="{w}" '
        'xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">'
        f"<w:body><wx:sect><w:p>{deleted}</w:p><w:tbl>{rows}</w:tbl></wx:sect></w:body></w:wordDocument>"
    ).encode()
    found = read_docx(data, "doc")
    assert [block.text for block in found.paragraphs()] == ["本年"]
    rows_read = next(block for block in found.blocks if isinstance(block, Table)).rows
    assert [[(c.text, c.rowspan) for c in line.cells] for line in rows_read] == [
        [("规章", 2), ("3", 1)],
        [("4", 1)],
    ]


def test_damaged_xml_is_read_as_far_as_it_goes_and_not_vouched_for() -> None:
    content = table(row(filled("规章") + filled("3")), row(filled("文件") + filled("4")))
    broken = document(content + paragraph(run("正文"))).replace("正文", "正<文")
    found = read_docx(package(broken))
    cells = [
        c for block in found.blocks if isinstance(block, Table) for line in block.rows for c in line.cells
    ]
    assert [c.text for c in cells] == ["规章", "3", "文件", "4"]
    assert all(c.doubt for c in cells)
    assert any("damaged" in warning for warning in found.warnings)


def test_characters_that_xml_forbids_are_passed_over() -> None:
    found = read_docx(package(document(paragraph(run("正文"))).replace("正文", "正&#x1F;\x0b文")))
    assert [block.text for block in found.paragraphs()] == ["正文"]
    assert not found.warnings


@pytest.mark.parametrize(
    ("main", "words"),
    [
        (
            '<!DOCTYPE w [<!ENTITY a "b">]>' + document(paragraph(run("正文"))).partition("?>")[2],
            "document type",
        ),
        ("no xml at all", "cannot be read"),
        ("<a/>", "no text part"),
        (document("<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200), ""),
    ],
)
def test_files_without_a_readable_text(main: str, words: str) -> None:
    record = parse_document(package(main), "x")
    assert record.outcome in ("unreadable", "not_report")
    assert words in (record.error or "")


def test_a_file_of_countless_parts_is_refused() -> None:
    parts: dict[str, str | bytes] = {f"customXml/{number}.xml": "" for number in range(MAX_ENTRIES)}
    with pytest.raises(Unreadable, match="too_large"):
        read_docx(package(document(""), parts))


def test_pictures_stand_for_tables_where_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(data: bytes) -> Document:
        line = Row([Cell("规章", 1, box="page 1, box 1 2 3 4 px"), Cell("3", 2)], 1)
        return Document("image", [Paragraph("二、主动公开政府信息情况"), Table([line])], warnings=["faint"])

    monkeypatch.setattr("parsers.carriers.scan.read_image", seen)
    rels = HTML_CHUNK.format(target="media/a.png").replace("aFChunk", "image")
    shown = paragraph('<w:r><w:drawing><a:blip r:embed="c1"/></w:drawing></w:r>')
    parts: dict[str, str | bytes] = {"word/_rels/document.xml.rels": rels, "word/media/a.png": b"x" * 9_000}
    found = read_docx(package(document(shown), parts))
    places = [c.box for b in found.blocks if isinstance(b, Table) for r in b.rows for c in r.cells]
    assert places == ["picture 1, page 1, box 1 2 3 4 px", "picture 1"]
    assert found.carrier == "docx" and found.warnings == ["faint"]
    beside = read_docx(package(document(shown + table(row(filled("规章") + filled("3")) * 3)), parts))
    assert not any(c.box for b in beside.blocks if isinstance(b, Table) for r in b.rows for c in r.cells)
