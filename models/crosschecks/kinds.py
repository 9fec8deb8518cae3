"""Every kind of finding, how grave it is and what it means: the source of `docs/findings.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GENERATION = re.compile(r"^G[1-9]\.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One check across reports; its id begins the ids of its findings."""

    id: str
    severity: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What findings of one kind have in common. `rules` is empty where the rules stand elsewhere as data."""

    name: str
    meaning: str
    rules: tuple[Rule, ...] = ()


YEARLY = "corpus"
"""Findings against the same body's report of the year before: kept up with every report that is stored."""

COPIED = Rule(
    "X.copied",
    "warning",
    "The figures of a year, or of one of its tables, are those of the year before: nine in ten of the "
    "figures above zero are equal, and together they are too many and too large to be equal by chance. "
    "Totals, zeros and figures that stay as long as nothing happens (documents in force, numbers of items) "
    "do not count. Likely a copied report, or a report filed under two years.",
)
ALIKE = Rule(
    "X.alike",
    "warning",
    "The narrative of a report is, but for names and numbers, that of another body in the same year. "
    "Sentences that many bodies share do not count. `info` between a government and its own office, which "
    "often print one text.",
)
ROLLUP = Rule(
    "R.rollup",
    "info",
    "A consolidated report of a government gives less than its known parts together: its departments' own "
    "reports and the reports of the governments one level below. A part is wrong, missing in the whole, or "
    "counted differently.",
)
SCALE = Rule(
    "X.scale",
    "info",
    "A figure is out of all proportion to those of bodies of the same level and kind: far above the median "
    "on a logarithmic scale (median and median deviation over at least thirty values). Often a unit "
    "mistaken (元 for 万元) or two numbers run together.",
)
TOLD = Rule(
    "X.told",
    "warning",
    "Chapter one states a count in words that the tables give differently. Only sentences that leave one "
    "meaning are compared; what is rounded, of a part or of another year is not.",
)
FEE_NOTICES = Rule(
    "X.fee.notices",
    "warning",
    "Chapter six tells of fewer fee notices (收费通知) than the tables count applications that were dropped "
    "for an unpaid fee, or of none at all.",
)
FEE_REQUESTS = Rule(
    "X.fee.requests",
    "warning",
    "Chapter six tells of a processing fee (信息处理费) that was collected, the tables of no application.",
)
FEE_AMOUNT = Rule(
    "X.fee.amount",
    "info",
    "Chapter six tells of a larger processing fee than table 2 gives for all 行政事业性收费 together, to "
    "which it belongs.",
)

KINDS = (
    Kind(
        "record",
        "A relation inside one report fails: a sum, the balance, a sentence of chapter one against the "
        "tables, the years named. The original is kept as printed.",
    ),
    Kind(
        "sources",
        "Two documents of one report (a page and its attachment, two carriers) give different values that "
        "both readings vouch for.",
    ),
    Kind(
        YEARLY,
        "A relation to the same body's report of the year before fails: carried over in and out, documents "
        "in force, numbers of items. Mergers and clean-ups break these lawfully, so they are no errors.",
    ),
    Kind("copied", "Figures re-used from the year before.", (COPIED,)),
    Kind("alike", "Narrative shared with another body.", (ALIKE,)),
    Kind("rollup", "The whole is less than its parts.", (ROLLUP,)),
    Kind("scale", "A figure that is hardly possible.", (SCALE,)),
    Kind("narrative", "Words against tables.", (TOLD, FEE_NOTICES, FEE_REQUESTS, FEE_AMOUNT)),
)


def kind_of(check_id: str) -> tuple[Kind, Rule]:
    """Kind and rule of a finding of this package; raises KeyError for any other id.

    A relation of the specification bears the form's generation before its id (`G4.R.rollup`).
    """
    name = _GENERATION.sub("", check_id).partition("[")[0]
    return {rule.id: (kind, rule) for kind in KINDS for rule in kind.rules}[name]
