"""`nianbao db`: schema migrations, whether everything is whole, and what to do where it is not."""

from __future__ import annotations

import typer

from crawler.commands.console import Data, Db, config_of, say
from crawler.config import Config


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(no_args_is_help=True, help="Schema migrations; is everything whole?")
    group.command("upgrade", epilog="Example: nianbao db upgrade --db sqlite:///data/nianbao.db")(upgrade)
    group.command("check", epilog="Example: nianbao db check --data data/")(check)
    group.command("repair", epilog="Example: nianbao db repair --data data/")(repair)
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
    from models.migrations import refuse_unknown, schema_state

    config = config_of(db, data)
    state = schema_state(config.db)
    print(f"schema {state.current or 'none'}, newest {state.head}")
    if state.is_current:
        return print_problems(config)
    if state.current is not None:
        refuse_unknown(state.current)
    say("run `nianbao db upgrade`")
    return 1


def print_problems(config: Config) -> int:
    """Print what is not as it should be; returns the exit code, 1 where there is anything."""
    from hashlib import sha256

    from crawler.archive import read_original
    from crawler.archive_lock import shared
    from crawler.progress import Progress
    from models.corpus import Corpus
    from models.integrity import check_integrity

    problems = 0
    with Corpus.open(config.db) as corpus, shared(config.archive), Progress("", lambda: "checking"):
        for problem in check_integrity(
            corpus,
            lambda ref: read_original(config.archive, ref).payload,
            lambda body: sha256(body).hexdigest(),
        ):
            problems += 1
            print(f"{problem.what}: {problem.where}: {problem.detail}")
    print(f"{problems} problems" if problems else "no problem found")
    return 1 if problems else 0


def repair(db: Db = None, data: Data = None) -> int:
    """Read every archived original; what is damaged or gone is fetched again by the next crawl.

    Exit code 1: some are lost until then.
    """
    from crawler.archive_lock import shared
    from crawler.healing import lose_damaged
    from crawler.progress import Progress
    from models.corpus import Corpus

    config = config_of(db, data)
    with Corpus.open(config.db) as corpus, shared(config.archive), Progress("originals") as progress:
        lost = lose_damaged(corpus, config.archive, progress.step)
        waiting = corpus.without_original()
    for sha256, url in waiting:
        print(f"{sha256}\t{url or ''}")
    print(f"{len(lost)} originals found damaged or gone; {len(waiting)} wait to be fetched again")
    return 1 if waiting else 0
