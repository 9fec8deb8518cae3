"""Which body a printed title or name means: division + organ kind (+ qualifier), or an honest abstention.

    resolver = Resolver()
    resolver.resolve(Mention("偃师市岳滩镇2018年政府信息公开工作年度报告")).body_id   # '410381104/gov'

The host of a page only narrows: a title that names another place wins over it.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import Any

from models.divisions import MUNICIPALITIES, STATE, Registry
from models.organs import GOVERNMENT, OFFICE, OTHER, ZONE, Organs
from models.resolution.choose import Choice, Chooser
from models.resolution.clean import clean, simplify
from models.resolution.interpret import Interpretation, Interpreter, speaks_of_itself
from models.resolution.names import Names
from models.resolution.organ_text import UNKNOWN_ORGAN
from models.resolution.repair import Repairer
from models.resolution.surroundings import HEAD, Surroundings, host_division, stated_province
from models.resolution.types import Candidate, Mention, Resolution

__all__ = ["Candidate", "Mention", "Resolution", "Resolver", "body_id", "canonical_name", "resolution_json"]

MOST_CANDIDATES = 10
# Cities of sub-provincial rank call their office 办公厅, as provinces do.
_SUB_PROVINCIAL = frozenset(
    {
        "210100",
        "210200",
        "220100",
        "230100",
        "320100",
        "330100",
        "330200",
        "350200",
        "370100",
        "370200",
        "420100",
        "440100",
        "440300",
        "510100",
        "610100",
    }
)
_SITE_WORDS = re.compile(
    r"(?:(?:人民)?政府)?(?:门户|官方)?网站?$|(?:政务|政府)?(?:信息)?公开(?:平台|专栏|专网|目录)?$|^中国[·•\-]?|^(?:欢迎访问|首页)"
)
_SIGNED = re.compile(
    r"(?:^|[。,;:、])(?:现将|现就|本报告由|报告由|由)?"
    r"(?P<name>[\u4e00-\u9fff]{2,30}?(?:人民政府办公[室厅]|人民政府|办事处|管理委员会|管委会|委员会|局|厅))"
    r"(?=(?:根据|按照|依据|编制|严格|认真|现将|公布|向社会|20\d\d))"
)


def body_id(division_id: str, kind: str, qualifier: str = "") -> str:
    """`division/kind` or `division/kind/qualifier`: the key of a body for ever."""
    return "/".join(part for part in (division_id, kind, qualifier) if part)


class Resolver:
    """Resolves mentions; loads its tables once and keeps no state between calls but caches."""

    def __init__(self, registry: Registry | None = None) -> None:
        self.registry = registry or Registry.load()
        self.organs = Organs.load()
        self._interpreter = Interpreter(Names(self.registry), self.organs)
        self._chooser = Chooser(self.registry)
        self._repairer = Repairer(self._interpreter, self._chooser)
        self._site = functools.lru_cache(maxsize=4096)(self._resolve_site)

    def resolve(self, mention: Mention) -> Resolution:
        """The body of `mention`; `ambiguous` or `unknown` where the evidence does not decide."""
        cleaned = clean(mention.raw)
        if cleaned.placeholder:
            return Resolution("unknown", evidence="a placeholder instead of a name")
        around, site = self._surroundings(mention, cleaned.year, cleaned.beside)
        if speaks_of_itself(cleaned.name):
            return self._from_texts(mention, around, site)
        if cleaned.published:
            answer = self._resolve_name(cleaned.published, around)
            if answer.decision == "resolved":
                return answer
        answer = self._resolve_name(cleaned.name, around)
        if answer.decision != "resolved" and around.texts:
            answer = self._with_texts(cleaned.name, around, answer)
        if answer.decision != "resolved" and site is not None and _is_short_for(cleaned.name, mention, site):
            evidence = "short form of the site's name: " + site.evidence
            return dataclasses.replace(site, score=min(site.score, 0.7), evidence=evidence)
        return answer

    def owner_of_site(self, site_name: str, division: str | None = None) -> Resolution | None:
        """The body whose site bears this name (获嘉县人民政府门户网站), near a division; None if not told."""
        near = host_division(self.registry, division, None)
        return self._site(site_name, near.div_id if near else None, None)

    def _surroundings(
        self, mention: Mention, title_year: int | None, beside: tuple[str, ...]
    ) -> tuple[Surroundings, Resolution | None]:
        year = mention.year if mention.year is not None else title_year
        host = host_division(self.registry, mention.host_division, year)
        if host is not None and host.level == 0:
            host = None  # a ministry's host carries bodies of the whole country
        province = stated_province(self.registry, mention)
        site = (
            self._site(mention.site_name, host.div_id if host else None, year) if mention.site_name else None
        )
        home, contradiction = host, False
        if site is not None and site.division_id is not None and site.division_id != STATE:
            place = self.registry.division(site.division_id)
            above = self.registry.ever_above(place.div_id)
            if host is None or host.div_id in above:
                home = place
            elif host.div_id != place.div_id and place.div_id not in self.registry.ever_above(host.div_id):
                home, contradiction = None, True
        told = (*beside, *mention.context, "" if contradiction else mention.site_name or "")
        texts = tuple(simplify(text) for text in told if text)
        return Surroundings(year, home, province, texts), site

    def _resolve_site(self, site_name: str, host_id: str | None, year: int | None) -> Resolution | None:
        """The body whose site it is: 获嘉县人民政府门户网站, 宿迁市生态环境局."""
        name = clean(site_name).name
        for _ in range(3):
            name = _SITE_WORDS.sub("", name)
        if speaks_of_itself(name):
            return None
        host = self.registry.get(host_id) if host_id else None
        answer = self._resolve_name(name, Surroundings(year, host, None, ()))
        return answer if answer.decision == "resolved" else None

    def _resolve_name(self, name: str, around: Surroundings) -> Resolution:
        undecided: Resolution | None = None
        for one in self._interpreter.interpret(name, around):
            if one.doubt >= UNKNOWN_ORGAN:
                break
            choice = self._chooser.choose(one.places, one.printed, one.named, around)
            if len(choice.places) == 1 and choice.firmness:
                return self._answer(one, choice, around)
            undecided = undecided or self._undecided(one, choice, around)
            if choice.firmness:
                return undecided
        repaired = self._repairer.repair(name, around)
        if repaired is not None:
            return self._answer(*repaired, around)
        if undecided is not None:
            return undecided
        return self._unknown_organ(name, around)

    def _unknown_organ(self, name: str, around: Surroundings) -> Resolution:
        """An organ that no table knows is a body too, under its own name, where its place is beyond doubt."""
        for one in self._interpreter.interpret(name, around):
            choice = self._chooser.choose(one.places, one.printed, one.named, around)
            if len(choice.places) == 1 and choice.firmness:
                return self._answer(one, choice, around)
            return self._undecided(one, choice, around)
        return Resolution("unknown", evidence="no division or no organ recognised")

    def _with_texts(self, name: str, around: Surroundings, answer: Resolution) -> Resolution:
        """Second try for a name whose place was missing: the place of the first text that names one."""
        if around.home is not None and around.home.level >= 3:
            return answer
        for text in around.texts:
            told = self._resolve_name(_SITE_WORDS.sub("", clean(text[:60]).name), around)
            if told.decision == "resolved" and told.division_id not in (None, STATE):
                home = self.registry.division(told.division_id or "")
                if around.home is None or around.home.div_id in self.registry.ever_above(home.div_id):
                    second = self._resolve_name(name, dataclasses.replace(around, home=home))
                    if second.decision == "resolved":
                        return dataclasses.replace(
                            second, evidence=second.evidence + ", place from a text beside"
                        )
        return answer

    def _from_texts(self, mention: Mention, around: Surroundings, site: Resolution | None) -> Resolution:
        """A title that names nobody: the publisher or signature, else the owner of the site."""
        for text in mention.context:
            plain = simplify(text)
            names = [clean(text).name] if len(plain) <= 40 else []
            names += [found["name"] for found in _SIGNED.finditer(plain[:2000])]
            for name in names:
                if speaks_of_itself(name):
                    continue
                told = self._resolve_name(name, around)
                if told.decision == "resolved" and self._speaks_from(told, around):
                    return dataclasses.replace(
                        told, score=min(told.score, 0.8), evidence="text beside: " + told.evidence
                    )
        if site is None:
            return Resolution("unknown", evidence="the title names nobody")
        if site.organ_kind in (GOVERNMENT, OFFICE):
            evidence = "the title names nobody, and a government's portal carries reports of all its organs"
            return Resolution("ambiguous", evidence=evidence, candidates=site.candidates)
        return dataclasses.replace(site, score=min(site.score, 0.7), evidence="site name: " + site.evidence)

    def _speaks_from(self, told: Resolution, around: Surroundings) -> bool:
        """A body named in running text is the report's own only when it belongs to the page's place."""
        if around.home is None or told.division_id is None:
            return True
        return around.home.div_id == told.division_id or (
            around.home.div_id in self.registry.ever_above(told.division_id)
        )

    def _answer(self, one: Interpretation, choice: Choice, around: Surroundings) -> Resolution:
        winner = self._candidate(
            choice.places[0], one, around, round(choice.firmness - 0.05 * min(one.doubt, 4), 3)
        )
        evidence = choice.evidence + (f", organ read with doubt {one.doubt}" if one.doubt > 1 else "")
        return Resolution(
            "resolved",
            winner.body_id,
            winner.division_id,
            winner.division_code,
            winner.organ_kind,
            one.qualifier,
            winner.canonical_name,
            winner.score,
            evidence,
            (winner,),
        )

    def _undecided(self, one: Interpretation, choice: Choice, around: Surroundings) -> Resolution:
        share = round(1 / max(len(choice.places), 2), 3)
        candidates = tuple(
            self._candidate(place, one, around, share) for place in choice.places[:MOST_CANDIDATES]
        )
        return Resolution("ambiguous", organ_kind=one.kind, evidence=choice.evidence, candidates=candidates)

    def _candidate(self, place: str, one: Interpretation, around: Surroundings, score: float) -> Candidate:
        kind = one.kind
        return Candidate(
            body_id(place, kind, one.qualifier),
            place,
            self.registry.division(place).code_in(around.year),
            kind,
            canonical_name(self.registry, self.organs, place, kind, one.qualifier),
            score,
        )


def _is_short_for(name: str, mention: Mention, site: Resolution) -> bool:
    """Whether a name is that of an organ's own site with characters left out: 北部湾办 for 北部湾…办公室."""
    if site.organ_kind in (GOVERNMENT, OFFICE):
        return False
    short, whole = HEAD.sub("", name), simplify(mention.site_name or "")
    if len(short) < 3 or short[-1] not in "局委办厅" or short[:2] not in whole:
        return False
    left = iter(whole)
    return all(char in left for char in short)


def canonical_name(
    registry: Registry, organs: Organs, division_id: str, kind: str, qualifier: str = ""
) -> str:
    """A label for the identity: newest division names and the organ's usual name, whatever the year."""
    if division_id == STATE:
        for department in organs.departments.values():
            if department.kind == kind and department.qualifier == qualifier:
                return department.canonical
        return qualifier or organs.kinds[kind].name
    division = registry.division(division_id)
    place = registry.full_name(division_id)
    if kind == GOVERNMENT:
        if division.name.endswith("街道"):
            return place + "办事处"
        return place + ("行政公署" if division.kind in ("地区", "盟") else "人民政府")
    if kind == ZONE:
        return place + qualifier + "管理委员会"
    if kind == OTHER:
        return place + qualifier
    if kind == "tax" and not qualifier:
        return f"国家税务总局{place}税务局"
    if kind == "stat_survey" and not qualifier:
        return f"国家统计局{place}调查" + ("总队" if division.level == 1 else "队")
    row = organs.kinds[kind]
    provincial = division.level == 1 and division_id not in MUNICIPALITIES
    if kind == OFFICE:
        provincial = division.level == 1 or division_id in _SUB_PROVINCIAL
    name = row.province_name if provincial and row.province_name else row.name
    return place + (
        qualifier if kind in ("school", "hospital") else name + (f"（{qualifier}）" if qualifier else "")
    )


def resolution_json(resolution: Resolution) -> dict[str, Any]:
    """The fields that `nianbao resolve` adds to each input object."""
    return {
        "decision": resolution.decision,
        "body_id": resolution.body_id,
        "division_code": resolution.division_code,
        "division_id": resolution.division_id,
        "organ_kind": resolution.organ_kind,
        "qualifier": resolution.qualifier,
        "canonical_name": resolution.canonical_name,
        "score": resolution.score,
        "evidence": resolution.evidence,
        "candidates": [dataclasses.asdict(candidate) for candidate in resolution.candidates],
    }
