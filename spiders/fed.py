"""Is a page filled by script? Told from the page as the portal sent it; no script is run.

Whoever asks has found that what should stand on the page does not: a list without rows, an article without
text. Empty elements that a script fills stand on many a good page.
"""

from __future__ import annotations

import re

from spiders.attachments import attachments
from spiders.lists import Row
from spiders.pages import Node, Page, text_of
from spiders.rendering import mark_of
from spiders.reports import has_report_text
from spiders.text import compact

_ROOTS = frozenset(
    {"app", "root", "__next", "__nuxt", "q-app", "main-app", "vue-app", "react-root", "layout"}
)
"""Names of the one element that the usual frameworks fill."""
_FRAMES = frozenset({"div", "main", "section", "app-root", "body"})
_FILLED = frozenset({"div", "ul", "ol", "dl", "table", "tbody", "section", "article", "main", "span", "td"})
_SCRIPT = re.compile(r"<script\b([^<>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_LOADS = re.compile(
    r"\bfetch\s*\(|XMLHttpRequest|\baxios\b|\$\.|jQuery\.|\.(?:ajax|getJSON|post|load)\s*\(|new Vue"
)
_TEMPLATE = re.compile(
    r"""\b(v-for|ng-repeat|v-html|:href|x-for)\s*=|<script[^<>]+type=["']text/(?:html|x?-?template|x-handlebars)"""
)
_HOLDER = re.compile(r"\{\{[^{}\n]{1,80}\}\}")
_WAITING = re.compile(
    r"(?:数据|内容|页面|列表)?(?:正在|努力)?加载中?(?:请稍[候后等])?|loading|请稍[候后等]", re.IGNORECASE
)
_TELLING = re.compile(
    r"list|news|content|article|data|result|table|detail|zoom|zw|nr|xxgk|nianbao|main|body|con", re.IGNORECASE
)
_LONGEST_WAITING = 30
_APPLICATION_TEXT = 200
"""Characters that the page of an application shows without its scripts, at the most."""


def is_application(page: Page) -> str | None:
    """Return the evidence where a page is but the frame of an application, the same for all addresses."""
    if page.tree is None or mark_of(page.html) or not _runs(page) or len(page.visible) > _APPLICATION_TEXT:
        return None
    for node in page.tree.iter(*_FRAMES):
        name = (node.get("id") or "").lower()
        if (node.tag == "app-root" or name in _ROOTS) and _is_empty(node):
            return f"{_named(node)} is empty, an application fills it"
    return None


def is_bare(page: Page, row: Row | None = None) -> bool:
    """Whether a page that should be a report has neither its text nor a file, frame or picture instead."""
    if has_report_text(page) or attachments(page, row.attachments if row else ()):
        return False
    if any(not page.in_foot(frame.node) for frame in page.frames):
        return False
    return page.article is None or next(page.article.iter("img"), None) is None


def fed_by_script(page: Page) -> str | None:
    """Return the evidence where scripts fill a page that lacks what should stand on it; None elsewhere."""
    if page.tree is None or mark_of(page.html):
        return None
    if application := is_application(page):
        return application
    inline = "\n".join(script for attributes, script in _SCRIPT.findall(page.html) if script.strip())
    if found := _TEMPLATE.search(page.html):
        return f"template of a script framework ({compact(found[1] or 'script of type text/html')})"
    if holder := _HOLDER.search(page.visible):
        return f"place holder {holder[0][:40]}"
    if not (_LOADS.search(inline) or _runs(page)):
        return None
    return _filled_element(page, inline)


def _filled_element(page: Page, inline: str) -> str | None:
    """The empty element that a script of the page names, or whose name says that content belongs there."""
    unnamed = None
    for node in page.tree.iter(*_FILLED) if page.tree is not None else ():
        if page.in_menu(node) or not _is_empty(node):
            continue
        identity, classes = node.get("id") or "", node.get("class") or ""
        for name, sign in ((identity, "#"), *((word, ".") for word in classes.split())):
            if name and re.search(rf"""["'`(]{sign}?{re.escape(name)}["'`\s)]""", inline):
                return f"{_named(node)} is empty, a script of the page fills it"
        if unnamed is None and _TELLING.search(f"{identity} {classes}"):
            unnamed = node
    return (
        f"{_named(unnamed)} is empty, the page runs scripts" if unnamed is not None and _runs(page) else None
    )


def _runs(page: Page) -> bool:
    """Whether the page loads a script of its own."""
    return any(
        _SOURCE.search(attributes) or _LOADS.search(inside)
        for attributes, inside in _SCRIPT.findall(page.html)
    )


def _is_empty(node: Node) -> bool:
    """Whether an element shows nothing, or only that something is on its way."""
    if any(
        next(node.iter(tag), None) is not None for tag in ("a", "img", "iframe", "embed", "object", "input")
    ):
        return False
    shown = compact("".join(text_of(child) for child in node if child.tag in ("script", "style", "noscript")))
    text = compact(text_of(node)).replace(shown, "", 1) if shown else compact(text_of(node))
    return not text or (len(text) <= _LONGEST_WAITING and _WAITING.search(text) is not None)


def _named(node: Node) -> str:
    identity, classes = node.get("id"), (node.get("class") or "").split()
    return f"{node.tag}#{identity}" if identity else f"{node.tag}.{classes[0]}" if classes else str(node.tag)
