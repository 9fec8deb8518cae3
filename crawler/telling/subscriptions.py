"""Saved queries and those who want to be told: `<data>/subscriptions.toml`.

[[subscription]]
name = "henan"                      # of the feed files, and of the subscriber
kinds = ["new", "corrected"]        # what is left out is not filtered by
provinces = ["henan"]
levels = [3]
bodies = ["410724/gov"]
years = [2024]
webhook = "https://example.org/hook"
secret = "…"                        # signs what is sent to the webhook
notify = ["mailto://…"]             # addresses of the library Apprise
digest = "day"                      # pass, day or week: how often these get one message
from = "beginning"                  # all that ever happened; otherwise what happens from now on
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.config import ConfigError
from models.events.kinds import EventKind
from models.events.views import Wish

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LISTS = {"kinds": str, "provinces": str, "levels": int, "bodies": str, "years": int, "notify": str}
_WORDS = frozenset({"name", "webhook", "secret", "digest", "from"})
DIGESTS = ("pass", "day", "week")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A saved query, and where its events go beside the feed files."""

    name: str
    wish: Wish = field(default_factory=Wish)
    webhook: str | None = None
    secret: str = field(default="", repr=False)
    notify: tuple[str, ...] = field(default=(), repr=False)
    digest: str = "pass"
    from_beginning: bool = False


ALL = Subscription("all")
"""The feed of everything, which needs no file."""


def read_subscriptions(path: Path) -> tuple[Subscription, ...]:
    """Read the file, with the feed of everything before what it says. Raises ConfigError."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("subscription", [])
    except FileNotFoundError:
        return (ALL,)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: [[subscription]] is a list of tables")
    found = [_read(entry, path) for entry in entries]
    names = [each.name for each in found]
    if len(set(names)) < len(names):
        raise ConfigError(f"{path}: two subscriptions have one name")
    return tuple(found) if ALL.name in names else (ALL, *found)


def _read(entry: Any, path: Path) -> Subscription:
    if not isinstance(entry, dict) or not isinstance(name := entry.get("name"), str):
        raise ConfigError(f"{path}: a subscription has a name")
    where = f"{path}: subscription {name!r}"
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{where}: a name is made of a-z, 0-9, - and _")
    if unknown := sorted(entry.keys() - _LISTS.keys() - _WORDS):
        raise ConfigError(f"{where}: unknown: {', '.join(unknown)}")
    lists = {key: tuple(_list(entry.get(key, []), kind, f"{where}: {key}")) for key, kind in _LISTS.items()}
    if wrong := sorted(set(lists["kinds"]) - set(EventKind)):
        raise ConfigError(f"{where}: no such kind: {', '.join(wrong)}; there are {', '.join(EventKind)}")
    words = {key: entry.get(key) for key in _WORDS}
    for key, value in words.items():
        if value is not None and not isinstance(value, str):
            raise ConfigError(f"{where}: {key} is a text")
    if words["webhook"] and not words["secret"]:
        raise ConfigError(f"{where}: a webhook needs a secret, by which its receiver knows who sends")
    digest, begin = words["digest"] or "pass", words["from"] or "now"
    if digest not in DIGESTS or begin not in ("now", "beginning"):
        raise ConfigError(f"{where}: digest is one of {', '.join(DIGESTS)}, from is now or beginning")
    notify = lists.pop("notify")
    return Subscription(
        name, Wish(**lists), words["webhook"], words["secret"] or "", notify, digest, begin == "beginning"
    )


def _list(value: Any, kind: type, where: str) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(each, kind) for each in value):
        raise ConfigError(f"{where} is a list of {'numbers' if kind is int else 'texts'}")
    return value
