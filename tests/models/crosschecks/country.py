"""A prefecture with counties, departments and townships whose reports contradict nothing, year after year.

Wholes are the sums of their parts (and of a body nobody has found), what is carried over arrives, documents
in force follow from those issued and repealed, and every body writes for itself, common phrases apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random

from sqlalchemy import Connection, delete, insert, select

from models.corpus import Corpus
from models.crosschecks.records import Reported
from models.database import writing
from models.schema import Base, Body, ChapterRow, Division, Figure, Report, Version
from parsers.record import Chapter, Value

YEARS = (2022, 2023, 2024)
COUNTIES = 5
TOWNS = 4
DEPARTMENTS = {
    "gov_office": "人民政府办公室",
    "finance": "财政局",
    "education": "教育局",
    "health": "卫生健康委员会",
}
PREFECTURE = "410900"


def words_of(text: str) -> list[str]:
    """Words that spaces part."""
    return text.split()


_NAMES = "甲乙丙丁戊己庚辛壬癸"
_OUTCOMES = (
    "outcome.granted",
    "outcome.partially_granted",
    "outcome.refused.third_party_rights",
    "outcome.refused.enforcement_file",
    "outcome.not_available.not_held",
    "outcome.not_available.requires_creation",
    "outcome.not_processed.duplicate",
    "outcome.other.fee_unpaid",
)
_COMMON = (
    "本机关认真贯彻落实政府信息公开条例的各项规定和上级部署要求",
    "坚持以公开为常态、不公开为例外，不断提高政务公开工作水平",
    "进一步加强组织领导，健全工作机制，明确责任分工",
)
_WORDS = words_of(
    "河道 校舍 医保 粮库 公交 绿化 桥梁 养老 就业 水价 房租 菜场 图书 体育 消防 供暖 道路 灯光 苗木 旅游 "
    "果园 茶山 渔港 工坊 档案 统计 审计 司法 公证 调解 普法 环保 噪声 扬尘 污水 河长 林长 田长 农机 种子 "
    "化肥 牛羊 蔬菜 水稻 小麦 玉米 棉花 烟叶 "
)
_VERBS = words_of("公布 解读 梳理 核对 更新 编制 张贴 讲解 登记 归集 审看 汇编 修订 征询 回访 印发 ")
_WAYS = words_of("逐月 按季 分批 当日 全程 同步 先行 重点 随时 定期 ")


def country(seed: int = 1) -> list[Reported]:
    """Every report of the country, by body and year."""
    reports: dict[tuple[str, int], Reported] = {}
    for county in range(COUNTIES):
        division = f"4109{county + 10}"
        place = f"河南省濮阳市{_NAMES[county]}河县"
        parts: list[list[Reported]] = []
        for kind, name in DEPARTMENTS.items():
            parts.append(_years(seed, f"{division}/{kind}", place + name, division, kind, 3))
        for town in range(TOWNS):
            code = f"{division}{100 + town}"
            name = f"{place}{_NAMES[town]}山镇人民政府"
            parts.append(_years(seed, f"{code}/gov", name, code, "gov", 4))
        hidden = _years(seed, f"{division}/hidden", "", division, "hidden", 3)
        whole = _whole(seed, f"{division}/gov", f"{place}人民政府", division, 3, [*parts, hidden])
        for series in [*parts, whole]:
            reports |= {(report.body_id, report.year): report for report in series}
    counties = [[reports[f"4109{county + 10}/gov", year] for year in YEARS] for county in range(COUNTIES)]
    own = _years(seed, f"{PREFECTURE}/gov_office", "河南省濮阳市人民政府办公室", PREFECTURE, "gov_office", 2)
    top = _whole(seed, f"{PREFECTURE}/gov", "河南省濮阳市人民政府", PREFECTURE, 2, [*counties, own])
    for series in (own, top):
        reports |= {(report.body_id, report.year): report for report in series}
    numbered = sorted(reports.values(), key=lambda report: (report.body_id, report.year))
    return [replace(report, version_id=number) for number, report in enumerate(numbered, 1)]


def _years(seed: int, body_id: str, name: str, division: str, kind: str, level: int) -> list[Reported]:
    found = []
    carried, in_force = 0, Random(f"{seed}{body_id}").randint(20, 60)
    for year in YEARS:
        random = Random(f"{seed}{body_id}{year}")
        rows = {row: random.randint(0, 30) for row in _OUTCOMES[:-1]}
        rows["outcome.other.fee_unpaid"] = random.randint(0, 2)
        done = sum(rows.values())
        left = random.randint(0, 4)
        issued, repealed = random.randint(1, 9), random.randint(0, 5)
        in_force += issued - repealed
        counts = {
            **rows,
            "outcome.total": done,
            "requests.carried_in": carried,
            "requests.carried_out": left,
            "requests.new": done + left - carried,
        }
        values: dict[str, Value] = {
            f"{row}@{who}": n for row, n in counts.items() for who in ("natural_person", "total")
        }
        values |= {
            "proactive.normative_documents@issued": issued,
            "proactive.normative_documents@repealed": repealed,
            "proactive.normative_documents@in_force": in_force,
            "proactive.licences@decisions": random.randint(40, 900),
            "proactive.penalties@decisions": random.randint(10, 400),
            "proactive.admin_fees@amount": f"{random.randint(1, 90)}.{random.randint(1000, 9999)}",
            "review.upheld": random.randint(0, 3),
            "review.total": 0,
        }
        values["review.total"] = values["review.upheld"]
        carried = left
        chapters = narrative(random, values)
        found.append(Reported(0, body_id, name, division, kind, level, year, "own", values, chapters))
    return found


def _whole(
    seed: int, body_id: str, name: str, division: str, level: int, parts: Sequence[Sequence[Reported]]
) -> list[Reported]:
    found = []
    for place, year in enumerate(YEARS):
        values: dict[str, Value] = {}
        counts: Counter[str] = Counter()
        for series in parts:
            for cell, value in series[place].values.items():
                counts[cell] += (
                    round(float(value or 0) * 10000) if cell.endswith("@amount") else int(value or 0)
                )
        for cell, count in counts.items():
            values[cell] = f"{count / 10000:.4f}" if cell.endswith("@amount") else count
        chapters = narrative(Random(f"{seed}{body_id}{year}"), values)
        found.append(
            Reported(0, body_id, name, division, "gov", level, year, "consolidated", values, chapters)
        )
    return found


def narrative(random: Random, values: Mapping[str, Value], sentences: int = 16) -> list[Chapter]:
    """Chapters one, five and six of a body: common phrases, sentences of its own, and its counts."""
    told = [*_COMMON]
    for _ in range(sentences):
        words = random.sample(_WORDS, 6)
        told.append(
            f"{random.choice(_WAYS)}{random.choice(_VERBS)}{words[0]}和{words[1]}的情况，"
            f"{random.choice(_WAYS)}{random.choice(_VERBS)}{words[2]}与{words[3]}信息，"
            f"把{words[4]}{words[5]}列入目录"
        )
    random.shuffle(told)
    told.append(
        f"全年收到政府信息公开申请{values['requests.new@total']}件，"
        f"上年结转{values['requests.carried_in@total']}件，办结{values['outcome.total@total']}件，"
        f"予以公开{values['outcome.granted@total']}件，部分公开{values['outcome.partially_granted@total']}件，"
        f"结转下年度继续办理{values['requests.carried_out@total']}件"
    )
    unpaid = values["outcome.other.fee_unpaid@total"]
    fee = (
        f"本年度发出收费通知{unpaid}件，收取信息处理费{random.randint(1, 99) * 10}元。"
        if unpaid
        else "未收取信息处理费。"
    )
    return [
        Chapter(1, "一、总体情况", "。".join(told) + "。"),
        Chapter(5, "五、存在的主要问题及改进情况", "存在的不足将在下一年改进。"),
        Chapter(6, "六、其他需要报告的事项", fee),
    ]


def put(corpus: Corpus, reports: Iterable[Reported]) -> None:
    """Store reports as current texts, with their bodies and divisions; one that is there is replaced."""
    with writing(corpus.engine) as connection:
        known = set(connection.execute(select(Division.division_id)).scalars())
        divisions: dict[str, dict[str, object]] = {}
        bodies = {}
        stored = list(reports)
        for report in stored:
            if report.division_id not in known:
                divisions[report.division_id] = _division(report)
            bodies[report.body_id] = _body(report)
        there = set(connection.execute(select(Body.body_id)).scalars())
        keys = [_key(report) for report in stored]
        connection.execute(delete(Version).where(Version.id.in_([report.version_id for report in stored])))
        for key in keys:
            connection.execute(delete(Report).filter_by(**key))
        _insert(connection, Division, divisions.values())
        _insert(connection, Body, [row for body_id, row in bodies.items() if body_id not in there])
        _insert(connection, Report, [{**key, "division_code": ""} for key in keys])
        _insert(connection, Version, [_version(report) for report in stored])
        _insert(connection, Figure, [row for report in stored for row in _figures(report)])
        _insert(connection, ChapterRow, [row for report in stored for row in _chapters(report)])


def _insert(connection: Connection, table: type[Base], rows: Iterable[Mapping[str, object]]) -> None:
    if listed := list(rows):
        connection.execute(insert(table), listed)


def _key(report: Reported) -> dict[str, object]:
    return {"body_id": report.body_id, "report_year": report.year}


def _division(report: Reported) -> dict[str, object]:
    code = report.division_id
    parents = {4: code[:6], 3: code[:4] + "00", 2: code[:2] + "0000"}
    return {
        "division_id": code,
        "level": report.level,
        "kind": "县",
        "name": report.name,
        "full_name": report.name,
        "code": code,
        "parent_id": parents.get(report.level, "000000"),
    }


def _body(report: Reported) -> dict[str, object]:
    return {
        "body_id": report.body_id,
        "division_id": report.division_id,
        "organ_kind": report.organ_kind,
        "qualifier": [*report.body_id.split("/"), ""][2],
        "canonical_name": report.name,
    }


def _version(report: Reported) -> dict[str, object]:
    return {
        **_key(report),
        "id": report.version_id,
        "content_hash": str(report.version_id),
        "rank": 1,
        "is_current": True,
        "sha256": str(report.version_id),
        "part": 0,
        "generation": "G4",
        "table_generations": {},
        "scope": report.scope,
    }


def _figures(report: Reported) -> Iterable[dict[str, object]]:
    for cell, value in report.values.items():
        yield {
            "version_id": report.version_id,
            "cell_id": cell,
            "value_int": value if isinstance(value, int) else None,
            "value_decimal": value if isinstance(value, str) else None,
            "state": None if value is not None else "blank",
            "uncertain": False,
        }


def _chapters(report: Reported) -> Iterable[dict[str, object]]:
    for place, chapter in enumerate(report.chapters, 1):
        yield {
            "version_id": report.version_id,
            "position": place,
            "no": chapter.no,
            "title": chapter.title,
            "text": chapter.text,
        }
