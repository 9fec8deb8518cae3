"""Whether a page holds a document in another way than by its text."""

from __future__ import annotations

from spiders.attachments import attachments
from spiders.embedded import embedded_files
from spiders.pages import Page
from spiders.pictures import article_pictures, book_pictures


def carries(page: Page) -> bool:
    """Whether a page that is taken for a report holds a file, or pictures of pages."""
    return bool(carries_file(page) or article_pictures(page) or book_pictures(page))


def carries_file(page: Page) -> bool:
    """Whether a page holds a file, linked or inside a viewer or a script."""
    return bool(attachments(page) or embedded_files(page))


def is_only_carrier(page: Page) -> bool:
    """Whether a page of which nothing else is known holds a document: pictures count in an article alone."""
    return carries_file(page) or (page.article is not None and carries(page))
