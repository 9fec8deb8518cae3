"""Walking lists: a page's rows are judged and followed, the next page is asked for until the list ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scrapy.http import Response

from parsers.failures import Failure
from spiders import failures, shells
from spiders.addresses import canonical, is_file
from spiders.asking import Step, address_of
from spiders.digests import asked_for, digest_of
from spiders.handing import Handing
from spiders.judging import Verdict, judge_row
from spiders.lists import Row, says_empty
from spiders.pages import Page
from spiders.visits import MAX_NESTING, Visit
from spiders.walks import ListWalk


class Listing(Handing):
    """Lists, page by page."""

    def parse_list(self, response: Response, visit: Visit, walk: ListWalk) -> Iterator[Step]:
        """Read one further page of a list and go on."""
        page = Page(address_of(response), response.body)
        if shells.redirect_target(page) or shells.is_soft_404(page):
            walk.fail(f"{page.url}: no list page")
        else:
            rows = walk.platform.rows(page)
            named = len(walk.named)
            yield from self.take(page, rows, walk, visit)
            if walk.first is None and len(walk.named) > named and (asked := asked_for(response)):
                walk.first, walk.digest = asked, digest_of(rows, ())
        yield from self.go_on(walk, visit)

    def list_failed(self, failure: Any) -> Iterator[Step]:
        """Note a failed list page and go on with the next one."""
        walk: ListWalk = failure.request.cb_kwargs["walk"]
        kind, detail, _ = failures.classify(failure)
        if not (kind == Failure.GONE and walk.is_complete()):
            walk.fail(f"{failure.request.url}: {kind} ({detail})")
        yield from self.go_on(walk, failure.request.cb_kwargs["visit"])

    def take(
        self,
        page: Page,
        rows: Sequence[Row],
        walk: ListWalk,
        visit: Visit,
        paged: bool = True,
        judged: Mapping[Row, Verdict] | None = None,
    ) -> Iterator[Step]:
        """Take in one page of a list and ask for the reports in it; `judged` are verdicts known already."""
        fresh = walk.take(page.url, rows)
        walk.unknown = 0
        walk.empty = walk.empty or (not rows and says_empty(page))
        if paged:
            walk.expect(walk.platform.more(page, walk.walked(sum(row.listed for row in fresh))))
        for row in fresh:
            known = judged.get(row) if judged else None
            verdict = known or judge_row(row, visit.column_name, page.meta.get("sitename"), self.years)
            walk.reports += verdict is Verdict.REPORT
            walk.telling += verdict is not Verdict.OTHER or row.date is not None
            self.count(f"rows/{verdict.value}")
            if verdict in (Verdict.REPORT, Verdict.EITHER):
                walk.named.add(row.url)
                walk.unknown += not self.is_settled(row.url)
            yield from self.row(page, row, verdict, visit)
        walk.news += walk.unknown
        for row in rows:
            if self.variants.get(canonical(row.url), row.url) != row.url:
                verdict = judge_row(row, visit.column_name, page.meta.get("sitename"), self.years)
                yield from self.row(page, row, verdict, visit)

    def row(self, page: Page, row: Row, verdict: Verdict, visit: Visit) -> Iterator[Step]:
        """Ask for what a row leads to."""
        if verdict not in (Verdict.REPORT, Verdict.EITHER):
            return
        if visit.nesting > MAX_NESTING + 1:
            detail = f"listed in the last of {visit.nesting} columns inside each other"
            yield self.page_failed(row.url, visit, Failure.PARTIAL, detail, read=True)
            return
        if verdict is Verdict.REPORT and self.since and row.date and row.date[:10] < self.since:
            self.count("rows/too_old")
            return
        expect = "file" if is_file(row.url) else verdict.value
        wanted = visit.to(
            expect=expect, via="nested", label=row.title, row=row, hops=0, shell=None, lead=False
        )
        yield from self.ask(row.url, wanted, page.url)

    def go_on(self, walk: ListWalk, visit: Visit) -> Iterator[Step]:
        """Ask for the next page of a list, or say how it ended; a short one may be a browser's matter."""
        following = walk.next()
        if following:
            yield self.list_request(following, walk, visit)
            return
        summary = walk.summary()
        asked: list[Step] = []
        if walk.page and walk.visit and walk.needs_more(summary):
            asked += self.in_browser(walk.page, walk.visit, summary)
        yield from asked or [summary]
        if not asked and visit.is_entry and self.has_run_dry(walk, visit):
            yield from self.rediscover(visit)

    def is_settled(self, url: str) -> bool:
        """Whether a row is known and need not be asked for; none is where all are to be looked at."""
        return False

    def has_run_dry(self, walk: ListWalk, visit: Visit) -> bool:
        """Whether an entry point's list has no reports any more, so that they have to be looked for.

        One that a person gave may be empty from the beginning, unless an earlier run found reports there.
        """
        is_new = visit.via == "given" and canonical(walk.column_url) not in self.known_keys
        return not (walk.reports or walk.has_columns or is_new)
