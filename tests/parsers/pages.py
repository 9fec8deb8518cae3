"""Small reports for tests: own wording, figures chosen so that every column and row differs."""

from __future__ import annotations

from parsers.formats.spec import formats

TITLE = "青川县石坝镇人民政府2023年政府信息公开工作年度报告"
HEADINGS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}
FIGURES: dict[str, list[int]] = {
    "requests.new": [21, 4, 0, 1, 2, 0, 28],
    "requests.carried_in": [3, 1, 0, 0, 0, 0, 4],
    "outcome.granted": [9, 2, 0, 1, 0, 0, 12],
    "outcome.partially_granted": [2, 1, 0, 0, 0, 0, 3],
    "outcome.refused.third_party_rights": [1, 0, 0, 0, 1, 0, 2],
    "outcome.not_available.not_held": [6, 1, 0, 0, 0, 0, 7],
    "outcome.not_processed.duplicate": [2, 0, 0, 0, 0, 0, 2],
    "outcome.total": [20, 4, 0, 1, 1, 0, 26],
    "requests.carried_out": [4, 1, 0, 0, 1, 0, 6],
}
DISPUTES = [1, 0, 2, 1, 4, 0, 1, 0, 0, 1, 2, 0, 0, 1, 3]
TELLING = "全年新收政府信息公开申请28件，均已登记。"


def figures(row: str) -> list[int]:
    return FIGURES.get(row, [0] * 7)


def proactive_rows() -> list[list[str]]:
    return [
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
        ["行政规范性文件", "3", "1", "8"],
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", "117"],
        ["第二十条第（六）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政处罚", "46"],
        ["行政强制", "5"],
        ["第二十条第（八）项"],
        ["信息内容", "本年收费金额（单位：万元）"],
        ["行政事业性收费", "12.5"],
    ]


def request_rows() -> list[list[str]]:
    """The rows of table 3 without spans: label cells first, seven figures last."""
    rows = [["勾稽关系", "申请人情况"], ["自然人", "法人或其他组织", "总计"]]
    rows.append(["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"])
    for row in formats()["G4"].rows:
        if row.kind == "value":
            rows.append([row.label, *map(str, figures(row.id))])
    return rows


def dispute_rows() -> list[list[str]]:
    leaves = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    return [
        ["行政复议", "行政诉讼"],
        ["未经复议直接起诉", "复议后起诉"],
        leaves * 3,
        list(map(str, DISPUTES)),
    ]


def table(rows: list[list[str]]) -> str:
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        + "</table>"
    )


def page(
    *,
    title: str = TITLE,
    proactive: str | None = None,
    requests: str | None = None,
    disputes: str | None = None,
    telling: str = TELLING,
    before: str = "",
    after: str = "",
) -> bytes:
    """A whole page; each table may be replaced by other mark-up."""
    parts = {
        1: f"<p>{telling}</p>",
        2: table(proactive_rows()) if proactive is None else proactive,
        3: table(request_rows()) if requests is None else requests,
        4: table(dispute_rows()) if disputes is None else disputes,
        5: "<p>公开的深度不够，将加强培训。</p>",
        6: "<p>本年未收取信息处理费。</p>",
    }
    body = "".join(f"<p>{HEADINGS[number]}</p>{part}" for number, part in parts.items())
    html = (
        f"<html><head><title>{title}</title></head><body>{before}<div id='zoom'><h1>{title}</h1>"
        f"<p>本报告数据统计期限为2023年1月1日至12月31日。</p>{body}</div>{after}</body></html>"
    )
    return html.encode()
