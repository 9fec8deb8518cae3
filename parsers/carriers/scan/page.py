"""One page: its tables and the lines of text outside them, in points, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from parsers.carriers.pages import Page, PrintedCell, PrintedTable
from parsers.carriers.picture import PagePicture
from parsers.carriers.prose import Line as PrintedLine
from parsers.carriers.ruled import RuledTable, TooManyRules, tables
from parsers.carriers.scan.clean import DPI, Sheet, clean
from parsers.carriers.scan.coarse import HAIRLINE, doubted, is_coarse, shaky, unlined
from parsers.carriers.scan.fours import restored
from parsers.carriers.scan.guesses import Guess
from parsers.carriers.scan.ink import Content, Line, content_of, contrast_of
from parsers.carriers.scan.lines import lines_outside
from parsers.carriers.scan.reading import Text, read_contents, read_lines
from parsers.carriers.scan.rules import TOLERANCES, rules_of
from parsers.carriers.scan.zeros import rounded
from parsers.document import Cell
from parsers.failures import Failure, Unreadable
from parsers.words import chinese

_POINT = 72 / DPI
_READABLE = 0.5  # mean probability of the characters of a line, below which it is no text
_SENSE = 0.92  # mean probability of the words of a page that stands upright
_BETTER = 0.05  # by which another turn must make more sense
_FEW = 8  # Chinese characters that tell whether a page makes sense
_GLANCE = 6  # lines that are read to see how a page is turned
_LIKE = 0.3  # by which the height of ink may differ among letters of one size
_INK_OF_FIGURE = 0.75  # likewise of a digit's
_WIDTH_OF_DIGIT = 0.6  # of its ink, by its height
_WIDE_PITCH = 1.1  # digits of full width stand 1.4 heights apart, others 0.7
_MOST_PADDING = 0.2 * DPI  # of a cell, both sides together
_INK_OF_LETTER = 0.9  # height of a Chinese character's ink in its size


@dataclass(frozen=True, slots=True)
class Place:
    """How places on a sheet are written: the page, and the factor from pixels of the source to its unit."""

    page: int
    scale: float
    unit: str

    def of(self, sheet: Sheet, left: float, top: float, right: float, bottom: float) -> str:
        box = " ".join(f"{value * self.scale:.1f}" for value in sheet.source_box(left, top, right, bottom))
        return f"page {self.page}, box {box}{self.unit}"


def read_page(picture: PagePicture, *, pixels: bool) -> Page:
    """The tables and lines of one page. `pixels`: places of cells are pixels of the picture, not points.

    A page that makes little sense is tried at the other three turns, and turned where that makes more: broken
    labels of a fax copy still make more than noise does. Raises Unreadable (TOO_LARGE) where it has more
    rules than any table.
    """
    sheet = clean(picture.grey, picture.dpi)
    page, sense = read_sheet(sheet, picture, pixels=pixels)
    if sense is None or sense >= _SENSE:
        return page
    turned = {quarters: clean(picture.grey, picture.dpi, quarters) for quarters in (2, 1, 3)}
    glances = {quarters: _glance(other) for quarters, other in turned.items()}
    best = max(glances, key=lambda quarters: glances[quarters])
    if glances[best] < max(sense, _glance(sheet)) + _BETTER:
        return page
    return read_sheet(turned[best], picture, pixels=pixels)[0]


def _glance(sheet: Sheet) -> float:
    """How sure the recogniser is of the longest lines of a sheet, in tables or not."""
    lines = sorted(lines_outside(sheet, []), key=lambda line: -line.picture.shape[1])[:_GLANCE]
    guesses = [guess for guess in read_lines(lines) if chinese(guess.text) >= _FEW]
    return sum(guess.mean for guess in guesses) / len(guesses) if guesses else 0.0


def _sense(texts: list[tuple[str, float]]) -> float | None:
    """How sure the recogniser was of the words of a page; None where there are too few to tell."""
    known = [(mean, chinese(text)) for text, mean in texts if chinese(text) >= 2]
    count = sum(number for _, number in known)
    if not texts:
        return None
    return sum(mean * number for mean, number in known) / count if count >= _FEW else 0.0


def read_sheet(sheet: Sheet, picture: PagePicture, *, pixels: bool) -> tuple[Page, float | None]:
    """The tables and lines of a cleaned page, and how much sense its words make."""
    place = Place(picture.page, 1.0, " px") if pixels else Place(picture.page, 72 / picture.dpi, "")
    ruling = rules_of(sheet.ink)
    try:
        found = [table for table in tables(ruling.across, ruling.down, TOLERANCES) if len(table.cells) > 1]
    except TooManyRules as many:
        raise Unreadable(Failure.TOO_LARGE, f"page {picture.page}: {many}") from many
    contents: list[Content] = []
    for table in found:
        boxes = [(cell.left, cell.top, cell.right, cell.bottom) for cell in table.cells]
        contrast = contrast_of(sheet.ink, boxes)
        if picture.two_tone:
            contrast = min(contrast, HAIRLINE)
        contents += [
            content_of(sheet.ink, ruling.mask, box, contrast, worn=picture.two_tone) for box in boxes
        ]
    if picture.two_tone:
        contents = [restored(rounded(content)) for content in contents]
    texts = shaky(contents, read_contents(contents, worn=picture.two_tone))
    if picture.two_tone:
        texts = [unlined(text, content) for text, content in zip(texts, contents, strict=True)]
    if is_coarse(picture):
        texts = [doubted(text) for text in texts]
    outside = lines_outside(sheet, [table.box for table in found])
    guesses = read_lines(outside)
    words = [(text.text, text.mean) for text in texts] + [(guess.text, guess.mean) for guess in guesses]
    sense = _sense([(text, mean) for text, mean in words if text])
    items: list[PrintedLine | PrintedTable] = [*_lines(outside, guesses, picture.page)]
    at = 0
    for table in found:
        own = slice(at, at + len(table.cells))
        items.append(_table(table, contents[own], texts[own], sheet, place))
        at += len(table.cells)
    items.sort(key=lambda item: item.top)
    height, width = sheet.paper.shape
    return Page(picture.page, width * _POINT, height * _POINT, items), sense


def _lines(lines: list[Line], guesses: list[Guess], page: int) -> list[PrintedLine]:
    """The lines that read as text. Letters of one size differ in their ink: sizes near the usual are that,
    sizes near that of the line above are its."""
    heights = [line.box[3] - line.box[1] for line in lines]
    usual = median(heights) if heights else 1.0
    printed = []
    above: float = usual
    for line, guess, height in zip(lines, guesses, heights, strict=True):
        if guess.mean < _READABLE or not guess.text.strip():
            continue
        size = next((like for like in (usual, above) if abs(height - like) <= _LIKE * like), height)
        above = size
        left, top, right, bottom = (value * _POINT for value in line.box)
        printed.append(
            PrintedLine(guess.text, left, right, top, bottom, size * _POINT / _INK_OF_LETTER, page)
        )
    return printed


def _table(
    table: RuledTable, contents: list[Content], texts: list[Text], sheet: Sheet, place: Place
) -> PrintedTable:
    widths = [cell.right - cell.left for cell in table.cells]
    inked = [(content, width) for content, width in zip(contents, widths, strict=True) if content.lines]
    padding = min((_slack(content, width) for content, width in inked), default=0.0)
    padding = min(max(padding, 0.0), _MOST_PADDING)
    cells = []
    for cell, content, text in zip(table.cells, contents, texts, strict=True):
        room = _room(content, cell.right - cell.left - padding) if content.lines else None
        made = Cell(
            text.text,
            1,
            cell.colspan,
            cell.rowspan,
            doubt=text.doubt or (cell.irregular and bool(text.text)),
            alternatives=text.alternatives,
            lookalikes=text.lookalikes,
            box=place.of(sheet, cell.left, cell.top, cell.right, cell.bottom),
        )
        cells.append(PrintedCell(made, cell.row, cell.column, room))
    columns = tuple(at * _POINT for at in table.columns)
    return PrintedTable(cells, columns, len(table.rows) - 1, table.rows[0] * _POINT, table.rows[-1] * _POINT)


def _room(content: Content, width: float) -> float:
    """Letters that the last line of a cell has room for in a width; digits of full width count twice."""
    _, top, _, bottom = content.lines[-1].box
    letters = _slack(content, width) * _INK_OF_FIGURE / (bottom - top)
    wide = any(_pitch(line) > _WIDE_PITCH for line in content.lines if line.glyphs > 1)
    return letters / 2 if wide else letters


def _pitch(line: Line) -> float:
    """Distance from a digit of a line to the next, in heights of the line."""
    left, top, right, bottom = line.box
    return ((right - left) / (bottom - top) - _WIDTH_OF_DIGIT) / (line.glyphs - 1)


def _slack(content: Content, width: float) -> float:
    """Pixels that the last line of a cell leaves free."""
    left, _, right, _ = content.lines[-1].box
    return width - (right - left)
