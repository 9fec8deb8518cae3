"""The pictures of one report page while they arrive: when the last is there, they become one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.carriers.album import compose, ending_of, size_of
from parsers.failures import Failure
from spiders.pictures import Picture

ADDRESS = "{page}!/pages.cbz"
"""Address of the document that is made of the pictures of a page."""

_LASTING = frozenset(
    {Failure.GONE, Failure.SOFT_404, Failure.FORBIDDEN, Failure.BAD_CONTENT, Failure.GUARD_REFUSED}
)
"""Another run would lack these pictures too: the document is made without them."""
_LEAST_SIDE, _LEAST_AREA, _WIDEST = 200, 120_000, 3.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture: its address where it has one, its bytes."""

    url: str | None
    data: bytes


@dataclass(slots=True, eq=False)
class Album:
    """Pictures of a page in their order, those still on their way among them."""

    sheets: dict[int, Sheet] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    lost: list[Failure] = field(default_factory=list)
    closed: bool = False

    @classmethod
    def of(cls, pictures: Sequence[Picture]) -> Album:
        """Begin an album: pictures with an address are still to come."""
        album = cls()
        for number, picture in enumerate(pictures):
            if isinstance(picture, bytes):
                album.take(number, Sheet(None, picture))
            else:
                album.waiting.add(number)
        return album

    def take(self, number: int, sheet: Sheet) -> None:
        """Put a picture in its place; a code to scan, a banner or an icon has none."""
        self.waiting.discard(number)
        if is_sheet(sheet.data):
            self.sheets[number] = sheet

    def lose(self, number: int, failure: Failure) -> None:
        """A picture cannot be had."""
        self.waiting.discard(number)
        self.lost.append(failure)

    def close(self) -> list[Sheet]:
        """Return the pages, once, when none is waited for any more.

        None are returned where one is missing that may be had another time: a document that changes with the
        weather would look like a corrected one.
        """
        if self.waiting or self.closed:
            return []
        self.closed = True
        if not _LASTING.issuperset(self.lost):
            return []
        return [self.sheets[number] for number in sorted(self.sheets)]


def is_sheet(data: bytes) -> bool:
    """Whether a picture has the size of a page, or of a table cut out of one; codes to scan are square."""
    if ending_of(data) is None:
        return False
    width, height = size_of(data) or (0, 0)
    if min(width, height) < _LEAST_SIDE or width * height < _LEAST_AREA:
        return False
    return width != height and width / height <= _WIDEST


def document_of(sheets: Sequence[Sheet]) -> bytes:
    """Make one document of several pictures."""
    return compose([sheet.data for sheet in sheets])
