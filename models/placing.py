"""To which body and year a reading belongs: all its sources heard, nothing guessed.

Pure apart from the resolver it is given. Whatever cannot be decided becomes a doubt with its reason; a
document with a doubt waits for a person instead of being filed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from models.resolution.types import Mention, Resolution
from parsers.record import Record

OPENING = 600
"""Characters of the first chapter that may name the body or its county."""

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|-\d{4}年|至\d{4}年)")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SPELT_YEAR = re.compile(r"二[〇○零0][〇○零一二三四五六七八九]{2}(?=年)")


class BodyResolver(Protocol):
    """What is needed of `models.bodies.Resolver`."""

    def resolve(self, mention: Mention) -> Resolution: ...


@dataclass(frozen=True, slots=True)
class SourceWords:
    """What one source says about a document."""

    url: str
    host: str
    title: str | None = None
    published: str | None = None
    province_code: str | None = None
    host_division: str | None = None
    site_name: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a reading cannot be filed. `candidates` are body ids, best first."""

    reason: str
    detail: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Body and year of a reading, or the doubts that forbid to say so."""

    body: Resolution | None
    year: int | None
    doubts: tuple[Doubt, ...]


def place(
    record: Record, sources: Sequence[SourceWords], resolver: BodyResolver, in_collection: bool = False
) -> Placement:
    """Decide body and year of a record with the words of every source of its document.

    `in_collection`: the document holds several reports, so the years of its titles bind none of them.
    """
    year_doubts = _doubts_about_year(record, sources, in_collection)
    body, body_doubts = _resolve(record, sources, resolver)
    doubts = (*year_doubts, *body_doubts)
    if doubts or body is None:
        return Placement(None, record.year, doubts)
    return Placement(body, record.year, ())


def years_in(title: str) -> set[int]:
    """Years that a title names, in digits or numerals (`2023年`, `二〇二三年`)."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", title))
    found = {int(year) for year in _YEAR.findall(plain)}
    return found | {int(year.translate(_NUMERALS)) for year in _SPELT_YEAR.findall(plain)}


def _doubts_about_year(record: Record, sources: Sequence[SourceWords], in_collection: bool) -> list[Doubt]:
    if record.year is None:
        return [Doubt("no_year", "the document names no report year")]
    titles = sorted({source.title for source in sources if source.title})
    against = [title for title in titles if (named := years_in(title)) and record.year not in named]
    if against and not in_collection:
        return [Doubt("year_conflict", f"the document says {record.year}, a source {against[0]}")]
    early = sorted(
        {
            source.published
            for source in sources
            if source.published and source.published[:4].isdigit() and int(source.published[:4]) < record.year
        }
    )
    if early:
        return [Doubt("published_too_early", f"a report of {record.year} published on {early[0]}")]
    return []


def _resolve(
    record: Record, sources: Sequence[SourceWords], resolver: BodyResolver
) -> tuple[Resolution | None, list[Doubt]]:
    mentions = {
        _mention(record, source, raw) for source in sources or (None,) if (raw := _raw(record, source))
    }
    if not mentions:
        return None, [Doubt("unknown_body", "neither the document nor its sources name a body")]
    heard = [resolver.resolve(mention) for mention in sorted(mentions, key=repr)]
    resolved = {found.body_id: found for found in heard if found.decision == "resolved" and found.body_id}
    if len(resolved) > 1:
        ids = tuple(sorted(resolved))
        return None, [Doubt("body_conflict", "its sources point to different bodies", ids)]
    if resolved:
        return max(resolved.values(), key=lambda found: found.score), []
    raws = ", ".join(sorted({mention.raw for mention in mentions}))
    candidates = _merge_candidates(heard)
    if candidates or any(found.decision == "ambiguous" for found in heard):
        return None, [Doubt("ambiguous_body", f"several bodies may be meant by {raws}", candidates)]
    return None, [Doubt("unknown_body", f"no body of the registry is meant by {raws}")]


def _raw(record: Record, source: SourceWords | None) -> str | None:
    return record.body_mention or (source.title if source else None) or record.title


def _mention(record: Record, source: SourceWords | None, raw: str) -> Mention:
    opening = record.chapters[0].text[:OPENING] if record.chapters else None
    context = [record.title, source.title if source else None, source.publisher if source else None, opening]
    return Mention(
        raw=raw,
        year=record.year,
        host=source.host if source else None,
        host_division=source.host_division if source else None,
        site_name=source.site_name if source else None,
        province_code=source.province_code if source else None,
        context=tuple(dict.fromkeys(text for text in context if text)),
    )


def _merge_candidates(heard: Sequence[Resolution]) -> tuple[str, ...]:
    scores: dict[str, float] = {}
    for found in heard:
        for candidate in found.candidates:
            scores[candidate.body_id] = max(candidate.score, scores.get(candidate.body_id, 0.0))
    return tuple(sorted(scores, key=lambda body_id: (-scores[body_id], body_id)))
