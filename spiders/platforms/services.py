"""List services of all makes as data: how one is told in a page, what it is asked, how it counts pages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

from spiders.addresses import with_query
from spiders.literals import read_literal
from spiders.pages import Page
from spiders.platforms.calls import parameters_in_call, quoted
from spiders.platforms.protocol import ListRequest

_MOST_KEPT = 400
_SCRIPTED = re.compile(r"[${}+]")
"""In a value: a script puts something in."""


@dataclass(frozen=True, slots=True)
class Service:
    """One list service.

    `path` matches its path in addresses; `number` and `size` name the parameters of page number and page
    size, `first` is the number of the first page, `per_page` what is asked for where the page does not say.
    `needs` are parameters without which asking is senseless, `may` those that are sent where the page tells
    them: each as name of the parameter -> names under which pages keep the value. `fixed` are sent as they
    are. With `records` the list is asked for by the numbers of its records, `per_page` at a time.
    """

    path: re.Pattern[str]
    number: str
    size: str = ""
    first: int = 1
    per_page: int = 15
    method: str = "GET"
    """`GET`, `POST` (a form) or `JSON` (a POST of an object)."""
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    may: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    default_path: str = ""
    """The path where a page does not write it, though it carries the marks of the make."""
    stem: re.Pattern[str] | None = None
    """Matches the path without its last step, where scripts put the two together."""
    last: tuple[str, ...] = ()
    """Names under which pages keep that last step."""
    wrapped: str = ""
    """The parameter that holds all others as one object, page number and size among them."""
    records: bool = False
    counts_rows: bool = False
    """Whether `number` is not that of a page but of the rows before it."""


def request_for(service: Service, page: Page, known: Mapping[str, str] | None = None) -> ListRequest | None:
    """Return the request for the first page of the list behind a page; None where it cannot be made.

    `known` are settings by name that count more than what stands first on the page.
    """
    source = html.unescape(page.html).replace("\\/", "/")

    def kept(names: tuple[str, ...]) -> str:
        return next((value for name in names if (value := (known or {}).get(name))), "") or setting(
            page, source, names
        )

    found = _written(service, page, source, kept)
    if found is None:
        return None
    address, handed = found
    given = handed | dict(parse_qsl(urlsplit(address).query))
    written = {key: value for key, value in given.items() if value and not _SCRIPTED.search(value)}
    parameters = {**service.fixed, **written}
    if service.wrapped and not _wrap(service, parameters, source):
        return None
    for wanted, required in ((service.needs, True), (service.may, False)):
        for name, names in wanted.items():
            value = parameters.get(name) or kept(names)
            if value:
                parameters[name] = value
            elif required:
                return None
    size = parameters.get(service.size) or kept((service.size,)) if service.size else ""
    per_page = int(size) if size.isdigit() and int(size) > 0 else service.per_page
    if service.size:
        parameters[service.size] = str(per_page)
    if service.records:
        parameters |= {"startrecord": "1", "endrecord": str(service.per_page)}
    else:
        parameters[service.number] = str(service.first)
    return _request(service, address.split("?")[0].split("#")[0], parameters)


def next_request(service: Service, asked: ListRequest, rows: int) -> ListRequest:
    """Return the request after `asked`, whose answer held `rows` rows."""
    parameters = parameters_of(asked)
    if service.wrapped:
        held = json.loads(parameters[service.wrapped])
        parameters |= {name: str(held[name]) for name in (service.number, service.size)}
    if service.records:
        start = int(parameters.get("startrecord") or 1) + (rows or service.per_page)
        parameters |= {"startrecord": str(start), "endrecord": str(start + service.per_page - 1)}
    else:
        number = parameters.get(service.number, "")
        step = rows if service.counts_rows else 1
        parameters[service.number] = str((int(number) if number.isdigit() else service.first) + step)
    return _request(service, asked.url.split("?")[0].split("#")[0], parameters)


def end_of(service: Service, asked: ListRequest, rows: int) -> int:
    """Return the place in the list of the last row of an answer with `rows` rows, by what was asked for."""
    given = parameters_of(asked)
    if service.wrapped:
        given |= {name: str(held) for name, held in json.loads(given[service.wrapped]).items()}
    if service.records:
        return int(given.get("startrecord") or 1) - 1 + rows
    if service.counts_rows:
        return int(given.get(service.number) or 0) + rows
    number, size = given.get(service.number, ""), given.get(service.size, "") if service.size else ""
    length = int(size) if size.isdigit() else rows
    return ((int(number) if number.isdigit() else service.first) - service.first) * length + rows


def parameters_of(asked: ListRequest) -> dict[str, str]:
    """Return the parameters of a request, those of its address and those of its body."""
    parameters = dict(parse_qsl(urlsplit(asked.url).query, keep_blank_values=True))
    if asked.body and asked.is_json:
        parameters.update({key: str(value) for key, value in json.loads(asked.body).items()})
    elif asked.body:
        parameters.update(parse_qsl(asked.body, keep_blank_values=True))
    return parameters


def setting(page: Page, source: str, names: tuple[str, ...]) -> str:
    """Return a value that a page keeps for its scripts: in its address, meta tags, fields or variables."""
    query = {key.lower(): values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    fragment = {key.lower(): values[0] for key, values in parse_qs(urlsplit(page.url).fragment).items()}
    for name in names:
        for kept in (query, fragment, page.meta):
            if value := kept.get(name.lower()):
                return value
    for name in names:
        bare = re.escape(name)
        for pattern in (
            rf"""["']?\b{bare}\b["']?\s*[:=]\s*(?:\$\.trim\()?(["'])([^"'<>\s]{{1,{_MOST_KEPT}}})\1""",
            rf"""<input\b[^<>]*\b(?:id|name)=(["']){bare}\1[^<>]*\bvalue=["']([^"'<>\s]+)["']""",
            rf"""["']?\b{bare}\b["']?\s*([:=])\s*(\d+)\b""",
        ):
            found = re.search(pattern, source)
            if found:
                return found[2]
    return ""


def _written(
    service: Service, page: Page, source: str, kept: Callable[[tuple[str, ...]], str]
) -> tuple[str, dict[str, str]] | None:
    """The address of a service as a page writes it in quotes, and the parameters in the call it stands in.

    A script may put the last step of the path behind what stands in quotes.
    """
    stem: tuple[str, dict[str, str]] | None = None
    query = dict(parse_qsl(urlsplit(page.url).query))
    for written, start, end in quoted(source):
        path = written.split("?")[0]
        begun = service.stem.search(path) if service.stem and not stem else None
        if not (begun or service.path.search(path)):
            continue
        handed = parameters_in_call(source, start, end, query)
        if not begun:
            return str(urljoin(page.base, written)), handed
        stem = path[: begun.start("rest")] if begun["rest"] else path, handed
    if stem and (step := kept(service.last)):
        return str(urljoin(page.base, f"{stem[0].rstrip('/')}/{step}")), stem[1]
    return (str(urljoin(page.base, service.default_path)), {}) if service.default_path else None


def _wrap(service: Service, parameters: dict[str, str], source: str) -> bool:
    """Put the object that a service takes as one parameter into the parameters, as the page holds it."""
    held = re.search(rf"\b{re.escape(service.wrapped)}[\"']?\s*[=:]\s*(?=\{{)", source)
    value = read_literal(source, held.end()) if held else None
    if not isinstance(value, dict):
        return False
    parameters[service.wrapped] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if str(value.get(service.size, "")).isdigit():
        parameters[service.size] = str(value[service.size])
    return True


def _request(service: Service, address: str, parameters: dict[str, str]) -> ListRequest:
    if service.wrapped:
        counted = {name: int(parameters.pop(name)) for name in (service.number, service.size)}
        whole = {**json.loads(parameters[service.wrapped]), **counted}
        parameters[service.wrapped] = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    if service.method == "JSON":
        numbers = {service.number, service.size}
        value = {key: int(held) if key in numbers else held for key, held in parameters.items()}
        return ListRequest(
            address, json.dumps(value, ensure_ascii=False, separators=(",", ":")), is_json=True
        )
    if service.method == "POST":
        return ListRequest(address, urlencode(parameters))
    return ListRequest(with_query(address, **parameters))
