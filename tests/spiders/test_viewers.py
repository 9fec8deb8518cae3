"""Viewers of files on report pages: the file that is shown is what is asked for, not the viewer."""

from __future__ import annotations

import pytest

from spiders.attachments import attachments
from spiders.pages import Page
from tests.spiders.markup import report

HOME = "http://www.danhe.gov.cn"
TITLE = "丹河市水利局2024年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "shown",
    [
        '<p><a href="/pdfjs/web/viewer.html?file=/files/nb.pdf">点击查看</a></p>',
        '<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fnb.pdf"></iframe>',
        '<embed src="/files/nb.pdf"><object data="/files/nb.pdf"></object>',
        '<script>PDFObject.embed("/files/nb.pdf", "#view");</script>',
        "<script>showVsbpdfIframe('/files/nb.pdf','100%','600','0')</script>",
        "<script>var pdfUrl = '/files/nb.pdf';</script>",
    ],
)
def test_the_file_behind_a_viewer_is_attached_once(shown: str) -> None:
    page = Page(f"{HOME}/a/1.html", report(TITLE, body=shown).encode())
    assert [file.url for file in attachments(page)] == [f"{HOME}/files/nb.pdf"]
