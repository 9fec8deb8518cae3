"""What sentences of older reports say in figures: wordings narrow enough to leave one meaning.

A pattern is tried on a clause: folded, without white space, between two commas or brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.formats.older.numerals import NUMBER

CASES = r"(?:件次|人次|件|条|份|宗|起|例|次|项|个|批)"
ITEMS = r"(?:条次|条|件|份|篇|则)"
PERSONS = r"(?:人次|人|次|件|个|批次)"
STAFF = r"(?:人|名|位)"
MONEY = r"(?P<money>万元|元)"
_TOTALLING = r"(?:总数量|总数|数量|件数|总量|总计|共计|合计|共有|共|数|为|是|有|达到|达|大约|约|近|的|了|:)*"
_NEUTRAL = (
    # Citizens, legal persons and other organisations together are everybody; any of them alone is a part.
    r"(?:公民[、和及或与]*法人(?:[、和及或与]|以及|或者)*(?:其他|其它|社会)组织|社会|公众|群众|市民|居民|任何|各类|各种|有关|关于|相关|"
    r"要求|提出|提交|递交|主动|依法|依|向|我|本|局|镇|乡|县|市|区|街道|办事处|委|机关|部门|公开|政府|信息|政务|申请人|共计|共|总计|"
    r"有效|新|和|或|及|、|的|对|了|到|过)*"
)
_RECEIVED = r"(?<!不予)(?<!未予)(?<![未没无不])(?:收到|受理|接到|接收|接受)(?:了|到|过)?"
_APPLICATION = (
    r"(?:依申请公开(?:的)?(?:政府)?(?:信息)?(?:公开)?(?:申请)?|申请(?:公开)?(?:的)?(?:政府)?(?:信息)?)"
)


@dataclass(frozen=True)
class Wording:
    """One wording of a figure. `sure` is False for one that is usual but leaves room for another meaning.

    `blocked`: words before the figure in the clause that make it another figure. `within`: words of which the
    sentence, the one before or the chapter's title must hold one. `total`: the figure of a whole, which a
    clause behind 其中 cannot give.
    """

    id: str
    pattern: re.Pattern[str]
    blocked: re.Pattern[str] | None = None
    within: re.Pattern[str] | None = None
    total: bool = False
    sure: bool = True
    without: re.Pattern[str] | None = None  # words in the sentence that make it speak of something else


_OTHER_CASES = re.compile(
    "复议|诉讼|申诉|投诉|举报|咨询|信访|当面|传真|网上|网络|网站|互联网|信函|邮|补正|撤回|重复|延期|同意|部分公开|不予|结转|转办|交办|"
    "备案|许可|登记|不属于|不存在|提案|建议|培训"
)
_APPLYING = re.compile("申请")
_ANSWERING = re.compile("申请|答复|办结")
_NO_ANSWER = re.compile("制作|产生|形成|目录|咨询|复议|诉讼|主动予以|网站|栏目")
_OTHER_ANSWERS = re.compile(
    "提案|建议|议案|咨询|信访|留言|投诉|来信|复议|诉讼|热线|(?:公开|存在|明确|范围|掌握|不予|同意|延期|未|待|逾期|超期|书面|口头|当面|电话|网上|告知)$"
)
_DISCLOSING = re.compile(r"^[^|]*公开|公开[^|]*$")  # the chapter's title or the sentence itself
_DISPUTED = re.compile(r"^[^|]*(?:复议|诉讼|公开)|公开[^|]*$")
_MADE = re.compile("制作|产生(?:的)?政府信息|形成")
_CHANNEL_NAMES = {
    "in_person": "当面|现场|上门",
    "fax": "传真",
    "email": "电子邮件|电子邮箱",
    "online": "网上|网络|互联网|在线|网站",
    "letter": "信函|邮寄|书信|信件|来信",
    "other": "其他形式|其它形式|其他方式|其它方式",
}
_OUTCOME_NAMES = {
    "already_public": "(?:属于)?已(?:经)?主动公开(?:的)?(?:范围)?",
    "granted": "(?<!不)(?:同意公开|同意全部公开|予以公开|全部公开|给予公开)",
    "partially_granted": "(?:同意|予以)?部分公开",
    "refused": "不予公开|不同意公开|否决公开",
    "not_exist": "(?:申请)?(?:的)?(?:政府)?信息不存在",
    "not_held": "(?:不属于|非)本(?:行政)?(?:机关|部门|单位)(?:掌握|公开|制作|职责范围|职权范围|公开范围)?",
    "unclear": "(?:申请)?内容不明确",
    "duplicate": "重复申请",
}
CHANNEL = "|".join(_CHANNEL_NAMES.values())
_NOT_APPLIED = re.compile("咨询|答复|公布|发布|接待|查阅|复议|诉讼|浏览|访问|公开信息")
_FEE_OTHERS = re.compile("诉讼|经费|支出|成本|预算|检索|复制|邮寄|递送|打印|投入|处罚|减免|免除|事业性")
_DISPUTE_OTHERS = re.compile(
    "维持|纠正|纠错|撤销|变更|驳回|胜诉|败诉|审结|办结|终止|结转|应诉|代理|培训|信访"
)
_PROACTIVE_OTHERS = re.compile(
    "通过|公报|微博|微信|网站|网络|栏|平台|目录|规范性|重点|其中|制作|依申请|不予|按|分|类信息|媒体|报刊|电视"
)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _wordings() -> tuple[Wording, ...]:
    found = [
        Wording(
            "prose.requests.received",
            _compiled(rf"{_RECEIVED}{_NEUTRAL}{_APPLICATION}(?:事项)?{_TOTALLING}{NUMBER}{CASES}"),
            _OTHER_CASES,
            _DISCLOSING,
            True,
        ),
        Wording(
            "prose.requests.received",
            _compiled(rf"{_RECEIVED}(?:共计|共)?{NUMBER}{CASES}{_NEUTRAL}{_APPLICATION}"),
            _OTHER_CASES,
            _DISCLOSING,
            True,
        ),
        Wording(
            "prose.requests.received",
            _compiled(rf"{_RECEIVED}[^，0-9]{{1,24}}?申请{_TOTALLING}{NUMBER}{CASES}"),
            _OTHER_CASES,
            _DISCLOSING,
            True,
            False,
        ),
        Wording(
            "prose.requests.received",
            _compiled(rf"申请(?:总数|总量|数量|总次数)(?:共|为|是|:|有)*{NUMBER}{CASES}"),
            _OTHER_CASES,
            _DISCLOSING,
            True,
        ),
        Wording(
            "prose.closed",
            _compiled(rf"(?:办结|办理完毕)(?:申请)?{_TOTALLING}{NUMBER}{CASES}"),
            re.compile("按时|按期|延期|未|复议|诉讼|提案|建议|信访|举报|投诉"),
            _APPLYING,
            True,
        ),
        Wording(
            "prose.reply.total",
            _compiled(rf"(?:答复|办复)(?:申请人|申请)?{_TOTALLING}{NUMBER}{CASES}"),
            _OTHER_ANSWERS,
            _APPLYING,
            True,
        ),
        Wording(
            "prose.proactive.total",
            _compiled(
                rf"(?:主动公开|主动公布)(?:各类|各种|政府|政务|工作|信息|动态|公开|本机关|、)*{_TOTALLING}{NUMBER}{ITEMS}"
            ),
            _PROACTIVE_OTHERS,
            None,
            True,
        ),
        Wording(
            "prose.proactive.total",
            _compiled(rf"(?:公开|发布)(?:各类|各种|政府|政务|信息|主动公开|、)+{_TOTALLING}{NUMBER}{ITEMS}"),
            _PROACTIVE_OTHERS,
            None,
            True,
            False,
        ),
        Wording(
            "prose.proactive.full_text_rate",
            _compiled(rf"全文电子化(?:率|比例)(?:达到|达|为|:)*{NUMBER}%"),
        ),
        Wording(
            "prose.website_visits",
            _compiled(
                rf"专栏(?:页面)?(?:的)?(?:访问|浏览|点击)(?:量|数|次数|人次)?{_TOTALLING}{NUMBER}(?:人次|次)"
            ),
        ),
        Wording(
            "prose.website_visits",
            _compiled(rf"(?:访问|浏览|点击)(?:量|数|次数|人次)?{_TOTALLING}{NUMBER}(?:人次|次)"),
            sure=False,
        ),
    ]
    for name, words in (
        ("in_person", "现场咨询|现场接待|当面咨询|接待咨询"),
        ("telephone", "电话咨询|咨询电话接听"),
        ("online", "网上咨询|网络咨询|在线咨询"),
    ):
        found.append(
            Wording(
                f"prose.enquiries.{name}",
                _compiled(rf"(?:{words})(?:人数|人次数|数)?{_TOTALLING}{NUMBER}{PERSONS}"),
                re.compile("信访|投诉|热线|答复"),
            )
        )
    for name, words in _CHANNEL_NAMES.items():
        found.append(
            Wording(
                f"prose.requests.received.{name}",
                _compiled(
                    rf"(?:{words})(?:方式|形式|途径|渠道|平台)?(?:提交|提出|递交|受理|收到|接收|申请)*(?:的)?(?:方式|形式)?"
                    rf"(?:政府信息公开|信息公开)?(?:申请)?{_TOTALLING}{NUMBER}{CASES}"
                ),
                _NOT_APPLIED,
                _APPLYING,
            )
        )
        found.append(
            Wording(
                f"prose.requests.received.{name}",
                _compiled(
                    rf"{NUMBER}{CASES}(?:为|是|属于|通过)(?:{words})(?:申请|方式|形式|途径|渠道|提交|提出)"
                ),
                _NOT_APPLIED,
                _APPLYING,
            )
        )
    for name, words in _OUTCOME_NAMES.items():
        found.append(
            Wording(
                f"prose.reply.{name}",
                _compiled(
                    rf"(?:{words})(?:的)?(?:政府信息|信息)?(?:的)?(?:答复|申请|决定|情形|情况)?{_TOTALLING}{NUMBER}{CASES}"
                ),
                _NO_ANSWER,
                _ANSWERING,
                without=_MADE,
            )
        )
        found.append(
            Wording(
                f"prose.reply.{name}",
                _compiled(rf"{NUMBER}{CASES}(?:申请)?(?:为|是|属于|属|因)?(?:{words})"),
                _NO_ANSWER,
                _ANSWERING,
                without=_MADE,
            )
        )
    for name, words in (
        ("review", "(?:行政)?复议"),
        ("litigation", "(?:行政)?诉讼"),
        ("appeal", "(?:行政)?申诉"),
    ):
        found.append(
            Wording(
                f"prose.{name}",
                _compiled(rf"{words}(?:案件|案|申请|事项|情况|发生|受理)*{_TOTALLING}{NUMBER}{CASES}"),
                _DISPUTE_OTHERS,
                _DISPUTED,
            )
        )
        found.append(
            Wording(
                f"prose.{name}",
                _compiled(
                    rf"(?:发生|收到|接到|受理|产生|提起|涉及|有)(?:了|过)?(?:共)?{NUMBER}{CASES}(?:因|关于|涉及|有关|针对)?[^，、0-9]{{0,16}}?{words}(?!.{{0,3}}(?:复议|诉讼|申诉))"
                ),
                _DISPUTE_OTHERS,
                _DISCLOSING,
            )
        )
    found += [
        Wording(
            "prose.fees.total",
            _compiled(
                rf"(?:收取|收缴|收)(?:了|过)?(?:各类|各项|相关|有关|依申请公开|政府信息公开|政府|信息|公开|申请|的)*(?:费用|费|收费)(?:总额|金额|总数)?{_TOTALLING}(?:人民币)?{NUMBER}{MONEY}"
            ),
            _FEE_OTHERS,
            None,
            True,
        ),
        Wording(
            "prose.fees.total",
            _compiled(rf"收费(?:总额|金额|总数)?{_TOTALLING}(?:人民币)?{NUMBER}{MONEY}"),
            _FEE_OTHERS,
            _DISCLOSING,
            True,
        ),
        Wording(
            "prose.fees.waived",
            _compiled(rf"减免(?:的)?(?:费用|收费|金额|费)?{_TOTALLING}(?:人民币)?{NUMBER}{MONEY}"),
        ),
        Wording(
            "prose.staff.full_time", _compiled(rf"(?:专职|全职)(?:工作)?人员{_TOTALLING}{NUMBER}{STAFF}")
        ),
        Wording(
            "prose.staff.full_time",
            _compiled(rf"{NUMBER}{STAFF}(?:为)?(?:专职|全职)(?:工作)?人员"),
            None,
            None,
            False,
            False,
        ),
        Wording("prose.staff.part_time", _compiled(rf"兼职(?:工作)?人员{_TOTALLING}{NUMBER}{STAFF}")),
        Wording(
            "prose.staff.part_time",
            _compiled(rf"{NUMBER}{STAFF}(?:为)?兼职(?:工作)?人员"),
            None,
            None,
            False,
            False,
        ),
        Wording(
            "prose.budget",
            _compiled(rf"专项(?:工作)?经费(?:支出|投入)?{_TOTALLING}(?:人民币)?{NUMBER}{MONEY}"),
            re.compile("公报|网站"),
            _DISCLOSING,
        ),
    ]
    return tuple(found)


WORDINGS = _wordings()
"""All wordings; of two that meet in a clause the first counts."""

_NO = r"(?:尚未|从未|未曾|均未|没有|并无|未|没|无)"
_NOT_OF_NO = r"(?!法|需|需要|偿|正当|效|故|理|论|人|可)"
DENIALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "prose.requests.received",
        _compiled(
            rf"{_NO}{_NOT_OF_NO}(?:有)?(?:收到|接到|受理|接收|接受|产生|发生|出现)?(?:过|到)?{_NEUTRAL}{_APPLICATION}"
            r"(?:的)?(?:政府)?(?:信息)?(?:公开)?(?:的)?(?:申请|事项|情况|案例|件|信息|要求)*(?:发生)?(?=$|、|和|及|以及|与)"
        ),
    ),
    (
        "prose.reply.refused",
        _compiled(
            rf"(?:{_NO}(?:出现|发生|作出|有)?(?:过)?|不存在)(?:依法)?不予公开(?:的)?(?:政府)?(?:信息)?(?:公开)?(?:申请)?(?:的)?(?:情况|情形|现象|案例|答复|申请|信息)(?:发生)?$"
        ),
    ),
    (
        "prose.fees.total",
        _compiled(
            rf"{_NO}{_NOT_OF_NO}(?:向[^，]{{1,12}})?(?:收取|收缴|产生|发生|涉及|进行|有)?(?:过|任何|相关|有关|各种|的|政府|信息|公开|申请|依)*(?:费用|收费|收取费用|费)(?:的)?(?:情况|行为|现象|事项)?(?:发生)?(?=$|和|及|、|与|或)"
        ),
    ),
    (
        "prose.fees.waived",
        _compiled(
            rf"(?:{_NO}{_NOT_OF_NO}(?:发生|产生|有)?|不存在)(?:费用)?减免(?:费用|收费)?(?:的)?(?:情况|情形)?(?:发生)?$"
        ),
    ),
)
"""Clauses that deny a figure: zero."""

ON_SUBJECT = re.compile(r"^[^|]*(?:公开|复议|诉讼|收费|费用)|公开[^|]*$")
"""Where a denial counts: under such a title, or in a sentence on disclosure."""

HANDLED = re.compile("办理|审理|审结")
"""Words of the authority that decides on the cases of others."""

DISPUTES = {"prose.review": "复议", "prose.litigation": "诉讼", "prose.appeal": "申诉"}
DISPUTE_DENIAL = _compiled(rf"{_NO}{_NOT_OF_NO}(?P<rest>[^，]*(?:复议|诉讼|申诉)[^，]*)$")
DISPUTE_DENIAL_OTHERS = re.compile(
    "费用|支出|经费|纠错|败诉|撤销|纠正|责任|超期|逾期|维持|违法|变更|确认|改判|不服|后又|期限|法定|提案|及时"
)
JOINT_ZERO = _compiled(
    r"(?P<names>.*?)(?:均|都|全部|各|共|数|数量)*(?:为|是|:)?(?:0|零|〇)(?:件|起|例|宗|次|条|份)?$"
)
"""A list of names that are all zero: 行政复议、行政诉讼均为0件."""
