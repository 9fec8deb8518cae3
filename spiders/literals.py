"""Object literals of JavaScript: bare keys, single quotes and trailing commas are read too."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[{}\[\]:,])|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|(?P<number>-?\d+(?:\.\d+)?)(?![\w$])|(?P<word>[\w$.+-]+)|(?P<comment>//[^\n]*|/\*.*?\*/))""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}


def read_literal(source: str, start: int = 0) -> Any:
    """Return the value of the literal that begins at `start`; None where there is none. Never raises."""
    try:
        value, _ = _value(source, start, 0)
    except (ValueError, RecursionError):
        return None
    return value


def _next(source: str, at: int) -> tuple[re.Match[str], int]:
    while True:
        token = _TOKEN.match(source, at)
        if token is None:
            raise ValueError(at)
        at = token.end()
        if token["comment"] is None:
            return token, at


def _text(raw: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _ESCAPED.get(m[2], m[2]), raw)


def _value(source: str, at: int, depth: int) -> tuple[Any, int]:
    if depth > 100:
        raise ValueError(at)
    token, at = _next(source, at)
    if token["mark"] == "{":
        return _object(source, at, depth)
    if token["mark"] == "[":
        return _array(source, at, depth)
    if token["mark"]:
        raise ValueError(at)
    if token["number"] is not None:
        return (float(token["number"]) if "." in token["number"] else int(token["number"])), at
    if token["word"] is not None:
        return _WORDS.get(token["word"], token["word"]), at
    return _text(token["double"] if token["double"] is not None else token["single"]), at


def _object(source: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        token, after = _next(source, at)
        if token["mark"] == "}":
            return found, after
        if token["mark"] == ",":
            at = after
            continue
        key = next(
            (token[kind] for kind in ("double", "single", "word", "number") if token[kind] is not None), None
        )
        colon, after = _next(source, after)
        if key is None or colon["mark"] != ":":
            raise ValueError(at)
        found[key], at = _value(source, after, depth + 1)


def _array(source: str, at: int, depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        token, after = _next(source, at)
        if token["mark"] == "]":
            return found, after
        if token["mark"] == ",":
            at = after
            continue
        value, at = _value(source, at, depth + 1)
        found.append(value)
