"""Files that belong to a report page: told from the forms, tables and software that sites link everywhere."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit

from parsers.titles import read_title
from spiders.addresses import absolute, canonical, is_file, may_name_files, site_of
from spiders.items import AttachmentLink
from spiders.pages import Link, Node, Page, ancestors
from spiders.reports import in_article
from spiders.text import compact

_EXTENSION = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|zip|rar|7z|rtf|ofd|tiff?|jpe?g|png)$", re.IGNORECASE)
_GENERIC = re.compile(
    r"^[【\[（(]?(?:附件|附|相关附件|正文|全文|原文|原件|文件|文档|报告|年报|年度报告)?[\d一二三四五六七八九十]{0,3}[:：.、]?"
    r"(?:请?(?:点击|点此|单击)?(?:此处|这里|链接|文字|附件|文件|标题|全文|原文)?(?:即可)?(?:下载|查看|浏览|阅读|打开|预览)?(?:附件|文件|全文|原文|正文|报告)?)"
    r"(?:\(?(?:pdf|word|docx?|wps|图片|扫描|下载|查看)(?:版|格式|文件|下载)?\)?)?[】\]）)]?[:：]?$",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"^[\x00-\x7f\s]*$")
_PART = re.compile(
    r"信息公开.*(?:年报|年度报告|报告|统计表|情况表|附表|汇总表)|(?:年报|年度报告)(?:正文|全文|附表|表格|统计表|汇总|汇编|合集|集锦)"
)
_ARCHIVE = re.compile(r"\.(?:zip|rar|7z)$", re.IGNORECASE)
_NOT_PART = re.compile(r"指南|申请表|目录|流程图|网站|公积金|法治|预算|决算|编制说明|样表|模板|解读|图解")
_VIEWER_CALL = re.compile(
    r"""(?:showVsbpdfIframe|PDFObject\.embed|new\s+Pdfh5)\(\s*["']([^"']+)["']|\bpdfUrl["']?\s*[:=]\s*["']([^"']+\.pdf)["']""",
    re.IGNORECASE,
)
_VIEWER = re.compile(r"/viewer\.html\?", re.IGNORECASE)
_FILE_IN_SCRIPT = re.compile(
    r"""(?:[=(,:]\s*)["']([^"'\s<>]{1,300}\.(?:pdf|docx?|wps|ofd))(?:\?[^"'<>\s]{0,100})?["'](?=\s*[;,)}\n])""",
    re.IGNORECASE,
)
_MOST_IN_SCRIPTS = 2
_ATTACHED = re.compile(r"^\s*附件[\d一二三四五六七八九十]{0,3}\s*[:：.、]?\s*(?=[^\s\d])")
_APPENDIX = re.compile(
    r"appendix|fujian|fjdown|attach|(?:^|[\s_-])fj|xgfj|downfile|file_?list|annex", re.IGNORECASE
)


def attachments(page: Page, listed: tuple[AttachmentLink, ...] = ()) -> list[AttachmentLink]:
    """Return the files of a report page in document order, each once: links, frames, viewers, scripts."""
    found: dict[str, AttachmentLink] = {}

    def add(url: str | None, label: str) -> None:
        if url and canonical(url) != canonical(page.url):
            found.setdefault(canonical(url), AttachmentLink(url, label))

    # a page with its whole text needs no viewer of pictures: nothing is looked for where no file is named
    if page.chapters is None or may_name_files(page.html):
        for link in page.file_links:
            if (is_file(link.url) or _EXTENSION.search(_bare(link.name))) and _belongs(page, link):
                add(viewed_file(page.base, link.url) if _VIEWER.search(link.url) else link.url, link.name)
        for frame in page.frames:
            if not page.in_foot(frame.node):
                add(viewed_file(page.base, frame.url), frame.title)
        for call in _VIEWER_CALL.finditer(page.html):
            add(absolute(page.base, call[1] or call[2]), "")
    for file in listed:
        add(file.url, file.label)
    if not found and page.chapters is None:  # a viewer that nobody knows is told its file by a script
        for literal in islice(_FILE_IN_SCRIPT.finditer(page.html), _MOST_IN_SCRIPTS):
            url = absolute(page.base, literal[1])
            add(viewed_file(page.base, url) if url and site_of(url) == site_of(page.url) else None, "")
    return list(found.values())


def viewed_file(base: str, url: str) -> str | None:
    """Return the file that a frame shows: its own address, or the one handed to a viewer as parameter."""
    for values in parse_qs(urlsplit(url).query).values():
        for value in values:
            if _EXTENSION.search(urlsplit(value).path) and ("/" in value or "." in value):
                return absolute(url, unquote(value))
    return url if is_file(url) else None


def _belongs(page: Page, link: Link) -> bool:
    label = compact(_EXTENSION.sub("", _bare(link.name)))
    if page.in_foot(link.node):
        return False
    reading = read_title(link.name)
    if reading.is_report:
        return True
    if _NOT_PART.search(label):
        return False
    if _PART.search(label):
        return not page.in_menu(link.node)
    if _is_archive(link.url) and in_article(page, link.node):
        return not page.in_menu(link.node)
    if not (_GENERIC.match(label) or _NAMELESS.match(label)) or page.in_menu(link.node):
        return False
    return in_article(page, link.node) or _in_appendix(link.node)


def _bare(label: str) -> str:
    """A label without the word for an attachment and the brackets around it: `附件【年度报告.pdf】`."""
    return _ATTACHED.sub("", label).strip("【】[]()（） ") or label


def _is_archive(url: str) -> bool:
    """Whether an address is an archive's, by its path or a parameter."""
    parts = urlsplit(url)
    names = [parts.path, *(value for values in parse_qs(parts.query).values() for value in values)]
    return any(_ARCHIVE.search(name) for name in names)


def _in_appendix(node: Node) -> bool:
    return any(
        _APPENDIX.search(f"{outer.get('class') or ''} {outer.get('id') or ''}") for outer in ancestors(node)
    )
