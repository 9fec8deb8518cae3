"""A fetched page, read once: meta tags, headings, links, frames, visible text. No page is walked twice.

Everything is read when it is first asked for. What the head and the markup tell needs no tree: a report page
that a list led to is known by them alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from spiders import chapters
from spiders.addresses import absolute, host_of, may_name_files
from spiders.containers import article_body
from spiders.heads import Head, read_head
from spiders.openers import Openers
from spiders.scripted import scripted_markup
from spiders.text import compact, decode, shown, squeeze

Node = Any
"""An lxml element; lxml ships no types."""

_HIDDEN = frozenset({"script", "style", "noscript", "template", "title", "textarea", "select"})
_CALLED_ADDRESS = re.compile(
    r"""(?:open|href|replace|assign|goto\w*|go|jump\w*|link\w*)\s*(?:=|\()\s*['"]([^'"]+)['"]""", re.I
)
_QUOTED_ADDRESS = re.compile(
    r"""[(,]\s*['"]((?:https?:/|\.{0,2}/)[^'"\s]+|[^'"\s/]+/[^'"\s]*|[^'"\s]+\.s?html?)['"]"""
)
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|zip|rar|ofd)(?![a-z])", re.IGNORECASE)
_LISTED_TITLE = re.compile(
    r"(?:文章|信息)?标\s?题\s*[:：]\s*(?P<title>.+?)\s*(?:$|(?:点击|浏览|阅读|发表|发布|更新|作者|来源|日期|时间)\w{0,4}\s*[:：])"
)
_DATA_ADDRESSES = ("data-href", "data-url", "data-link")
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
        self.body = body
        self.size = len(body)
        self.html, self.charset = decode(body)
        self._menus = _Zone(("header", "nav", "footer"), _MENU)
        self._feet = _Zone(("footer",), _FOOT)

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
    def head(self) -> Head:
        """What stands before the body."""
        return read_head(self.html if self.json is None else "")

    @cached_property
    def chapters(self) -> tuple[int, int] | None:
        """Places in the markup of the first and the last chapter heading of a report, if they are plain."""
        return chapters.span_in_markup(self.html, self.head.end)

    @cached_property
    def beside(self) -> str:
        """Text before and after the chapters of a report, without blanks; all text where there are none."""
        if self.chapters is None:
            return self.visible
        first, last = self.chapters
        return f"{shown(self.html[self.head.end : first])} {shown(self.html[last:])}"

    @cached_property
    def base(self) -> str:
        """Address against which the links of the page resolve."""
        return (absolute(self.url, self.head.base) if self.head.base else None) or self.url

    @property
    def meta(self) -> dict[str, str]:
        """Meta tags by lower-case name; the first non-empty content wins."""
        return self.head.meta

    @property
    def title(self) -> str:
        """Text of the `title` element."""
        return self.head.title

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
        nodes = list(self._every(*_HEADING_TAGS))
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
        nodes = [*self._every(*_LINK_TAGS), *self._scripted()]
        return [link for node in nodes if (link := self._link(node)) is not None]

    def _scripted(self) -> list[Node]:
        """Link elements that only scripts put on the page."""
        markup = scripted_markup(self.html) if self.tree is not None else ""
        if not markup:
            return []
        source = f"<html><body>{markup}</body></html>".encode(errors="replace")
        tree = etree.fromstring(source, etree.HTMLParser(encoding="utf-8", huge_tree=True))
        return list(tree.iter(*_LINK_TAGS))

    @cached_property
    def file_links(self) -> list[Link]:
        """Those of the links that may lead to a file, without a look at the others."""
        if "links" in self.__dict__:
            return self.links
        bare = (
            self.chapters is None
        )  # without its text, a page may name its file in the text of the link alone
        marked = (
            node
            for node in self._every(*_LINK_TAGS)
            if may_name_files(" ".join(node.attrib.values()))
            or (bare and node.tag == "a" and _FILE_NAME.search(text_of(node)))
        )
        return [link for node in marked if (link := self._link(node)) is not None]

    def _every(self, *tags: str) -> Iterator[Node]:
        """All elements with one of the tags, in document order."""
        return self.tree.iter(*tags) if self.tree is not None else iter(())

    @cached_property
    def _openers(self) -> Openers:
        """The functions of the page that open addresses."""
        return Openers(self.html)

    def _link(self, node: Node) -> Link | None:
        reference = None
        if node.tag in ("a", "area"):
            reference = node.get("href") or ""
            if not absolute(self.base, reference):
                reference = _in_data(node) or self._called(node.get("onclick") or reference)
        elif node.tag == "option":
            value = node.get("value") or ""
            reference = value if "/" in value or ".htm" in value else self._chosen(node, value)
        elif node.tag != "img":
            reference = _in_data(node) or self._called(node.get("onclick") or "")
        else:
            reference = self._called(node.get("onclick") or "")
        url = absolute(self.base, reference) if reference else None
        if url is None:
            return None
        text = squeeze(text_of(node))
        picture = (
            next((child.get("alt") for child in node.iter("img") if child.get("alt")), "") if not text else ""
        )
        return Link(url, text or squeeze(picture), _said_title(node.get("title") or ""), node)

    def _called(self, script: str) -> str | None:
        """The address that the script of an element opens: by a function of the page, else the one in it."""
        return (self._openers.address(script) if script else None) or _called(script)

    def _chosen(self, option: Node, value: str) -> str | None:
        """The address that the script of a choice opens for one of its options."""
        choice = next(option.iterancestors("select"), None)
        script = choice.get("onchange") if choice is not None else None
        return self._openers.chosen(script, value) if script and value else None

    @cached_property
    def frames(self) -> list[Link]:
        """Frames and embedded objects with an address, in document order."""
        found = []
        for node in self._every("iframe", "frame", "embed", "object"):
            url = absolute(self.base, node.get("src") or node.get("data") or node.get("data-src") or "")
            if url:
                found.append(Link(url, "", squeeze(node.get("title") or ""), node))
        return found

    def in_menu(self, node: Node) -> bool:
        """Whether an element stands in the header, the menus or the foot of the page."""
        return self._menus.holds(node)

    def in_foot(self, node: Node) -> bool:
        """Whether an element stands in the foot of the page or among its friendly links."""
        return self._feet.holds(node)

    @cached_property
    def visible(self) -> str:
        """Text a reader sees, without any blanks."""
        return compact("".join(_visible(self.nodes)))


def _said_title(attribute: str) -> str:
    """A `title` attribute; of one that lists author, hits and time the title alone."""
    title = squeeze(attribute)
    if "标题" not in title:
        return title
    listed = _LISTED_TITLE.search(title)
    return listed["title"] if listed else title


def _in_data(node: Node) -> str | None:
    """The address that an element keeps for a script."""
    return next((value for name in _DATA_ADDRESSES if (value := node.get(name))), None)


def _called(script: str) -> str | None:
    call = script and (_CALLED_ADDRESS.search(script) or _QUOTED_ADDRESS.search(script))
    return call[1] if call else None


def _visible(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if (text := node.text) and node.tag not in _HIDDEN:
            yield text
        if tail := node.tail:
            yield tail


def text_of(node: Node) -> str:
    """All text below an element."""
    if node is None:
        return ""
    return "".join(node.itertext()) if len(node) else node.text or ""


def ancestors(node: Node) -> Iterator[Node]:
    """The element itself and all elements around it, inside out, without `body` and `html`."""
    while node is not None and node.tag not in ("body", "html"):
        yield node
        node = node.getparent()


@dataclass(slots=True)
class _Zone:
    """A part of a page, told by the tags and names of its elements; every element is judged once."""

    tags: tuple[str, ...]
    names: re.Pattern[str]
    judged: dict[Node, bool] = field(default_factory=dict)

    def holds(self, node: Node) -> bool:
        """Whether an element or one around it belongs to the zone."""
        judged, way, inside = self.judged, [], False
        while node is not None and node.tag not in ("body", "html"):
            known = judged.get(node)
            if known is not None:
                inside = known
                break
            way.append(node)
            if self._begins_at(node):
                inside = True
                break
            node = node.getparent()
        for outer in way:
            judged[outer] = inside
        return inside

    def _begins_at(self, node: Node) -> bool:
        if node.tag in self.tags:
            return True
        names, name = node.get("class") or "", node.get("id") or ""
        if not (names or name):
            return False
        return any(self.names.fullmatch(part) for part in f"{names} {name}".lower().split())
