"""What one recogniser makes of a line: free text, or a figure and those that differ in one character."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parsers.carriers.scan.models import FIGURES, Recogniser, Steps
from parsers.words import chinese

_RIVAL = 0.02  # probability from which on a second character is a rival
_OWN_WIDTH = 4  # steps of eight pixels: less than the width of a Chinese character in a line


@dataclass(frozen=True, slots=True)
class Guess:
    """One text with the probability of its weakest character and the mean of all."""

    text: str
    weakest: float
    mean: float


def words(recogniser: Recogniser, steps: Steps) -> Guess:
    """The likeliest text, of any characters. A Chinese character cannot begin again within its own width."""
    characters: list[str] = []
    sure: list[float] = []
    before, place = 0, -_OWN_WIDTH
    for at, (code, probability) in enumerate(zip(steps.best.tolist(), steps.sure.tolist(), strict=True)):
        if code and code != before:
            character = recogniser.characters[code]
            if not (
                characters and character == characters[-1] and at - place < _OWN_WIDTH and chinese(character)
            ):
                characters.append(character)
                sure.append(probability)
            place = at
        before = code
    if not sure:
        return Guess("", 0.0, 0.0)
    return Guess("".join(characters), min(sure), sum(sure) / len(sure))


def figure(steps: Steps) -> tuple[Guess, list[Guess]]:
    """The likeliest figure when nothing but figures may be read, and those that differ in one character."""
    best = steps.figures.argmax(axis=1)
    runs: list[tuple[int, float, list[tuple[int, float]]]] = []
    before = 0
    for place, code in enumerate(best.tolist()):
        if code and code != before:
            row = steps.figures[place]
            rivals = [
                (other, float(row[other]))
                for other in np.argsort(-row)[:3].tolist()
                if other and other != code and row[other] > _RIVAL
            ]
            runs.append((code, float(row[code]), rivals))
        before = code
    if not runs:
        return Guess("", 0.0, 0.0), []
    sure = [probability for _, probability, _ in runs]
    text = "".join(FIGURES[code - 1] for code, _, _ in runs)
    guess = Guess(text, min(sure), sum(sure) / len(sure))
    others = [
        Guess(text[:place] + FIGURES[other - 1] + text[place + 1 :], probability, probability / len(sure))
        for place, (_, _, rivals) in enumerate(runs)
        for other, probability in rivals
    ]
    return guess, others
