"""From the guesses of the recognisers to texts: words, or figures with their rivals and a verdict.

A figure is read by two networks. Where they agree, are sure, and as many digits are read as there are glyphs,
that is the reading; else both read once more, stretched, the sum of their confidence decides, and the cell
may be in doubt. What the others read is kept: sums may choose among it, never anything else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import cv2
import numpy as np

from parsers.carriers.scan.alike import leaders
from parsers.carriers.scan.clean import Picture
from parsers.carriers.scan.guesses import Guess, figure, words
from parsers.carriers.scan.ink import Content, Line
from parsers.carriers.scan.models import HEIGHT, Recogniser, Steps, recognisers
from parsers.carriers.scan.wording import is_printed, mended
from parsers.words import chinese, plain

_STRETCH = 1.4
_SMEARS = (2.5, 3.5)  # pixels: strokes that lost their hairlines run together again
_SURE = 0.90
_GLYPHS = 0.6  # what a reading with the right number of digits is worth, in confidence
_MOST_RIVALS = 8
_WORD = 0.6
_SURE_WORD = 0.8
_LEGIBLE = 0.4
_FLAT = "一二三"  # strokes that one network drops or doubles
_POINTED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})*\.[0-9]{3}(?:[.,][0-9]{3})*")
_PARTED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_HABIT = 2  # figures with commas, from which on a page has the habit
_SIGN = re.compile(r"^[一—–―−]+(?=[0-9])")  # a long minus sign
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a cell or a line; see `document.Cell` for `doubt`, `alternatives` and `lookalikes`."""

    text: str = ""
    doubt: bool = False
    alternatives: tuple[str, ...] = ()
    weakest: float = 1.0
    mean: float = 1.0
    lookalikes: tuple[str, ...] = ()


def read_contents(contents: Sequence[Content], *, worn: bool = False) -> list[Text]:
    """The text of each cell. All lines of a page go to the recognisers together, by width.

    `worn`: the strokes are broken, as those of two tones are; what is in question is read smeared too.
    """
    first, second = recognisers()
    lines = [line for content in contents for line in content.lines]
    leader = leaders(lines)
    seen = _read(first, lines, range(len(lines)), leader)
    free = [words(first, steps) for steps in seen]
    of_content: list[range] = []
    at = 0
    for content in contents:
        of_content.append(range(at, at + len(content.lines)))
        at += len(content.lines)
    is_text = [_is_text([free[i] for i in own], [lines[i] for i in own]) for own in of_content]
    numeric = [i for own, text in zip(of_content, is_text, strict=True) if not text for i in own]
    weak = [
        i
        for own, text in zip(of_content, is_text, strict=True)
        if text and not is_printed("".join(free[i].text for i in own))
        for i in own
        if free[i].weakest < _SURE_WORD
        or any(character.isdigit() or character in _FLAT for character in free[i].text)
    ]
    asked = [*numeric, *weak]
    witness = dict(zip(asked, _read(second, lines, asked, leader), strict=True))
    is_text = [
        text or any(_has_word(free[i], words(second, witness[i])) for i in own)
        for own, text in zip(of_content, is_text, strict=True)
    ]
    numeric = [i for own, text in zip(of_content, is_text, strict=True) if not text for i in own]
    votes = {i: [figure(seen[i]), figure(witness[i])] for i in numeric}
    open_ = [i for i in numeric if not _settled(votes[i], lines[i])]
    for recogniser in (first, second):
        for i, steps in zip(open_, _read(recogniser, lines, open_, leader, _stretched), strict=True):
            votes[i].append(figure(steps))
    for spread in _SMEARS if worn else ():
        for i, steps in zip(
            open_, _read(first, lines, open_, leader, partial(_smeared, spread=spread)), strict=True
        ):
            votes[i].append(figure(steps))
    results = []
    for content, own, text in zip(contents, of_content, is_text, strict=True):
        if not content.lines:
            results.append(Text(content.mark, content.dust))
        elif text:
            results.append(_text(own, free, {i: words(second, witness[i]) for i in own if i in witness}))
        else:
            results.append(_figure([_verdict(votes[i], lines[i]) for i in own]))
    return grouped(results)


def read_lines(lines: Sequence[Line]) -> list[Guess]:
    """Lines of running text."""
    first, _ = recognisers()
    return [words(first, steps) for steps in first.read([line.picture for line in lines])]


def _read(
    recogniser: Recogniser,
    lines: Sequence[Line],
    asked: Sequence[int],
    leader: Sequence[int],
    changed: Callable[[Picture], Picture] | None = None,
) -> list[Steps]:
    """The steps of the lines asked for, their pictures changed; lines that show the same are read once."""
    once = sorted({leader[i] for i in asked})
    pictures = [changed(lines[i].picture) if changed else lines[i].picture for i in once]
    found = dict(zip(once, recogniser.read(pictures), strict=True))
    return [found[leader[i]] for i in asked]


def _stretched(picture: Picture) -> Picture:
    width = round(picture.shape[1] * _STRETCH)
    return np.asarray(cv2.resize(picture, (width, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


def _smeared(picture: Picture, *, spread: float) -> Picture:
    """The picture with its strokes run together, as dark as it was."""
    smooth = 255.0 - cv2.GaussianBlur(picture, (0, 0), spread)
    return np.asarray(255 - smooth * (255 / max(1.0, float(smooth.max()))), np.uint8)


def _is_text(guesses: list[Guess], lines: list[Line]) -> bool:
    """Whether a cell holds words: Chinese or letters beyond a misread digit."""
    spelt = "".join(guess.text for guess in guesses if guess.mean > _SURE)
    if sum(character.isalpha() and character.isascii() for character in spelt) >= 2 and not _figures(spelt):
        return True  # a word such as null, on as many lines as may be
    for guess, line in zip(guesses, lines, strict=True):
        text = _SIGN.sub("-", plain(guess.text))
        count = chinese(text)
        wide = line.picture.shape[1] > 1.9 * HEIGHT
        if count >= 2 or (count == 1 and guess.mean > _WORD and (wide or guess.weakest > 0.8)):
            return True
        letters = sum(1 for character in text if character.isalpha() and character.isascii())
        if letters >= 3 and guess.mean > _WORD:
            return True
        if any(character in text for character in "()[]%") and guess.weakest > 0.8:
            return True
    return False


def _has_word(one: Guess, other: Guess) -> bool:
    """Whether both networks see a Chinese character beside figures, one of them surely: 减17, 3件."""
    texts = [_SIGN.sub("-", plain(guess.text)) for guess in (one, other)]
    return all(chinese(text) and _figures(text) for text in texts) and max(one.weakest, other.weakest) > _SURE


def _settled(votes: list[tuple[Guess, list[Guess]]], line: Line) -> bool:
    """Whether the first two readings leave nothing to ask."""
    (one, _), (two, _) = votes
    return (
        one.text == two.text and min(one.weakest, two.weakest) >= _SURE and _digits(one.text) == line.glyphs
    )


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _verdict(votes: list[tuple[Guess, list[Guess]]], line: Line) -> Text:
    """The figure that most confidence speaks for, with its rivals."""
    weight: dict[str, float] = defaultdict(float)
    for guess, others in votes:
        weight[guess.text] += guess.mean
        for other in others:
            weight[other.text] += other.mean / 4
    for text in weight:
        weight[text] += _GLYPHS * (_digits(text) == line.glyphs)
    ranked = sorted(weight, key=lambda text: -weight[text])
    best = ranked[0]
    agreeing = [guess for guess, _ in votes if guess.text == best]
    weakest = min((guess.weakest for guess in agreeing), default=0.0)
    good = len(agreeing) == len(votes) and (
        weakest >= _SURE
        or (len(votes) > 2 and max(guess.weakest for guess in agreeing) >= _SURE and weakest > 0.6)
    )
    if _digits(best) != line.glyphs:
        good = good and weakest >= 0.97 and _digits(best) > line.glyphs  # digits that touch are one glyph
    if line.signed and best[:1].isdigit():  # a sign that was not read
        return Text(best, True, (f"-{best}", f"+{best}"), weakest)
    return Text(best, not good or not best, tuple(ranked[1 : 1 + _MOST_RIVALS]), weakest)


def _figure(parts: list[Text]) -> Text:
    """One figure of the lines of its cell: a number wrapped in a narrow cell is one number."""
    if len(parts) == 1:
        return parts[0]
    text = "".join(part.text for part in parts)
    options = [(part.text, *part.alternatives[:3]) for part in parts]
    others = ["".join(choice) for choice in product(*options)][1 : 1 + 2 * _MOST_RIVALS]
    return Text(text, any(part.doubt for part in parts), tuple(others), min(part.weakest for part in parts))


def grouped(texts: Sequence[Text]) -> list[Text]:
    """The texts of a page, of which a point before three digits may be the comma that parts thousands: what
    blurs most of all marks. Where other figures of the page have commas, it is the likelier."""
    usual = sum(bool(_PARTED.fullmatch(read.text)) for read in texts) >= _HABIT
    return [_grouped(read, usual=usual) if _POINTED.fullmatch(read.text) else read for read in texts]


def _grouped(read: Text, *, usual: bool) -> Text:
    points = [read.text, *read.alternatives]
    commas = [text.replace(".", ",") if _POINTED.fullmatch(text) else text for text in points]
    text, *others = dict.fromkeys([*commas, *points] if usual else [read.text, *commas, *points])
    return replace(read, text=text, doubt=True, alternatives=tuple(others))


def _text(own: range, free: list[Guess], witness: dict[int, Guess]) -> Text:
    """The words of a cell, each line as the surer network read it; figures among them want both."""
    best = [max(free[i], witness.get(i, free[i]), key=lambda guess: guess.weakest) for i in own]
    doubt = any(
        guess.weakest < _LEGIBLE or (i in witness and _figures(free[i].text) != _figures(witness[i].text))
        for i, guess in zip(own, best, strict=True)
    )
    text = mended("".join(guess.text for guess in best))
    mean = sum(guess.mean for guess in best) / len(best)
    return Text(text, doubt, (), min(guess.weakest for guess in best), mean)


def _figures(text: str) -> list[str]:
    return _DIGITS.findall(plain(text))
