"""What a monitoring system asks the service for: the state in the database at that moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from typing import TypeVar

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from crawler.config import Config, ConfigError
from models.corpus import Corpus, CorpusError
from models.database import reading
from models.metrics import FINAL, RunSum, Snapshot, snapshot

LOOPBACK = "127.0.0.1"

Family = TypeVar("Family", CounterMetricFamily, GaugeMetricFamily)


def families(state: Snapshot, archive: Sequence[int]) -> Iterator[Metric]:
    """All metrics of a state; `archive` are the bytes of each archive file. Pure."""
    yield _labelled(
        CounterMetricFamily, "events", "Events by kind, see docs/watching.md.", "kind", state.events
    )
    done = Counter(run.command for run in state.runs if run.state in FINAL)
    yield _labelled(
        CounterMetricFamily,
        "passes",
        "Runs that ended: a watch looks at lists, a crawl walks portals.",
        "command",
        done,
    )
    yield from _last_passes(state.runs)
    failed: Counter[str] = Counter()
    for run in state.runs:
        failed.update(run.failures)
    looked = sum(run.looked for run in state.runs)
    yield CounterMetricFamily("nianbao_lists_looked_at", "Known lists looked at.", looked)
    requests = sum(run.requests for run in state.runs)
    yield CounterMetricFamily("nianbao_requests", "Requests made, robots.txt among them.", requests)
    yield _labelled(
        CounterMetricFamily,
        "failures",
        "Failed attempts and lists that fell short, by class.",
        "class",
        failed,
    )
    yield GaugeMetricFamily("nianbao_reports", "Reports in the corpus: body and year.", state.reports)
    yield GaugeMetricFamily("nianbao_documents", "Documents in the corpus.", state.documents)
    yield GaugeMetricFamily("nianbao_documents_pending", "Documents that wait to be read.", state.pending)
    yield GaugeMetricFamily("nianbao_review_waiting", "Readings that wait for a person.", state.review)
    yield _labelled(GaugeMetricFamily, "lists", "Watched lists by state.", "state", state.lists)
    broken = state.lists.get("broken", 0)
    yield GaugeMetricFamily("nianbao_sources_broken", "Lists said to be broken and not recovered.", broken)
    yield _labelled(
        GaugeMetricFamily, "events_untold", "Events that wait for a subscriber.", "subscriber", state.untold
    )
    yield _labelled(
        GaugeMetricFamily, "dead_letters", "Events given up for a subscriber.", "subscriber", state.dead
    )
    yield GaugeMetricFamily("nianbao_archive_bytes", "Bytes of the archive files.", sum(archive))
    yield GaugeMetricFamily("nianbao_archive_files", "Archive files.", len(archive))


def _last_passes(runs: Sequence[RunSum]) -> Iterator[Metric]:
    ended = {run.command: run for run in runs if run.state in FINAL and run.finished_at is not None}
    at = GaugeMetricFamily(
        "nianbao_last_pass_timestamp_seconds", "When the last run of its kind ended.", labels=["command"]
    )
    took = GaugeMetricFamily(
        "nianbao_last_pass_duration_seconds", "From its first start to its end.", labels=["command"]
    )
    for command, run in sorted(ended.items()):
        assert run.finished_at is not None
        at.add_metric([command], run.finished_at.timestamp())
        took.add_metric([command], (run.finished_at - run.started_at).total_seconds())
    yield at
    yield took
    running = sum(run.state == "running" for run in runs)
    yield GaugeMetricFamily("nianbao_passes_running", "Runs under way, or killed and not continued.", running)


def _labelled(kind: type[Family], name: str, words: str, label: str, values: Mapping[str, int]) -> Family:
    family = kind(f"nianbao_{name}", words, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


class StateCollector(Collector):
    """Reads the database whenever it is asked; keeps nothing but the sums of runs that have ended."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._settled: dict[int, RunSum] = {}
        self._one_at_a_time = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """The metrics now; of a database that cannot be read only that."""
        with self._one_at_a_time:
            state: Snapshot | None
            try:
                with Corpus.open(self._config.db) as corpus, reading(corpus.engine) as connection:
                    state = snapshot(connection, self._settled)
            except CorpusError:
                state = None
            if state is not None:
                self._settled = {run.run_id: run for run in state.runs if run.state in FINAL}
        up = "Whether the database could be read."
        yield GaugeMetricFamily("nianbao_database_up", up, int(state is not None))
        if state is not None:
            sizes = [path.stat().st_size for path in self._config.archive.glob("*.warc.gz")]
            yield from families(state, sizes)


@contextmanager
def exposed(config: Config, host: str, port: int) -> Iterator[str]:
    """Serve the metrics until the block ends; yields the address. Port 0 takes a free one.

    Raises OSError where nobody may listen there.
    """
    registry = CollectorRegistry()
    registry.register(StateCollector(config))
    server, thread = start_http_server(port, host, registry)
    shown = f"[{host}]" if ":" in host else host
    try:
        yield f"http://{shown}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def place_of(text: str) -> tuple[str, int]:
    """Read `[HOST:]PORT`, HOST an address of this machine (loopback where it is left out).

    Raises ConfigError.
    """
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or LOOPBACK
    try:
        ip_address("127.0.0.1" if host == "localhost" else host)
        if not (port.isascii() and port.isdigit() and int(port) < 65536):
            raise ValueError(port)
    except ValueError:
        raise ConfigError(f"--metrics takes HOST:PORT like 127.0.0.1:9469, not {text!r}") from None
    return host, int(port)
