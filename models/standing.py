"""Where a text stands among the others of its report: the rule that says which one is current."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.copies import Copy, carrier_rank
from models.editions import Edition
from models.intake import date_of_publication, latest_documents
from models.schema import Body, Division, DivisionName, Source

FOREIGN, ABOVE, OWN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a version stands among the others of its report; the greatest is current."""

    live: bool
    has_figures: bool
    stands: bool
    """No address that showed this text shows another one of the report now."""
    published: str
    nearness: int
    trust: tuple[int, int]
    """Whole tables of the accepted reading, and its carrier, the more trusted the greater."""
    content_hash: str

    def order(self) -> tuple[bool, bool, bool, str, int, tuple[int, int], str]:
        """Sort key, the current text last."""
        return (
            self.live,
            self.has_figures,
            self.stands,
            self.published,
            self.nearness,
            self.trust,
            self.content_hash,
        )


def standing_of(
    connection: Connection, body_id: str, edition: Edition, all_copies: Iterable[Copy]
) -> Standing:
    """The standing of one text by what all its sources say; `all_copies` are those of the whole report."""
    members = {copy.sha256 for copy in edition.members}
    others = {copy.sha256 for copy in all_copies} - members
    sources = connection.execute(
        select(
            Source.url, Source.sha256, Source.host_division, date_of_publication().label("published")
        ).where(Source.sha256.in_(members))
    ).all()
    latest = latest_documents(connection, {source.url for source in sources})
    live = any(source.sha256 in latest[source.url] for source in sources)
    stands = not any(latest[source.url] & others and not latest[source.url] & members for source in sources)
    near = {
        code: _nearness(connection, body_id, code) for code in {source.host_division for source in sources}
    }
    nearest = max(near.values(), default=FOREIGN)
    dates = [source.published for source in sources if source.published]
    own_dates = [
        source.published for source in sources if source.published and near[source.host_division] == nearest
    ]
    has_figures = any(copy.has_figures for copy in edition.members)
    published = min(own_dates or dates, default="")
    accepted = edition.chosen.copy
    trust = accepted.tables, -carrier_rank(accepted)
    return Standing(live, has_figures, stands, published, nearest, trust, edition.content_hash)


def _nearness(connection: Connection, body_id: str, host_division: str | None) -> int:
    """OWN when the host is run by the body's division, ABOVE by one over it, FOREIGN otherwise."""
    if not host_division:
        return FOREIGN
    hosts = set(
        connection.execute(
            select(Division.division_id)
            .where(Division.code == host_division)
            .union(select(DivisionName.division_id).where(DivisionName.code == host_division))
        ).scalars()
    )
    here = connection.execute(select(Body.division_id).where(Body.body_id == body_id)).scalar()
    nearness = OWN
    for _level in range(6):
        if here is None:
            break
        if here in hosts:
            return nearness
        nearness = ABOVE
        here = connection.execute(select(Division.parent_id).where(Division.division_id == here)).scalar()
    return FOREIGN
