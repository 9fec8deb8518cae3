"""The closed list of failure classes: one word per cause, so that the class decides what happens next."""

from __future__ import annotations

from enum import StrEnum

from parsers.record import Carrier


class Failure(StrEnum):
    """Why a page, a list or a document could not be used."""

    CHALLENGE = "challenge"  # a script challenge instead of the page; recorded, left alone
    CAPTCHA = "captcha"  # asks for a human; never automatic
    FORBIDDEN = "forbidden"  # 401, 403, 405 or a block page
    GEO_BLOCKED = "geo_blocked"  # a block page that names the region
    RATE_LIMITED = "rate_limited"  # 429, 503 with Retry-After, 访问过于频繁
    ROBOTS_DENIED = "robots_denied"
    ROBOTS_UNKNOWN = "robots_unknown"  # robots.txt answers 401 or 403, or cannot be had
    GUARD_REFUSED = "guard_refused"  # host not under gov.cn nor registered, or a private address
    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    TIMEOUT = "timeout"
    SERVER_ERROR = "server_error"  # 5xx after retries
    GONE = "gone"  # 404, 410
    SOFT_404 = "soft_404"  # an error page with status 200
    REDIRECT_SHELL = "redirect_shell"  # a script redirect that leads nowhere
    EMPTY_LIST = "empty_list"
    PARTIAL = "partial"  # fewer items than the list itself promises
    LAYOUT_CHANGED = "layout_changed"
    NEEDS_BROWSER = "needs_browser"
    TOO_LARGE = "too_large"
    BAD_CONTENT = "bad_content"  # neither HTML nor a known file by its first bytes
    UNSUPPORTED_CARRIER = "unsupported_carrier"
    NEEDS_CONVERTER = "needs_converter"  # LibreOffice, which is not installed; the sentence says how
    MALFORMED = "malformed"  # cannot be read as what it claims to be
    PARSE_TIMEOUT = "parse_timeout"
    PARSE_MEMORY = "parse_memory"
    PARSE_CRASH = "parse_crash"
    UNRESOLVED_BODY = "unresolved_body"
    NOT_CAPTURED = "not_captured"  # named by a page of a WARC file, but in none of the files given
    EMPTY = "empty"  # zero bytes
    IO = "io"  # a local file that cannot be read


class Unreadable(Exception):
    """A document that its carrier's reader gives up: the failure class, and the cause in a sentence."""

    def __init__(self, failure: Failure, sentence: str, carrier: Carrier | None = None) -> None:
        super().__init__(f"{failure.value}: {sentence}")
        self.failure = failure
        self.sentence = sentence
        self.carrier = carrier


REFUSED = frozenset(
    {
        Failure.CHALLENGE,
        Failure.CAPTCHA,
        Failure.FORBIDDEN,
        Failure.GEO_BLOCKED,
        Failure.RATE_LIMITED,
        Failure.ROBOTS_DENIED,
        Failure.ROBOTS_UNKNOWN,
        Failure.GUARD_REFUSED,
    }
)
"""The host is there and does not let us in, or we may not ask it."""
SETTLED = frozenset(
    {
        Failure.CAPTCHA,
        Failure.FORBIDDEN,
        Failure.GEO_BLOCKED,
        Failure.GONE,
        Failure.SOFT_404,
        Failure.BAD_CONTENT,
    }
)
"""Answers that asking again soon cannot mend: a run that is continued does not ask for them twice.

A challenge is none of them: some hosts only want their cookie back."""
