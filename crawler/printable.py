"""Text of strangers on its way to a terminal, a log or a database."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with a replacement mark for control characters and halves of characters."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
