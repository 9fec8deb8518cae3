"""The ruled lines of a sheet, and what is left when they are taken out.

Text is erased first: rules are long or form a net, characters are neither. Opening alone loses faint rules,
smearing alone makes rules of lines of text; so both masks are drawn, and only nets are kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.carriers.ruled import Rule, Tolerances
from parsers.carriers.scan.clean import DPI, Picture

Mask = NDArray[np.uint8]
TOLERANCES = Tolerances(
    apart=4.0, gap=14.0, reach=9.0, snap=8.0, overshoot=14.0, covered=0.5, least=18.0, right=5
)
_ACROSS = DPI // 4  # shortest horizontal rule
_DOWN = DPI // 9  # shortest vertical rule: the height of a cut row
_SMEAR = int(0.08 * DPI)
_OVERSHOT = _SMEAR // 2 + 4  # by which smearing and closing draw a rule past its end
_SHORT_OF = 9.0  # pixels between the end of a rule and the crossing one that it ends at, at most
_WEAK = 12
_TRUSTED = 0.7 * DPI  # longer than what strokes of characters on several lines make up
_INKED = 0.93  # share of the length of a short rule that must be inked
_ENDS = DPI // 20  # pixels at the ends of a rule, in which a dash leaves paper
_FAINT = 8
_LARGEST_LETTER = 0.42 * DPI
_NET = 0.3  # share of the width of the page that a net covers
_TALL = int(0.10 * DPI)


@dataclass(frozen=True, slots=True)
class Ruling:
    """Horizontal and vertical rules in pixels, and the mask of their ink."""

    across: list[Rule]
    down: list[Rule]
    mask: Mask


def rules_of(ink: Picture) -> Ruling:
    """The rules of all nets of a sheet."""
    strong = _strong(ink)
    kept = _without_text(strong)
    across = cv2.morphologyEx(kept, cv2.MORPH_OPEN, np.ones((1, _ACROSS), np.uint8))
    down = cv2.morphologyEx(kept, cv2.MORPH_OPEN, np.ones((_DOWN, 1), np.uint8))
    across = _long(cv2.bitwise_or(across, _faint(ink, strong, 1)), _ACROSS, 0)
    down = _long(cv2.bitwise_or(down, _faint(ink, strong, 0)), 0, _DOWN)
    net = _nets(cv2.bitwise_or(across, down))
    across, down = cv2.bitwise_and(across, net), cv2.bitwise_and(down, net)
    rules_across = _runs(across, horizontal=True)
    rules_down = _anchored(_runs(down, horizontal=False), rules_across)
    smooth = cv2.blur(ink, (3, 3))
    rules_across = [rule for rule in rules_across if not _is_dash(smooth, _within(rule, rules_down))]
    rules_down = [
        rule for rule in rules_down if _drawn(smooth, _reaching(_within(rule, rules_across), rules_across))
    ]
    return Ruling(rules_across, rules_down, np.asarray(cv2.bitwise_or(across, down), np.uint8))


def _strong(ink: Picture) -> Mask:
    """What is plainly darker than its neighbourhood."""
    return np.asarray(
        cv2.adaptiveThreshold(ink, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 41, -35), np.uint8
    )


def _without_text(mask: Mask) -> Mask:
    """The mask without components of the size of a character or of a run of characters."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    short, long = np.minimum(wide, high), np.maximum(wide, high)
    text = (short > 0.022 * DPI) & (short < 0.26 * DPI) & (long < 1.5 * DPI)
    text |= (short > 0.022 * DPI) & (short < _LARGEST_LETTER) & (long < 2 * _LARGEST_LETTER)  # of a title
    text |= long < 0.09 * DPI
    text[0] = True
    return np.asarray(np.where(text[labels], 0, 255), np.uint8)


def _faint(ink: Picture, strong: Mask, horizontal: int) -> Mask:
    """Faint rules: a smear along the rule, what stands out across it, and weak ink below."""
    along = (_SMEAR, 1) if horizontal else (1, _SMEAR)
    bar = (1, 9) if horizontal else (9, 1)
    smeared = cv2.blur(ink, along)
    standing = cv2.morphologyEx(smeared, cv2.MORPH_TOPHAT, np.ones((bar[1], bar[0]), np.uint8))
    faint = np.asarray(((standing > _FAINT) & (ink > _WEAK)) * 255, np.uint8)
    text = cv2.bitwise_and(strong, cv2.bitwise_not(_without_text(strong)))
    faint = cv2.bitwise_and(faint, cv2.bitwise_not(cv2.dilate(text, np.ones((3, 3), np.uint8))))
    length = _ACROSS if horizontal else _DOWN
    closing = np.ones((1, 7) if horizontal else (7, 1), np.uint8)
    opening = np.ones((1, length) if horizontal else (length, 1), np.uint8)
    closed = cv2.morphologyEx(np.asarray(faint), cv2.MORPH_CLOSE, closing)
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, opening), np.uint8)


def _long(mask: NDArray[np.uint8], width: int, height: int) -> Mask:
    """Only components that are long enough and slim."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    slim = np.minimum(wide, high) <= 0.08 * DPI + 0.02 * np.maximum(wide, high)
    keep = (wide >= width) & (high >= height) & slim
    keep[0] = False
    return np.asarray(np.where(keep[labels], 255, 0), np.uint8)


def _nets(mask: NDArray[np.uint8]) -> Mask:
    """The mask of components that are nets: as wide as a table and higher than a line."""
    joined = cv2.dilate(mask, np.ones((7, 7), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    keep = (stats[:, cv2.CC_STAT_WIDTH] >= _NET * mask.shape[1]) & (stats[:, cv2.CC_STAT_HEIGHT] >= _TALL)
    keep[0] = False
    return np.asarray(np.where(keep[labels], 255, 0), np.uint8)


def _runs(mask: NDArray[np.uint8], *, horizontal: bool) -> list[Rule]:
    """One rule for each component, at the middle of its ink."""
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = []
    for left, top, width, height, (x, y) in (
        (*stats[i, :4].tolist(), centres[i].tolist()) for i in range(1, count)
    ):
        found.append(Rule(y, left, left + width) if horizontal else Rule(x, top, top + height))
    return found


def _anchored(down: list[Rule], across: list[Rule]) -> list[Rule]:
    """Vertical rules without strokes of characters: a short one begins and ends at horizontal rules, or
    runs past the outermost one."""
    if not across:
        return down
    first, last = min(rule.at for rule in across), max(rule.at for rule in across)
    kept = []
    for rule in down:
        ends = [
            end
            for end in (rule.start, rule.end)
            if end < first
            or end > last
            or any(
                abs(other.at - end) <= 9 and other.start - 9 <= rule.at <= other.end + 9 for other in across
            )
        ]
        if len(ends) == 2 or rule.end - rule.start > 0.5 * DPI:
            kept.append(rule)
            continue
        crossed = [
            other.at
            for other in across
            if rule.start - 9 <= other.at <= rule.end + 9 and other.start - 9 <= rule.at <= other.end + 9
        ]
        if len(crossed) > 1:  # a wall that a stroke above or below it has lengthened
            kept.append(Rule(rule.at, min(crossed), max(crossed)))
    return kept


def _within(rule: Rule, others: list[Rule]) -> Rule:
    """A rule without what smearing drew past the crossing ones at its ends: in a table of one low row, that
    is a share of its length on which there is nothing but paper."""
    crossing = [other.at for other in others if other.start - 9 <= rule.at <= other.end + 9]
    start = max((at for at in crossing if 0 < at - rule.start <= _OVERSHOT), default=rule.start)
    end = min((at for at in crossing if 0 < rule.end - at <= _OVERSHOT), default=rule.end)
    return Rule(rule.at, start, end) if start < end else rule


def _reaching(rule: Rule, others: list[Rule]) -> Rule:
    """A rule up to the crossing ones that it ends at: a wall is inked that far, a stroke of a character that
    fills its cell is not."""
    crossing = [other.at for other in others if other.start - 9 <= rule.at <= other.end + 9]
    start = min((at for at in crossing if 0 <= rule.start - at <= _SHORT_OF), default=rule.start)
    end = max((at for at in crossing if 0 <= at - rule.end <= _SHORT_OF), default=rule.end)
    return Rule(rule.at, start, end)


def _drawn(smooth: Picture, rule: Rule) -> bool:
    """Whether a vertical rule is inked all along; strokes of characters on two lines have paper between."""
    length = rule.end - rule.start
    if length > _TRUSTED:
        return True
    x = round(rule.at)
    strip = smooth[round(rule.start) : round(rule.end), max(0, x - 2) : x + 3]
    if not strip.size:
        return False
    along = strip.max(axis=1)
    least = max(_WEAK, 0.25 * float(np.median(along)))
    return float((along > least).mean()) >= _INKED


def _is_dash(smooth: Picture, rule: Rule) -> bool:
    """Whether a short horizontal rule leaves paper at both of its ends: a long dash in a narrow cell."""
    if rule.end - rule.start > _TRUSTED:
        return False
    y = round(rule.at)
    strip = smooth[max(0, y - 2) : y + 3, round(rule.start) : round(rule.end)]
    if not strip.size:
        return False
    along = strip.max(axis=0)
    paper = along < max(_WEAK, 0.35 * float(np.median(along)))
    return bool(paper[:_ENDS].any() and paper[-_ENDS:].any())
