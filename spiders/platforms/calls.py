"""What a script hands to a service: the parameters that stand in a call, beside its address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_PAIR = re.compile(
    r"""(?:"([^"]+)"|'([^']+)'|([A-Za-z_$][\w$]*))\s*:\s*"""
    r"""(?:"([^"]*)"|'([^']*)'|(-?\d+|true|false)(?![\w.])|([A-Za-z_$][\w$.]*)(?![\w$.]*\s*\()|)"""
)
_BEHIND = re.compile(r"""\s*(?:\+[^,;(){}]{0,80})?,\s*(?=\{)""")
_NAMED = re.compile(
    r"\b(?:data|params|where|query|body)\s*:\s*(?:JSON\.stringify\s*\(\s*|\$\.param\s*\(\s*)?"
    r"(?:(?=\{)|(?P<name>[A-Za-z_$][\w$]*))"
)
_QUOTED = re.compile(r"""(?<!\\)(?=(["'`])([^"'`\s<>]{2,})\1)""")
_REACH = 600
_LONGEST = 2000


def quoted(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield what may stand in quotes, without blanks, with its place; which quote opens is not certain."""
    for found in _QUOTED.finditer(source):
        yield found[2], found.start(), found.end(2) + 1


def parameters_in_call(source: str, start: int, end: int, query: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of the call that has the address of a service at `start` to `end` of a script.

    Values are literals, variables that the script sets to literals, and parameters of the page's own address
    (`query`) that the script takes from there. What is worked out otherwise is empty.
    """
    at = _object_of(source, start, end)
    if at is None:
        return {}
    found: dict[str, str] = {}
    for pair in _PAIR.finditer(_own_level(source, at)):
        value = pair[4] or pair[5] or pair[6] or (_variable(source, pair[7], query) if pair[7] else "")
        found.setdefault(pair[1] or pair[2] or pair[3], value)
    return found


def _object_of(source: str, start: int, end: int) -> int | None:
    """Where the object with the parameters begins: behind the address, or in the same call by its name."""
    behind = _BEHIND.match(source, end)
    reach = end + _REACH if behind is None else behind.end() + len(_own_level(source, behind.end(), True))
    named = _NAMED.search(source, end, reach)
    if named is None and behind:
        return behind.end()
    if named is None:
        before = list(_NAMED.finditer(source, max(0, start - _REACH), start))
        if before and not re.search(r";|\bajax\b|\bfunction\b", source[before[-1].end() : start]):
            named = before[-1]
    if named is None:
        return None
    if not named["name"]:
        return named.end()
    held = re.search(rf"\b{re.escape(named['name'])}\s*=\s*(?=\{{)", source)
    return held.end() if held else None


def _own_level(source: str, at: int, whole: bool = False) -> str:
    """The text of the object that begins at `at`, without the objects and arrays inside of it, or `whole`."""
    kept: list[str] = []
    depth, quote = 0, ""
    for character in source[at : at + _LONGEST]:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
            if depth == 0:
                break
        if whole or depth == 1:
            kept.append(character)
    return "".join(kept)


def _variable(source: str, name: str, query: Mapping[str, str]) -> str:
    """The value of a variable, where the script sets it to a literal or takes it from the page's address."""
    bare = re.escape(name.rpartition(".")[2])
    plain = re.search(
        rf"""\b{bare}["']?\s*[=:]\s*(?:"([^"<>]{{1,200}})"|'([^'<>]{{1,200}})'|(\d+)\b)""", source
    )
    if plain:
        return plain[1] or plain[2] or plain[3]
    asked = re.search(rf"""\b{bare}\s*=\s*[\w$.]+\(\s*["']([\w-]+)["']""", source)
    return query.get(asked[1], "") if asked else ""
