"""DOCX files written part by part, in the ways that real ones differ."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from random import Random
from xml.sax.saxutils import escape

from doc2docx.cfb import CompoundFile
from doc2docx.cfb.directory import ObjectType
from doc2docx.cfb.writer import write_compound_storage

from ..dirty.form import Cell, Table
from ..dirty.model import Report
from ..dirty.page import Prose, blocks

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
RunWriter = Callable[[str, Random], str]


def run(text: str, _: Random | None = None, properties: str = "") -> str:
    """One run; line feeds become breaks."""
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{body}</w:r>"


def cut(text: str, rng: Random) -> str:
    """A text cut into several runs with other mark-up between them, as editing leaves it."""
    if len(text) < 2 or "\n" in text:
        return run(text)
    at = rng.randint(1, len(text) - 1)
    marks = '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="1" w:name="a"/>'
    first = run(text[:at], properties='<w:lang w:val="en-US"/>')
    return f'{first}{marks}{run(text[at:])}<w:bookmarkEnd w:id="1"/>'


def tracked(text: str, rng: Random) -> str:
    """A text that was changed with the changes recorded: another figure struck out, this one put in."""
    old = f'<w:del w:id="7" w:author="a"><w:r><w:delText>{rng.randint(10, 99)}</w:delText></w:r></w:del>'
    return f'{old}<w:ins w:id="8" w:author="a">{run(text)}</w:ins>' if text.strip() else run(text)


def field(text: str, _: Random) -> str:
    """A text as the result of a form field."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> FORMTEXT 99 </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(text)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def control(text: str, _: Random) -> str:
    """A text in a content control, with hidden text beside it."""
    return (
        f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>"
        f"{run('88', properties='<w:vanish/>')}"
    )


RUNS: Mapping[str, RunWriter] = {
    "plain": run,
    "cut": cut,
    "tracked": tracked,
    "field": field,
    "control": control,
}


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of written runs."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def cell(content: str, span: int = 1, merge: str | None = None) -> str:
    """A cell of written paragraphs; `merge` is "restart", "continue" or None."""
    properties = '<w:tcW w:w="600" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
    if merge:
        properties += '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(cells: str, properties: str = "") -> str:
    """A row of written cells."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"


def with_continuations(table: Table) -> list[list[tuple[Cell, str | None]]]:
    """Rows as Word writes them: every merged cell again in each row that it reaches into."""
    pending: dict[int, tuple[Cell, int]] = {}  # grid column -> cell, rows left
    written: list[list[tuple[Cell, str | None]]] = []
    for line in table.rows:
        cells: list[tuple[Cell, str | None]] = []
        column, index = 0, 0
        while column < table.width and (index < len(line) or column in pending):
            if column in pending:
                held, left = pending.pop(column)
                cells.append((held, "continue"))
                if left > 1:
                    pending[column] = (held, left - 1)
                column += held.colspan
                continue
            held = line[index]
            index += 1
            cells.append((held, "restart" if held.rowspan > 1 else None))
            if held.rowspan > 1:
                pending[column] = (held, held.rowspan - 1)
            column += held.colspan
        written.append(cells)
    return written


def table_xml(table: Table, rng: Random, write: RunWriter = run, *, spans: bool = True) -> str:
    """A table with its merges; without `spans` every row has only the cells that begin in it."""
    rows: list[str] = []
    for line in with_continuations(table):
        cells = ""
        for held, merge in line:
            if not spans and merge == "continue":
                continue
            texts = "".join(paragraph(write(text, rng) if text else "") for text in held.text.split("\n"))
            content = paragraph("") if merge == "continue" else texts
            cells += cell(content, held.colspan if spans else 1, merge if spans else None)
        rows.append(row(cells))
    grid = "".join('<w:gridCol w:w="600"/>' for _ in range(table.width))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


TableWriter = Callable[[Table, Random], str]


def body(report: Report, rng: Random, table: TableWriter) -> str:
    """The whole report as the content of `w:body`."""
    title = paragraph(run(report.title), '<w:jc w:val="center"/>')
    parts = [title]
    for block in blocks(report):
        if isinstance(block, Prose):
            level = '<w:outlineLvl w:val="0"/>' if block.heading else '<w:ind w:firstLine="420"/>'
            parts.append(paragraph(run(block.text), level))
        elif isinstance(block, Table):
            parts.append(table(block, rng) + paragraph(""))
    return "".join(parts)


def document(content: str, namespace: str = W) -> str:
    """The main part round the content of the body."""
    whole = f"<w:document {_NAMESPACES}><w:body>{content}<w:sectPr/></w:body></w:document>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{whole}'.replace(W, namespace)


def package(main: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX file; `parts` are further ones by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
        archive.writestr("word/document.xml", main)
    return stream.getvalue()


def _split(table: Table, rng: Random) -> str:
    """Table 3 in two pieces; the second begins with continuations of cells that stand in the first."""
    xml = table_xml(table, rng)
    if table.name != "requests":
        return xml
    rows = xml.split("<w:tr>")
    at = rng.randint(8, len(rows) - 4)
    opening = rows[0]
    return "<w:tr>".join(rows[:at]) + "</w:tbl>" + paragraph("") + "<w:tr>".join([opening, *rows[at:]])


def _nested(table: Table, rng: Random) -> str:
    inner = table_xml(table, rng)
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{row(cell(inner + paragraph('')))}</w:tbl>"


def _boxed(table: Table, rng: Random) -> str:
    inner = f"<w:txbxContent>{table_xml(table, rng)}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>'
    other = f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
    return paragraph(f"<w:r><mc:AlternateContent>{choice}{other}</mc:AlternateContent></w:r>")


def _deleted_rows(table: Table, rng: Random) -> str:
    """Rows whose deletion was recorded: their text is deleted as well, as Word does it."""
    gone = '<w:del w:id="4" w:author="a"><w:r><w:delText>5</w:delText></w:r></w:del>'
    extra = row("".join(cell(paragraph(gone)) for _ in range(table.width)), '<w:del w:id="3" w:author="a"/>')
    xml = table_xml(table, rng)
    return xml.replace("</w:tblGrid>", f"</w:tblGrid>{extra}").replace("</w:tbl>", f"{extra}</w:tbl>")


def _hair_wide(table: Table, rng: Random) -> str:
    """A grid with a column too many, as rounding of borders leaves it: one value cell spans two."""
    xml = table_xml(table, rng)
    if table.name != "disputes":
        return xml
    last = xml.rindex("<w:tr>")
    tail = xml[last:].replace(
        '<w:tcW w:w="600" w:type="dxa"/>', '<w:tcW w:w="600" w:type="dxa"/><w:gridSpan w:val="2"/>', 1
    )
    return xml[:last] + tail


TABLES: Mapping[str, TableWriter] = {
    "plain": table_xml,
    "cut": lambda table, rng: table_xml(table, rng, cut),
    "tracked": lambda table, rng: table_xml(table, rng, tracked),
    "field": lambda table, rng: table_xml(table, rng, field),
    "control": lambda table, rng: table_xml(table, rng, control),
    "no_spans": lambda table, rng: table_xml(table, rng, spans=False),
    "split": _split,
    "nested": _nested,
    "text_box": _boxed,
    "deleted_rows": _deleted_rows,
    "hair_wide": _hair_wide,
}


def docx(report: Report, style: str, rng: Random) -> bytes:
    """A whole report in one of the styles of `TABLES`, or "strict"."""
    if style == "strict":
        return package(document(body(report, rng, table_xml), STRICT))
    return package(document(body(report, rng, TABLES[style])))


def as_wps(doc: bytes) -> bytes:
    """A DOC file with the stream by which files of WPS Writer are known."""
    compound = CompoundFile(doc)
    root, *entries = compound.entries
    streams = [entry for entry in entries if entry.object_type is ObjectType.STREAM and "/" not in entry.path]
    held = [(entry.path, entry, compound.open_stream(entry.path)) for entry in streams]
    return write_compound_storage(root, (*held, ("WpsCustomData", streams[0], b"\0" * 64)))
