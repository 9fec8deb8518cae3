"""Archives among the documents: read in the child, their files kept as documents of their own.

The original of the archive stays in the WARC archive as it came; each of its files gets a record of its own
there, with the address `archive!/name`. So everything that works on documents works on them: one that
crashes costs itself only, and `reparse`, `show` and `db check` find it by its digest.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from crawler.archive import Archive
from crawler.jobs import ParseFault, ParseJob, bytes_of, parse_bytes
from crawler.unpacking import BadMember, Member, is_archive, member_address, unpack
from crawler.warcrecord import Capture
from models.facts import Fact, Fetch, SourceSeen
from parsers.failures import Unreadable
from parsers.record import Record
from parsers.titles import read_title


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An archive that was taken apart: its own record, and its files."""

    record: Record
    members: tuple[Member | BadMember, ...]


def read_job(job: ParseJob) -> Record | Unpacked:
    """Parse one document, or take one archive apart; runs in the child process."""
    data = bytes_of(job)
    if not is_archive(data):
        return parse_bytes(job, data)
    record = archive_record(job.source, data)
    try:
        members = tuple(unpack(data))
    except Unreadable as refusal:
        record.outcome, record.warnings = "unreadable", []
        record.error = f"{refusal.failure.value}: {refusal.sentence}"
        return record
    return Unpacked(record, members)


def unpack_job(job: ParseJob) -> tuple[Member | BadMember, ...] | ParseFault:
    """Take one archive apart; runs in the child process."""
    try:
        return tuple(unpack(bytes_of(job)))
    except Unreadable as refusal:
        return ParseFault(refusal.failure, refusal.sentence, repeatable=False)


def archive_record(source: str, data: bytes) -> Record:
    """The record of an archive itself, which is no report."""
    digest = hashlib.sha256(data).hexdigest()
    return Record(source, digest, None, "not_report", warnings=["an archive: its files are read one by one"])


def facts_of_members(
    sightings: Sequence[SourceSeen], members: Sequence[Member | BadMember], archive: Archive
) -> list[Fact]:
    """Keep the files of an archive beside it, and say where each was found: wherever the archive was.

    Said again, the same facts change nothing. Raises ArchiveError.
    """
    facts: list[Fact] = []
    for seen in sightings:
        for member in members:
            fetch = Fetch(
                member_address(seen.url, member.name), seen.host, seen.run_id, seen.at, via="ingest"
            )
            if isinstance(member, BadMember):
                facts.append(replace(fetch, failure=member.failure, detail=member.detail))
                continue
            digest = hashlib.sha256(member.data).hexdigest()
            kind = mimetypes.guess_type(member.name)[0]
            headers = ((b"Content-Type", kind.encode()),) if kind else ()
            (ref,) = archive.append([Capture(fetch.url, seen.at, None, headers, member.data, digest)])
            facts += [
                replace(fetch, sha256=digest, content_type=kind, size=len(member.data), archive=ref),
                replace(
                    seen,
                    url=fetch.url,
                    sha256=digest,
                    title=_title(member.name),
                    index_number=None,
                    parent_url=seen.url,
                ),
            ]
    return facts


def _title(name: str) -> str | None:
    """The file's name where it is the title of a report; other names say nothing."""
    stem = PurePosixPath(name).stem
    return stem if read_title(stem).is_report else None
