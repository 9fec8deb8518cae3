"""Write the pages that follow from the code: docs/schema.md, docs/data-dictionary.md, docs/cells.md,
docs/findings.md.

python docs/generate.py
"""

from __future__ import annotations

from pathlib import Path

from models.crosschecks.page import findings_page
from models.dictionary import cells_to_markdown, describe_schema, to_markdown
from models.release_tables import Selection, release_tables

FOLDER = Path(__file__).resolve().parent


def pages() -> dict[str, str]:
    """File name -> text of every generated page."""
    return {
        "schema.md": to_markdown(describe_schema(), "Schema of the database"),
        "data-dictionary.md": to_markdown(
            [table.words for table in release_tables(Selection())], "Data dictionary of a release"
        ),
        "cells.md": cells_to_markdown(),
        "findings.md": findings_page(),
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
