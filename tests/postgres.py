"""A PostgreSQL server that the tests start themselves, and databases on it."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from models.database import parse_url

NUMBERS = itertools.count(1)


def start(pgserver: Any, folder: Path) -> Any:
    """The server gives up after ten seconds; a busy machine needs another try."""
    for attempt in range(4):
        try:
            return pgserver.get_server(folder / str(attempt), cleanup_mode="delete")
        except subprocess.SubprocessError as error:
            failed = error
    raise failed


def run(server: str, *statements: str) -> None:
    """Execute statements that no transaction may hold."""
    engine = create_engine(parse_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def new_database(server: str, template: str | None) -> str:
    """Create a database, as a copy of another one where given; return its address."""
    name = f"corpus_{next(NUMBERS)}"
    run(server, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return parse_url(server).set(database=name).render_as_string(hide_password=False)


def passing_database(server: str, template: str | None) -> Iterator[str]:
    """Address of a database that is dropped after the test."""
    address = new_database(server, template)
    yield address
    run(server, f"DROP DATABASE {parse_url(address).database} WITH (FORCE)")
