"""What spiders hand to the engine. Plain data: a spider knows nothing of storage."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapy.http import Response


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """A file that belongs to a report page: its absolute address and the text of the link."""

    url: str
    label: str


@dataclass(slots=True)
class ColumnSeen:
    """A page recognised as a 年报 column (or a nested year, department or township column of one)."""

    url: str
    title: str
    host: str
    platform: str
    """Name of the adapter used: that of a module of `spiders.platforms`."""
    reason: str
    """The fingerprint that chose the adapter, in words a person can check."""
    via: str
    """How it was found: `registered`, `given`, `menu`, `column_type`, `slug`, `nested`, `rediscovered`,
    `derived` (from a report's address), or
    `known`: asked for because an earlier run had found it."""
    province: str
    """Spider name."""
    division: str | None
    """Code of the division that runs the host, where the registry knows it."""
    portal: str | None = None
    """Host of the portal that led to it."""
    parent_url: str | None = None
    """The column it is a part of; None for an outermost one."""
    asked_url: str | None = None
    """Address asked for, where redirects or a script led on to `url`."""


@dataclass(slots=True)
class HostSeen:
    """A host that a page links as a body's and that the registry does not have: proposed, not crawled."""

    url: str
    label: str
    """Text of the link: the name of the body."""
    kind: str
    """What linked it: `site_map`, `directory` or `column`."""
    linked_from: str
    province: str
    division: str | None


@dataclass(slots=True)
class ListWalked:
    """A list walked to its end, with what it promised; fewer than promised is a failure."""

    column_url: str
    pages: int
    rows: int
    """Distinct rows seen over all pages (reports or not)."""
    reports: int
    """Rows that look like annual reports."""
    promised_rows: int | None
    promised_pages: int | None
    failure: str | None = None
    """`partial`, `empty_list`, … where the walk fell short; None where it is complete."""
    detail: str = ""


@dataclass(slots=True)
class ListSeen:
    """What a list is now: how to ask for its beginning, the digest of it, the rows it names."""

    column_url: str
    portal: str
    """Host of the portal that led to it."""
    list_url: str
    list_body: str | None
    """What is sent to it, where it is a POST; JSON or a form."""
    is_json: bool
    platform: str
    digest: str
    named: tuple[str, ...] | None
    """Addresses of its rows that are reports, or may be; None where it was not walked to its end."""


@dataclass(slots=True)
class ReportFound:
    """A fetched page (or file) that is, by title or content, an annual report; parsed later."""

    response: Response
    title: str
    """Best title known (title attribute or page, never the truncated link text)."""
    listed_title: str | None
    published: str | None
    """ISO date as the list or the page gives it."""
    column_url: str | None
    platform: str
    province: str
    division: str | None
    site_name: str | None = None
    site_code: str | None = None
    publisher: str | None = None
    """Publishing body of the metadata block (发布机构, ContentSource, gkmlpt publisher)."""
    index_number: str | None = None
    parent_url: str | None = None
    """For an attachment: the report page it hangs on."""
    attachments: list[AttachmentLink] = field(default_factory=list)
    made_of: tuple[str, ...] = ()
    """For a document that no address gives: the answers that it was taken out of, or put together from."""
    portal: str | None = None
    """Host of the portal that led to it."""


@dataclass(slots=True)
class PageFailed:
    """A page that could not be had or is not what it should be, with its class of the closed list."""

    url: str
    failure: str
    detail: str
    province: str
    column_url: str | None = None
    read: bool = False
    """Whether the network saw nothing wrong and the fault shows only when the page is read."""
    portal: str | None = None
    """Host of the portal on whose behalf it was asked for."""
