"""Schema migrations, run from the program itself. Nothing else creates or alters tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from models.database import CorpusError, make_engine, parse_url, reading, sqlite_path, writing


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Revision of a database (None: empty) and the one this program needs."""

    current: str | None
    head: str

    @property
    def is_current(self) -> bool:
        """True when the database can be used as it is."""
        return self.current == self.head


def upgrade(url: str) -> SchemaState:
    """Migrate the database at `url` to the newest schema; creates a SQLite file and its folder.

    Returns the state before. Raises CorpusError when the database cannot be reached or written.
    """
    engine = prepare(url)
    try:
        return upgrade_engine(engine)
    finally:
        engine.dispose()


def schema_state(url: str) -> SchemaState:
    """Return the revision of the database at `url` without changing it; raises CorpusError where none is."""
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is not None and not path.is_file():  # to connect would make it
        raise CorpusError(f"there is no database at {path}: `nianbao db upgrade` or a crawl makes one")
    engine = make_engine(parsed)
    try:
        return state_of(engine)
    finally:
        engine.dispose()


def prepare(url: str) -> Engine:
    """Return an engine whose SQLite folder exists."""
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusError(f"the folder {path.parent} cannot be made: {error.strerror}") from error
    return make_engine(parsed)


def upgrade_engine(engine: Engine) -> SchemaState:
    """Migrate inside one write transaction: two programs that start together take turns."""
    with writing(engine) as connection:
        return migrate(connection)


def migrate(connection: Connection, revision: str = "head") -> SchemaState:
    """Migrate to a revision within the transaction of the caller; returns the state before.

    Raises CorpusError where the program does not know the revision, or the one that the database has.
    """
    before = SchemaState(_revision(connection), head())
    for each in (before.current, None if revision == "head" else revision):
        if each is not None:
            refuse_unknown(each)
    if before.current is None and inspect(connection).get_table_names():
        raise CorpusError("the database holds tables of another program: give nianbao one of its own")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    return before


def refuse_unknown(revision: str) -> None:
    """Raise CorpusError for a revision of a newer program: what it stored would be lost by going back."""
    if revision not in {
        script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    }:
        raise CorpusError(
            f"the database has schema {revision}, which this program does not know: it was made by a newer "
            "one. Use that one; a schema is never taken back, because that would lose what it keeps"
        )


def state_of(engine: Engine) -> SchemaState:
    """Return the revision of an open database."""
    with reading(engine) as connection:
        return SchemaState(_revision(connection), head())


def head() -> str:
    """Return the newest revision that the program carries."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
