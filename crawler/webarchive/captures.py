"""Which recorded answer belongs to an address: of several captures the good ones first, the latest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from crawler.inputs import BadInput
from crawler.webarchive.records import Entry, Recorded, Sent, body_key
from spiders.addresses import canonical


class Captures:
    """The answers of any number of WARC files, found by what was asked."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Take everything in; a BadInput stays in `faults`."""
        self.records: list[Recorded] = []
        self.faults: list[BadInput] = []
        sent: list[Sent] = []
        for entry in entries:
            if isinstance(entry, Recorded):
                self.records.append(entry)
            elif isinstance(entry, Sent):
                sent.append(entry)
            else:
                self.faults.append(entry)
        self._exact: defaultdict[str, list[Recorded]] = defaultdict(list)
        self._alike: defaultdict[str, list[Recorded]] = defaultdict(list)
        self._rendered: defaultdict[str, list[Recorded]] = defaultdict(list)
        self._posted: defaultdict[tuple[str, str], list[Recorded]] = defaultdict(list)
        self._by_id = {record.record_id: record for record in self.records if record.record_id}
        self._by_digest: dict[str, Recorded] = {}
        self._by_time: dict[tuple[str, str], Recorded] = {}
        self._file(_exchanges(sent))

    @property
    def hosts(self) -> list[str]:
        """Hosts that answered, in the order of their first answer."""
        return list(dict.fromkeys(urlsplit(record.url).hostname or "" for record in self.pages()))

    def pages(self) -> Iterator[Recorded]:
        """Answers to plain questions, in the order of the files."""
        plain = {id(record) for records in self._exact.values() for record in records}
        return (record for record in self.records if id(record) in plain)

    def find(self, url: str, method: str = "GET", body: bytes = b"") -> list[Recorded]:
        """Answers to a request, best first: under its own address, else under a variant of it."""
        address = url.split("#")[0]
        if method != "GET":
            return sorted(self._posted[_posted_key(address), body_key(body)], key=_rank)
        if exact := self._exact.get(address):
            return sorted(exact, key=_rank)
        try:
            return sorted(self._alike.get(canonical(address), ()), key=_rank)
        except ValueError:
            return []

    def rendered(self, url: str) -> list[Recorded]:
        """What a browser of ours made of a page, all pages of a list among it, the latest first."""
        return sorted(self._rendered[url.split("#")[0]], key=_time_of, reverse=True)

    def original(self, record: Recorded) -> Recorded | None:
        """The record that has the payload of a revisit; None where it is in no file."""
        record_id, url, date = record.refers
        found = (
            self._by_id.get(record_id)
            or self._by_time.get((url, date))
            or (self._by_digest.get(record.digest) if record.digest else None)
        )
        if found is None and record.status == 304:
            earlier = [first for first in self._exact[url or record.url] if first.kind == "response"]
            found = max((first for first in earlier if first.at <= record.at), key=_time_of, default=None)
        return found

    def _file(self, exchanges: dict[str, Sent]) -> None:
        for record in self.records:
            if record.kind != "revisit":
                if record.digest:
                    self._by_digest.setdefault(record.digest, record)
                date = record.at.strftime("%Y-%m-%dT%H:%M:%SZ")
                self._by_time.setdefault((record.url, date), record)
                self._by_time.setdefault((record.url, record.at.isoformat().replace("+00:00", "Z")), record)
            if record.kind == "conversion":
                self._rendered[record.url.split("#")[0]].append(record)
                continue
            first = self.original(record) if record.kind == "revisit" else None
            if first is not None and first.kind == "conversion":
                continue  # rendered once more, with the same outcome
            ids = (record.record_id, *record.concurrent)
            asked = next((exchanges[name] for name in ids if name in exchanges), None)
            if asked is None:
                self._exact[record.url].append(record)
                with suppress(ValueError):
                    self._alike[canonical(record.url)].append(record)
            elif asked.method == "POST":
                self._posted[_posted_key(record.url), asked.body].append(record)


def _exchanges(sent: Iterable[Sent]) -> dict[str, Sent]:
    """What was sent, by its own id and those of the answer: one of the two names the other."""
    return {name: asked for asked in sent for name in (asked.record_id, *asked.concurrent) if name}


def _posted_key(url: str) -> str:
    return url.partition("://")[2]


def _rank(record: Recorded) -> tuple[int, float]:
    status = record.status or 200
    kind = 0 if status in (200, 304) else 1 if 300 <= status < 400 else 2
    return kind, -record.at.timestamp()


def _time_of(record: Recorded) -> float:
    return record.at.timestamp()
