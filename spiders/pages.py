"""A fetched page, read once: meta tags, headings, links, frames, visible text. No page is walked twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from spiders.addresses import absolute, host_of
from spiders.containers import article_body
from spiders.text import compact, decode, squeeze

Node = Any
"""An lxml element; lxml ships no types."""

_HIDDEN = frozenset({"script", "style", "noscript", "template", "title", "textarea", "select"})
_CALLED_ADDRESS = re.compile(
    r"""(?:open|href|replace|assign|goto\w*|go|jump\w*|link\w*)\s*(?:=|\()\s*['"]([^'"]+)['"]""", re.I
)
_SIDE = r"(?:[-_]?(?:bar|box|wrap|con|left|right|top|\d+))*"
_OF_PAGE = r"(?:(?:page|site|index|main|web|common|public|gov|sy|pc|g|w)[-_]?)?"
_MENU_NAMES = (
    rf"(?:[a-z0-9]+[-_])*(?:left|right|top|main|side|sub|foot|head)?[-_]?(?:nav|menu|yqlj|share){_SIDE}"
)
_HEAD_NAMES = rf"{_OF_PAGE}(?:header|head|top|topbar){_SIDE}"
_FOOT_NAMES = rf"{_OF_PAGE}(?:footer|foot|bottom|copyright|friend|friendlinks?|yqlj){_SIDE}"
_MENU = re.compile(f"{_MENU_NAMES}|{_HEAD_NAMES}|{_FOOT_NAMES}")
_FOOT = re.compile(_FOOT_NAMES)
_CRUMB = re.compile(r"crumb|position|location|dqwz|weizhi|wzdh|mbx|curpos|local", re.I)
_CRUMB_PARTS = re.compile(r"[>＞»›→/|\\]|--|::")
_SCRIPTED_TAGS = frozenset({"li", "div", "span", "td", "tr", "p", "button", "img"})
_LINK_TAGS = _SCRIPTED_TAGS | {"a", "area", "option"}
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "ucaptitle"})
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|tit|bt|article_?title|xl_title|ucaptitle|biaoti|headline)(?:$|[\s_-])", re.I
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page: absolute address, text as shown, `title` attribute, and the element itself."""

    url: str
    text: str
    title: str
    node: Node = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The fullest name of the link: the `title` attribute unless it says less than the text."""
        return self.title if len(self.title) >= len(self.text.rstrip(".… ")) else self.text


class Page:
    """One answer of a portal: HTML page, HTML fragment, XML with HTML inside, or JSON."""

    def __init__(self, url: str, body: bytes) -> None:
        """Read `body`, whatever its headers said, as the page at `url`."""
        self.url = url
        self.host = host_of(url)
        self.size = len(body)
        self.html, self.charset = decode(body)

    @cached_property
    def tree(self) -> Node | None:
        """The root element, or None where there is no markup at all."""
        if "<" not in self.html or self.json is not None:
            return None
        source = self.html.replace("\x00", "").encode("utf-8", errors="replace")
        try:
            return etree.fromstring(source, etree.HTMLParser(encoding="utf-8", huge_tree=True))
        except (etree.LxmlError, ValueError):
            return None

    @cached_property
    def json(self) -> Any:
        """The value of a JSON answer (a JSONP wrapper is taken off), or None."""
        source = self.html.strip().lstrip("\ufeff")
        wrapped = re.fullmatch(r"[\w$.]+\s*\((.*)\)\s*;?", source, re.DOTALL)
        source = wrapped[1] if wrapped else source
        if source[:1] not in ("{", "["):
            return None
        try:
            return json.loads(source, strict=False)
        except ValueError:
            return None

    @cached_property
    def nodes(self) -> list[Node]:
        """All elements in document order."""
        return list(self.tree.iter("*")) if self.tree is not None else []

    @cached_property
    def base(self) -> str:
        """Address against which the links of the page resolve."""
        for node in self.nodes:
            if node.tag == "base" and node.get("href"):
                return absolute(self.url, node.get("href")) or self.url
            if node.tag == "body":
                break
        return self.url

    @cached_property
    def meta(self) -> dict[str, str]:
        """Meta tags by lower-case name; the first non-empty content wins."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if node.tag == "meta" and node.get("name"):
                content = squeeze(node.get("content") or "")
                if content:
                    found.setdefault(node.get("name").strip().lower(), content)
        return found

    @cached_property
    def title(self) -> str:
        """Text of the `title` element."""
        return next((squeeze(text_of(node)) for node in self.nodes if node.tag == "title"), "")

    @cached_property
    def named(self) -> list[tuple[Node, str]]:
        """Elements with a class or an id, with both as one text."""
        return [
            (node, f"{node.get('class') or ''} {node.get('id') or ''}")
            for node in self.nodes
            if node.get("class") or node.get("id")
        ]

    @cached_property
    def article(self) -> Node | None:
        """The element that holds the body of an article, where the make of the site is known for it."""
        return article_body(self.nodes)

    @cached_property
    def headings(self) -> list[str]:
        """Texts of headings, then of elements that call themselves title, each in document order."""
        nodes = [node for node in self.nodes if node.tag in _HEADING_TAGS]
        nodes += [node for node, name in self.named if _TITLE_CLASS.search(name)]
        texts = (squeeze(text_of(node)) for node in nodes)
        return list(dict.fromkeys(text for text in texts if 0 < len(text) <= 120))

    @cached_property
    def crumbs(self) -> list[str]:
        """Steps of the breadcrumb line, outermost first."""
        places = [node for node in self.nodes if node.text and "位置" in node.text and len(node.text) < 80]
        places += [node for node, name in self.named if _CRUMB.search(name)]
        for node in places:
            line = squeeze(text_of(node))
            if "位置" in line and len(line) < 8:
                line = squeeze(text_of(node.getparent()))
            if 4 < len(line) <= 160 and ("位置" in line or "首页" in line):
                return [step for part in _CRUMB_PARTS.split(line) if (step := part.strip(" ：:"))]
        return []

    @cached_property
    def links(self) -> list[Link]:
        """All links in document order: `a`, `area`, options and elements that open an address by script."""
        candidates = (node for node in self.nodes if node.tag in _LINK_TAGS)
        return [link for node in candidates if (link := self._link(node)) is not None]

    def _link(self, node: Node) -> Link | None:
        reference = None
        if node.tag in ("a", "area"):
            reference = node.get("href") or ""
            if not absolute(self.base, reference):
                reference = (
                    node.get("data-href") or node.get("data-url") or _called(node.get("onclick") or reference)
                )
        elif node.tag == "option":
            value = node.get("value") or ""
            reference = value if "/" in value or ".htm" in value else None
        elif node.get("onclick"):
            reference = _called(node.get("onclick"))
        url = absolute(self.base, reference) if reference else None
        if url is None:
            return None
        text = squeeze(text_of(node))
        picture = (
            next((child.get("alt") for child in node.iter("img") if child.get("alt")), "") if not text else ""
        )
        return Link(url, text or squeeze(picture), squeeze(node.get("title") or ""), node)

    @cached_property
    def frames(self) -> list[Link]:
        """Frames and embedded objects with an address, in document order."""
        found = []
        for node in self.nodes:
            if node.tag in ("iframe", "frame", "embed", "object"):
                url = absolute(self.base, node.get("src") or node.get("data") or node.get("data-src") or "")
                if url:
                    found.append(Link(url, "", squeeze(node.get("title") or ""), node))
        return found

    @cached_property
    def visible(self) -> str:
        """Text a reader sees, without any blanks."""
        return compact("".join(_visible(self.nodes)))


def _called(script: str) -> str | None:
    call = _CALLED_ADDRESS.search(script)
    return call[1] if call else None


def _visible(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if (text := node.text) and node.tag not in _HIDDEN:
            yield text
        if tail := node.tail:
            yield tail


def text_of(node: Node) -> str:
    """All text below an element."""
    return "".join(node.itertext()) if node is not None else ""


def ancestors(node: Node) -> Iterator[Node]:
    """The element itself and all elements around it, inside out, without `body` and `html`."""
    while node is not None and node.tag not in ("body", "html"):
        yield node
        node = node.getparent()


def _is_marked(node: Node, tags: tuple[str, ...], marks: re.Pattern[str]) -> bool:
    for outer in ancestors(node):
        if outer.tag in tags:
            return True
        names = f"{outer.get('class') or ''} {outer.get('id') or ''}".lower().split()
        if any(marks.fullmatch(name) for name in names):
            return True
    return False


def in_menu(node: Node) -> bool:
    """Whether an element stands in the header, the menus or the foot of a page."""
    return _is_marked(node, ("header", "nav", "footer"), _MENU)


def in_foot(node: Node) -> bool:
    """Whether an element stands in the foot of a page or among its friendly links."""
    return _is_marked(node, ("footer",), _FOOT)
