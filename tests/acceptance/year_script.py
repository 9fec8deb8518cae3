"""What befalls the portals of the simulated year, beside reports that appear: one episode each, on the first
portal that has what it needs, so that the same portals always play the same year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from crawler.replica.load import Content
from crawler.replica.model import Column, Placement, SitePlan
from crawler.replica.sites import MAKES
from crawler.replica.sites.patterned import PatternedPortal
from crawler.replica.sites.trs import TrsPortal
from crawler.replica.timeline import Key, Script, Span, key_of

LAST_REPORTS = 2024
NEVER = date.max
LARGE = 40
"""Portals from which on more happens on them."""
MOVABLE = frozenset({"trs", "unknown", "asked", "henan", "hebei", "shandong", "ministry"})
"""Makes whose columns stand at a path that can be another one."""
MANY_ROWS = 4
"""On a list of so many, one more or less is no upheaval."""


@dataclass(frozen=True, slots=True)
class Episode:
    """Something that befalls one portal; `kind` is a method of `Casting`."""

    kind: str
    days: tuple[date, ...] = ()
    away: Span | None = None
    """First and last days on which the portal does not answer meanwhile."""


def day(month: int, number: int) -> date:
    """A day of the year that is played."""
    return date(LAST_REPORTS + 1, month, number)


FEW = (
    Episode("correct", (day(1, 14),)),
    Episode("withdraw", (day(1, 20), NEVER)),
    Episode("move", (day(2, 1),)),
    Episode("fall", (day(1, 31), day(2, 5))),
    Episode("fall", (day(1, 31), day(1, 31))),
)
MANY = (
    *(Episode("open") for _ in range(4)),
    *(Episode("withdraw_one", (on, NEVER)) for on in (day(2, 7), day(4, 8))),
    Episode("withdraw_of_series", (day(2, 11), NEVER)),
    *(Episode("die", span) for span in ((day(2, 4), NEVER), (day(2, 19), day(4, 2)))),
    *(Episode("fail", span) for span in ((day(2, 3), day(2, 14)), (day(7, 1), day(7, 30)))),
    *(Episode("correct", (on,)) for on in (day(1, 14), day(1, 23), day(2, 10), day(3, 31), day(7, 8))),
    Episode("correct", (day(1, 20), day(3, 10))),
    *(Episode("correct_and_take_back", span) for span in ((day(1, 18), day(2, 25)), (day(4, 5), day(9, 12)))),
    Episode("correct", (day(2, 16),), away=(day(2, 13), day(2, 20))),
    *(Episode("withdraw", (on, NEVER)) for on in (day(1, 20), day(1, 27), day(2, 10), day(6, 3))),
    Episode("withdraw", (day(2, 3), day(3, 3))),
    Episode("withdraw", (day(5, 20), day(8, 12))),
    Episode("withdraw", (day(2, 3), day(2, 5))),
    Episode("withdraw", (day(2, 16), NEVER), away=(day(2, 13), day(2, 20))),
    *(Episode("move", (on,)) for on in (day(2, 1), day(3, 12), day(9, 2))),
    Episode("fall", (day(1, 31), day(1, 31))),
    Episode("fall", (day(3, 30), day(3, 30))),
    *(
        Episode("fall", (on, on.replace(day=on.day + 9)))
        for on in (day(1, 8), day(2, 1), day(3, 4), day(4, 10))
    ),
    Episode("fall", (day(6, 10), day(8, 20))),
    *(Episode("postpone_gov", (on,)) for on in (day(3, 31), day(4, 1), day(4, 9), day(6, 17))),
    *(Episode("postpone_department", (on,)) for on in (day(1, 31), day(2, 1), day(2, 12), day(11, 5))),
)


def places(content: Content) -> Iterator[tuple[SitePlan, Column, Placement]]:
    """Every report that can be reached, by where it stands."""
    for site in content.sites:
        for column in site.columns:
            for place in column.placements:
                if not place.dead and not column.options.get("out_of_reach"):
                    yield site, column, place


def script_of(content: Content) -> Script:
    """The script of a year for these portals. Raises ValueError where one has no portal to be played on."""
    casting = Casting(content)
    for episode in MANY if len(content.sites) >= LARGE else FEW:
        host = getattr(casting, episode.kind)(*episode.days)
        if host is None:
            raise ValueError(f"no portal is left for {episode}")
        casting.taken.add(host)
        if episode.away:
            casting.down[host] = [episode.away]
    return casting.script()


def yearly(content: Content) -> Iterator[tuple[str, str]]:
    """Host and path of columns with reports of the last year only, in themselves or in columns inside."""
    for site in content.sites:
        for column in site.columns:
            within = {column.path}
            for _ in site.columns:
                within |= {other.path for other in site.columns if other.parent in within}
            years = {
                place.report.year
                for other in site.columns
                if other.path in within
                for place in other.placements
            }
            if years == {LAST_REPORTS} and column.parent is not None:
                yield site.host, column.path


def has_free_paths(site: SitePlan) -> bool:
    """Whether the columns of a portal stand at the paths that their plan says."""
    return MAKES.get(site.make, PatternedPortal) in (PatternedPortal, TrsPortal)


@dataclass
class Casting:
    """The portals that are still free, and what the others have got. Every episode returns its host."""

    content: Content
    taken: set[str] = field(default_factory=set)
    published: dict[Key, date] = field(default_factory=dict)
    corrected: dict[Key, tuple[date, ...]] = field(default_factory=dict)
    taken_back: dict[Key, date] = field(default_factory=dict)
    withdrawn: dict[Key, Span] = field(default_factory=dict)
    died: dict[Key, Span] = field(default_factory=dict)
    moved: dict[tuple[str, str], tuple[date, str]] = field(default_factory=dict)
    opened: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    down: dict[str, list[Span]] = field(default_factory=dict)
    failing: dict[tuple[str, str], list[Span]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._standing = Counter(
            (place.report.body.id, place.report.year) for _, _, place in places(self.content)
        )
        self._on = Counter(key_of(site.host, place) for site, _, place in places(self.content))

    def script(self) -> Script:
        """What has been given so far."""
        return Script(
            self.published,
            self.corrected,
            self.taken_back,
            self.withdrawn,
            self.died,
            self.moved,
            self.opened,
            frozenset(yearly(self.content)),
            self.down,
            self.failing,
        )

    def correct(self, *days: date) -> str | None:
        """Another text on each of the days."""
        for key, _, _ in self._plain(LAST_REPORTS - 1):
            self.corrected[key] = days
            return key[0]
        return None

    def correct_and_take_back(self, first: date, back: date) -> str | None:
        """Another text, and then the first one again."""
        for key, _, _ in self._plain(LAST_REPORTS - 1):
            self.corrected[key] = (first,)
            self.taken_back[key] = back
            return key[0]
        return None

    def withdraw(self, first: date, back: date) -> str | None:
        """The only address of a report is gone until it is back."""
        return self._end(self.withdrawn, (first, back), self._plain(LAST_REPORTS - 2))

    def die(self, first: date, back: date) -> str | None:
        """The same, and the list goes on to name it."""
        return self._end(self.died, (first, back), self._plain(LAST_REPORTS - 2))

    def withdraw_of_series(self, first: date, back: date) -> str | None:
        """The same where no list names it: it has an address by body and year, which answers without it."""
        return self._end(self.withdrawn, (first, back), self._plain(LAST_REPORTS - 2, in_series=True))

    def withdraw_one(self, first: date, back: date) -> str | None:
        """One address of several of a report is gone."""
        return self._end(self.withdrawn, (first, back), self._plain(LAST_REPORTS - 2, copies=True))

    @staticmethod
    def _end(
        ended: dict[Key, Span], span: Span, among: Iterable[tuple[Key, Column, Placement]]
    ) -> str | None:
        for key, column, _ in among:
            if len(column.placements) >= MANY_ROWS:
                ended[key] = span
                return key[0]
        return None

    def move(self, on: date) -> str | None:
        """The only column of a portal stands at another address."""
        for site, column in self._folders():
            if site.make in MOVABLE and len(site.columns) == 1 and len(column.placements) >= MANY_ROWS:
                self.moved[site.host, column.path] = on, f"{column.path[:-1]}_new/"
                return site.host
        return None

    def open(self) -> str | None:
        """The reports of the year stand in a column of their own, inside the old one."""
        for site, column in self._folders():
            years = {place.report.year for place in column.placements}
            below = [other for other in site.columns if other.parent == column.path]
            if (
                has_free_paths(site)
                and {LAST_REPORTS} < years
                and not below
                and not column.options.keys() & {"id", "iframe", "organ"}
            ):
                self.opened[site.host, column.path] = LAST_REPORTS, f"{column.path}{LAST_REPORTS}nb/"
                return site.host
        return None

    def fall(self, first: date, last: date) -> str | None:
        """A whole portal does not answer."""
        for site in self._free():
            self.down[site.host] = [(first, last)]
            return site.host
        return None

    def fail(self, first: date, last: date) -> str | None:
        """One list of a portal does not answer."""
        for site, column in self._folders():
            if len(site.columns) > 1 and has_free_paths(site):
                self.failing[site.host, column.path] = [(first, last)]
                return site.host
        return None

    def postpone_gov(self, on: date) -> str | None:
        """A government publishes on the day."""
        return self._postpone(on, is_government=True)

    def postpone_department(self, on: date) -> str | None:
        """A department publishes on the day."""
        return self._postpone(on, is_government=False)

    def _postpone(self, on: date, is_government: bool) -> str | None:
        for key, column, place in self._plain(LAST_REPORTS):
            before = any(
                other.report.body == place.report.body and other.report.year == LAST_REPORTS - 1
                for other in column.placements
            )
            if before and (place.report.body.organ_kind == "gov") == is_government:
                self.published[key] = on
                return key[0]
        return None

    def _free(self) -> Iterator[SitePlan]:
        yield from (site for site in self.content.sites if site.host not in self.taken)

    def _folders(self) -> Iterator[tuple[SitePlan, Column]]:
        """Columns of annual reports at an address that is a folder."""
        for site in self._free():
            for column in site.columns:
                if column.annual and column.path.endswith("/") and column.placements:
                    yield site, column

    def _plain(
        self, year: int, copies: bool = False, in_series: bool = False
    ) -> Iterator[tuple[Key, Column, Placement]]:
        """Pages of reports of a year that a list names, at one place only, or (`copies`) at several; or
        (`in_series`) those that have an address by body and year instead."""
        free = {site.host for site in self._free()}
        for site, column, place in places(self.content):
            key, report = key_of(site.host, place), place.report
            alone = self._standing[report.body.id, report.year] == 1
            as_page = place.carrier == "html" and not place.attachment and not report.nonzero
            fits = site.host in free and report.year == year and alone != copies and self._on[key] == 1
            of_series = column.options.get("mode") == "annual"
            if fits and as_page and column.annual and of_series == in_series:
                yield key, column, place
