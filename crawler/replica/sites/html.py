"""Small templates: text is escaped when it is put in, finished HTML is not."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from string import Template

from crawler.replica.forms import read_data


class Html(str):
    """Finished HTML."""

    __slots__ = ()


class Pages:
    """The page templates of one make, from `pages_<make>.toml`; placeholders are `$name`."""

    def __init__(self, make: str) -> None:
        self._templates = {name: Template(text) for name, text in read_data(f"pages_{make}.toml").items()}

    def __contains__(self, template: object) -> bool:
        """Whether the make has a template."""
        return template in self._templates

    def __call__(self, template: str, /, **values: object) -> Html:
        """Fill a template; every value that is no `Html` is escaped."""
        safe = {name: put(value) for name, value in values.items()}
        return Html(self._templates[template].substitute(safe).strip("\n"))


def put(value: object) -> str:
    """A value as it may stand in a page."""
    return value if isinstance(value, Html) else escape(str(value))


def join(parts: Iterable[str], between: str = "") -> Html:
    """Finished pieces, one after the other."""
    return Html(between.join(parts))


def items(links: Iterable[tuple[str, str]]) -> Html:
    """(text, address) pairs as list items with links."""
    return join((f'<li><a href="{put(address)}">{put(label)}</a></li>' for label, address in links), "\n")
