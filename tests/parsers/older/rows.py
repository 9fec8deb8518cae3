"""The lines of the forms before 2019 as they are printed, written out apart from the parser's own tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One printed line; `id` is empty for headings, which have no figure."""

    label: str
    unit: str
    id: str


def _lines(form: str, text: str) -> tuple[Line, ...]:
    found = []
    for raw in text.strip().splitlines():
        label, _, rest = raw.strip().partition(" | ")
        unit, _, name = rest.partition(" ")
        found.append(Line(label, "" if unit == "-" else unit, f"{form}.{name}" if name else ""))
    return tuple(found)


G2 = _lines(
    "g2",
    """
一、主动公开情况 | -
（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条） | 条 proactive.total
其中：主动公开规范性文件数 | 条 proactive.normative_documents_disclosed
制发规范性文件总数 | 件 proactive.normative_documents_issued
（二）通过不同渠道和方式公开政府信息的情况 | -
1.政府公报公开政府信息数 | 条 channels.gazette
2.政府网站公开政府信息数 | 条 channels.website
3.政务微博公开政府信息数 | 条 channels.weibo
4.政务微信公开政府信息数 | 条 channels.wechat
5.其他方式公开政府信息数 | 条 channels.other
二、回应解读情况 | -
（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次） | 次 response.events
（二）通过不同渠道和方式回应解读的情况 | -
1.参加或举办新闻发布会总次数 | 次 response.press_conferences
其中：主要负责同志参加新闻发布会次数 | 次 response.press_conferences_by_principal
2.政府网站在线访谈次数 | 次 response.online_interviews
其中：主要负责同志参加政府网站在线访谈次数 | 次 response.online_interviews_by_principal
3.政策解读稿件发布数 | 篇 response.policy_interpretations
4.微博微信回应事件数 | 次 response.weibo_wechat_events
5.其他方式回应事件数 | 次 response.other_events
三、依申请公开情况 | -
（一）收到申请数 | 件 requests.received
1.当面申请数 | 件 requests.received.in_person
2.传真申请数 | 件 requests.received.fax
3.网络申请数 | 件 requests.received.online
4.信函申请数 | 件 requests.received.letter
（二）申请办结数 | 件 closed
1.按时办结数 | 件 closed.on_time
2.延期办结数 | 件 closed.extended
（三）申请答复数 | 件 reply
1.属于已主动公开范围数 | 件 reply.already_public
2.同意公开答复数 | 件 reply.granted
3.同意部分公开答复数 | 件 reply.partially_granted
4.不同意公开答复数 | 件 reply.refused
其中：涉及国家秘密 | 件 reply.refused.state_secret
涉及商业秘密 | 件 reply.refused.trade_secret
涉及个人隐私 | 件 reply.refused.privacy
危及国家安全、公共安全、经济安全和社会稳定 | 件 reply.refused.security_stability
不是《条例》所指政府信息 | 件 reply.refused.not_government_information
法律法规规定的其他情形 | 件 reply.refused.other_by_law
5.不属于本行政机关公开数 | 件 reply.not_this_body
6.申请信息不存在数 | 件 reply.not_exist
7.告知作出更改补充数 | 件 reply.needs_correction
8.告知通过其他途径办理数 | 件 reply.other_channel
四、行政复议数量 | 件 review
（一）维持具体行政行为数 | 件 review.upheld
（二）被依法纠错数 | 件 review.corrected
（三）其他情形数 | 件 review.other
五、行政诉讼数量 | 件 litigation
（一）维持具体行政行为或者驳回原告诉讼请求数 | 件 litigation.upheld_or_dismissed
（二）被依法纠错数 | 件 litigation.corrected
（三）其他情形数 | 件 litigation.other
六、举报投诉数量 | 件 complaints
七、依申请公开信息收取的费用 | 万元 fees
八、机构建设和保障经费情况 | -
（一）政府信息公开工作专门机构数 | 个 institution.offices
（二）设置政府信息公开查阅点数 | 个 institution.reading_points
（三）从事政府信息公开工作人员数 | 人 institution.staff
1.专职人员数（不包括政府公报及政府网站工作人员数） | 人 institution.staff.full_time
2.兼职人员数 | 人 institution.staff.part_time
（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费） | 万元 institution.budget
九、政府信息公开会议和培训情况 | -
（一）召开政府信息公开工作会议或专题会议数 | 次 training.meetings
（二）举办各类培训班数 | 次 training.classes
（三）接受培训人员数 | 人次 training.persons
""",  # noqa: E501
)

_ASKING = """
网站专栏页面访问量 | 人次 website_visits
现场接待人数 | 人次 visitors_received
网上咨询数 | 人次 online_enquiries
咨询电话接听数 | 人次 telephone_enquiries
依申请公开信息目录数 | 条 on_request_catalogue_entries
"""
_WAYS = """
其中：1.当面申请数 | 条 requests.received.in_person
2.传真申请数 | 条 requests.received.fax
3.电子邮件申请数 | 条 requests.received.email
4.网上申请数 | 条 requests.received.online
5.信函申请数 | 条 requests.received.letter
6.其它形式申请数 | 条 requests.received.other
"""
_DISPUTES = """
行政复议数 | 件 review
行政诉讼数 | 件 litigation
行政申诉数 | 件 appeal
"""
_ENDS = """
政府信息公开指定专职人员数 | 人 staff
其中：1.全职人员 | 人 staff.full_time
2.兼职人员 | 人 staff.part_time
处理政府信息公开的专项经费 | 万元 budget.special
处理政府信息公开的实际支出 | 万元 budget.actual
与诉讼有关的总费用 | 万元 budget.litigation
"""
_FIRST = """
其中：全文电子化的主动公开信息数 | 条 proactive.full_text_electronic
新增的行政规范性文件数 | 条 proactive.new_normative_documents
提供服务类信息数 | 条 service_information
"""

SHANGHAI_A = _lines(
    "g1.shanghai_a",
    "主动信息公开 | 条 proactive.total"
    + _FIRST
    + _ASKING.strip()
    + "\n申请总次数 | 条 requests.received"
    + _WAYS
    + """对申请的答复总数 | 条 reply.total
其中：1.同意公开答复数 | 条 reply.granted
2.同意部分公开答复数 | 条 reply.partially_granted
3.否决公开答复数 | 条 reply.refused
其中：（1）“信息不存在”数 | 条 reply.refused.not_exist
（2）“非本部门掌握”数 | 条 reply.refused.not_held
（3）“申请内容不明确”数 | 条 reply.refused.unclear
（4）“免于公开范围1”数 | 条 reply.refused.exempt_1
（5）“免于公开范围2”数 | 条 reply.refused.exempt_2
（6）“免于公开范围3”数 | 条 reply.refused.exempt_3
（7）“免于公开范围4”数 | 条 reply.refused.exempt_4
（8）“免于公开范围5”数 | 条 reply.refused.exempt_5
（9）“免于公开范围6”数 | 条 reply.refused.exempt_6
（10）非《规定》所指政府信息数 | 条 reply.refused.not_government_information
（11）其他原因 | 条 reply.refused.other"""
    + _DISPUTES
    + """其中：对本部门首次处理不满意的行政申诉数 | 件 appeal.first_handling
收取费用总数 | 元 fees.total
其中：主动公开收费总数 | 元 fees.proactive
1.主动公开邮寄费 | 元 fees.proactive.postage
2.主动公开递送费 | 元 fees.proactive.delivery
3.主动公开复制费（纸张） | 元 fees.proactive.copy_paper
4.主动公开复制费（光盘） | 元 fees.proactive.copy_disc
5.主动公开复制费（软盘） | 元 fees.proactive.copy_floppy
其中：依申请公开收费总数 | 元 fees.on_request
1.依申请检索费 | 元 fees.on_request.search
2.依申请邮寄费 | 元 fees.on_request.postage
3.依申请递送费 | 元 fees.on_request.delivery
4.依申请复制费（纸张） | 元 fees.on_request.copy_paper
5.依申请复制费（光盘） | 元 fees.on_request.copy_disc
6.依申请复制费（软盘） | 元 fees.on_request.copy_floppy
7.依申请其他收费 | 元 fees.on_request.other"""
    + _ENDS,
)
SHANGHAI_B = _lines(
    "g1.shanghai_b",
    """主动信息公开 | 条 proactive.total
其中：全文电子化的主动公开信息数 | 条 proactive.full_text_electronic
公文类信息数 | 条 proactive.official_documents
其中：新增的行政规范性文件数 | 条 proactive.new_normative_documents
提供服务类信息数 | 条 service_information"""
    + _ASKING
    + """属于国家秘密的公文类信息数 | 条 state_secret_documents
申请总次数 | 条 requests.received"""
    + _WAYS
    + """对申请的答复总数 | 条 reply.total
其中：1.同意公开答复数 | 条 reply.granted
2.同意部分公开答复数 | 条 reply.partially_granted
3.非《规定》所指政府信息数 | 条 reply.not_government_information
4.信息不存在数 | 条 reply.not_exist
5.非本机关职权范围数 | 条 reply.not_in_remit
6.申请内容不明确数 | 条 reply.unclear
7.重复申请数 | 条 reply.duplicate
8.不予公开答复总数 | 条 reply.refused
（1）“国家秘密”数 | 条 reply.refused.state_secret
（2）“商业秘密”数 | 条 reply.refused.trade_secret
（3）“个人隐私”数 | 条 reply.refused.privacy
（4）“过程中信息且影响安全稳定”数 | 条 reply.refused.deliberative
（5）“危及安全和稳定”数 | 条 reply.refused.security_stability
（6）“法律法规规定的其他情形”数 | 条 reply.refused.other_by_law"""
    + _DISPUTES
    + """收取费用总数 | 元 fees.total
主动公开信息收费总数 | 元 fees.proactive
其中：1.邮寄费 | 元 fees.proactive.postage
2.复制费（纸张） | 元 fees.proactive.copy_paper
3.复制费（光盘） | 元 fees.proactive.copy_disc
4.复制费（软盘） | 元 fees.proactive.copy_floppy
依申请提供信息收取费用 | 元 fees.on_request
其中：1.检索费 | 元 fees.on_request.search
2.邮寄费 | 元 fees.on_request.postage
3.复制费（纸张） | 元 fees.on_request.copy_paper
4.复制费（光盘） | 元 fees.on_request.copy_disc
5.复制费（软盘） | 元 fees.on_request.copy_floppy"""
    + _ENDS,
)
DINGXI = _lines(
    "g1.dingxi",
    "主动公开信息数 | 条 proactive.total"
    + _FIRST
    + _ASKING.strip()
    + "\n申请总数 | 条 requests.received"
    + _WAYS.replace("其它形式", "其他形式")
    + """对申请的答复总数 | 条 reply.total
其中：1.同意公开答复数 | 条 reply.granted
2.同意部分公开答复数 | 条 reply.partially_granted
3.否决公开答复总数 | 条 reply.refused
其中：（1）“非《规定》所指政府信息”数 | 条 reply.refused.not_government_information
（2）“信息不存在”数 | 条 reply.refused.not_exist
（3）“非本部门掌握”数 | 条 reply.refused.not_held
（4）“申请内容不明确”数 | 条 reply.refused.unclear
（5）“免予公开范围1”数 | 条 reply.refused.exempt_1
（6）“免予公开范围2”数 | 条 reply.refused.exempt_2
（7）“免予公开范围3”数 | 条 reply.refused.exempt_3
（8）“免予公开范围4”数 | 条 reply.refused.exempt_4
（9）“免予公开范围5”数 | 条 reply.refused.exempt_5
（10）“免予公开范围6”数 | 条 reply.refused.exempt_6
（11）其它原因 | 条 reply.refused.other"""
    + _DISPUTES
    + "其中：对本部门首次处理不满意的行政申诉数 * | 件 appeal.first_handling",
)
FUJIAN = _lines(
    "g1.fujian",
    """主动公开信息数 | 条 proactive.total
其中：1.政府网站 | 条 proactive.website
2.政府公报 | 条 proactive.gazette
受理依申请公开信息总数 | 条 requests.received"""
    + _WAYS
    + """本年度对申请的答复总数 | 条 reply.total
其中：1.同意公开答复数 | 条 reply.granted
2.同意部分公开答复数 | 条 reply.partially_granted
3.否决公开答复总数 | 条 reply.refused"""
    + _DISPUTES,
)
FORMS = {
    "g2": G2,
    "shanghai_a": SHANGHAI_A,
    "shanghai_b": SHANGHAI_B,
    "dingxi": DINGXI,
    "fujian": FUJIAN,
}
MONEY = frozenset(line.id for lines in FORMS.values() for line in lines if line.unit in ("元", "万元"))
SUMS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "g2": (
        (
            "g2.requests.received",
            tuple(f"g2.requests.received.{way}" for way in ("in_person", "fax", "online", "letter")),
        ),
        ("g2.closed", ("g2.closed.on_time", "g2.closed.extended")),
        (
            "g2.reply.refused",
            tuple(
                f"g2.reply.refused.{why}"
                for why in (
                    "state_secret",
                    "trade_secret",
                    "privacy",
                    "security_stability",
                    "not_government_information",
                    "other_by_law",
                )
            ),
        ),
        (
            "g2.reply",
            tuple(
                f"g2.reply.{how}"
                for how in (
                    "already_public",
                    "granted",
                    "partially_granted",
                    "refused",
                    "not_this_body",
                    "not_exist",
                    "needs_correction",
                    "other_channel",
                )
            ),
        ),
        ("g2.review", ("g2.review.upheld", "g2.review.corrected", "g2.review.other")),
        (
            "g2.litigation",
            ("g2.litigation.upheld_or_dismissed", "g2.litigation.corrected", "g2.litigation.other"),
        ),
        ("g2.institution.staff", ("g2.institution.staff.full_time", "g2.institution.staff.part_time")),
    ),
}
"""Totals and what they add up, parts before wholes."""
