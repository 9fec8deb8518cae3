"""Addresses: the absolute form to fetch and the key under which variants of one page are the same."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import normpath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_BIG5_GATE = re.compile(r"^/gate/big5/(?P<host>[\w.-]+)(?P<path>/.*)?$", re.IGNORECASE)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_DEFAULT_DOCUMENT = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", re.IGNORECASE)
_MOBILE_COPY = re.compile(r"_wap(?=\.s?html?$|$)", re.IGNORECASE)
_MOBILE_POST = re.compile(r"/mpost_(?=\d)")
_ANNUAL_REPORT_PAGE = re.compile(r"/gkmlpt/annualreport$")
_IDLE_PARAMETERS = frozenset(
    {
        "ismobile",
        "ddtab",
        "jump",
        "_",
        "timestamp",
        "random",
        "rnd",
        "jsessionid",
        "phpsessid",
        "sessionid",
    }
)
_CLOCK = re.compile(r"0?\.\d+|\d{10,}")
"""The value of a parameter `t` that is there to get past caches; any other may name a page."""
_SERVICE = re.compile(r"/module/xxgk/(?:tree|search)\w*\.jsp", re.IGNORECASE)
_ROUTE = re.compile(r"#!?/.")
"""The fragment by which an application that lives in one document names its pages."""
_NOT_PAGES = ("javascript:", "mailto:", "tel:", "data:", "file:", "about:", "ftp:")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|zip|rar|7z|rtf|ofd)$", re.IGNORECASE)
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|bmp|svg|ico|webp|tiff?)$", re.IGNORECASE)
_OTHER_MEDIA = re.compile(r"\.(?:css|js|mp[34]|avi|wmv|flv|swf|exe|apk|xml|txt|ttf|woff2?)$", re.IGNORECASE)
_FILE_MARK = re.compile(r"\.(?i:pdf|docx?|wps|xlsx?|et|zip|rar|7z|rtf|ofd)(?![A-Za-z0-9_])")
_DOWNLOAD_MARK = re.compile(r"own(?i:load|file)")
_FILE_HINT = re.compile(
    r"\.(?:pdf|docx?|wps|xlsx?|et|zip|rar|7z|rtf|ofd)\b|download|downfile|attach", re.IGNORECASE
)
_NO_PAGE_HINT = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|svg|ico|webp|tiff?|css|js|mp[34]|avi|wmv|flv|swf|exe|apk|xml|txt|ttf|woff2?)\b|/module/",
    re.IGNORECASE,
)
_HOST = re.compile(r"[A-Za-z][\w+.-]*://(?:[^/?#@]*@)?([^/?#:\[\]]*)(?=[/?#:]|$)")
_DOWNLOAD_SCRIPT = re.compile(
    r"/downfile\.jsp|/download\.jsp|/virtual_attach_file\.vsb|/document/download|DownloadAttachUrl|/downfile\?"
    r"|/attachment/\d|/annualReport/download/|AnnualReport/download/",
    re.IGNORECASE,
)


def absolute(base: str, reference: str) -> str | None:
    """Return the http(s) address that `reference` names on the page `base`; None for anything else."""
    if reference.startswith("/"):
        scheme, _, rest = base.partition("://")
        return _resolved(f"{scheme}://{rest.split('/')[0]}/", reference)
    return _resolved(base, reference)


@lru_cache(maxsize=1 << 14)
def _resolved(base: str, reference: str) -> str | None:
    """Resolve; cached, because the menus of a portal are the same on all its pages."""
    reference = re.sub(r"[\t\r\n]", "", reference.strip())
    if not reference or reference.lower().startswith(_NOT_PAGES):
        return None
    if reference.startswith("#") and not _ROUTE.match(reference):
        return None
    try:
        url: str = urljoin(base, reference.replace("\\", "/"))
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return None
    return url


@lru_cache(maxsize=1 << 14)
def canonical(url: str) -> str:
    """Return the key of a page, the same for all addresses that are known to show the same page.

    Scheme, `www.`, default ports, fragments, default documents, mobile copies (`_wap`, `mpost_`,
    `isMobile`), the big5 gate, session ids, the order of parameters and empty parameters do not count;
    routes (`#/…`) of an application do.
    The key is for comparing only: what is fetched is the address as given.
    """
    parts = urlsplit(url.strip())
    host, path = (parts.hostname or "").lower().rstrip("."), parts.path
    gate = _BIG5_GATE.match(path)
    if gate:
        host, path = gate["host"].lower(), gate["path"] or "/"
    host = host.removeprefix("www.")
    if not gate and parts.port not in (None, 80, 443):
        host = f"{host}:{parts.port}"
    path = _MOBILE_POST.sub("/post_", _MOBILE_COPY.sub("", _SESSION_IN_PATH.sub("", path)))
    path = _plain_path(path)
    path = _DEFAULT_DOCUMENT.sub("/", path)
    pairs = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=False)
        if not _is_idle(key.lower(), value)
    ]
    key = host + path
    if pairs:
        key += "?" + urlencode(sorted(pairs))
    if parts.fragment and (_ANNUAL_REPORT_PAGE.search(path) or _ROUTE.match("#" + parts.fragment)):
        key += "#" + parts.fragment
    return key


def _is_idle(name: str, value: str) -> bool:
    """Whether a parameter does not change which page is shown."""
    if name == "t":
        return _CLOCK.fullmatch(value) is not None
    return name in _IDLE_PARAMETERS or (name == "action" and value == "list")


def is_plain(url: str, key: str) -> bool:
    """Whether an address is its own key, but for scheme, `www.` and fragment."""
    return url.partition("://")[2].partition("#")[0].removeprefix("www.") == key.partition("#")[0]


def document_of(url: str) -> str:
    """Return an address without the route inside an application; all others as they are."""
    document, mark, route = url.partition("#")
    return document if _ROUTE.match(mark + route) else url


def _plain_path(path: str) -> str:
    """One spelling for a path: dots resolved, percent signs as needed, no doubled slashes."""
    path = re.sub(r"/{2,}", "/", unquote(path, errors="surrogateescape")) or "/"
    folder = path.endswith(("/", "/.", "/.."))
    path = normpath(path)
    if folder and not path.endswith("/"):
        path += "/"
    return quote(path, safe="/:@!$&'()*+,;=~-._", errors="surrogateescape")


def host_of(url: str) -> str:
    """Return the host name in lower case, without port; empty where there is none."""
    plain = _HOST.match(url)
    if plain:
        return plain[1].lower()
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def site_of(url: str) -> str:
    """Return the name under which a government's hosts hang together: `x.gov.cn` of `zwgk.x.gov.cn`."""
    labels = host_of(url).split(".")
    return ".".join(labels[-3:]) if labels[-2:] == ["gov", "cn"] else ".".join(labels)


def folder_of(url: str) -> str:
    """Return host and folder of a page in canonical form, for asking what lies below what."""
    key = canonical(url).split("?")[0].split("#")[0]
    return key[: key.rfind("/") + 1]


def is_below(url: str, column: str) -> bool:
    """Whether a page lies in the folder of a column page, or deeper."""
    folder = folder_of(column)
    key = canonical(url)
    return folder.count("/") > 1 and key.startswith(folder) and key != canonical(column)


def is_file(url: str) -> bool:
    """Whether an address promises a document file rather than a page."""
    if _is_plain_page(url) or not _FILE_HINT.search(url):
        return False
    parts = urlsplit(url)
    if _FILE.search(parts.path) or _DOWNLOAD_SCRIPT.search(url):
        return True
    return any(_FILE.search(value) for _, value in parse_qsl(parts.query))


def may_name_files(markup: str) -> bool:
    """Whether any address in a piece of markup can be a file's: cheap, and True too often rather than not."""
    return (
        _FILE_MARK.search(markup) is not None
        or "ttach" in markup
        or _DOWNLOAD_MARK.search(markup) is not None
    )


def is_page(url: str) -> bool:
    """Whether an address may be an HTML page: no file, image or other medium, no part of a list service."""
    if _is_plain_page(url):
        return True
    if is_file(url):
        return False
    if not _NO_PAGE_HINT.search(url):
        return True
    path = urlsplit(url).path
    return not (_SERVICE.search(path) or _IMAGE.search(path) or _OTHER_MEDIA.search(path))


def _is_plain_page(url: str) -> bool:
    """Whether an address is a page's beyond doubt, as most are; told without a look at its parts."""
    return (
        url.endswith(("/", "html", "htm"))
        and "?" not in url
        and "#" not in url
        and "own" not in url
        and "ttach" not in url
    )


def is_home(url: str) -> bool:
    """Whether an address is the front page of its host."""
    key = canonical(url)
    return "?" not in key and key.count("/") == 1 and key.endswith("/")


def other_scheme(url: str) -> str:
    """Return the same address over http where it is https, and the reverse."""
    scheme, _, rest = url.partition("://")
    return ("http" if scheme == "https" else "https") + "://" + rest


def with_or_without_www(url: str) -> str | None:
    """Return the address with `www.` or without; None for a host below a government's own name."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    bare = host.removeprefix("www.")
    if site_of(url) not in (bare, f"www.{bare}"):
        return None
    return f"{scheme}://{bare if bare != host else 'www.' + host}{slash}{path}"


def home_of(url: str) -> str:
    """Return the front page of the host of an address."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def with_query(url: str, **parameters: str | int) -> str:
    """Return the address with query parameters set, the others kept in their order."""
    parts = urlsplit(url)
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in parameters]
    pairs += [(key, str(value)) for key, value in parameters.items()]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), ""))
