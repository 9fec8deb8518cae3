"""Words by which portals lead to annual reports: column names, menus, years, kinds of bodies, URL slugs.

What is an annual report by its title is not decided here but in `parsers.titles`.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from parsers.titles import is_column_name
from spiders.text import compact

_MENU_WORDS = (
    "政府信息公开",
    "信息公开",
    "政务公开",
    "法定主动公开",
    "公开平台",
    "政府公开",
    "政务信息",
    "公开目录",
    "阳光政务",
    "公开专栏",
)
_NOT_MENU = re.compile(
    r"指南|制度|规定|条例|解读|意见箱|申请|新闻|动态|公告|热线|培训|会议|投诉|考核|通知|标准目录|热点"
)
_MAY_BE_MENU = re.compile(
    r"^(?:[^\d]{0,6}公开[^\d]{0,4}|(?:透明|阳光|开放)政府|政务(?:信息|中心|大厅)?|政府信息|信息公示|公示公告|公开公示)$"
)
"""Menu entries under which the disclosure platform may be, where none says so plainly."""
_COLUMN = re.compile(
    r"^(?:(?!\d{4}).){0,24}(?:信息公开|政务公开|公开)(?:工作)?(?:年度)?(?:年报|年度报告|报告)(?:专栏|列表|栏目|公开)?$"
)
_REPORTING = re.compile("[报報年\uf98e]")
"""No name of a column of reports is without one of these (U+F98E is a 年 of older fonts)."""
_NOT_COLUMN = re.compile(r"网站|法治|依法行政|公积金|财政|统计|决算|预算|解读|编制|企业")
_WEAK_COLUMN = re.compile(r"^[^\d]{0,20}(?:年度(?:工作)?报告|工作年报|年报)(?:公开|专栏)?$")
_YEAR = re.compile(r"^(?:(?:19|20)\d\d)(?:年度?|n)?(?:年报|报告|年度报告|公开年报|以前|及以前|之前|及之前)?$")
_FIRST_YEAR = 2003
_KIND = re.compile(
    r"^(?:市|县|区|省|州|盟|旗|各|本级|级|所属|全|其他)*(?:(?:政府)?(?:工作|组成|职能|直属)?部门|乡镇|镇街|街镇|镇乡|街乡|镇|乡|街道|街道办(?:事处)?|园区|管委会"
    r"|开发区|功能区|区县|县区|县市区|直(?:部门|单位|机构)?|属(?:部门|单位|机构)?|政府|人民政府|政府办|办局|委办局|局委办|部委办局|单位|机构|直属单位|派出机构|事业单位"
    r"|国有企业|垂(?:直)?管(?:理)?(?:部门|单位)?|中省直|驻\w{1,3}单位|历年|往年|更多|more|和|及|与|、|（|）|\(|\)|/|·|市|县|区|各)+"
    r"(?:信息公开)?(?:年度报告|年报|报告)?$",
    re.IGNORECASE,
)
# fmt: off
_BODY_ENDINGS = (
    "局", "委", "办", "办公室", "厅", "处", "院", "所", "站", "队", "会", "部", "社", "中心", "镇", "乡",
    "街道", "区", "县", "市", "州", "盟", "旗", "政府", "公司", "集团", "大学", "学校", "银行", "海关",
    "集", "苏木",
)
# fmt: on
_ASIDE = re.compile(r"[（(][^（()）]*[)）]$")
_NO_NAME = re.compile(r"[\d。！？：:《》“”]")
_NOT_BODY = re.compile(
    r"^(?:首页|走进|今日)|动态|公告|通知|新闻|服务|办事(?!处)|咨询|投诉|举报|互动|导航|地图|指南|目录|制度|解读|概况|领导|会议|专栏|专题|查询|政策|法规|下载|登录|注册"
    r"|无障碍|关于|联系|社会(?!保障|保险|救助|事务|工作|治理)|城市$|全部|全市|直播|图片|视频|数据|规划|计划|总结|年报|报告|申请|建议提案|人大会|常委会"
)
_SURE_BODY = re.compile(r"(?:(?<![布格结全])局|(?<![大展])厅|(?<!常务)委员会|人民政府|管委会|办事处|海关)$")
"""Endings that make a name a body's whatever words stand before them (自然资源和规划局, 数据局)."""
_YEAR_BESIDE = re.compile(r"^(?:19|20)\d\d(?:年度?)?|(?:19|20)\d\d(?:年度?)?$")
_DIRECTORY = re.compile(
    r"部门|乡镇|镇街|街镇|街道|区县|县区|县市区|县（市|直属|单位|机构|镇政府|乡政府|各级政府|委办局|基层|下级|园区|开发区|组织机构|子站"
)
_ABOUT_ITSELF = re.compile(r"概况|概述|简介|职能|职责|领导|信箱|动态|之窗")
"""What a body says of itself: no list of bodies, though it calls itself a unit."""
_SITE_MAP = re.compile(r"^(?:网站|站点)(?:地图|导航)$")
_COLUMN_SLUG = re.compile(
    r"^[a-z]*(?:xxgk|xxyjx|gk|zfxx)[a-z]*?(?:nb|nd[a-z]*bg|nbg|bg)[a-z]{0,3}$|^(?:nb|ndbg|ndgb|gzndbg|ndxxgkbg|annualreport)$"
    r"|^(?:xxgk|openness)(?:annualreport|nb)$"
)
_NOT_COLUMN_SLUG = re.compile(r"wz|gjj|fzzf|fzgz|yfxz|gkbz|gkzn|gkzd|gkml|bzml")
_YEAR_IN_SLUG = re.compile(r"(?<!\d)(20[0-3]\d|19\d\d)(?!\d)")
_DIGITS_IN_SLUG = re.compile(r"[\d_.-]+")


def is_column_label(text: str) -> bool:
    """Whether a link text or heading names a column of annual reports on disclosure."""
    if not _REPORTING.search(text):
        return False
    name = compact(text).strip("·•>»›【】[]|-—：:")
    if not name or len(name) > 40:
        return False
    if is_column_name(name):
        return True
    return bool(_COLUMN.search(name)) and not _NOT_COLUMN.search(name)


def may_be_column(text: str) -> bool:
    """Whether a link text names annual reports without saying of what: worth a look."""
    name = compact(text)
    return len(name) <= 24 and bool(_WEAK_COLUMN.search(name)) and not _NOT_COLUMN.search(name)


def is_other_column(*names: str) -> bool:
    """Whether one of the names is of another column (site statistics, accounts, housing fund)."""
    return any(_NOT_COLUMN.search(name) for name in names)


def menu_rank(text: str) -> int | None:
    """Return how directly a menu entry leads to the disclosure platform: 0 is best, None not at all."""
    name = compact(text)
    if not name or len(name) > 24 or _NOT_MENU.search(name):
        return None
    if name == "公开":
        return len(_MENU_WORDS)
    return next((rank for rank, word in enumerate(_MENU_WORDS) if word in name), None)


def is_beside_column(text: str) -> bool:
    """Whether a menu entry is one that the unified platform puts beside its report column, not above it."""
    return "法定主动公开" in compact(text)


def may_be_menu(text: str) -> bool:
    """Whether a menu entry may lead to the disclosure platform without saying so plainly: worth a look."""
    name = compact(text)
    return bool(_MAY_BE_MENU.match(name)) and not _NOT_MENU.search(name)


def year_of_name(text: str) -> int | None:
    """Return the year of a link that is nothing but a year (`2023年`, `2023年度`, `2023`)."""
    if "0" not in text and "9" not in text:
        return None
    name = compact(text).strip("【】[]()（）·•>»›")
    if not _YEAR.match(name):
        return None
    year = int(name[:4])
    return year if year >= _FIRST_YEAR else None


def is_kind(text: str) -> bool:
    """Whether a link names a kind of bodies (市直部门, 乡镇街道) or the rest of a list (历年, 更多)."""
    name = compact(text).strip("【】[]·•>»›+")
    return 1 < len(name) <= 20 and bool(_KIND.match(name))


def is_body(text: str) -> bool:
    """Whether a link text reads as the name of a public body and nothing else."""
    name = compact(text).strip("·•>»›")
    if name.endswith((")", "）")):
        name = _ASIDE.sub("", name)
    if not 2 < len(name) <= 32 or not name.endswith(_BODY_ENDINGS):
        return False
    return not _NO_NAME.search(name) and bool(_SURE_BODY.search(name) or not _NOT_BODY.search(name))


def is_body_with_year(text: str) -> bool:
    """Whether a link text is the name of a public body with a year before or behind it, and nothing else."""
    name = compact(text)
    bare = _YEAR_BESIDE.sub("", name)
    return bare != name and is_body(bare)


def is_directory(text: str) -> bool:
    """Whether a menu entry leads to the bodies below a government (部门, 乡镇, 区县)."""
    name = compact(text)
    if not 1 < len(name) <= 24 or _ABOUT_ITSELF.search(name):
        return False
    return bool(_DIRECTORY.search(name)) and not _NOT_MENU.search(name)


def is_site_map(text: str) -> bool:
    """Whether a link leads to the site map."""
    return bool(_SITE_MAP.match(compact(text)))


def has_column_slug(url: str) -> bool:
    """Whether a folder or a parameter of an address has one of the usual abbreviations of a report column."""
    parts = urlsplit(url)
    segments = [s for s in unquote(parts.path).lower().split("/") if s]
    segments += [pair.partition("=")[2] for pair in parts.query.lower().split("&")]
    for segment in segments:
        bare = _DIGITS_IN_SLUG.sub("", re.sub(r"\.(?:s?html?|jsp)$", "", segment)).removeprefix("common")
        for slug in (bare, bare.removesuffix("n"), bare.removesuffix("list")):
            if _COLUMN_SLUG.match(slug) and not _NOT_COLUMN_SLUG.search(slug):
                return True
    return False


def year_in_folders(url: str) -> int | None:
    """Return the year that stands in the last folders of an address (`2023nb`, `nb_2022n`), if any."""
    if not _YEAR_IN_SLUG.search(url):
        return None
    folders = [s for s in urlsplit(url).path.split("/")[:-1] if s][-2:]
    for folder in reversed(folders):
        if len(folder) <= 24 and (found := _YEAR_IN_SLUG.search(folder)):
            return int(found[1])
    return None
