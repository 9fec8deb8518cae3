"""How figures are printed: one pattern for each habit of typists, with what must be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

Gold = int | str | None
Printed = tuple[str, Gold]
Printer = Callable[[int, Random], Printed]
Scale = Literal["zero", "small", "city"]
BLANK_SIGNS = ("\u00a0", "\u3000", "\u2002", " ")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Pattern:
    """One way of printing figures.

    `sparse` patterns leave cells without ink, or with blanks inside: in carriers where only ink survives
    (space-separated dumps) their cells cannot be placed. `wrong_sums` totals are kept as printed.
    """

    name: str
    scale: Scale
    count: Printer
    sparse: bool = False
    allowance: float = 0.0
    """Share of cells that may be lost in any habit."""
    wrong_sums: int = 0
    remarks: bool = False


def plain(value: int, _: Random) -> Printed:
    return str(value), value


def full_width(value: int, _: Random) -> Printed:
    return str(value).translate(FULL_WIDTH), value


def commas(value: int, rng: Random) -> Printed:
    text = f"{value:,}"
    return (text.replace(",", "，") if rng.random() < 0.2 else text), value


def spaced(value: int, rng: Random) -> Printed:
    gap = rng.choice(BLANK_SIGNS)
    return rng.choice([f"{gap}{value}", f"{value}{gap}", f"{gap}{value}{gap}"]), value


def torn(value: int, rng: Random) -> Printed:
    gap = rng.choice(BLANK_SIGNS)
    return rng.choice([f"{gap}{value}", f"{value}{gap}", gap.join(str(value))]), value


def unit(value: int, rng: Random) -> Printed:
    return f"{value}{rng.choice(['件', '件', '条', '项', ' 件'])}", value


def zero_as(*texts: str, chance: float) -> Printer:
    """Zeros are printed as one of `texts` (read as null) with `chance`."""

    def printer(value: int, rng: Random) -> Printed:
        if value == 0 and rng.random() < chance:
            return rng.choice(texts), None
        return str(value), value

    return printer


BLANKS = ("", "", "\u00a0", "\u3000", " ")
SLASHES = ("/", "／")
DASHES = ("-", "—", "－", "——", "–")
WORDS = ("无", "不涉及", "null")


def mixed(value: int, rng: Random) -> Printed:
    return rng.choice(
        (plain, plain, full_width, commas, unit, zero_as(*BLANKS, *SLASHES, *DASHES, chance=0.6))
    )(value, rng)


PATTERNS = (
    Pattern("zeros", "zero", plain),
    Pattern("small", "small", plain),
    Pattern("city", "city", plain),
    Pattern("full_width", "city", full_width),
    Pattern("commas", "city", commas),
    Pattern("spaced", "city", spaced),
    Pattern("torn_digits", "city", torn, sparse=True, allowance=0.06),
    Pattern("units", "small", unit, remarks=True),
    Pattern("remarks", "small", plain, remarks=True),
    Pattern("wrong_sums", "city", plain, wrong_sums=3),
    Pattern("blanks", "small", zero_as(*BLANKS, chance=0.5), sparse=True),
    Pattern("all_zeros_blank", "small", zero_as(*BLANKS, chance=1.0), sparse=True),
    Pattern("slash", "small", zero_as(*SLASHES, chance=0.5), sparse=True),
    Pattern("dash", "small", zero_as(*DASHES, chance=0.5), sparse=True),
    Pattern("words", "small", zero_as(*WORDS, chance=0.5), sparse=True),
    Pattern("mixed", "city", mixed, sparse=True, remarks=True),
)
BY_NAME = {pattern.name: pattern for pattern in PATTERNS}


def remark(value: int, rng: Random) -> Printed:
    """A figure with an explanation in the same cell: only the figure counts."""
    part = rng.randint(1, max(1, value))
    return rng.choice(
        [f"{value}（其中修订{part}件）", f"{value}(含上年结转{part}件)", f"{value}\n（其中联合制发{part}件）"]
    ), value


def signed(value: int, rng: Random, pattern: Pattern) -> Printed:
    """本年增/减: a change, negative where items were cut."""
    if value < 0:
        return rng.choice([f"-{-value}", f"－{-value}", f"减{-value}", f"-{-value}"]), value
    if value > 0 and rng.random() < 0.4:
        return rng.choice([f"+{value}", f"增{value}", f"＋{value}"]), value
    return pattern.count(value, rng)


def money(rng: Random, pattern: Pattern, yuan_allowed: bool) -> Printed:
    """An amount in 万元 (or, for procurement, in the unit printed)."""
    if pattern.scale == "zero":
        text = rng.choice(["0", "0.0000", "0.00"])
        return text, text
    whole, fraction = (
        rng.randint(0, 99999),
        rng.choice(["", f".{rng.randint(0, 9999):04d}", f".{rng.randint(0, 99):02d}", ".0000"]),
    )
    value = f"{whole}{fraction}"
    if pattern.count is full_width:
        return value.translate(FULL_WIDTH).replace(".", rng.choice([".", "．"])), value
    if pattern.count is commas:
        return f"{whole:,}{fraction}", value
    if pattern.count is unit:
        return value + ("元" if yuan_allowed else "万元"), value
    if pattern.sparse and rng.random() < 0.3:
        text, gold = pattern.count(0, rng)
        return text, None if gold is None else "0"
    return value, value
