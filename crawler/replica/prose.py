"""Words of the reports: sentences chosen by body and year, with the figures that the tables show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from crawler.replica.forms import read_data
from crawler.replica.model import ReportPlan, Value

_PROSE: dict[str, Any] = read_data("prose.toml")
NUMERALS = "一二三四五"


@dataclass(frozen=True, slots=True)
class Prose:
    """Texts of a report: opening paragraph, chapter one, five and six as lists of paragraphs."""

    opening: str
    overview: tuple[str, ...]
    problems: tuple[str, ...]
    remaining: tuple[str, ...]


def write(plan: ReportPlan, figures: Mapping[str, Value]) -> Prose:
    """Texts of a report; an office that repeats its government's report repeats the words too."""
    random = Random(f"{plan.like or plan.body.id}:{plan.year}:prose")
    told_year = plan.told_year or plan.year
    words = {
        "body": plan.body.name_in(plan.year).name,
        "short": plan.body.short,
        "year": plan.year,
        "next": plan.year + 1,
        "new": figures["requests.new@total"],
        "done": figures["outcome.total@total"],
        "items": random.randint(40, 900) * (plan.body.size + 1),
    }
    sections: list[str] = []
    for number, (title, choices) in zip(NUMERALS, _PROSE["sections"], strict=True):
        sections += [f"（{number}）{title}", random.choice(choices).format(**words)]
    return Prose(
        opening=random.choice(_PROSE["opening"]).format(**words),
        overview=(random.choice(_PROSE["overview"]).format(**words | {"year": told_year}), *sections),
        problems=(random.choice(_PROSE["problems"]).format(**words),),
        remaining=(random.choice(_PROSE["fees"]).format(**words),),
    )


def companion(kind: str) -> str:
    """Text of a page that stands beside the reports and is none."""
    return str(_PROSE["companions"][kind])
