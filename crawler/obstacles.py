"""What an answer is when it is not the page that was asked for: challenge, block, refusal, error page.

Pure: an answer in, a failure class and a sentence out. Nothing here tries to get past an obstacle.
"""

from __future__ import annotations

import hashlib
import html
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from urllib.parse import urlsplit

from parsers.failures import Failure

Verdict = tuple[Failure, str]

HEAD_SIZE = 16 * 1024
"""Bytes of the body that are looked at; every known obstacle page is shorter."""
_SMALL_PAGE = 2_000
"""Error pages sent with status 200 are shorter than this (bytes); no report page is."""
_BLOCK_PAGE = 8_000
_BLANKS = 4096
"""Bytes of a page within which its first tag begins, if it is markup."""
_HOME_PAGES = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml", "/index.jsp"})
_WORDS: Mapping[str, list[str]] = tomllib.loads(
    resources.files("crawler").joinpath("obstacles.toml").read_text("utf-8")
)
_SPELT = {group: [(word, word.replace(" ", "")) for word in words] for group, words in _WORDS.items()}
"""Each word with its form without blanks, as `visible_text` has it."""
_CHALLENGE_STATUS = frozenset({412, 521})
_REFUSED_STATUS = frozenset({401, 403, 405, 406, 451})
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^>]*>", re.IGNORECASE | re.DOTALL)
"""A script that is cut off with the head of a long page is no text either."""
_COOKIE_BY_SCRIPT = re.compile(r"document\s*\.\s*cookie\s*=")


def classify_response(status: int, headers: Mapping[str, str], body_head: bytes, url: str) -> Verdict | None:
    """Return the failure class of an answer with a sentence, or None for a page that may be used.

    `headers` have lower-case names; `body_head` are the first `HEAD_SIZE` bytes of the decoded body
    (all of a shorter one). Redirects and 304 are no obstacle; script redirects are the spiders' matter.
    """
    if 300 <= status < 400:
        return None
    textual = _is_textual(headers, body_head)
    text = decode_loosely(body_head) if textual else ""
    verdict = _by_text(status, text, len(body_head)) if text else None
    return verdict or _by_status(status, headers) or _empty(status, body_head)


def _by_text(status: int, text: str, size: int) -> Verdict | None:
    mark = _first("challenge_marks", text) if status not in {404, 410} else None
    if size >= _BLOCK_PAGE and mark is None:
        return None
    visible = visible_text(text)
    if mark and len(visible) < 500:
        return Failure.CHALLENGE, f"status {status}, page with {mark.strip()}"
    if size >= _BLOCK_PAGE:
        return None
    if not visible and _COOKIE_BY_SCRIPT.search(text):
        return Failure.CHALLENGE, f"status {status}, page that only sets a cookie by script"
    refused = status in _REFUSED_STATUS
    if (word := _first("captcha_words", visible)) and len(visible) < 1_000:
        return Failure.CAPTCHA, f"status {status}, page says {word}"
    blocked = refused or bool(_first("block_words", visible))
    if blocked and (word := _first("geo_words", text)):
        return Failure.GEO_BLOCKED, f"status {status}, page says {word}"
    if len(visible) < 500 and "GeoBL" in text:
        return Failure.GEO_BLOCKED, f"status {status}, page says GeoBL"
    if size >= _SMALL_PAGE or len(visible) >= 500:
        return None
    if word := _first("rate_words", visible):
        return Failure.RATE_LIMITED, f"status {status}, page says {word}"
    if status < 400 and (word := _first("block_words", visible)):
        return Failure.FORBIDDEN, f"status {status}, page says {word}"
    if status < 400 and (word := _first("busy_words", visible)):
        return Failure.SERVER_ERROR, f"status {status}, page says {word}"
    if status < 400 and (word := _first("missing_words", visible)):
        return Failure.SOFT_404, f"status {status}, {size} bytes, page says {word}"
    return None


def _by_status(status: int, headers: Mapping[str, str]) -> Verdict | None:
    if status < 400:
        return None
    if status in _CHALLENGE_STATUS:
        return Failure.CHALLENGE, f"status {status}"
    if status in {404, 410}:
        return Failure.GONE, f"status {status}"
    if status == 429 or (status == 503 and "retry-after" in headers):
        return Failure.RATE_LIMITED, f"status {status}, retry after {headers.get('retry-after', 'not said')}"
    if status == 407:
        return Failure.TCP, "status 407: the proxy asks for a name and a password"
    if status == 408:
        return Failure.TIMEOUT, "status 408"
    if status >= 500:
        return Failure.SERVER_ERROR, f"status {status}"
    return Failure.FORBIDDEN, f"status {status}"


def _empty(status: int, body: bytes) -> Verdict | None:
    return None if body else (Failure.EMPTY, f"status {status} with no content")


@dataclass(frozen=True, slots=True)
class PageSignature:
    """What a host's answer to an impossible path looks like: digest, size in bytes, title."""

    digest: str
    size: int
    title: str

    @classmethod
    def of(cls, body: bytes) -> PageSignature:
        """Take the signature of a page."""
        match = _TITLE.search(decode_loosely(body[:HEAD_SIZE]))
        title = html.unescape(match[1]).strip() if match else ""
        return cls(hashlib.sha256(body).hexdigest(), len(body), title)

    def is_same_page(self, other: PageSignature, echo: int) -> bool:
        """True when both are one page; `echo` is how many bytes an echoed path may change the size."""
        if self.digest == other.digest:
            return True
        return bool(self.title) and self.title == other.title and abs(self.size - other.size) <= echo


def missing_address(url: str) -> str:
    """The address on the host of `url` that cannot exist: one a host, so that its answer is found again."""
    parts = urlsplit(url)
    path = f"/nianbao-{hashlib.sha256(parts.netloc.encode()).hexdigest()[:12]}.html"
    return f"{parts.scheme}://{parts.netloc}{path}"


def may_be_error_page(url: str, body: bytes) -> bool:
    """Whether a good answer is to be compared with the host's error page: markup, and no front page."""
    return body[:_BLANKS].lstrip()[:1] == b"<" and urlsplit(url).path not in _HOME_PAGES


def echo_of(missing: PageSignature | None, body: bytes, url: str) -> Verdict | None:
    """Judge a good answer against the page that its host gives for an address that cannot exist."""
    echo = 2 * len(urlsplit(url).path) + 16
    if missing is None or abs(missing.size - len(body)) > echo or not may_be_error_page(url, body):
        return None
    if missing.is_same_page(PageSignature.of(body), echo):
        return Failure.SOFT_404, f"same page as for a path that does not exist ({missing.size} bytes)"
    return None


def decode_loosely(body: bytes) -> str:
    """Text of a page for looking at words; wrong characters are dropped, never an error."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A head cut in the middle of a character is still UTF-8.
        encoding = "utf-8" if error.start > len(body) - 4 else "gb18030"
        return body.decode(encoding, errors="ignore")


def visible_text(text: str) -> str:
    """Words of a page without markup, scripts and blanks."""
    return re.sub(r"\s+", "", html.unescape(_MARKUP.sub(" ", text)))


def _is_textual(headers: Mapping[str, str], body: bytes) -> bool:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in {b"{", b"["} or body[:4] in {b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return False
    content_type = headers.get("content-type", "").lower()
    return start == b"<" or "html" in content_type or content_type.startswith("text/plain")


def _first(group: str, text: str) -> str | None:
    return next((word for word, close in _SPELT[group] if close in text or word in text), None)
