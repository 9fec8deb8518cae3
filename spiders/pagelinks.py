"""Links to the other pages of a list: numbers, `next`, a choice of numbers, addresses made by a script.

A link is told by its meaning: its name, its title, the name of its class; then whether its address can be a
page of the same list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urljoin, urlsplit

from spiders.addresses import absolute, canonical, host_of, is_home, with_query
from spiders.pages import Link, Node, Page
from spiders.text import compact

MOST_PAGES = 5000
PAGE_PARAMETERS = (
    "pageIndex",
    "pageindex",
    "pageNum",
    "pageNo",
    "page",
    "currentPage",
    "currpage",
    "cur_page",
    "Page",
    "p",
)
_LONGEST_RUN = 12
"""A pager shows a dozen numbers at the most; a calendar shows more."""
_OPENING, _CLOSING = r"^[\[【（(<«‹]*", r"[>›»→\]】）)]*$"
_NEXT = re.compile(rf"{_OPENING}(?:翻?下一?[页頁]|后一?[页頁]|next)(?:page)?{_CLOSING}", re.IGNORECASE)
_ARROW = re.compile(r"^(?:>|›|»|→|>>)$")
_NEXT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:page[-_]?)?next(?:[-_]?page|[-_]?btn)?(?:$|[\s_-])|nextpage", re.IGNORECASE
)
_NUMBER = re.compile(r"^[\[【（(第]*(\d{1,4})[页頁]?[\]】）)]*$")
_LAST = re.compile(rf"{_OPENING}(?:尾页|末页|最后一?页|last){_CLOSING}", re.IGNORECASE)
_OFF = re.compile(r"disabled|nolink|no_?more|forbid", re.IGNORECASE)
_NUMBER_IN_URL = re.compile(
    r"(?P<before>.*?(?:[_/=-]|page|index|list))(?P<number>\d{1,5})(?P<after>(?:\.[a-z]+)?(?:[?&].*)?)$", re.I
)
_ENDING = re.compile(r"(?<!\d)(\d{1,4})(?:/?|\.[a-z]{2,6})$", re.IGNORECASE)
_WRITTEN = re.compile(
    r"""(?:href|location|open|url|replace|assign)[^;\n]{0,40}?[=(]\s*["'](?P<before>[^"'<>\s]*)["']\s*\+\s*"""
    r"""\(?\s*(?:parseInt\()?(?P<name>[A-Za-z_$][\w$.]*(?:\(\s*\))?)\)?\s*(?P<less>-\s*1)?\s*\)?"""
    r"""\s*(?:\+\s*["'](?P<after>[^"'<>\s]*)["'])?"""
    r"""|(?:href|location|open|url|replace|assign)[^;\n]{0,40}?[=(]\s*`(?P<start>[^`<>\s$]*)\$\{\s*[\w$.()]+\s*(?P<one>-\s*1)?\s*\}"""
    r"""(?P<end>[^`<>\s$]*)`"""
)
_CALLED = re.compile(r"\(\s*['\"]?\d+|\(\s*['\"][^'\"]|doPostBack")


@dataclass(slots=True)
class Linked:
    """Addresses of other pages that a page links, in order; `unread`: a `next` that leads nowhere plain."""

    urls: list[str] = field(default_factory=list)
    unread: str = ""


def linked_pages(page: Page, pages: int | None) -> Linked:
    """Read the links to other pages of a list; `pages` is how many there are, where that is known."""
    numbered: dict[int, str] = {}
    following: list[str] = []
    unsure: list[tuple[int, Link]] = []
    also: dict[int, str] = {}
    blocks: list[Node] = []
    last = ""
    for link in page.links:
        if link.node.tag == "option":
            continue
        if _is_next(link):
            if host_of(link.url) == page.host and not is_home(link.url):
                blocks.append(link.node.getparent())
                following.append(link.url)
            continue
        name = compact(link.text) or compact(link.title)
        number = _NUMBER.match(name)
        if number and 1 < int(number[1]) <= MOST_PAGES:
            if differs_in_number(page.url, link.url):
                numbered.setdefault(int(number[1]), link.url)
            else:
                unsure.append((int(number[1]), link))
        elif _ARROW.match(name) and differs_in_number(page.url, link.url):
            following.append(link.url)
        elif _LAST.match(name) and differs_in_number(page.url, link.url):
            last = link.url
    for place, link in unsure:
        beside_next = link.node.getparent() in blocks and host_of(link.url) == page.host
        if beside_next or (not numbered and _carries(page.url, link.url, place)):
            also[place] = link.url
    numbered = {**also, **(numbered or _in_steps(page.url, unsure))}
    numbered = numbered or _chosen(page)
    urls = [url for _, url in sorted(numbered.items())]
    if numbered and pages and max(numbered) < pages:
        urls = _filled(numbered, pages) or urls
    if not urls and pages and pages > 1:
        written = _written(page, pages)
        urls = written if not following or following[0] in written else []
    if not urls and not following and last:
        urls = _up_to(last)
    own = canonical(page.url)
    found = [url for url in dict.fromkeys(urls + following) if canonical(url) != own]
    run = [number for number, _ in unsure]
    lost = f"links called {run}" if 1 < len(run) <= _LONGEST_RUN and run == [*range(2, len(run) + 2)] else ""
    return Linked(found, "" if found else _unread(page) or lost)


def _is_next(link: Link) -> bool:
    """Whether a link is called `next page`, by its text, its title or, where it has no text, its class."""
    for name in (compact(link.text), compact(link.title)):
        if name and _NEXT.match(name):
            return True
    return not link.text and bool(_NEXT_CLASS.search(link.node.get("class") or ""))


def _carries(own: str, url: str, number: int) -> bool:
    """Whether an address below the list's own folder ends in its number, or has it as a parameter."""
    parts, listed = urlsplit(url), urlsplit(own)
    if parts.netloc != listed.netloc or not parts.path.startswith(listed.path.rpartition("/")[0] + "/"):
        return False
    ending = _ENDING.search(parts.path)
    values = [value for _, value in parse_qsl(parts.query)] + ([ending[1]] if ending else [])
    return any(value.isdigit() and int(value) in (number, number - 1) for value in values)


def _in_steps(own: str, unsure: list[tuple[int, Link]]) -> dict[int, str]:
    """Pages whose addresses count rows: page 2 begins at `start=20`, page 3 at `start=40`."""
    pages: dict[int, str] = {}
    steps: set[tuple[str, int]] = set()
    listed = dict(parse_qsl(urlsplit(own).query))
    for number, link in unsure:
        if urlsplit(link.url).path != urlsplit(own).path or host_of(link.url) != host_of(own):
            continue
        given = dict(parse_qsl(urlsplit(link.url).query))
        changed = [name for name in given if given[name] != listed.get(name)]
        if len(changed) != 1 or not given[changed[0]].isdigit():
            continue
        start = int(given[changed[0]])
        if start and start % (number - 1) == 0 and start != number:
            steps.add((changed[0], start // (number - 1)))
            pages.setdefault(number, link.url)
    return pages if len(steps) == 1 and len(pages) > 1 else {}


def _chosen(page: Page) -> dict[int, str]:
    """Pages behind a choice of page numbers that a form sends or a script makes an address of."""
    for node in page.nodes:
        if node.tag != "select":
            continue
        options = [
            (_NUMBER.match(compact("".join(o.itertext()))), o.get("value") or "") for o in node.iter("option")
        ]
        if len(options) < 2 or not all(number for number, _ in options):
            continue
        form = next((outer for outer in node.iterancestors("form")), None)
        pages = {int(number[1]): value for number, value in options if number}
        own = min(pages)
        if all("/" in value or ".htm" in value for value in pages.values()):
            made = {n: absolute(page.base, value) for n, value in pages.items()}
        elif node.get("name") and (form is None or (form.get("method") or "get").lower() == "get"):
            action = absolute(page.base, form.get("action") or page.url) if form is not None else page.url
            made = {n: with_query(action or page.url, **{node.get("name"): v}) for n, v in pages.items()}
        else:
            continue
        return {n: url for n, url in made.items() if url and n != own}
    return {}


def _written(page: Page, pages: int) -> list[str]:
    """Addresses that a script of the page makes of a number: `location.href = "list_" + n + ".html"`."""
    for found in _WRITTEN.finditer(page.html):
        shift = 1 if found["less"] or found["one"] else 0
        first, last = 2 - shift, min(pages, MOST_PAGES) - shift
        before, after = found["before"] or found["start"] or "", found["after"] or found["end"] or ""
        urls = [urljoin(page.base, f"{before}{n}{after}") for n in range(first, last + 1)]
        if urls and differs_in_number(page.url, urls[0]):
            return urls
    return []


def _unread(page: Page) -> str:
    """What `next` or `last` says, where it calls a script that could not be read."""
    for node in page.nodes:
        if node.tag not in ("a", "span", "li", "button", "input", "div") or len(node) > 1:
            continue
        name = compact("".join(node.itertext()) or node.get("value") or "")
        if not 1 < len(name) <= 8 or not (_NEXT.match(name) or _LAST.match(name)):
            continue
        script = f"{node.get('onclick') or ''} {node.get('href') or ''}"
        if _CALLED.search(script) and not _OFF.search(node.get("class") or ""):
            return f"{name}: {script.strip()[:80]}"
    return ""


def _up_to(last: str) -> list[str]:
    """Addresses of the second to the last page, where the last one is all that is linked."""
    parts = _NUMBER_IN_URL.match(last)
    if not parts:
        return []
    return [
        f"{parts['before']}{n}{parts['after']}" for n in range(2, min(int(parts["number"]), MOST_PAGES) + 1)
    ]


def _filled(numbered: dict[int, str], total: int) -> list[str]:
    """Addresses of all pages where the links show some of them: the number must run along in the address."""
    number, url = next(iter(numbered.items()))
    parts = _NUMBER_IN_URL.match(url)
    if not parts:
        return []
    step = int(parts["number"])
    direction = -1 if step == total - number + 1 and step != number else 1
    return [
        f"{parts['before']}{step + direction * (n - number)}{parts['after']}"
        for n in range(2, min(total, MOST_PAGES) + 1)
    ]


def differs_in_number(one: str, other: str) -> bool:
    """Whether two addresses are pages of one list: same host, same shape with numbers left out."""

    def shape(url: str) -> str:
        key = re.sub(r"\d+", "", canonical(url)).lower()
        key = re.sub(r"[?&](?:pageindex|pagenum|pageno|page|currentpage|currpage|cur_page|p)=", "", key)
        key = re.sub(
            r"(?:/(?:index|list|default)?[_-]*(?:\.[a-z]{2,6})?|[_-]*\.[a-z]{2,6}|[_-]+|/)(?=\?|$)", "", key
        )
        return re.sub(r"[?&]\w+$", "", key)

    if canonical(one) == canonical(other):
        return False
    return shape(one) == shape(other) or _adds_number(one, other)


def _adds_number(one: str, other: str) -> bool:
    """Whether an address is another one with the number of a page, at the least, in its query."""
    before, after = urlsplit("//" + canonical(one)), urlsplit("//" + canonical(other))
    own, given = parse_qs(before.query), parse_qs(after.query)
    numbered = any(given.get(name, [""])[0].isdigit() for name in PAGE_PARAMETERS)
    kept = all(given.get(name) == value for name, value in own.items() if name not in PAGE_PARAMETERS)
    return numbered and kept and (before.netloc, before.path) == (after.netloc, after.path)
