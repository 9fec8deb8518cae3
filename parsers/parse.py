"""One document to one record: the pure door of the parsers. No network, no database, no clock.

`parse_document` never raises on bad content: what cannot be read comes back as outcome `unreadable` with a
failure class.
"""

from __future__ import annotations

import hashlib
import json

from parsers import carriers
from parsers.assemble import assemble
from parsers.carriers.encoding import decode
from parsers.carriers.html import read_html
from parsers.carriers.text import read_text
from parsers.document import Document
from parsers.failures import Failure, Unreadable
from parsers.hints import Hints
from parsers.record import Carrier, Record

__all__ = ["PARSER_VERSION", "Hints", "parse_document"]

PARSER_VERSION = "3"
MOST_BYTES = 30_000_000


class _Data(Exception):
    """The bytes are structured data: no document that anybody printed."""


def parse_document(data: bytes, source: str, hints: Hints = Hints()) -> Record:  # noqa: B008 - frozen, shared on purpose
    """Parse one document.

    `source` is the name or URL that the record repeats; it decides nothing. `hints` is what the caller knows
    from outside (title on the list page, date of publication); the document's own content goes first.
    """
    digest = hashlib.sha256(data).hexdigest()
    carrier: Carrier | None = None
    try:
        document = read_carrier(data)
        carrier = document.carrier
        return assemble(document, source, digest, hints)
    except _Data:
        return Record(
            source, digest, "text", "not_report", warnings=["structured data (JSON), not a document"]
        )
    except Unreadable as refusal:
        carrier, error = refusal.carrier or carrier, f"{refusal.failure.value}: {refusal.sentence}"
    except MemoryError:
        error = f"{Failure.PARSE_MEMORY.value}: the document needs more memory than it may have"
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as fault:
        # A fault of ours on content nobody foresaw: one document is lost, with its reason, and not the run.
        error = f"{Failure.MALFORMED.value}: {type(fault).__name__}: {fault}"
    return Record(source, digest, carrier, "unreadable", error=error)


def read_carrier(data: bytes) -> Document:
    """The document behind the bytes, by what the bytes are."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable(
            Failure.EMPTY, "the document has no bytes" if not data else "the document holds only white space"
        )
    kind = carriers.sniff(data)
    if kind is not None:
        return _read_file(kind, data)
    if len(data) > MOST_BYTES:
        raise Unreadable(Failure.TOO_LARGE, f"{len(data)} bytes, the limit is {MOST_BYTES}")
    text = decode(data)
    if _is_json(text):
        raise _Data
    if carriers.is_binary(data, text):
        raise Unreadable(Failure.BAD_CONTENT, "neither mark-up nor text nor a known file by its first bytes")
    return read_html(text) if carriers.is_markup(text) else read_text(text)


def _read_file(kind: carriers.Kind, data: bytes) -> Document:
    """The document in a file of a known kind. Each reader is loaded where it is needed: pages need none."""
    carrier = carriers.CARRIERS.get(kind)
    if carrier is None:
        raise Unreadable(Failure.UNSUPPORTED_CARRIER, carriers.UNREAD[kind])
    match kind:
        case "pdf":
            from parsers.carriers.pdf import read_pdf

            return read_pdf(data)
        case "image":
            from parsers.carriers.scan import read_image

            return read_image(data)
        case _:
            from parsers.carriers.office import read_office

            return read_office(data, kind)


def _is_json(text: str) -> bool:
    """Whether a text is one JSON object or array: an API's answer, whatever report it may carry inside."""
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True
