"""Why a page is asked for: what the callback must know to judge the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spiders.albums import Album
from spiders.items import ReportFound
from spiders.lists import Row
from spiders.pages import Page

MAX_MENU_DEPTH = 5
"""Home page, disclosure platform, directory, body, its disclosure page, its column."""
MAX_NESTING = 5
ENTRY_WAYS = ("registered", "given", "known")
"""How an address comes to be asked for without a page that leads to it."""


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """An outermost column that an earlier run found, with its name and the host of its portal."""

    url: str
    title: str
    portal: str


@dataclass(slots=True)
class Entry:
    """A portal or a given address on its way."""

    home: str
    division: str | None = None
    died: bool = False
    """A column that the registry or an earlier run had seen alive is gone."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's reason. `expect`: `page` (anything), `report` (by title), `either`, `file`."""

    entry: Entry
    expect: str = "page"
    via: str = "given"
    label: str = ""
    depth: int = 0
    """Menu steps from the entry point."""
    nesting: int = 0
    """Levels below the outermost column."""
    column_url: str | None = None
    column_name: str | None = None
    platform: str | None = None
    row: Row | None = None
    lead: bool = False
    """A guess: its failure is no error."""
    hops: int = 0
    """Script redirects followed so far."""
    shell: str | None = None
    """Address of the first of them."""
    tried: tuple[str, ...] = ()
    """Other addresses of the same page that did not answer: http for https, with `www.` or without."""
    parent: ReportFound | None = None
    """For a file: the report page it hangs on."""
    nesting_of_frames: int = 0
    """For a frame on a report page: how many frames it is inside."""
    album: Album | None = None
    """For a picture of a page: those that it belongs to."""
    place: int = 0
    """Its place among them."""
    page_url: str = ""
    """The page they stand on."""
    book: Page | None = None
    """For a script that lists the pages of a flip-book: the page that shows it."""

    @property
    def is_entry(self) -> bool:
        """Whether the page, or the list it begins, was asked for without a page that leads to it."""
        return self.via in ENTRY_WAYS and self.depth == 0

    def to(self, **changes: object) -> Visit:
        """Return a visit that follows from this one."""
        return replace(self, **changes)  # type: ignore[arg-type]
