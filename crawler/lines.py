"""A document to the text of its record, made whole in the child process: the parent only prints."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from crawler.inputs import BadInput
from crawler.jobs import ParseFault, ParseJob, parse_job
from crawler.jsonlines import json_text
from parsers.failures import Failure
from parsers.record import Record


@dataclass(frozen=True, slots=True)
class RecordLine:
    """The record of one document as JSON; `error` is set where the document could not be read."""

    text: str
    error: str | None


def parse_line(job: ParseJob) -> RecordLine:
    """Parse one document; an input that was bad from the start (`job.key`) gets a record that says so."""
    bad = job.key
    if isinstance(bad, BadInput):
        return _line(_unreadable(job.source, "", bad.failure, bad.detail))
    return _line(parse_job(job))


def fault_line(job: ParseJob, fault: ParseFault) -> RecordLine:
    """The record of a document that its process did not survive."""
    digest = hashlib.sha256(job.data or b"").hexdigest()
    return _line(_unreadable(job.source, digest, fault.failure, fault.detail))


def _unreadable(source: str, sha256: str, failure: Failure, detail: str) -> Record:
    return Record(source, sha256, None, "unreadable", error=f"{failure.value}: {detail}")


def _line(record: Record) -> RecordLine:
    return RecordLine(json_text(record.to_json()), record.error if record.outcome == "unreadable" else None)
