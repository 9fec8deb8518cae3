"""`nianbao db`: schema migrations, and whether everything is whole."""

from __future__ import annotations

import typer

from crawler.commands.console import Data, Db, config_of, say


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(no_args_is_help=True, help="Schema migrations; is everything whole?")
    group.command("upgrade", epilog="Example: nianbao db upgrade --db sqlite:///data/nianbao.db")(upgrade)
    group.command("check", epilog="Example: nianbao db check --data data/")(check)
    app.add_typer(group, name="db")


def upgrade(db: Db = None) -> int:
    """Bring the database to the newest schema and registry of divisions, creating it where it is missing."""
    from models.corpus import Corpus
    from models.migrations import upgrade as migrate

    url = config_of(db).db
    before = migrate(url)
    Corpus.open(url, create=True).close()
    print(f"schema {before.current or 'none'} -> {before.head}")
    return 0


def check(db: Db = None, data: Data = None) -> int:
    """Check schema, database, derived figures and archived originals; exit code 1: a problem."""
    from hashlib import sha256

    from crawler.archive import read_original
    from crawler.progress import Progress
    from models.corpus import Corpus
    from models.integrity import check_integrity
    from models.migrations import schema_state

    config = config_of(db, data)
    state = schema_state(config.db)
    print(f"schema {state.current or 'none'}, newest {state.head}")
    if not state.is_current:
        say("run `nianbao db upgrade`")
        return 1
    problems = 0
    with Corpus.open(config.db) as corpus, Progress("", lambda: "checking"):
        for problem in check_integrity(
            corpus,
            lambda ref: read_original(config.archive, ref).payload,
            lambda body: sha256(body).hexdigest(),
        ):
            problems += 1
            print(f"{problem.what}: {problem.where}: {problem.detail}")
    print(f"{problems} problems" if problems else "no problem found")
    return 1 if problems else 0
