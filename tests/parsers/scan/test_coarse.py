"""Pages on which only sums vouch for a figure."""

from __future__ import annotations

import numpy as np
import pytest

from parsers.carriers.picture import PagePicture
from parsers.carriers.scan.coarse import doubted, is_coarse
from parsers.carriers.scan.reading import Text


def page(dpi: float, *, two_tone: bool = False) -> PagePicture:
    return PagePicture(1, np.zeros((8, 8), np.uint8), dpi, (595.0, 842.0), two_tone)


def test_fax_copies_and_few_dots_are_coarse() -> None:
    assert is_coarse(page(200, two_tone=True))
    assert is_coarse(page(120))
    assert not is_coarse(page(150))


@pytest.mark.parametrize("text", ["46", "-11", "1件", "3,406", "10417.25"])
def test_a_figure_of_a_coarse_page_is_in_doubt(text: str) -> None:
    assert doubted(Text(text)).doubt


@pytest.mark.parametrize("text", ["0", "", "/", "-", "1.属于国家秘密"])
def test_zeros_marks_and_labels_are_not(text: str) -> None:
    assert not doubted(Text(text)).doubt
