"""What a report was corrected in: the texts that came to it, or came back, beside those it had. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from models.content import Change, changes
from models.editions import Edition
from models.standing import Standing

Found = Literal["later", "earlier", "again"]
"""A text that follows the current one, one that it follows, or one that the report had before."""


@dataclass(frozen=True, slots=True)
class TextId:
    """A text of a report with the document its figures are taken from."""

    content_hash: str
    sha256: str
    part: int


@dataclass(frozen=True, slots=True)
class Correction:
    """What a text that came to a report differs in from the one beside it: the former current text where the
    new one is later or was there before, today's current text where an earlier one was found."""

    digest: str
    """The text that came."""
    found: Found
    old: TextId
    new: TextId
    changes: tuple[Change, ...]


def corrections(
    editions: Mapping[str, Edition],
    standings: Sequence[Standing],
    former: Collection[str],
    current: str | None,
) -> tuple[Correction, ...]:
    """What texts that came differ in; nothing where as many went, for then a text was read in another way."""
    ranked = [editions[standing.content_hash] for standing in standings]
    if current is not None and editions.keys() == set(former):
        return _returned(editions[current], ranked[-1], standings)
    if not former or len(ranked) <= len(former):
        return ()
    found = []
    for rank, edition in enumerate(ranked):
        if edition.content_hash in former:
            continue
        before = [other for other in ranked[:rank] if other.content_hash == current] or ranked[:rank][-1:]
        if before:
            found.append(_between(edition, before[0], edition, "later"))
        else:
            found.append(_between(edition, edition, ranked[-1], "earlier"))
    return tuple(found)


def _returned(current: Edition, now: Edition, standings: Iterable[Standing]) -> tuple[Correction, ...]:
    """The text that an address of the former current one shows again; another order of texts that all stand
    where they stood comes of what is known of them, and not of their publisher."""
    left = {standing.content_hash for standing in standings if not standing.stands}
    if current is now or current.content_hash not in left:
        return ()
    return (_between(now, current, now, "again"),)


def _between(came: Edition, old: Edition, new: Edition, found: Found) -> Correction:
    different = changes(old.record.values, new.record.values, old.record.chapters, new.record.chapters)
    return Correction(came.content_hash, found, _text_id(old), _text_id(new), tuple(different))


def _text_id(edition: Edition) -> TextId:
    chosen = edition.chosen.copy
    return TextId(edition.content_hash, chosen.sha256, chosen.part)
