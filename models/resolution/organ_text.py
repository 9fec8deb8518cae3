"""What the text behind a place name says: which organ of a town, of a zone, of an area."""

from __future__ import annotations

import re
from collections import defaultdict

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from models.organs import GOVERNMENT, OFFICE, OTHER, ZONE, OrganMatch, Organs

UNLISTED_ZONE, MISSPELT_ORGAN, UNKNOWN_ORGAN = 3, 3, 5
_TOWN_OFFICE = re.compile(
    r"^(?:镇|乡)?(?:人民)?(?:政府)?(?:街道)?(?:办事处|街办|办)?(?:党政)?(?:综合)?(?:办公室|办)?(?:机关)?$"
)
_STRONG_ENDING = re.compile(
    r"(?:局|委员会|办公室|中心|委|厅|办|处|站|总队|支队|大队|院|馆|所|公司|联社|联合会|协会|总工会|台|社)$"
)
_WORDS = re.compile(r"^[\u4e00-\u9fff]{3,25}$")
_SUBTOWN = re.compile(r"(?:镇|乡|街道|苏木)(?:人民政府|办事处|政府|$)|办事处$")
_PLACE_END = re.compile(r"[县市区旗州盟镇乡]|街道")


class OrganText:
    """Reads organ names at the place they stand; answers None where the text is no organ of that place."""

    def __init__(self, organs: Organs) -> None:
        self._organs = organs
        self._long_names_by_first: dict[str, list[str]] = defaultdict(list)
        for name in organs.names:
            if len(name) >= 5:
                self._long_names_by_first[name[0]].append(name)

    @staticmethod
    def is_town_office(text: str) -> bool:
        """镇人民政府, 街道办事处, 党政办公室: words for a town's government without its name."""
        return _TOWN_OFFICE.match(text) is not None

    def of_town(self, text: str) -> OrganMatch | None:
        """Everything that speaks for a town's government is that government, its office included."""
        if self.is_town_office(text):
            return OrganMatch(GOVERNMENT, "", 0)
        organ = self._organs.match(text)
        if organ is None:
            return None
        return OrganMatch(GOVERNMENT, "", 0) if organ.kind == OFFICE else organ._replace(township_only=False)

    def of_zone(self, text: str) -> OrganMatch | None:
        if not text or text in ("管委", "人民政府", "管理局"):
            return OrganMatch(ZONE, "", 0)
        if text in ("办公室", "党政办公室", "综合办公室"):
            return OrganMatch(OFFICE, "", 0)
        organ = self._organs.match(text)
        return None if organ is None or organ.township_only else organ

    def of_area(self, text: str) -> OrganMatch | None:
        """An organ of a province, prefecture or county; a county's 公安分局 is its 公安局."""
        if not text:
            return OrganMatch(GOVERNMENT, "", 0)
        organ = self._organs.match(text)
        if organ is not None:
            return None if organ.township_only else organ
        if text.endswith("分局"):
            return self._organs.listed(text[:-2]) or self._organs.listed(text[:-2] + "局")
        return None

    def unknown(self, text: str) -> OrganMatch | None:
        """A listed organ's name with one wrong character, or an organ no table knows."""
        text = text.removeprefix("人民政府")
        near = self._misspelt(text)
        if near is not None:
            return near
        if not _WORDS.match(text) or not _STRONG_ENDING.search(text) or _SUBTOWN.search(text):
            return None
        if re.match(r"[省市县区旗州镇乡委]", text) or self._hides_a_place(text):
            return None
        return OrganMatch(OTHER, text, UNKNOWN_ORGAN)

    def _hides_a_place(self, text: str) -> bool:
        """True for an unread place before a known organ, such as 桥池县财政局: not an organ's name."""
        ends = (found.end() for found in _PLACE_END.finditer(text))
        return any(self._organs.listed(text[end:]) or self._organs.composed(text[end:]) for end in ends)

    def _misspelt(self, text: str) -> OrganMatch | None:
        if len(text) < 5:
            return None
        names = self._long_names_by_first.get(text[0], ())
        near = process.extract(text, names, scorer=Levenshtein.distance, score_cutoff=1, limit=5)
        matches = [self._organs.match(name) for name, _, _ in near]
        kinds = {match.kind for match in matches if match is not None}
        return OrganMatch(kinds.pop(), "", MISSPELT_ORGAN) if len(kinds) == 1 else None
