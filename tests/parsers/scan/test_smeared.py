"""Figures of two tones that are in question are read once more with their strokes run together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from parsers.carriers.scan import reading
from parsers.carriers.scan.ink import Content, Line
from parsers.carriers.scan.models import FIGURES, HEIGHT, Steps

GAP = 24  # column between two strokes


class Reader:
    """Reads two strokes as 11, surely only where there is nothing between them, else as 0."""

    characters = ("", *FIGURES)

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Steps]:
        return [self._steps(picture) for picture in lines]

    def _steps(self, picture: NDArray[np.uint8]) -> Steps:
        closed = picture[HEIGHT // 2, GAP * picture.shape[1] // HEIGHT] < 230
        figures = np.zeros((3, len(FIGURES) + 1), np.float32)
        for step, sign in ((0, "0"),) if closed else ((0, "1"), (2, "1")):
            figures[step, 1 + FIGURES.index(sign)] = 0.99 if closed else 0.6
        figures[:, 0] = 1 - figures.sum(axis=1)
        return Steps(figures.argmax(axis=1), figures.max(axis=1), figures)


@pytest.mark.parametrize(("worn", "text"), [(False, "11"), (True, "0")])
def test_smeared_strokes_have_a_vote(monkeypatch: pytest.MonkeyPatch, *, worn: bool, text: str) -> None:
    monkeypatch.setattr(reading, "recognisers", lambda: (Reader(), Reader()))
    picture = np.full((HEIGHT, HEIGHT), 255, np.uint8)
    picture[8:40, GAP - 7 : GAP - 3] = picture[8:40, GAP + 3 : GAP + 7] = 0
    content = Content(lines=[Line(picture, 1, (0, 0, HEIGHT, HEIGHT))])
    (read,) = reading.read_contents([content], worn=worn)
    assert (read.text, read.doubt) == (text, True)
    assert worn == ("11" in read.alternatives)
