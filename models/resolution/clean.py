"""From a raw title to the words that name the body: years, report words, decorations, suffixes off."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from models.resolution.script import to_simplified

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\u0000-\u001f]+")
_SUFFIX = re.compile(r"(?:\.(?:docx?|pdf|wps|html?|s?html|txt|xlsx?|rtf|jpe?g|png|ofd))+$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年度?|度)?")
_NUMERAL_YEAR = re.compile(r"(?<![一二三四五六七八九])[二一][〇○零Oo0一二三四五六七八九]{3}年?度?")
_REPORT = re.compile(
    r"的?(?:关于|(?:政府信息|政务信息|政务公开|政府公开|信息(?:主动|依申请|年度|工作)*公开)"
    r"(?!管理|资源|化|中心|办公室|办(?!法)|和政务服务|与政务服务|政务服务|领导小组|服务)|信息年度|依申请公开|"
    r"年度(?:工作)?报告|年度报表|年报|工作年度|工作总结|工作报告|工作情况|公开工作|公开年度|主动公开)"
)
_LEAD = re.compile(
    r"^(?:关于|公布|发布|转发|印发|附件?\d*[:.、]|标题:|名称:|\d+[.、]|年报:|[:,.;、。_\-|>»·•*#]+)+"
)
_TAIL = re.compile(
    r"(?:公布|发布|公开|编制|报送|印发|的|年度|本级|工作|报告|[:,.;、。!_\-|>»·•*#~\"'“”‘’()《》「」\[\]]|(?<!\d)度|年)+$"
)
_NOISE = re.compile(
    r"^(?:.{0,4}(?:盖章|文字|试行|全文|正文|定稿|终稿|最终|修改|修订|图|扫描|公开|定|新|PDF|word|doc).{0,4}|\d+|筹|本级)$",
    re.IGNORECASE,
)
_REPORT_WORDS = re.compile(r"年度报告|工作报告|年报|报告|信息公开")
_PUBLISHES = re.compile(r"^.+?关于(?:公布|发布|印发|转发|公开)(?P<what>.+)$")
_PLACEHOLDER = re.compile(r"[×□※○◯]|[Xx*]{2,}|某某|某[省市县区镇乡局]")
_QUOTED = re.compile(r"《([^《》]*)》?")
_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕|「([^「」]*)」")
_SEPARATOR = re.compile(r"[_|—–\-]+|>+|»")
_MIDDLE = re.compile(r"[·•/,;。:!]")


LONGEST_NAME = 80


class Cleaned(NamedTuple):
    """`name`: the words that name the body, '' when none do; `published`: the name behind 关于发布, '' when
    there is none: who publishes is not always who reports; `beside`: names in other parts of the title
    (after a dash, in brackets), evidence only. `placeholder`: ××市 and the like instead of a name."""

    name: str
    published: str
    beside: tuple[str, ...]
    year: int | None
    placeholder: bool


def simplify(text: str) -> str:
    """NFKC, traditional to simplified characters, every kind of white space out."""
    return to_simplified(_SPACE.sub("", unicodedata.normalize("NFKC", text)))


def _published(text: str) -> str:
    """甲办公室关于发布乙镇2020年政府信息公开年度报告的通知: 乙镇."""
    found = _PUBLISHES.search(_NUMERAL_YEAR.sub("", _YEAR.sub("", text)))
    if found is None:
        return ""
    name, _ = _name_part(found["what"])
    return name if len(name) > 1 else ""


def _behind(text: str) -> str:
    """A name behind the report words (政府信息公开年度报告: 甲局), '' when only report words are left."""
    *_, last = _REPORT_WORDS.split(text)
    tail = _TAIL.sub("", _LEAD.sub("", last))
    return tail if 2 < len(tail) <= 40 and not tail.startswith(("的", "和", "及", "与")) else ""


def _name_part(text: str) -> tuple[str, list[str]]:
    """The name in one piece of a title and the contents of its brackets."""
    asides: list[str] = []

    def keep(found: re.Match[str]) -> str:
        inner = next((group for group in found.groups() if group is not None), "")
        if inner and not _NOISE.match(inner):
            asides.append(inner)
        return ""

    text = _SUFFIX.sub("", text)
    text = _BRACKETED.sub(keep, text)
    text = _LEAD.sub("", _NUMERAL_YEAR.sub("", _YEAR.sub("", text)))
    found = _REPORT.search(text)
    head = text[: found.start()] if found else text
    if head.endswith("人民") and found and found.group().startswith(("政府", "的政府")):
        head += "政府"
    head = _TAIL.sub("", head)
    head = _LEAD.sub("", head)
    if not head and found:
        head = _behind(text)
    parts = [part for part in _MIDDLE.split(head) if len(part) > 1]
    if len(parts) > 1:
        asides[:0] = parts[1:]
        head = parts[0]
    return head.strip("《》“”\"'()[]【】"), asides


def clean(raw: str) -> Cleaned:
    """Possible body names in a raw title (or a plain name), and the report year the title states."""
    text = simplify(raw)
    placeholder = _PLACEHOLDER.search(text) is not None
    dated = _YEAR.search(text)
    year = int(dated.group(1)) if dated else None
    pieces: list[str] = []
    for quoted in _QUOTED.findall(text):
        if _REPORT.search(quoted):
            pieces.append(quoted)
    outer = _QUOTED.sub("", text) if pieces else text.replace("《", "").replace("》", "")
    outer = _SUFFIX.sub("", outer)
    split = [piece for piece in _SEPARATOR.split(outer) if piece]
    if len(split) > 1:
        split.sort(key=lambda piece: _REPORT.search(piece) is None)
    pieces += split
    names: list[str] = []
    asides: list[str] = []
    for piece in pieces:
        name, bracketed = _name_part(piece)
        if name and not name.startswith("的"):
            names.append(name)
        asides += [part for part, _ in map(_name_part, bracketed) if len(part) > 1]
    if not names:
        names = asides
    beside = dict.fromkeys([*names[1:], *asides]) if names else {}
    published = _published(pieces[0]) if pieces else ""
    name = names[0][:LONGEST_NAME] if names else ""
    return Cleaned(name, published[:LONGEST_NAME], tuple(beside), year, placeholder)
