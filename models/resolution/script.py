"""Traditional to simplified characters, one by one, so that a name keeps its length."""

from __future__ import annotations

import functools

import opencc


class _Table(dict[int, str]):
    """Filled as characters are met; word-wise conversion would rewrite names (藉口镇 -> 借口镇)."""

    def __missing__(self, key: int) -> str:
        character = chr(key)
        simple = character if key < 0x3400 else str(_converter().convert(character))
        self[key] = simple
        return simple


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


_TABLE = _Table()


def to_simplified(text: str) -> str:
    return text.translate(_TABLE)
