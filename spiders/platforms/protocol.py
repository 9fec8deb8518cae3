"""What an adapter of a site platform can do: recognise, list, page on. Pure functions over a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from spiders.lists import Row
from spiders.pages import Page


@dataclass(frozen=True, slots=True)
class ListRequest:
    """One further request of a list; `body` makes it a POST of a form, or of an object where `is_json`."""

    url: str
    body: str | None = None
    is_json: bool = False
    rendered: int = 0
    """Page of a list that a browser has clicked through; 0 where the portal is asked itself."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What has been seen of a list so far."""

    rows: int
    """Distinct rows."""
    pages: int
    fresh: int
    """Rows of the last page that were not seen before."""
    requested: Sequence[ListRequest]
    """All requests made or planned for this list, the column page itself not among them."""


@dataclass(slots=True)
class More:
    """What a page of a list says about the rest of the list."""

    requests: list[ListRequest] = field(default_factory=list)
    rows: int | None = None
    """Rows promised for the whole list."""
    pages: int | None = None
    """Pages promised for the whole list."""
    alternatives: list[ListRequest] = field(default_factory=list)
    """Requests worth a try only where the others leave the promise unkept."""
    unread: str = ""
    """A pager that is there and could not be read, in words: without requests the list is not whole."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A column that the platform's own data names: address and name."""

    url: str
    name: str
    column: bool = True


class Platform(Protocol):
    """Adapter of one site platform."""

    name: str

    def recognise(self, page: Page) -> str | None:
        """Return the fingerprint found on the page, in words a person can check; None where there is none."""

    def rows(self, page: Page) -> list[Row]:
        """Return the rows that a page or an answer of this platform carries."""

    def more(self, page: Page, walked: Walked) -> More:
        """Return further requests of the list and what it promises."""

    def columns(self, page: Page) -> list[Nested]:
        """Return columns that the page's own data leads to, beyond its visible links."""

    def yearly(self, page: Page, years: range) -> list[str]:
        """Return addresses that follow from a year alone, where reports need no list."""

    def is_column(self, page: Page) -> bool:
        """Whether the page is a report column for certain, by the platform's own addressing."""

    def is_list(self, page: Page) -> bool:
        """Whether the page carries the platform's list machinery for certain."""
