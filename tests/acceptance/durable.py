"""The program as a process on a small replica world, disturbed from outside, and what it leaves."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawler.archive import read_original
from crawler.clock import ShiftedClock
from crawler.replica.world import Served
from models.corpus import Corpus
from models.database import parse_url
from models.figures import failed_addresses
from models.integrity import check_integrity
from models.release import export
from tests.postgres import new_database

WORLD = "china/phpcms"
COMPARED = ("reports", "versions", "figures", "chapters", "findings", "differences", "review_items")
PROGRAM = (sys.executable, "-m", "crawler")


@dataclass(frozen=True)
class Place:
    """A database with its data folder."""

    folder: Path
    db: str

    @classmethod
    def made(cls, folder: Path, template: Path) -> Place:
        """A folder with a copy of an empty SQLite database."""
        folder.mkdir(parents=True)
        shutil.copyfile(template, folder / "n.db")
        return cls(folder, f"sqlite:///{folder / 'n.db'}")

    def copied(self, folder: Path) -> Place:
        """The same corpus once more."""
        shutil.copytree(self.folder, folder)
        if self.db.startswith("sqlite"):
            return Place(folder, f"sqlite:///{folder / 'n.db'}")
        server = parse_url(self.db).set(database="postgres").render_as_string(hide_password=False)
        return Place(folder, new_database(server, parse_url(self.db).database))

    def released(self, folder: Path) -> dict[str, list[dict[str, str]]]:
        """The tables of a release; the digests of pages are left out, some of which count their visitors."""
        with Corpus.open(self.db) as corpus:
            export(corpus, folder, {"csv"})
        tables = {}
        for name in COMPARED:
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                tables[name] = [
                    {key: row[key] for key in row if key != "sha256"} for row in csv.DictReader(file)
                ]
        return tables

    def problems(self) -> list[str]:
        """What `db check` finds."""
        with Corpus.open(self.db) as corpus:
            return [
                f"{problem.what} {problem.where} {problem.detail}"
                for problem in check_integrity(
                    corpus,
                    lambda ref: read_original(self.folder / "archive", ref).payload,
                    lambda body: hashlib.sha256(body).hexdigest(),
                )
            ]

    def events(self) -> Counter[tuple[str, str | None]]:
        """What happened to which report, and how often it was told."""
        with Corpus.open(self.db) as corpus:
            return Counter((event.kind, event.report_id) for event in corpus.events())

    def failures(self) -> set[str]:
        """The classes of everything whose last attempt failed."""
        with Corpus.open(self.db) as corpus:
            return {failure for _, failure in failed_addresses(corpus)}


@dataclass(frozen=True)
class Program:
    """The program with its surroundings; `proxy` None leaves it without one."""

    served: Served
    place: Place
    proxy: str | None = ""
    more: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = PROGRAM
    before: Callable[[], None] | None = None

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a verb."""
        plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        proxy = self.served.proxy_url if self.proxy == "" else self.proxy
        way = {} if proxy is None else {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}
        return subprocess.Popen(
            [*self.command, *arguments],
            env=plain
            | way
            | {
                "NIANBAO_CA_FILE": str(self.served.ca_file),
                "NIANBAO_DB": self.place.db,
                "NIANBAO_DATA": str(self.place.folder),
                "NIANBAO_DELAY": "0",
                "NIANBAO_WORKERS": "1",
            }
            | self.more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=self.before,
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        child = self.start(*arguments)
        out, err = child.communicate()
        return subprocess.CompletedProcess(arguments, child.returncode, out, err)

    def crawl(self, *more: str) -> subprocess.CompletedProcess[str]:
        """Crawl the whole world."""
        return self.run(*self.crawling(), *more)

    def crawling(self) -> tuple[str, ...]:
        """The arguments of that crawl."""
        return ("crawl", *(word for url in self.served.world.entry_points() for word in ("--url", url)))

    def pass_ahead(self, clock: ShiftedClock) -> Program:
        """The program of a watch whose clock is ahead."""
        command = (sys.executable, "-m", "tests.acceptance.pass_ahead", str(clock.by.total_seconds()))
        return replace(self, command=command)

    def killed_after(self, seconds: float, *arguments: str) -> bool:
        """Kill a verb so long after its start; False if it had ended by then."""
        child = self.start(*arguments)
        try:
            child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.communicate()
            return True
        return False

    def stopped_at(self, requests: int, disturb: Callable[[], object]) -> subprocess.CompletedProcess[str]:
        """Crawl, and disturb it when the portals were asked so often."""
        until = len(self.served.requests) + requests
        child = self.start(*self.crawling())
        while len(self.served.requests) < until and child.poll() is None:
            try:
                child.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
        disturb()
        out, err = child.communicate()
        return subprocess.CompletedProcess((), child.returncode, out, err)
