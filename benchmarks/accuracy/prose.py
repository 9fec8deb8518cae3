"""Names of bodies and the six chapters' prose, drawn from a seed; the prose mentions figures of its own."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

Line = tuple[str, bool]
_FIRST = "清安永宁平望临东南西北新长太青白云龙金石和兴广昌海泰文武德丰嘉怀景蒙"
_SECOND = "河江山川阳州陵源溪湖原城水泽岭台泉塘沙峰港丰乐安化康田"
_SMALL = ("白塔", "青山", "柳河", "石桥", "双井", "大营", "高庙", "南关", "三岔", "罗店", "沙湾", "新集")
_ORGANS = (
    "水利局",
    "文化和旅游局",
    "住房和城乡建设局",
    "教育局",
    "卫生健康委员会",
    "自然资源和规划局",
    "市场监督管理局",
    "人力资源和社会保障局",
    "财政局",
    "交通运输局",
    "司法局",
    "民政局",
    "审计局",
    "发展和改革委员会",
    "农业农村局",
    "应急管理局",
)


def body_name(rng: Random) -> str:
    """An invented issuing body: a government, its office, a department, a town or a sub-district."""
    place = rng.choice(_FIRST) + rng.choice(_SECOND) + rng.choice("市县区县区")
    return place + rng.choice(
        (
            "人民政府",
            "人民政府办公室",
            rng.choice(_ORGANS),
            rng.choice(_ORGANS),
            rng.choice(_ORGANS),
            f"{rng.choice(_SMALL)}镇人民政府",
            f"{rng.choice(_SMALL)}乡人民政府",
            f"{rng.choice(_SMALL)}街道办事处",
        )
    )


def chapters(
    body: str, year: int, gold: Mapping[str, object], rng: Random
) -> tuple[list[Line], list[Line], list[Line], list[Line], list[Line]]:
    """Chapter one with the introduction, what follows each of the three tables, chapters five and six.

    Lines are (text, is a heading). The number of applications is the table's where it has one.
    """
    received = gold.get("requests.new@total")
    first: list[Line] = [(_introduction(body, year, rng), False), ("一、总体情况", True)]
    titles = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
    pools = (_ACTIVE, _REQUESTS, _MANAGEMENT, _PLATFORM, _SUPERVISION)
    for number, title, pool in zip("一二三四五", titles, pools, strict=True):
        text = "".join(_filled(line, year, rng) for line in rng.sample(pool, rng.randint(1, len(pool))))
        if title == "依申请公开" and received is not None:
            text = f"全年新收政府信息公开申请{received}件。" + text
        if rng.random() < 0.5:
            first.append((f"（{number}）{title}。{text}", False))
        else:
            first += [(f"（{number}）{title}", False), (text, False)]
    notes: list[list[Line]] = [
        [(_filled(rng.choice(_NOTES), year, rng), False)] if rng.random() < 0.15 else [] for _ in range(3)
    ]
    last: list[Line] = [("五、存在的主要问题及改进情况", True)]
    last += [
        (_filled(line, year, rng), False) for line in rng.sample(_PROBLEMS, rng.randint(1, len(_PROBLEMS)))
    ]
    last += [("六、其他需要报告的事项", True), (_filled(rng.choice(_OTHER), year, rng), False)]
    return first, notes[0], notes[1], notes[2], last


def _introduction(body: str, year: int, rng: Random) -> str:
    phone = f"0{rng.randint(311, 999)}-{rng.randint(2000000, 8999999)}"
    street = f"{rng.choice(_SECOND)}{rng.choice('东西南北')}路{rng.randint(1, 300)}号"
    return (
        "根据《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条规定，"
        f"编制{body}{year}年度政府信息公开工作年度报告。"
        f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        f"如有疑问，请与{body}联系（地址：{street}，邮编：{rng.randint(100000, 799999)}，电话：{phone}）。"
    )


def _filled(line: str, year: int, rng: Random) -> str:
    """A line with its signs replaced: # a small, ## a large, #.# a decimal number, @ the year."""
    text = line.replace("@", str(year))
    for sign, low, high in (("###", 1000, 90000), ("##", 20, 900), ("#", 1, 19)):
        while sign in text:
            text = text.replace(sign, str(rng.randint(low, high)), 1)
    return text


_ACTIVE = (
    "@年通过门户网站发布各类信息###条，其中概况类信息#条、政务动态信息##条、信息公开目录信息##条。",
    "全年制发规范性文件#件，废止#件，解读材料##篇，回应公众关注热点#次。",
    "公开行政许可##件、行政处罚##件，公开财政预决算、“三公”经费信息#条。",
    "召开新闻发布会#次，组织政府开放日活动#场，网站浏览量##.#万人次，同比增长#.##%。",
)
_REQUESTS = (
    "申请人以自然人为主，其中网络申请##件、信函申请#件、当面申请#件，均在法定期限内办结。",
    "规范登记、审核、办理、答复、归档各环节，未发生因处理不当引发的行政复议和行政诉讼。",
    "因政府信息公开引起的行政复议#件，比上年减少#件。",
)
_MANAGEMENT = (
    "落实“三审三校”制度，修订保密审查等制度#项，清理失效信息##条。",
    "对@年以前制发的文件逐件标注有效性，共标注##件，更新目录#类##条。",
)
_PLATFORM = (
    "设公开专区#处、查阅点#个，政务新媒体账号#个，发布图文##篇，粉丝#.#万人。",
    "优化栏目#个，新增“@年重点领域”专题#个；平台全年安全运行365天，处置错链##条。",
)
_SUPERVISION = (
    "开展培训#次，参训##人次；配备专职人员#名、兼职人员#名。",
    "社会评议结果为满意，满意度9#.#%。未发生责任追究情形。",
    "第三方评估反馈问题#个，已全部整改。",
)
_NOTES = (
    "注：表中“件”指项目数，统计截至@年12月31日24时。",
    "说明：以上数据由各股室报送，@年第四季度核对#次。",
)
_PROBLEMS = (
    "一是公开内容的深度不够，部分信息更新超过#个工作日；二是业务人员只有#名，专业能力有待提高。",
    "下一步将每季度自查1次，全年组织培训不少于#次，争取在@年度考核中进入前#名。",
    "针对上年度存在的政策解读形式单一的问题，本年采用图表、视频等形式解读##篇，占比##%。",
)
_OTHER = (
    "@年度没有收取政府信息公开信息处理费。无其他需要报告的事项。",
    "按照国务院办公厅《政府信息公开信息处理费管理办法》，@年收取信息处理费0元。",
    "承办人大建议#件、政协提案#件，办复率100%，全部在网站公开。本年无其他需要报告的事项。",
)
