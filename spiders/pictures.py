"""Reports that a page shows as pictures of their pages: in the article, or leafed through by a script.

What a picture is for is told by where it stands, what it is called and how large the page shows it; its real
size is known only when it is there (`spiders.albums`).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from spiders.addresses import absolute, canonical
from spiders.pages import Node, Page, ancestors, text_of
from spiders.reports import has_report_text, in_article
from spiders.text import compact

Picture = str | bytes
"""The address of a picture, or the picture itself where the page carries it."""

MOST_PICTURES = 200
_LITTLE_TEXT = 600
"""Characters of an article with more text than that are the report; its pictures only adorn it."""
_SMALL = 200
"""A picture shown smaller than this (pixels) cannot be read."""
_KEPT_FOR_SCRIPTS = ("data-original", "data-src", "data-echo", "data-lazy-src", "original", "_src")
_ENDING = re.compile(r"\.(?:jpe?g|png|webp|tiff?|bmp)$", re.IGNORECASE)
_INLINE = re.compile(r"data:image/(?:png|jpe?g|webp|tiff|bmp);base64,", re.IGNORECASE)
_DECORATION = re.compile(
    r"logo|qr_?code|(?:^|[^a-z])qr(?:[^a-z]|$)|ewm|erweima|wei_?xin|we_?chat|wx(?:gzh|code)?\d*\.|weibo|share|icon|(?:^|[^a-z])ico(?:[^a-z]|$)"
    r"|btn|button|arrow|(?:^|[^a-z])(?:dot|line|bg|nav|top|left|right|ad)\d*\.|banner|loading|blank|spacer|print|close\.|jiucuo|wzagg|sz[ab]g"
    r"|/(?:skins?|themes?|templates?|css|icons?)/",
    re.IGNORECASE,
)
_DECORATION_NAME = re.compile(
    r"二维码|扫一扫|扫码|分享|图标|logo|标志|打印|关闭|纠错|微信|微博|客户端", re.IGNORECASE
)
_PIXELS = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d+)(?:\.\d+)?px", re.IGNORECASE)
_BACKGROUND = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_QUOTED_PICTURE = re.compile(r"""["']([^"'\s<>]+\.(?:jpe?g|png|webp)(?:\?[^"'\s]*)?)["']""", re.IGNORECASE)
_NUMBER = re.compile(r"\d+|[0-9a-f]{16,}", re.IGNORECASE)
_PAGES = re.compile(
    r"\b(?:total)?_?page_?(?:count|num|total|s)[\"']?\s*[:=]\s*[\"']?(\d{1,3})\b", re.IGNORECASE
)
_FOLDER = re.compile(
    r"\b(large|big|normal|page|img|image|picture)_?(?:path|dir|folder|url)[\"']?\s*[:=]\s*[\"']([^\"']+/)[\"']",
    re.IGNORECASE,
)
_ENDING_OF_PAGES = re.compile(
    r"\b(?:ext|suffix|imgtype|format)[\"']?\s*[:=]\s*[\"']\.?(jpe?g|png|webp)[\"']", re.I
)
_COARSE = re.compile(r"thumb|small|mini|preview|mobile", re.IGNORECASE)
_CONFIGURATION = re.compile(r"(?:config|pages?|book|flip)[\w.-]*\.js$", re.IGNORECASE)
_LIBRARY = re.compile(r"jquery|\.min\.js$|turn\.js$|bootstrap|swiper|layui|polyfill", re.IGNORECASE)


def article_pictures(page: Page) -> list[Picture]:
    """Return the pictures that stand where the text of a report should, in their order, each once."""
    if "<img" not in page.html and "<IMG" not in page.html:
        return []
    if has_report_text(page):
        if re.search(r"<table\b", page.html, re.IGNORECASE):
            return []
    elif has_prose(page):
        return []
    found: dict[str, Picture] = {}
    for node in page.tree.iter("img") if page.tree is not None else ():
        if not _is_adornment(page, node) and (picture := _picture(page, node)) is not None:
            key = canonical(picture) if isinstance(picture, str) else f"inline {hash(picture)}"
            found.setdefault(key, picture)
    return list(found.values())[:MOST_PICTURES]


def book_pictures(page: Page, script: str | None = None) -> list[Picture]:
    """Return the pages of a flip-book, as its configuration lists them (`script`, or those of the page).

    Either each picture is named, or a folder and the number of pages; pages in a style are taken too.
    """
    source = script if script is not None else "\n".join(_SCRIPT.findall(page.html))
    named: dict[str, list[str]] = {}
    for address in [*_QUOTED_PICTURE.findall(source), *_backgrounds(page)]:
        url = absolute(page.base, address.replace("\\/", "/"))
        if url and not _DECORATION.search(url):
            series = named.setdefault(_NUMBER.sub("#", urlsplit(url).path), [])
            if url not in series:
                series.append(url)
    series = max(named.values(), key=lambda urls: (not _COARSE.search(urls[0]), len(urls)), default=[])
    if len(series) > 1:
        return list(series[:MOST_PICTURES])
    return _counted(page, source)


def configurations(page: Page) -> list[str]:
    """Return the addresses of scripts that may list the pages of a flip-book."""
    sources = [node.get("src") or "" for node in page.tree.iter("script")] if page.tree is not None else []
    urls = [url for source in sources if (url := absolute(page.base, source))]
    return [
        url
        for url in urls
        if _CONFIGURATION.search(urlsplit(url).path) and not _LIBRARY.search(urlsplit(url).path)
    ][:2]


def _counted(page: Page, source: str) -> list[Picture]:
    """The pages of a book that gives a folder and a number of pages; the folder of large ones first."""
    count = _PAGES.search(source)
    folders = {name.lower(): folder for name, folder in reversed(_FOLDER.findall(source))}
    if count is None or not folders:
        return []
    folder = next((folders[name] for name in ("large", "big", "normal") if name in folders), None)
    folder = folder or next(iter(folders.values()))
    ending = _ENDING_OF_PAGES.search(source)
    names = (f"{folder}{number}.{ending[1] if ending else 'jpg'}" for number in range(1, int(count[1]) + 1))
    found: list[Picture] = [url for name in names if (url := absolute(page.base, name))]
    return found[:MOST_PICTURES]


def _backgrounds(page: Page) -> Iterator[str]:
    for node in page.tree.iter("div", "li", "section") if page.tree is not None else ():
        found = _BACKGROUND.search(node.get("style") or "")
        if found and _ENDING.search(urlsplit(found[1]).path):
            yield found[1]


def has_prose(page: Page) -> bool:
    """Whether an article has a text of its own, so that its pictures are not its pages."""
    if page.article is not None:
        return len(compact(text_of(page.article))) > _LITTLE_TEXT
    own = 0
    for node in page.nodes:
        if node.text and node.tag in ("p", "div", "span", "td", "section") and not page.in_menu(node):
            own += len(compact(node.text))
    return own > _LITTLE_TEXT


def _picture(page: Page, node: Node) -> Picture | None:
    sources = [node.get(name) for name in _KEPT_FOR_SCRIPTS] + [node.get("src")]
    for source in sources:
        if source and _INLINE.match(source):
            return decoded(source.partition(",")[2])
        if source and (url := absolute(page.base, source)) and _may_be_picture(url):
            return url
    return None


def decoded(text: str) -> bytes | None:
    """Bytes written in base64, with blanks or without their padding; None for what is none."""
    plain = "".join(text.split()).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _may_be_picture(url: str) -> bool:
    path = urlsplit(url).path
    return bool(_ENDING.search(path)) or "." not in path.rsplit("/", 1)[-1] or ".jsp" in path or ".do" in path


def _is_adornment(page: Page, node: Node) -> bool:
    """Whether a picture is a sign, a code to scan or a link's picture rather than a page."""
    if page.in_menu(node) or page.in_foot(node) or not in_article(page, node):
        return True
    words = " ".join(node.get(name) or "" for name in ("alt", "title"))
    names = " ".join(node.get(name) or "" for name in ("class", "id"))
    source = next((node.get(name) for name in (*_KEPT_FOR_SCRIPTS, "src") if node.get(name)), "")
    source = "" if source.startswith("data:") else source
    if _DECORATION_NAME.search(words) or _DECORATION.search(f"{names} {source}"):
        return True
    if any(size < _SMALL for size in _shown_sizes(node)):
        return True
    link = next((outer for outer in ancestors(node) if outer.tag == "a"), None)
    target = absolute(page.base, link.get("href") or "") if link is not None else None
    return target is not None and not _ENDING.search(urlsplit(target).path)


def _shown_sizes(node: Node) -> Iterator[int]:
    for name in ("width", "height"):
        value = (node.get(name) or "").strip().removesuffix("px")
        if value.isascii() and value.isdigit() and int(value) > 0:
            yield int(value)
    for _, value in _PIXELS.findall(node.get("style") or ""):
        yield int(value)
