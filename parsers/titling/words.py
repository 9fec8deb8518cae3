"""The words of words.toml as compiled patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def one_of(patterns: Sequence[str]) -> str:
    """A group that matches any of the patterns."""
    return "(?:" + "|".join(patterns) + ")"


_NAME, _AROUND, _COMPANIONS, _BODIES = (WORDS[key] for key in ("name", "around", "companions", "bodies"))

YEAR_INSIDE = (
    r"[(\[]?(?:[2二][0-9〇○零一二三四五六七八九Oo]{3}|(?<![0-9])[0-4][0-9](?=年))(?:年度?|度)?[)\]]?"
)
_FILLER = rf"(?>{one_of(_NAME['filler'])}|{YEAR_INSIDE}|年度?)"
NAME = re.compile(
    rf"(?P<subject>{one_of(_NAME['subject'])})(?P<middle>{_FILLER}*?)(?P<kind>{one_of(_NAME['kind'])})"
)
CUT_NAME = re.compile(
    rf"(?P<subject>(?:政府|政务)?信息(?:公(?:开)?)?)(?P<middle>(?>{one_of(_NAME['filler'])}|{YEAR_INSIDE})*)"
    r"(?P<kind>(?:年(?:度(?:工(?:作)?)?(?:报)?)?)?)$"
)
WEAK_NAME = re.compile(r"(?P<subject>)(?P<middle>)(?P<kind>年度报告|年报)")
BARE_YEAR = re.compile(YEAR_INSIDE)

_DECORATION = one_of(_AROUND["decorations"])
DECORATION = re.compile(rf"(?:{_DECORATION}|[0-9]{{1,3}})")
BRACKETED_DECORATION = re.compile(
    rf"(?>{_DECORATION}|{one_of(_AROUND['bracketed'])}|[0-9]{{1,3}}|[、,及和])*"
)
_LABEL = one_of(_AROUND["labels"]) + "[0-9一二三四五六七八九十]{0,3}"
LABEL = re.compile(
    rf"(?:[(\[](?:{_LABEL}|{one_of(_AROUND['bracketed'])}|{_DECORATION})[)\]]|{_LABEL}[:、]|附件?(?=20[0-9]{{2}})"
    r"|[(\[]?[0-9]{1,3}[)\].、](?![0-9])|[0-9]{1,2}-[0-9]{1,2}(?![0-9])|[(\[]?[一二三四五六七八九十]{1,3}[)\]、]"
    r"|[0-9]{4}年发布的|[·※★●◆■▪*>#]+)"
)
SENDER = re.compile(rf"^(?P<body>.*?)关于(?P<verb>{one_of(_AROUND['carrying'])})?")
LETTER = re.compile(one_of(_AROUND["carried_by_letter"]))
ANNOUNCED = frozenset(_AROUND["announced"])
NOTICE = re.compile(one_of(_AROUND["carried_by_notice"]))
NOTICED = frozenset(_AROUND["noticed"])
NOTICED_QUOTED = NOTICED | frozenset(_AROUND["noticed_quoted"])

EXPLAINING = re.compile(one_of(_COMPANIONS["explaining"]))
COMPANION = re.compile(one_of([*_COMPANIONS["explaining"], *_COMPANIONS["anywhere"]]))
COMPANION_IN_PREFIX = re.compile(one_of(_COMPANIONS["in_prefix"]))
OTHER_SUBJECT = re.compile(_COMPANIONS["other_subjects"])

ENTERPRISE = re.compile(one_of(_BODIES["enterprise"]) + r"(?:[(（].*[)）])?$")
INSTITUTION = re.compile(one_of(_BODIES["institution"]) + r"(?:[(（].*[)）])?$")
PLACEHOLDER = re.compile(one_of(_BODIES["placeholder"]))
PLURAL = re.compile(one_of(_BODIES["plural"]))
COLLECTED = re.compile(one_of(_BODIES["collected"]))
BODY_ENDING = re.compile(rf"[一-鿿]{one_of(_BODIES['ending'])}(?:[(（].+[)）])?$")
SITE = re.compile(r"[一-鿿]{2,25}" + one_of(_BODIES["site_ending"]) + r"(?:20[0-9]{2}年?度?)?")
WITHIN_PLACE = re.compile(_BODIES["within_place"])
LEAD_OVER = re.compile(_BODIES["lead_over"])
SELF_REFERENCE = re.compile(_BODIES["self_reference"])

REPORT_SLUG = re.compile(WORDS["context"]["report_slug"], re.IGNORECASE)
LOOKALIKE_SLUG = re.compile(WORDS["context"]["lookalike_slug"], re.IGNORECASE)
