"""The corpus is a function of what was seen, not of the order in which it was stored."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.corpus import Corpus
from tests.models.givens import VillageResolver
from tests.models.history import HISTORY, play, released


@given(
    order=st.permutations(list(HISTORY)),
    repeats=st.lists(st.sampled_from(list(HISTORY)), max_size=3),
    early=st.integers(0, len(HISTORY)),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_gives_the_same_release(
    sqlite_template: Path, expected: str, order: list[str], repeats: list[str], early: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(sqlite_template, folder / "corpus.db")
        with Corpus.open(f"sqlite:///{folder / 'corpus.db'}", resolver=VillageResolver()) as corpus:
            play(corpus, [*order, *repeats], early)
            assert released(corpus, folder / "release") == expected


@pytest.mark.parametrize("order", [list(HISTORY), list(HISTORY)[::-1]])
def test_both_databases_give_the_same_release(
    corpus: Corpus, expected: str, tmp_path: Path, order: list[str]
) -> None:
    play(corpus, order, 4)
    assert released(corpus, tmp_path / "release") == expected
