"""Narrative that two bodies share in one year, but for names and numbers.

A text is read as sentences of clauses, with digits and the body's own names left out. What many bodies say
tells nothing: a clause counts for as much as it is rare among the texts of the year, a sentence for as much
as its rarest shared clause (its clauses do not vary independently), and two texts are alike where what they
share is far more than any pair of so many would share by chance. MinHash finds the pairs worth comparing;
each is then compared exactly.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log2

from rensa import RMinHash, RMinHashLSH

from models.crosschecks.kinds import ALIKE
from models.crosschecks.records import Found, Reported
from parsers.record import Chapter

BACKGROUND = 8
"""Texts supposed beyond those that are known: in a small corpus, a sentence in two of three proves little."""
COMMON_BITS = 2.0
"""A clause in more than a quarter of the texts is a common phrase."""
LEAST_BITS = 24.0
"""What two texts must share beyond what the number of pairs explains."""
NEARLY_ALL = 0.7
"""Share of the letters outside common phrases that must be shared."""
LEAST_LETTERS = 120
"""Letters outside common phrases that a text must have."""
_SHORTEST = 5
_PERMUTATIONS, _BANDS, _SEED = 120, 40, 1
"""Bands of three: a pair that shares half of its clauses is missed once in two hundred times, one that shares
seven in ten never."""
_COMPARED = 16
"""Candidates that are compared exactly, the most promising first."""
_SENTENCE = re.compile(r"[。；;！!？?\n]+")
_CLAUSE = re.compile(r"[，,、:：（）()]+")
_DIGITS = re.compile(r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*")
_LETTERS = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")
_PLACE = re.compile(r"[^省市县区旗州盟镇乡]{1,8}?(?:自治[区州县旗]|街道|[省市县区旗州盟镇乡])")
_SUFFIX = re.compile(r"(?:自治[区州县旗]|街道|[省市县区旗州盟镇乡])$")

Clause = tuple[bytes, int]
"""Digest, and number of letters."""


@dataclass(frozen=True, slots=True)
class Text:
    """A narrative as sentences of clauses, and whose it is."""

    version_id: int
    body_id: str
    report_id: str
    sentences: tuple[tuple[Clause, ...], ...]


def text_of(report: Reported) -> Text:
    """The narrative of a report for comparison. A clause that returns counts once."""
    names = own_names(report.name)
    seen: set[bytes] = set()
    sentences = []
    for sentence in _sentences(report.chapters):
        clauses = []
        for clause in _CLAUSE.split(_DIGITS.sub("0", sentence)):
            bare = _LETTERS.sub("", names.sub("", clause) if names else clause)
            digest = blake2b(bare.encode(), digest_size=8).digest()
            if len(bare) >= _SHORTEST and digest not in seen:
                seen.add(digest)
                clauses.append((digest, len(bare)))
        if clauses:
            sentences.append(tuple(clauses))
    return Text(report.version_id, report.body_id, report.report_id, tuple(sentences))


def _sentences(chapters: Iterable[Chapter]) -> Iterable[str]:
    for chapter in chapters:
        if chapter.no > 0:
            yield from filter(None, _SENTENCE.split(chapter.text))


def own_names(name: str) -> re.Pattern[str] | None:
    """Pattern of the names of a body and its places, with and without what kind of place they are."""
    places = _PLACE.findall(name)
    organ = name[sum(map(len, places)) :] if name.startswith("".join(places)) else ""
    words = {name, organ, *places, *(_SUFFIX.sub("", place) for place in places)}
    longest_first = sorted((word for word in words if len(word) > 1), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def alike(texts: Sequence[Text]) -> list[Found]:
    """Findings among the texts of one year, one for each text that another one is like."""
    holders = Counter(digest for text in texts for digest in _digests(text))
    known = len(texts) + BACKGROUND
    bits = {digest: log2(known / held) for digest, held in holders.items() if held > 1}
    telling = {digest: worth for digest, worth in bits.items() if worth >= COMMON_BITS}
    common = bits.keys() - telling.keys()
    least = LEAST_BITS + 2 * log2(max(len(texts), 1))
    likely = [text for text in texts if _letters(text, telling.keys()) >= LEAST_LETTERS]
    found = []
    for text, others in _candidates(likely, telling):
        best = max(
            (match for other in others if (match := _match(text, other, telling, common, least))),
            key=lambda match: (match.share, match.other.report_id),
            default=None,
        )
        if best is not None:
            found.append(_found(text, best))
    return found


@dataclass(frozen=True, slots=True)
class _Match:
    other: Text
    share: float
    letters: int


def _digests(text: Text) -> Iterable[bytes]:
    return (digest for sentence in text.sentences for digest, _ in sentence)


def _letters(text: Text, among: Iterable[bytes]) -> int:
    wanted = among if isinstance(among, (set, frozenset, dict)) else set(among)
    return sum(letters for sentence in text.sentences for digest, letters in sentence if digest in wanted)


def _candidates(
    texts: Sequence[Text], telling: Mapping[bytes, float]
) -> Iterable[tuple[Text, Sequence[Text]]]:
    """Each text with those that may be like it. Texts that are equal share one sketch."""
    equal: dict[frozenset[bytes], list[Text]] = defaultdict(list)
    for text in texts:
        equal[frozenset(digest for digest in _digests(text) if digest in telling)].append(text)
    groups = sorted(equal.items(), key=lambda group: group[1][0].report_id)
    index = RMinHashLSH(0.5, _PERMUTATIONS, _BANDS)
    sketches = []
    for place, (digests, _) in enumerate(groups):
        sketch = RMinHash(_PERMUTATIONS, _SEED)
        sketch.update(sorted(digests))
        index.insert(place, sketch)
        sketches.append(sketch)
    for place, (_, members) in enumerate(groups):
        near = sorted(
            (other for other in index.query(sketches[place]) if other != place),
            key=lambda other: (-sketches[place].jaccard(sketches[other]), other),
        )
        outside = [groups[other][1][0] for other in near[:_COMPARED]]
        for text in members:
            twins = [twin for twin in members[:2] if twin is not text][:1]
            yield text, [*twins, *outside]


def _match(
    text: Text,
    other: Text,
    telling: Mapping[bytes, float],
    common: Iterable[bytes],
    least: float,
) -> _Match | None:
    if text.body_id == other.body_id:
        return None
    theirs = set(_digests(other))
    shared_bits, shared, own = 0.0, 0, 0
    for sentence in text.sentences:
        uncommon = [(digest, letters) for digest, letters in sentence if digest not in common]
        held = [(digest, letters) for digest, letters in uncommon if digest in theirs]
        own += sum(letters for _, letters in uncommon)
        shared += sum(letters for _, letters in held)
        shared_bits += max((telling[digest] for digest, _ in held), default=0.0)
    if shared_bits < least or shared < LEAST_LETTERS or shared < NEARLY_ALL * own:
        return None
    return _Match(other, shared / own, shared)


def _found(text: Text, match: _Match) -> Found:
    detail = (
        f"{match.share:.0%} of the narrative ({match.letters} letters besides common phrases, names and "
        f"numbers) stands in {match.other.report_id} too"
    )
    severity = "info" if _one_house(text.body_id, match.other.body_id) else None
    return Found(text.version_id, ALIKE.id, (), detail, match.other.version_id, severity)


def _one_house(one: str, other: str) -> bool:
    """A government and its own office."""
    return {one.partition("/")[2], other.partition("/")[2]} == {"gov", "gov_office"} and (
        one.partition("/")[0] == other.partition("/")[0]
    )
