"""Leads: hosts proposed for the registry, and what became of addresses that were only guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from models.attempts import last_attempts
from models.facts import LeadFact
from models.portions import portions
from models.schema import Column, FetchRow, HostLead
from models.upserts import least, newer, upsert


def record_leads(connection: Connection, facts: Sequence[LeadFact]) -> None:
    """Write hosts that were met; met again, the later page's words win."""
    merge = dict.fromkeys(("url", "label", "kind", "linked_from", "province", "division", "last_seen"), newer)
    upsert(connection, HostLead, [_row(fact) for fact in facts], {**merge, "first_seen": least})


def host_leads(connection: Connection) -> list[LeadFact]:
    """All hosts that were met, by spider and name."""
    rows = connection.execute(select(HostLead.__table__).order_by(HostLead.province, HostLead.host))
    return [
        LeadFact(
            row.host, row.url, row.label, row.kind, row.linked_from, row.province, row.division, row.last_seen
        )
        for row in rows
    ]


def found_of(connection: Connection, urls: Sequence[str]) -> Mapping[str, str]:
    """What became of addresses that were asked for: `column` where one answered, a failure class, `empty`
    where an answer was no column. An address that was never asked for is missing."""
    found: dict[str, str] = {}
    for some in portions(urls):
        last = last_attempts(FetchRow.url.in_(some))
        rows = connection.execute(
            select(FetchRow.url, FetchRow.failure, FetchRow.final_url).join(
                last, (FetchRow.url == last.c.url) & (FetchRow.at == last.c.at)
            )
        ).all()
        ends = {row.url: {*_both_schemes(row.url), *_both_schemes(row.final_url or row.url)} for row in rows}
        columns = set(
            connection.execute(
                select(Column.url).where(Column.url.in_(set().union(*ends.values())))
            ).scalars()
        )
        for row in rows:
            known = not columns.isdisjoint(ends[row.url])
            found[row.url] = "column" if known else row.failure or "empty"
    return found


def _both_schemes(url: str) -> tuple[str, str]:
    """An address over http and over https: where one is refused, the other is tried."""
    _, _, rest = url.partition("://")
    return f"http://{rest}", f"https://{rest}"


def _row(fact: LeadFact) -> dict[str, object]:
    return {
        "host": fact.host,
        "url": fact.url,
        "label": fact.label,
        "kind": fact.kind,
        "linked_from": fact.linked_from,
        "province": fact.province,
        "division": fact.division,
        "first_seen": fact.at,
        "last_seen": fact.at,
    }
