"""What a robots.txt allows. Where the answer is no plain rule file, the policy of this project decides."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from parsers.failures import Failure

AGENT = "nianbao"
_MAX_SIZE = 512 * 1024
_HELD_AS = {412: Failure.CHALLENGE, 521: Failure.CHALLENGE, 429: Failure.RATE_LIMITED}
"""Answers that say more about the host than that its rules are unknown."""


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """Rules of one origin. `hold` is set when nothing may be asked because the rules could not be had."""

    rules: Protego | None = None
    hold: tuple[Failure, str] | None = None

    @classmethod
    def of(cls, status: int, content_type: str, body: bytes) -> RobotsRules:
        """Read an answer to /robots.txt.

        No file (404, 410) and a page instead of a text file allow everything; a refusal (401, 403) and a
        server that cannot answer hold everything: RFC 9309 would permit the first of these, we ask first.
        """
        if status in {404, 410}:
            return cls()
        if status != 200:
            failure = _HELD_AS.get(status, Failure.ROBOTS_UNKNOWN)
            return cls(hold=(failure, f"robots.txt answers {status}"))
        if "html" in content_type.lower() or body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            return cls()
        text = body[:_MAX_SIZE].decode("utf-8-sig", errors="replace")
        return cls(rules=Protego.parse(text))

    def refuse(self, url: str) -> tuple[Failure, str] | None:
        """Why `url` may not be asked for, or None."""
        if self.hold is not None:
            return self.hold
        if self.rules is not None and not self.rules.can_fetch(url, AGENT):
            return Failure.ROBOTS_DENIED, "robots.txt disallows this path"
        return None

    @property
    def crawl_delay(self) -> float | None:
        """Seconds that the site asks to leave between requests."""
        delay = None if self.rules is None else self.rules.crawl_delay(AGENT)
        return None if delay is None else float(delay)
