"""`nianbao db`: schema migrations."""

from __future__ import annotations

import typer

from crawler.commands.console import Db, config_of


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(no_args_is_help=True, help="Schema migrations.")
    group.command("upgrade", epilog="Example: nianbao db upgrade --db sqlite:///data/nianbao.db")(upgrade)
    group.command("check", epilog="Example: nianbao db check")(check)
    app.add_typer(group, name="db")


def upgrade(db: Db = None) -> int:
    """Bring the database to the newest schema, creating it where it is missing."""
    from models.migrations import upgrade as migrate

    before = migrate(config_of(db).db)
    print(f"schema {before.current or 'none'} -> {before.head}")
    return 0


def check(db: Db = None) -> int:
    """Say whether the database has the newest schema; exit code 1 where it has not."""
    from models.migrations import schema_state

    state = schema_state(config_of(db).db)
    print(f"schema {state.current or 'none'}, newest {state.head}")
    return 0 if state.is_current else 1
