"""Figures of a report: fixed by body and year, obeying the sums of the form and the carry between years."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from crawler.replica.forms import APPLICANTS, DISPUTE_CELLS, DISPUTE_GROUPS, requests_rows
from crawler.replica.model import Value

FIRST_YEAR = 2019
APPLICATIONS = ((0, 3), (0, 14), (18, 160), (240, 1600), (700, 4200))
"""Applications a year by size of the body, lowest and highest."""
DECISIONS = ((0, 12), (0, 600), (200, 9000), (4000, 90000), (30000, 900000))
DISPUTES = (0, 1, 5, 24, 60)
SHARES = (0.86, 0.07, 0.005, 0.02, 0.025, 0.02)
"""Usual share of each kind of applicant, in the order of the form."""
LIKELY = {
    "outcome.granted": 40,
    "outcome.partially_granted": 8,
    "outcome.refused.state_secret": 1,
    "outcome.refused.forbidden_by_law": 2,
    "outcome.refused.third_party_rights": 2,
    "outcome.refused.internal_affairs": 2,
    "outcome.refused.deliberative_process": 3,
    "outcome.refused.enforcement_file": 2,
    "outcome.refused.administrative_query": 2,
    "outcome.not_available.not_held": 24,
    "outcome.not_available.requires_creation": 3,
    "outcome.not_available.unclear_after_correction": 2,
    "outcome.not_processed.petition_or_complaint": 4,
    "outcome.not_processed.duplicate": 3,
    "outcome.other": 4,
    "outcome.other.correction_overdue": 3,
    "outcome.other.fee_unpaid": 1,
    "outcome.other.other": 2,
}
"""Weight of an outcome row; rows not named stay rare."""
_REST = ("outcome.other.other", "outcome.other")


def generate(body_id: str, size: int, year: int, forms: tuple[str, str]) -> dict[str, Value]:
    """All cells of the three tables of one report. `forms`: generation of proactive and of requests table."""
    values: dict[str, Value] = {}
    proactive = _proactive_g3 if forms[0] == "G3" else _proactive_g4
    values.update(proactive(body_id, size, year))
    values.update(_requests(body_id, size, year, forms[1]))
    values.update(_disputes(body_id, size, year))
    return values


def gather(figures: dict[str, Value], held: Mapping[str, Value]) -> None:
    """Add the figures of parts, so that sums and carries stay right: every relation of the form is linear.

    A row of another generation's form goes into the row for all else.
    """
    rest = next((row for row in _REST if f"{row}@total" in figures), "")
    for cell, value in held.items():
        row, _, column = cell.partition("@")
        known = cell if cell in figures else f"{rest}@{column}" if row.startswith("outcome.") else ""
        if known:
            figures[known] = added(figures[known], value)


def added(one: Value, other: Value) -> Value:
    """The sum of two figures; of money as decimal text."""
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    return str(Decimal(one or 0) + Decimal(other or 0))


def empty(forms: tuple[str, str]) -> dict[str, Value]:
    """The same cells, all 0."""
    return dict.fromkeys(generate("", 0, FIRST_YEAR, forms), 0)


def _random(*parts: object) -> Random:
    return Random(":".join(str(part) for part in parts))


def _split(random: Random, amount: int, weights: list[float]) -> list[int]:
    shares = [int(amount * weight / sum(weights)) for weight in weights]
    for _ in range(amount - sum(shares)):
        shares[random.choices(range(len(weights)), weights)[0]] += 1
    return shares


def _carried_out(body_id: str, size: int, year: int) -> list[int]:
    random = _random(body_id, year, "carried")
    low, high = APPLICATIONS[size]
    if size == 0 or year < FIRST_YEAR - 1:
        return [0] * len(APPLICANTS)
    return _split(random, random.randint(low, high) // 30, list(SHARES))


def _requests(body_id: str, size: int, year: int, form: str) -> dict[str, Value]:
    random = _random(body_id, year, "requests")
    rows = requests_rows(form)
    carried_in = _carried_out(body_id, size, year - 1)
    carried_out = _carried_out(body_id, size, year)
    fresh = _split(random, random.randint(*APPLICATIONS[size]), list(SHARES))
    fresh = [max(new, late) for new, late in zip(fresh, carried_out, strict=True)]
    table: dict[str, list[int]] = {row: [] for row in rows}
    outcomes = [row for row in rows if row.startswith("outcome.") and row != "outcome.total"]
    weights = [float(LIKELY.get(row, 0.3)) for row in outcomes]
    for place in range(len(APPLICANTS)):
        done = fresh[place] + carried_in[place] - carried_out[place]
        for row, amount in zip(outcomes, _split(random, done, weights), strict=True):
            table[row].append(amount)
        table["requests.new"].append(fresh[place])
        table["requests.carried_in"].append(carried_in[place])
        table["outcome.total"].append(done)
        table["requests.carried_out"].append(carried_out[place])
    cells: dict[str, Value] = {}
    for row, amounts in table.items():
        cells.update({f"{row}@{who}": amount for who, amount in zip(APPLICANTS, amounts, strict=True)})
        cells[f"{row}@total"] = sum(amounts)
    return cells


def _disputes(body_id: str, size: int, year: int) -> dict[str, Value]:
    random = _random(body_id, year, "disputes")
    cells: dict[str, Value] = dict.fromkeys(DISPUTE_CELLS, 0)
    for group in DISPUTE_GROUPS:
        amount = random.randint(0, DISPUTES[size])
        parts = _split(random, amount, [6.0, 2.0, 2.0, 1.0])
        for name, part in zip(("upheld", "corrected", "other", "pending"), parts, strict=True):
            cells[f"{group}.{name}"] = part
        cells[f"{group}.total"] = amount
    return cells


def _documents(body_id: str, kind: str, year: int, yearly: int) -> tuple[int, int]:
    random = _random(body_id, kind, year)
    return random.randint(0, yearly), random.randint(0, max(yearly // 2, 0))


def _proactive_g4(body_id: str, size: int, year: int) -> dict[str, Value]:
    random = _random(body_id, year, "proactive")
    cells: dict[str, Value] = {}
    yearly = {"regulations": (0, 0, 0, 4, 9)[size], "normative_documents": (0, 1, 14, 30, 40)[size]}
    for kind, most in yearly.items():
        in_force = most * 9
        issued = repealed = 0
        for past in range(2021, year + 1):
            issued, repealed = _documents(body_id, kind, past, most)
            in_force += issued - repealed
        row = f"proactive.{kind}"
        cells |= {f"{row}@issued": issued, f"{row}@repealed": repealed, f"{row}@in_force": in_force}
    low, high = DECISIONS[size]
    cells["proactive.licences@decisions"] = random.randint(low, high)
    cells["proactive.penalties@decisions"] = random.randint(low // 2, high // 2)
    cells["proactive.coercive_measures@decisions"] = random.randint(0, high // 20)
    fee = random.randint(0, high * 700) if size else 0
    cells["proactive.admin_fees@amount"] = f"{fee // 10000}.{fee % 10000:04d}" if fee else "0"
    return cells


def _proactive_g3(body_id: str, size: int, year: int) -> dict[str, Value]:
    random = _random(body_id, year, "proactive")
    cells: dict[str, Value] = {}
    for kind, most in (
        ("regulations", (0, 0, 0, 3, 8)[size]),
        ("normative_documents", (0, 3, 20, 40, 60)[size]),
    ):
        made = random.randint(0, most)
        row = f"proactive.{kind}"
        cells |= {
            f"{row}@newly_made": made,
            f"{row}@newly_disclosed": made,
            f"{row}@total_disclosed": made + most * 4,
        }
    low, high = DECISIONS[size]
    for kind in ("licences", "other_services", "penalties", "coercive_measures"):
        prior, change = _items(body_id, kind, size, year)
        row = f"proactive.{kind}"
        cells |= {f"{row}@prior_year_items": prior, f"{row}@change": change}
        cells[f"{row}@decisions"] = random.randint(low // 2, high // 2)
    prior, change = _items(body_id, "admin_fees", max(size - 1, 0), year)
    cells |= {"proactive.admin_fees@prior_year_items": prior, "proactive.admin_fees@change": change}
    projects = random.randint(0, (2, 6, 60, 200, 400)[size])
    cells["proactive.central_procurement@projects"] = projects
    cells["proactive.central_procurement@amount"] = str(projects * random.randint(30, 4000) * 100)
    return cells


def _items(body_id: str, kind: str, size: int, year: int) -> tuple[int, int]:
    prior = _random(body_id, kind, "items").randint(0, (2, 20, 160, 300, 500)[size])
    change = 0
    for past in range(FIRST_YEAR, year + 1):
        prior += change
        change = _random(body_id, kind, past).randint(-min(prior, 1 + size * 4), 1 + size * 4)
    return prior, change
