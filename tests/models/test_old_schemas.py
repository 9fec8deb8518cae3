"""Databases that former programs made: upgraded with all they hold, and used on by this one.

`schemas/` has the history of `tests.models.history` as each released schema stored it, written by the program
of that time: the revision, then a line for each table with its columns and rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, column, select, table

from crawler.cli import run
from models.corpus import Corpus, CorpusError
from models.database import make_engine, parse_url, writing
from models.dump import count_on, load
from models.migrations import head, migrate, prepare, schema_state, upgrade
from tests.models.history import HISTORY, play, released

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.jsonl"))


def restored(url: str, path: Path) -> list[dict[str, Any]]:
    """Make the database of an old program at `url`; returns its tables."""
    told, *tables = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    engine = prepare(url)
    with writing(engine) as connection:
        migrate(connection, told["revision"])
        for each in tables:
            load(
                connection, each["table"], each["columns"], (json.dumps(row).encode() for row in each["rows"])
            )
        count_on(connection)
    engine.dispose()
    assert schema_state(url).current == told["revision"]
    return tables


def rows_of(connection: Connection, each: dict[str, Any]) -> list[Any]:
    """The rows of a table in its old columns, as the driver gives them."""
    names = [name for name, _ in each["columns"]]
    return sorted(connection.execute(select(*map(column, names)).select_from(table(each["table"]))), key=repr)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_old_database_is_upgraded_with_all_it_holds(
    path: Path, bare_url: str, opened: Callable[..., Corpus], expected: str, tmp_path: Path
) -> None:
    tables = restored(bare_url, path)
    engine = make_engine(parse_url(bare_url))
    with engine.connect() as connection:
        before = {each["table"]: rows_of(connection, each) for each in tables}
    with pytest.raises(CorpusError, match="run `nianbao db upgrade`"):
        opened(bare_url)
    assert upgrade(bare_url).current == path.stem
    with engine.connect() as connection:
        assert {each["table"]: rows_of(connection, each) for each in tables} == before
    engine.dispose()
    assert len(before["reports"]) == 5 and before["figures"]
    corpus = opened(bare_url)
    # Read again, as `nianbao reparse` does, it is as if this program had made it from the beginning.
    play(corpus, list(HISTORY), 0)
    assert released(corpus, tmp_path / "release") == expected


def test_newest_schema_but_one_is_among_them() -> None:
    assert int(SCHEMAS[-1].stem) >= int(head()) - 1, "keep a database of each schema that is released"


@pytest.mark.parametrize("verb", [["status"], ["db", "check"], ["db", "upgrade"], ["check"]])
def test_schema_is_never_taken_back(
    verb: list[str], sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = make_engine(parse_url(sqlite_url))
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert run([*verb, "--db", sqlite_url]) == 3
    assert "made by a newer one. Use that one; a schema is never taken back" in capsys.readouterr().err
