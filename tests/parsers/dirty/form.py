"""The statutory tables as grids of cells: labels, spans and cell ids of the 2021 and the 2019 format.

Written out apart from the parser's own tables of labels, so that a slip in one does not hide in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["heading", "head", "label", "value", "empty"]
Generation = Literal["G4", "G3"]


@dataclass(frozen=True)
class Cell:
    """One printed cell; `id` is set on value cells only."""

    text: str
    role: Role
    colspan: int = 1
    rowspan: int = 1
    id: str | None = None


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One table of the form; `name` is its id in the specification (proactive, requests, disputes)."""

    name: str
    width: int
    rows: tuple[Row, ...]

    def with_rows(self, rows: list[Row]) -> Table:
        """Return the same table with other rows."""
        return replace(self, rows=tuple(rows))

    def cells(self) -> Iterator[Cell]:
        """All cells in reading order."""
        for row in self.rows:
            yield from row


APPLICANTS = (
    ("natural_person", "自然人"),
    ("company", "商业企业"),
    ("research_institution", "科研机构"),
    ("social_organisation", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other", "其他"),
    ("total", "总计"),
)
NEW = ("requests.new", "一、本年新收政府信息公开申请数量")
CARRIED_IN = ("requests.carried_in", "二、上年结转政府信息公开申请数量")
OUTCOME = "三、本年度办理结果"
SINGLE = (
    ("outcome.granted", "（一）予以公开"),
    ("outcome.partially_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
)
GROUPS = (
    (
        "（三）不予公开",
        (
            ("outcome.refused.state_secret", "1.属于国家秘密"),
            ("outcome.refused.forbidden_by_law", "2.其他法律行政法规禁止公开"),
            ("outcome.refused.security_stability", "3.危及“三安全一稳定”"),
            ("outcome.refused.third_party_rights", "4.保护第三方合法权益"),
            ("outcome.refused.internal_affairs", "5.属于三类内部事务信息"),
            ("outcome.refused.deliberative_process", "6.属于四类过程性信息"),
            ("outcome.refused.enforcement_file", "7.属于行政执法案卷"),
            ("outcome.refused.administrative_query", "8.属于行政查询事项"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("outcome.not_available.not_held", "1.本机关不掌握相关政府信息"),
            ("outcome.not_available.requires_creation", "2.没有现成信息需要另行制作"),
            ("outcome.not_available.unclear_after_correction", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("outcome.not_processed.petition_or_complaint", "1.信访举报投诉类申请"),
            ("outcome.not_processed.duplicate", "2.重复申请"),
            ("outcome.not_processed.published_material", "3.要求提供公开出版物"),
            ("outcome.not_processed.excessive", "4.无正当理由大量反复申请"),
            ("outcome.not_processed.confirm_or_reissue", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
)
OTHER_G4 = (
    "（六）其他处理",
    (
        (
            "outcome.other.correction_overdue",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ),
        (
            "outcome.other.fee_unpaid",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        ),
        ("outcome.other.other", "3.其他"),
    ),
)
OTHER_G3 = ("outcome.other", "（六）其他处理")
TOTAL = ("outcome.total", "（七）总计")
CARRIED_OUT = ("requests.carried_out", "四、结转下年度继续办理")
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

DISPUTE_COLUMNS = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)
DISPUTES = ("review", "litigation_direct", "litigation_after_review")

TITLES = {
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
}


def outcome_rows(generation: Generation) -> tuple[str, ...]:
    """Ids of the outcome rows that add up to （七）, in printed order."""
    ids = [row for row, _ in SINGLE] + [row for _, rows in GROUPS for row, _ in rows]
    ids += [row for row, _ in OTHER_G4[1]] if generation == "G4" else [OTHER_G3[0]]
    return tuple(ids)


def request_rows(generation: Generation) -> tuple[str, ...]:
    """Ids of all value rows of table 3 in printed order."""
    return NEW[0], CARRIED_IN[0], *outcome_rows(generation), TOTAL[0], CARRIED_OUT[0]


def label(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    """A row label."""
    return Cell(text, "label", colspan, rowspan)


def head(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    """A column heading."""
    return Cell(text, "head", colspan, rowspan)


def requests_table(generation: Generation, printed: Mapping[str, str]) -> Table:
    """Table 3: 3 label columns and 7 value columns, 3 header rows, 25 (2021) or 23 (2019) value rows."""

    def values(row: str) -> Row:
        return tuple(
            Cell(printed[f"{row}@{column}"], "value", id=f"{row}@{column}") for column, _ in APPLICANTS
        )

    groups = [*GROUPS, OTHER_G4] if generation == "G4" else list(GROUPS)
    height = len(outcome_rows(generation)) + 1
    names = dict(APPLICANTS)
    rows: list[Row] = [
        (head(CORNER, 3, 3), head("申请人情况", 7)),
        (head(names["natural_person"], 1, 2), head("法人或其他组织", 5), head(names["total"], 1, 2)),
        tuple(head(text) for _, text in APPLICANTS[1:-1]),
        (label(NEW[1], 3), *values(NEW[0])),
        (label(CARRIED_IN[1], 3), *values(CARRIED_IN[0])),
    ]
    first, *rest = SINGLE
    rows.append((label(OUTCOME, 1, height), label(first[1], 2), *values(first[0])))
    rows += [(label(text, 2), *values(row)) for row, text in rest]
    for group, members in groups:
        for index, (row, text) in enumerate(members):
            start = (label(group, 1, len(members)),) if index == 0 else ()
            rows.append((*start, label(text), *values(row)))
    if generation == "G3":
        rows.append((label(OTHER_G3[1], 2), *values(OTHER_G3[0])))
    rows.append((label(TOTAL[1], 2), *values(TOTAL[0])))
    rows.append((label(CARRIED_OUT[1], 3), *values(CARRIED_OUT[0])))
    return Table("requests", 10, tuple(rows))


def disputes_table(printed: Mapping[str, str]) -> Table:
    """Table 4: 15 value columns under 3 header rows."""
    five = tuple(text for _, text in DISPUTE_COLUMNS)
    rows: list[Row] = [
        (head("行政复议", 5), head("行政诉讼", 10)),
        (*(head(text, 1, 2) for text in five), head("未经复议直接起诉", 5), head("复议后起诉", 5)),
        tuple(head(text) for text in five + five),
        tuple(
            Cell(printed[f"{kind}.{column}"], "value", id=f"{kind}.{column}")
            for kind in DISPUTES
            for column, _ in DISPUTE_COLUMNS
        ),
    ]
    return Table("disputes", 15, tuple(rows))


SECTIONS_G4 = (
    (
        "第二十条第（一）项",
        (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")),
        (("proactive.regulations", "规章"), ("proactive.normative_documents", "行政规范性文件")),
    ),
    ("第二十条第（五）项", (("decisions", "本年处理决定数量"),), (("proactive.licences", "行政许可"),)),
    (
        "第二十条第（六）项",
        (("decisions", "本年处理决定数量"),),
        (("proactive.penalties", "行政处罚"), ("proactive.coercive_measures", "行政强制")),
    ),
    (
        "第二十条第（八）项",
        (("amount", "本年收费金额（单位：万元）"),),
        (("proactive.admin_fees", "行政事业性收费"),),
    ),
)
ITEMS = (("prior_year_items", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量"))
SECTIONS_G3 = (
    (
        "第二十条第（一）项",
        (
            ("newly_made", "本年新制作数量"),
            ("newly_disclosed", "本年新公开数量"),
            ("total_disclosed", "对外公开总数量"),
        ),
        (("proactive.regulations", "规章"), ("proactive.normative_documents", "规范性文件")),
    ),
    (
        "第二十条第（五）项",
        ITEMS,
        (("proactive.licences", "行政许可"), ("proactive.other_services", "其他对外管理服务事项")),
    ),
    (
        "第二十条第（六）项",
        ITEMS,
        (("proactive.penalties", "行政处罚"), ("proactive.coercive_measures", "行政强制")),
    ),
    ("第二十条第（八）项", ITEMS[:2], (("proactive.admin_fees", "行政事业性收费"),)),
    (
        "第二十条第（九）项",
        (("projects", "采购项目数量"), ("amount", "采购总金额")),
        (("proactive.central_procurement", "政府集中采购"),),
    ),
)
MONEY = ("proactive.admin_fees@amount", "proactive.central_procurement@amount")


def sections(
    generation: Generation,
) -> tuple[tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], ...]:
    """The stacked sub-tables of table 2: heading, columns (id, label), rows (id, label)."""
    return SECTIONS_G4 if generation == "G4" else SECTIONS_G3


def proactive_cells(generation: Generation) -> tuple[str, ...]:
    """Ids of all cells of table 2 in printed order."""
    return tuple(
        f"{row}@{column}"
        for _, columns, rows in sections(generation)
        for row, _ in rows
        for column, _ in columns
    )


def proactive_table(generation: Generation, printed: Mapping[str, str]) -> Table:
    """Table 2: 4 grid columns in the 2021 format, 5 in the 2019 one (headings 1+1+2+1, values 1+2+1+1)."""
    width = 4 if generation == "G4" else 5
    head_spans = {1: (3,), 2: (2, 2), 3: (1, 1, 1) if generation == "G4" else (1, 2, 1)}
    value_spans = {1: (3,), 2: (2, 2), 3: (1, 1, 1) if generation == "G4" else (2, 1, 1)}
    rows: list[Row] = []
    for heading, columns, members in sections(generation):
        rows.append((Cell(heading, "heading", width),))
        heads = zip(columns, head_spans[len(columns)], strict=True)
        rows.append((head("信息内容"), *(head(text, span) for (_, text), span in heads)))
        # The documents section of the 2019 form keeps its headings' spans; only the item sections shift them.
        spans = head_spans[3] if columns[0][0] == "newly_made" else value_spans[len(columns)]
        for row, text in members:
            cells = zip(columns, spans, strict=True)
            rows.append(
                (
                    label(text),
                    *(
                        Cell(printed[f"{row}@{column}"], "value", span, id=f"{row}@{column}")
                        for (column, _), span in cells
                    ),
                )
            )
    return Table("proactive", width, tuple(rows))
