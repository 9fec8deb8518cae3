"""Pages that are not what they seem: script redirects, error pages with status 200."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from spiders.addresses import absolute, canonical, site_of
from spiders.lists import says_empty
from spiders.pages import Page

MAX_HOPS = 3
_SCRIPTED = re.compile(
    r"""(?:location\s*\.\s*(?:replace|assign)\s*\(\s*|location(?:\s*\.\s*href|\[\s*["']href["']\s*\])?\s*=\s*"""
    r"""|window\s*\.\s*(?:open|navigate)\s*\(\s*)(?:(["'])(?P<url>[^"']+)\1(?!\s*\+)|(?P<name>[A-Za-z_$][\w$]*)\s*[;),])""",
    re.IGNORECASE,
)
_NAMED = r"""\b{name}\s*=\s*(["'])(?P<url>[^"']+)\1(?!\s*\+)"""
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_REFRESH = re.compile(r"""http-equiv\s*=\s*["']?refresh\b""", re.IGNORECASE)
_PLACE = re.compile(
    r"""content\s*=\s*["']?\s*\d*(?:\.\d+)?\s*[;,]?\s*url\s*=\s*["']?(?P<url>[^"'>\s]+)""", re.IGNORECASE
)
_ERROR = re.compile(
    r"页面不存在|找不到(?:您|该|此|页面|网页)|页面(?:没有)?找不到|错误页面|抱歉|您(?:所)?访问的(?:页面|网页|内容)|网页不存在|信息不存在|栏目不存在|文章不存在"
    r"|已(?:被)?删除|404notfound|notfound|error404|无法访问|页面已过期|对不起",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(
    r"^(?:错误|出错|error|找不到)|(?<![0-9a-z])404(?![0-9a-z号])|notfound|页面不存在", re.IGNORECASE
)
_SHELL_SIZE = 4096
_SHELL_TEXT = 120
_ERROR_SIZE = 2000
_ERROR_TEXT = 260


def redirect_target(page: Page) -> str | None:
    """Return the address that a page without content of its own sends its reader to, same site only."""
    if page.size > _SHELL_SIZE or page.json is not None or len(page.visible) > _SHELL_TEXT:
        return None
    reference = _reference(page.html)
    if not reference or len(page.links) > 1:
        return None
    url = absolute(page.base, reference)
    if url is None or site_of(url) != site_of(page.url):
        return None
    # `/` may send to `/index.html`: one page by its key, two by what is answered
    return None if canonical(url) == canonical(page.url) and not is_other_path(url, page.url) else url


def is_other_path(url: str, own: str) -> bool:
    """Whether two addresses differ in their paths, whatever they are compared by."""
    return urlsplit(url).path.rstrip("/") != urlsplit(own).path.rstrip("/")


def _reference(html: str) -> str | None:
    """What a meta refresh, or a script in plain words, names as the next address."""
    for meta in _META.findall(html):
        if _REFRESH.search(meta) and (place := _PLACE.search(meta)):
            return str(place["url"])
    scripted = _SCRIPTED.search(html)
    if scripted and scripted["name"]:
        scripted = re.search(_NAMED.format(name=re.escape(scripted["name"])), html)
    return str(scripted["url"]) if scripted else None


def is_soft_404(page: Page) -> bool:
    """Whether a page is an error page in spite of its status: short and worded as one."""
    if page.size > _SHELL_SIZE and page.chapters:
        return False
    text = page.visible
    if _ERROR_TITLE.search(page.title.replace(" ", "")) and len(text) < 4 * _ERROR_TEXT:
        return True
    if says_empty(page):
        return False
    return (
        (page.size < _ERROR_SIZE or len(text) < _ERROR_TEXT)
        and _ERROR.search(text) is not None
        and len(text) < 4 * _ERROR_TEXT
    )
