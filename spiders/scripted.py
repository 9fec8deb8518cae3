"""Markup that a page's scripts would write: `document.write` of literals and variables, lists of objects.

No script is run. String literals, variables that hold them and their concatenations are read; all else counts
as empty.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from spiders.literals import read_literal

_HINT = re.compile(r"document\.write|innerHTML|\b(?:url|href|link|linkurl)[\"']?\s*:\s*[\"']", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STATEMENT = re.compile(
    r"""document\.write(?:ln)?\s*\(|\.innerHTML\s*(?P<inner>\+?=)|(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)\s*(?P<assign>\+?=)(?!=)"""
)
_TERM = re.compile(
    r"""\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|([A-Za-z_$][\w$]*)(?![\w$.(\[]))\s*"""
)
_PLUS = re.compile(r"\s*\+(?!=)")
_OBJECT = re.compile(r"\{[^{}]*\}")
_NAMES = ("title", "name", "text", "label")
_ADDRESSES = ("url", "href", "link", "linkurl", "linkUrl")
_DATES = ("date", "time", "pubdate", "pubDate", "publishTime", "docreltime")
_ESCAPE = re.compile(r"\\(.)")
_LONGEST_WRITTEN = 2_000_000
_NO_ADDRESS = re.compile(r"[\s{}<>$+]")


def scripted_markup(source: str) -> str:
    """Return the markup with links that the scripts of a page carry as literals, if any."""
    if not _HINT.search(source):
        return ""
    parts = []
    for script in _SCRIPT.findall(source):
        if not _HINT.search(script):
            continue
        written = "".join(_written(script))
        if "<a" in written.lower():
            parts.append(written)
        parts += _lists(script)
    return "".join(parts)


def _written(script: str) -> Iterator[str]:
    """What `document.write` and `innerHTML` are given, with the variables as they stand at that place."""
    values: dict[str, str] = {}
    size, at = 0, 0
    while size < _LONGEST_WRITTEN and (statement := _STATEMENT.search(script, at)):
        value, at = _sum(script, statement.end(), values)
        name = statement["name"]
        if name is None:
            yield value
            size += len(value)
        elif statement["assign"] == "+=":
            values[name] = (values.get(name, "") + value)[:_LONGEST_WRITTEN]
        else:
            values[name] = value


def _sum(script: str, at: int, values: dict[str, str]) -> tuple[str, int]:
    parts = []
    while term := _TERM.match(script, at):
        double, single, name = term.groups()
        literal = double if double is not None else single
        parts.append(values.get(name, "") if literal is None else _ESCAPE.sub(r"\1", literal))
        at = term.end()
        plus = _PLUS.match(script, at)
        if plus is None:
            break
        at = plus.end()
    return "".join(parts), at


def _lists(script: str) -> Iterator[str]:
    """Objects with a name and an address, as rows: dated ones as a list, the others as a menu."""
    dated: list[str] = []
    others: list[str] = []
    for found in _OBJECT.finditer(script):
        value = read_literal(found[0])
        if not isinstance(value, dict):
            continue
        name, address, day = (_first(value, keys) for keys in (_NAMES, _ADDRESSES, _DATES))
        if name and address and not _NO_ADDRESS.search(address):
            link = f'<a href="{html.escape(address)}">{html.escape(name)}</a>'
            row = f"<li>{link}<span>{html.escape(day)}</span></li>"
            (dated if day else others).append(row)
    if dated:
        yield f"<ul>{''.join(dated)}</ul>"
    if others:
        yield f'<ul class="nav">{"".join(others)}</ul>'


def _first(value: dict[str, object], keys: tuple[str, ...]) -> str:
    return next((held for key in keys if isinstance(held := value.get(key), str) and held), "")
