"""Addresses that functions of a page make of what a link hands them: `view('12')`, `goPage(2)`.

No script is run. In the text of a function an address is looked for that is put together of literals, of the
function's parameters and of variables set to such; anything else makes it unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

_FUNCTION = re.compile(
    r"\bfunction\s+(?P<name>[\w$]+)\s*\((?P<takes>[^()]*)\)\s*\{"
    r"|(?<![\w$])(?P<held>[\w$]+)\s*[=:]\s*(?:function\s*(?:[\w$]+\s*)?\((?P<given>[^()]*)\)|\((?P<short>[\w$,\s]*)\)\s*=>)\s*\{"
)
_CALL = re.compile(r"^\s*(?:javascript:|return\b)?\s*(?:[\w$]+\.)*(?P<name>[\w$]+)\s*\((?P<args>[^()]*)\)")
_ARGUMENT = re.compile(r"""\s*(?:'([^']*)'|"([^"]*)"|(-?\d+)|([^,]*))\s*(?:,|$)""")
_STEP = re.compile(
    r"(?:(?:\blocation(?:\.href)?|\.href|\.src|\.action)\s*=(?!=)|\blocation\.(?:replace|assign)\s*\(|\bopen\s*\(|\bopenLink\s*\()"
    r"\s*(?P<goes>)"
    r"|(?<![\w$.])(?P<name>[\w$]+)\s*(?P<more>\+)?=(?!=)\s*"
)
_TERM = re.compile(
    r"""\s*(?:"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>(?:[^'\\\n]|\\.)*)'|`(?P<template>[^`]*)`|(?P<number>\d+)"""
    r"""|\(\s*(?:parseInt\(|Number\()?\s*(?P<counted>[\w$]+)\s*\)?\s*(?P<sign>[-+])\s*(?P<by>\d+)\s*\)"""
    r"""|(?:encodeURI(?:Component)?|String|parseInt|Number|\$\.trim)\(\s*(?P<wrapped>[\w$]+)\s*\)|(?P<word>[A-Za-z_$][\w$]*)(?![\w$]*\s*[.(\[]))\s*"""
)
_HOLE = re.compile(r"\$\{\s*([\w$]+)\s*(?:([-+])\s*(\d+)\s*)?\}")
_OWN_VALUE = re.compile(
    r"this\.value|\$\(this\)\.val\(\)|(?:this|e\.target|event\.target)\.(?:options\[\s*this\.selectedIndex\s*\]\.)?value"
    r"|this\.options\[\s*this\.selectedIndex\s*\]\.value|this\[\s*this\.selectedIndex\s*\]\.value"
)
_CHOSEN = "chosen__"
_LONGEST = 1500
_LONGEST_CALL = 400
_MOST_CALLS = 600
"""Different calls on one page: a list has fewer rows, and a page of nonsense costs no more than these."""
_CONSTANT = r"""(?<![\w$.]){name}\s*[=:]\s*(?:"([^"<>]{{0,300}})"|'([^'<>]{{0,300}})'|(\d+)\s*[;,\n])"""
_NO_ADDRESS = re.compile(r"[\s<>{}]|^(?:#|javascript:|about:|mailto:)")


class Openers:
    """The functions of one page that open addresses."""

    def __init__(self, source: str) -> None:
        """Keep the text of a page; it is read when the first link calls a function."""
        self._source = source
        self._constants: dict[str, str | None] = {}
        self._known: dict[str, str | None] = {}

    @cached_property
    def _functions(self) -> dict[str, tuple[list[str], str]]:
        """Name of a function -> its parameters and the text it begins with."""
        found: dict[str, tuple[list[str], str]] = {}
        starts = list(_FUNCTION.finditer(self._source))
        for number, start in enumerate(starts):
            name = start["name"] or start["held"]
            takes = start["takes"] or start["given"] or start["short"] or ""
            end = start.end() + _LONGEST
            following = starts[number + 1] if number + 1 < len(starts) else None
            if following and not _is_inside(self._source, start, following):
                end = min(end, following.start())
            parameters = [part.strip() for part in takes.split(",") if part.strip()]
            found.setdefault(name, (parameters, self._source[start.end() : end]))
        return found

    def address(self, script: str) -> str | None:
        """Return the address, as written, that a call opens; None where the function cannot be read."""
        if script not in self._known and len(self._known) < _MOST_CALLS:
            call = _CALL.match(script[:_LONGEST_CALL])
            known = call is not None and call["name"] in self._functions
            self._known[script] = (
                self._opened(call["name"], _arguments(call["args"])) if call and known else None
            )
        return self._known.get(script)

    def chosen(self, script: str, value: str) -> str | None:
        """Return the address that the script of a choice opens when `value` is chosen."""
        script = _OWN_VALUE.sub(_CHOSEN, script)
        if _CHOSEN not in script:
            return None
        if going := self._going(script, {_CHOSEN: value}, {_CHOSEN}):
            return going
        call = _CALL.match(script)
        if call is None or call["name"] not in self._functions:
            return None
        handed = [value if part == _CHOSEN else part for part in _arguments(call["args"])]
        return self._opened(call["name"], handed)

    def _opened(self, name: str, handed: list[str]) -> str | None:
        parameters, text = self._functions[name]
        known = dict(zip(parameters, handed, strict=False))
        return self._going(text, known, set(known))

    def _going(self, text: str, known: dict[str, str], needed: set[str]) -> str | None:
        """The first address a text goes to that has one of the `needed` values in it."""
        values, used = dict(known), {name: {name} for name in needed}
        for step in _STEP.finditer(text):
            value, names = self._sum(text, step.end(), values)
            told = set().union(*(used.get(name, set()) for name in names)) if names else set()
            if step["goes"] is not None:
                if value and told and not _NO_ADDRESS.search(value):
                    return value
            elif value is not None:
                before = values.get(step["name"], "") if step["more"] else ""
                values[step["name"]] = before + value
                used[step["name"]] = told | (used.get(step["name"], set()) if step["more"] else set())
        return None

    def _sum(self, text: str, at: int, values: Mapping[str, str]) -> tuple[str | None, set[str]]:
        """The value of terms joined by `+` and the variables in it; None where one is not known."""
        parts: list[str] = []
        names: set[str] = set()
        while True:
            term = _TERM.match(text, at)
            if term is None:
                return None, names
            value = self._term(term, values, names)
            if value is None:
                return None, names
            parts.append(value)
            at = term.end()
            if not text.startswith("+", at) or text.startswith("+=", at):
                return "".join(parts), names
            at += 1

    def _term(self, term: re.Match[str], values: Mapping[str, str], names: set[str]) -> str | None:
        for kind in ("double", "single", "number"):
            if term[kind] is not None:
                return term[kind]
        if term["template"] is not None:
            return self._template(term["template"], values, names)
        name = term["counted"] or term["wrapped"] or term["word"]
        names.add(name)
        value = values.get(name)
        if value is None:
            value = self._constant(name)
        if value is None or not term["counted"]:
            return value
        return _counted(value, term["sign"], term["by"])

    def _template(self, text: str, values: Mapping[str, str], names: set[str]) -> str | None:
        parts, at = [], 0
        for hole in _HOLE.finditer(text):
            names.add(hole[1])
            value = values.get(hole[1])
            if value is None:
                value = self._constant(hole[1])
            if value is not None and hole[2]:
                value = _counted(value, hole[2], hole[3])
            if value is None:
                return None
            parts += [text[at : hole.start()], value]
            at = hole.end()
        rest = text[at:]
        return None if "${" in rest else "".join([*parts, rest])

    def _constant(self, name: str) -> str | None:
        """The literal that a variable of the page is set to."""
        if name not in self._constants:
            held = re.search(_CONSTANT.format(name=re.escape(name)), self._source)
            parts = held.groups() if held else ()
            self._constants[name] = next((part for part in parts if part is not None), None)
        return self._constants[name]


def _is_inside(source: str, outer: re.Match[str], inner: re.Match[str]) -> bool:
    """Whether a function begins inside of another one."""
    between = source[outer.end() : inner.start()]
    return between.count("{") >= between.count("}")


def _arguments(text: str) -> list[str]:
    """The arguments of a call, quotes off."""
    return [
        next((part for part in argument.groups() if part is not None), "").strip()
        for argument in _ARGUMENT.finditer(text)
    ]


def _counted(value: str, sign: str, by: str) -> str | None:
    if not value.lstrip("-").isdigit():
        return None
    return str(int(value) - int(by) if sign == "-" else int(value) + int(by))
