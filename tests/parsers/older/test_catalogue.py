"""Every cell that a record can hold is in the dictionary, and the crosswalk names only such cells."""

from __future__ import annotations

from fnmatch import fnmatch

from parsers.formats.catalogue import catalogue, crosswalk
from parsers.formats.older.prose import prose_figures
from parsers.formats.spec import TABLES, formats

from .rows import FORMS


def test_all_cells_of_all_generations_are_described() -> None:
    known = {words.cell for words in catalogue()}
    assert len(known) == len(catalogue())
    for form in formats().values():
        assert {cell for table in TABLES for cell in form.cells(table)} <= known
    assert {line.id for lines in FORMS.values() for line in lines if line.id} <= known
    assert {figure.id for figure in prose_figures()} <= known
    assert all(words.label and words.value_kind and words.generations for words in catalogue())


def test_the_crosswalk_names_known_cells_only() -> None:
    known = {words.cell for words in catalogue()}
    for crossing in crosswalk():
        for cells in (crossing.g4, crossing.g3, crossing.g2, crossing.g1, crossing.prose):
            assert all(any(fnmatch(cell, named) for cell in known) for named in cells), crossing
