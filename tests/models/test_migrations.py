"""Only migrations make tables, and what they make is what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from models.corpus import Corpus, CorpusError
from models.database import make_engine, parse_url, reading, writing
from models.dictionary import describe_schema, to_markdown
from models.migrations import head, schema_state, upgrade
from models.schema import Base
from tests.models.givens import REGISTRY


def test_migrated_database_is_the_schema_of_the_models(bare_url: str) -> None:
    assert upgrade(bare_url).current is None
    with engine_of(bare_url) as engine, reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        for table in Base.metadata.tables.values():
            found = inspect(connection).get_columns(table.name)
            assert [column["name"] for column in found] == [column.name for column in table.columns]
            assert inspect(connection).get_pk_constraint(table.name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ]
            assert _foreign_keys(connection, table.name) == {
                (tuple(key.column_keys), key.referred_table.name, key.ondelete)
                for key in table.foreign_key_constraints
            }
            if connection.dialect.name == "postgresql":
                assert [column["comment"] for column in found] == [column.comment for column in table.columns]


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    engine = make_engine(parse_url(url))
    try:
        yield engine
    finally:
        engine.dispose()


def _foreign_keys(connection: object, table: str) -> set[tuple[tuple[str, ...], str, str | None]]:
    return {
        (tuple(key["constrained_columns"]), key["referred_table"], key["options"].get("ondelete"))
        for key in inspect(connection).get_foreign_keys(table)
    }  # type: ignore[attr-defined]


def test_upgrade_is_idempotent_and_reported(bare_url: str) -> None:
    before = upgrade(bare_url)
    assert (before.current, before.is_current) == (None, False)
    assert schema_state(bare_url).is_current
    assert upgrade(bare_url).current == head()


def test_every_table_and_column_is_described() -> None:
    for table in describe_schema():
        assert table.meaning, table.name
        assert all(column.meaning for column in table.columns), table.name
    assert "## figures" in to_markdown(describe_schema(), "Schema")


def test_opening_creates_only_when_asked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'nianbao.db'}"
    with pytest.raises(CorpusError, match="there is no database"):
        Corpus.open(url)
    assert not (tmp_path / "data").exists()
    Corpus.open(url, create=True, registry=REGISTRY).close()
    Corpus.open(url).close()


def test_database_without_our_schema_is_refused(bare_url: str) -> None:
    if bare_url.startswith("sqlite"):
        Path(str(parse_url(bare_url).database)).parent.mkdir()
        Path(str(parse_url(bare_url).database)).touch()
    with pytest.raises(CorpusError, match="nianbao db upgrade"):
        Corpus.open(bare_url)


def test_database_of_a_newer_program_is_left_alone(url: str) -> None:
    with engine_of(url) as engine, writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CorpusError, match="newer"):
        Corpus.open(url, create=True, registry=REGISTRY)
    with pytest.raises(CorpusError, match="9999"):
        Corpus.open(url)


def test_registry_is_loaded_once_and_renewed_when_it_changes(url: str) -> None:
    renamed = tuple(each._replace(name="获嘉新县") if each.div_id == "410724" else each for each in REGISTRY)
    for registry, name in ((REGISTRY, "获嘉县"), (renamed, "获嘉新县")):
        with Corpus.open(url, create=True, registry=registry) as corpus, reading(corpus.engine) as connection:
            county = text("SELECT name FROM divisions WHERE division_id = '410724'")
            assert connection.execute(county).scalar() == name
            assert connection.execute(text("SELECT count(*) FROM divisions")).scalar() == len(REGISTRY)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "not a database URL"),
        ("mysql://localhost/x", "not supported"),
        ("sqlite://", "needs a file"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be used"),
        ("sqlite:////dev/null/x/nianbao.db", "cannot be made"),
    ],
)
def test_unusable_address_is_explained(url: str, sentence: str) -> None:
    with pytest.raises(CorpusError, match=sentence) as caught:
        Corpus.open(url, create=True, registry=REGISTRY)
    assert "secret" not in str(caught.value)


def test_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("not a database, but long enough to be looked at " * 40)
    with pytest.raises(CorpusError, match="not a database"):
        Corpus.open(f"sqlite:///{tmp_path / 'x.db'}")
