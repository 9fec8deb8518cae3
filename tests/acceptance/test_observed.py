"""Addresses of reports that were met in public material: what is told of them from what a crawl has.

A crawl has the address, the title, and the registry's words on the host: division, province, and the name
where the host is an office's or a zone's own. What is right is judged by columns of the file that a reader of
the pages filled in: `year`, and `body`, the full official name, which is resolved in the file's province and
region. An answer is right where it is the same body and the same year, wrong where it is another one, and
neither where it abstains. Rows whose `body` means no single body even so are left out; there is one, a 太平乡
of a county that the file does not know.

A third of the titles were met as copies on hosts outside gov.cn, which no registry knows. They are judged as
on a host of the `region` that the file gives, as the registry would give for the original.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from models.bodies import Mention, Resolver
from parsers.titles import read_title
from spiders import registry
from spiders.addresses import host_of
from spiders.families import family_of

OBSERVED = Path(__file__).parents[3] / "shared" / "portals" / "observed_urls.tsv"
pytestmark = pytest.mark.skipif(
    not OBSERVED.exists(), reason="the list of observed addresses is not part of this repository"
)
_NO_PLACE = re.compile(r"^\(市/县\)| [a-z]+$")
"""How the file marks a name without its place: (市/县)水务局 and the host's name."""
Row = dict[str, str]


@cache
def rows() -> tuple[Row, ...]:
    with OBSERVED.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t"))


def test_the_family_is_recognised_from_the_address() -> None:
    found = [(family_of(row["url"]), row["cms_family"]) for row in rows()]
    recognised = sum(family is not None for family, _ in found) / len(found)
    as_said = sum(family is not None and family.name == said for family, said in found) / len(found)
    print(
        f"{len(found)} addresses: {recognised:.1%} of a family, {as_said:.1%} of the one that the file says"
    )
    assert recognised >= 0.95
    assert as_said >= 0.95


def test_body_and_year_are_told_from_title_and_host() -> None:
    resolver = Resolver()
    titled = [row for row in rows() if row["title"].strip()]
    verdicts = [(row, verdict) for row in titled if (verdict := judged(resolver, row))]
    assert len(titled) - len(verdicts) <= 1, "a name of the file that means no single body"
    for kinds in (("real", "copy"), ("real",)):
        counts = Counter(verdict for row, verdict in verdicts if row["real_or_copy"] in kinds)
        total = counts.total()
        print(f"{' and '.join(kinds)}: {total} titles, " + ", ".join(f"{v} {n}" for v, n in counts.items()))
        missed = [(row["title"], verdict) for row, verdict in verdicts if verdict != "right"]
        assert counts["right"] / total >= 0.97, missed
        assert counts["wrong"] / total <= 0.01, missed


def judged(resolver: Resolver, row: Row) -> str:
    """`right`, `wrong` or `abstained`; empty where the file's own name means no single body."""
    portal = registry.portal_of_host(host_of(row["url"]))
    province = row["province_code"] if row["province_code"] != "00" else None
    region = resolver.resolve(Mention(row["region"], province_code=province)).division_id
    own = portal is not None and portal.level in ("department", "zone")
    reading = read_title(row["title"], url=row["url"])
    told = resolver.resolve(
        Mention(
            row["title"],
            year=reading.year,
            host_division=portal.division if portal else region,
            site_name=portal.name if portal and own else None,
            province_code=province,
        )
    )
    year = int(row["year"])
    body = _NO_PLACE.sub("", row["body"])
    true = resolver.resolve(Mention(body, year=year, province_code=province))
    if true.body_id is None:
        true = resolver.resolve(Mention(body, year=year, host_division=region, province_code=province))
    if true.body_id is None:
        true = resolver.resolve(Mention(row["province"] + body, year=year))
    if true.body_id is None:
        return ""
    if reading.year not in (None, year) or told.body_id not in (None, true.body_id):
        return "wrong"
    return "right" if reading.year and told.body_id else "abstained"
