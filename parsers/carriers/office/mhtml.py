"""A web page saved as one file (MHTML, often named .doc): its HTML part."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from parsers.carriers.encoding import decode
from parsers.failures import Failure, Unreadable

MAX_PARTS = 1_000


def html_of(data: bytes) -> str:
    """The text of the first HTML part. Raises `Unreadable`."""
    start = len(data) - len(data.lstrip(b"\r\n\t \xef\xbb\xbf"))
    try:
        message = email.message_from_bytes(data[start:], policy=email.policy.compat32)
    except (ValueError, LookupError, RecursionError) as error:
        raise Unreadable(Failure.MALFORMED, f"a damaged MHTML file: {error}"[:200], "html") from None
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            break
        if part.get_content_type() == "text/html":
            payload = _payload(part)
            if payload.strip():
                return decode(payload)
    raise Unreadable(Failure.MALFORMED, "an MHTML file without an HTML part", "html")


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError) as error:
        raise Unreadable(Failure.MALFORMED, f"a damaged MHTML part: {error}"[:200], "html") from None
    return payload if isinstance(payload, bytes) else b""
