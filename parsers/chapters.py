"""The chapters of a report as clean text, outside its tables; what precedes chapter one is the intro (no
= 0)."""

from __future__ import annotations

import re

from parsers.document import Block, Paragraph, Table
from parsers.formats import disputes, labels, proactive
from parsers.formats.lines import loose_row
from parsers.formats.spec import formats
from parsers.headings import chapter_of, numeral
from parsers.record import Chapter
from parsers.words import chinese, letters

_FURNITURE = re.compile(
    r"^(?:上一[篇条页]|下一[篇条页]|相关(?:文章|新闻|信息|链接|附件|解读)|分享(?:到|至)?|打印(?:本页|此页)?|关闭(?:窗口|本页)?|"
    r"【?(?:打印|关闭|返回|纠错|字体)|扫一扫|主办(?:单位)?\s*[:：]|承办(?:单位)?\s*[:：]|版权所有|网站地图|网站标识码|.{0,12}ICP备|.{0,4}公网安备|"
    r"责任编辑|您(?:当前|现在)?的?(?:所在)?位置|当前位置)"
)
_PAGE_DATA = re.compile(
    r"^(?:(?:发布|发文|成文|更新|公开|生成)(?:日期|时间)|时间|日期|来源|信息来源|文章来源|作者|浏览(?:次数|量)?|点击(?:次数|数|量)?|阅读(?:次数|量)?|"
    r"字号|字体|索引号|发布机构|公开方式|主题分类|保护视力色|访问次数)[^。]{0,60}$"
)
_NEWLINE = "\n"
_GENERIC_HEADING = 45


def read_chapters(blocks: list[Block], title: str | None, *, free: bool = False) -> list[Chapter]:
    """The chapters in printed order, text lines joined by line feeds. Empty where no heading is found.

    Headings of the official form count whatever numeral they carry; a report of an older or free form is
    parted at its own numbered headings, and `no` is then the printed numeral. `free` tells that the report
    is of the years before the form: its own headings go first.
    """
    lines = _running_text(blocks)
    heads = (_numbered(lines) if free else []) or _official(lines)
    if len({no for _, no in heads}) < 2:
        heads = _numbered(lines)
    if not heads:
        return []
    chapters = []
    intro = _join([line.text for line in lines[: heads[0][0]]], title)
    if intro:
        chapters.append(Chapter(0, "", intro))
    for order, (start, no) in enumerate(heads):
        end = heads[order + 1][0] if order + 1 < len(heads) else len(lines)
        texts = [
            line.text
            for line in lines[start + 1 : end]
            if free or not (no in (2, 3, 4) and _is_table_text(line))
        ]
        chapters.append(Chapter(no, lines[start].text.strip("#* \u3000"), _join(texts, None)))
    return chapters


def _running_text(blocks: list[Block]) -> list[Paragraph]:
    lines: list[Paragraph] = []
    headed = False
    for block in blocks:
        if isinstance(block, Table):
            continue
        headed = headed or chapter_of(block.text) is not None
        if headed and _FURNITURE.match(block.text) and len(block.text) < 60:
            if chapter_of(lines[-1].text) is None or chapter_of(lines[-1].text) == 6:
                break
            continue
        if not headed and (_FURNITURE.match(block.text) or _PAGE_DATA.match(block.text)):
            continue
        lines.append(block)
    return lines


def _official(lines: list[Paragraph]) -> list[tuple[int, int]]:
    """Line index and number of the official headings; each number once, a list of contents left out."""
    found = [(index, no) for index, line in enumerate(lines) if (no := chapter_of(line.text)) is not None]
    contents = [
        position
        for position in range(len(found) - 2)
        if found[position + 1][0] == found[position][0] + 1
        and found[position + 2][0] == found[position][0] + 2
        and found[position][1] + 1 == found[position + 1][1] == found[position + 2][1] - 1
        and any(no == found[position][1] for _, no in found[position + 1 :])
    ]
    if contents:
        skip = set(range(contents[0], contents[-1] + 3))
        found = [head for position, head in enumerate(found) if position not in skip]
    seen: set[int] = set()
    heads = []
    for index, no in found:
        if no not in seen and (not seen or no > max(seen)):
            seen.add(no)
            heads.append((index, no))
    return heads


def _numbered(lines: list[Paragraph]) -> list[tuple[int, int]]:
    heads: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        no = numeral(line.text) if len(line.text) <= _GENERIC_HEADING else None
        if no is not None and no == len(heads) + 1 and not line.text.rstrip().endswith(("。", "；", ";")):
            heads.append((index, no))
    return heads if len(heads) >= 2 else []


def _join(texts: list[str], title: str | None) -> str:
    dropped = letters(title) if title else ""
    kept: list[str] = []
    for text in texts:
        name = letters(text)
        if dropped and name and len(name) >= 4 and name in dropped and len(kept) < 4:
            continue
        kept.append(text.strip(" \t\u3000\xa0"))
    return _NEWLINE.join(text for text in kept if text)


def _is_table_text(line: Paragraph) -> bool:
    """Whether a line of chapters two to four is a torn piece of a table and not a sentence."""
    row = loose_row(line)
    if row is None or line.text.rstrip().endswith(("。", "；")):
        return False
    names = [name for cell in row.cells if (name := letters(cell.text))]
    words = [name for name in names if chinese(name)]
    if not words:
        return True
    for name in words:
        if name.startswith(("注", "备注", "说明")):
            return False
        if not (_known(name) or name in _official_letters()):
            return False
    return True


def _known(name: str) -> bool:
    return bool(
        labels.candidates(name)
        or labels.is_header(name)
        or disputes.is_heading(name)
        or proactive.row_of(name)
        or proactive.columns_of(name)
        or "第二十条" in name
        or len(name) <= 4
        or name.startswith(("表一", "表二", "表三", "表四"))
    )


def _official_letters() -> str:
    global _OFFICIAL
    if not _OFFICIAL:
        pieces = [row.label for form in formats().values() for row in form.rows]
        pieces += [
            "行政复议行政诉讼未经复议直接起诉复议后起诉结果维持结果纠正其他结果尚未审结总计",
            "信息内容本年处理决定数量",
        ]
        _OFFICIAL = "|".join(letters(piece) for piece in pieces)
    return _OFFICIAL


_OFFICIAL = ""
