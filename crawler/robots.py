"""What a robots.txt allows. Where the answer is no plain rule file, the policy of this project decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from parsers.failures import Failure

AGENT = "nianbao"
_MAX_SIZE = 512 * 1024
_HELD_AS = {412: Failure.CHALLENGE, 521: Failure.CHALLENGE, 429: Failure.RATE_LIMITED}
"""Answers that say more about the host than that its rules are unknown."""
_RULE = re.compile(r"^\s*(?:allow|disallow|crawl-delay|request-rate)\s*:", re.IGNORECASE)
_DELAY = re.compile(r"^(\s*crawl-delay\s*:\s*\d+(?:\.\d+)?).*$", re.IGNORECASE)
_WIDE_COLON = re.compile(r"^(\s*[A-Za-z-]+\s*)：")


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """Rules of one origin. `hold` is set when nothing may be asked because the rules could not be had."""

    rules: Protego | None = None
    hold: tuple[Failure, str] | None = None

    @classmethod
    def of(cls, status: int, body: bytes) -> RobotsRules:
        """Read an answer to /robots.txt.

        No file (404, 410) and a page instead of a text file allow everything; a refusal (401, 403) and a
        server that cannot answer hold everything: RFC 9309 would permit the first of these, we ask first.
        The content type does not count: rules are sent as pages, and pages as text.
        """
        if status in {404, 410}:
            return cls()
        if status != 200:
            failure = _HELD_AS.get(status, Failure.ROBOTS_UNKNOWN)
            return cls(hold=(failure, f"robots.txt answers {status}"))
        text = _text(body[:_MAX_SIZE])
        return cls() if text.lstrip()[:1] == "<" else cls(rules=Protego.parse(_plain(text)))

    def refuse(self, url: str) -> tuple[Failure, str] | None:
        """Why `url` may not be asked for, or None."""
        if self.hold is not None:
            return self.hold
        if self.rules is not None and not self.rules.can_fetch(url, AGENT):
            return Failure.ROBOTS_DENIED, "robots.txt disallows this path"
        return None

    @property
    def crawl_delay(self) -> float | None:
        """Seconds that the site asks to leave between requests, as Crawl-delay or as Request-rate."""
        if self.rules is None:
            return None
        delay, rate = self.rules.crawl_delay(AGENT), self.rules.request_rate(AGENT)
        asked = [float(delay)] if delay is not None else []
        asked += [rate.seconds / rate.requests] if rate is not None and rate.requests else []
        return max(asked, default=None)


def _text(body: bytes) -> str:
    """Characters of a rule file; bytes of another charset are written as addresses have them, `%B9%AB`."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in body)


def _plain(text: str) -> str:
    """Rules as they are meant: wide colons, `5s` as a delay, and rules that name no agent are for all."""
    lines = [_DELAY.sub(r"\1", _WIDE_COLON.sub(r"\1:", line)) for line in text.splitlines()]
    first = next((line for line in lines if ":" in line.partition("#")[0]), "")
    return "\n".join(["User-agent: *"] * bool(_RULE.match(first)) + lines)
