"""`nianbao crawl`: discover and fetch."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, log_warnings, years_of


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command(
        "crawl",
        epilog="Example: nianbao crawl henan --year 2021-2024\n\n"
        "Example: nianbao crawl --url https://www.example.gov.cn/",
    )(crawl)


def crawl(
    provinces: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PROVINCE…]", help="Spider names (nianbao spiders list), division codes, or all."
        ),
    ] = None,
    url: Annotated[
        list[str] | None,
        typer.Option(
            "--url", metavar="URL", help="A portal's home page or column, registered or not; may be repeated."
        ),
    ] = None,
    year: Annotated[
        str | None, typer.Option("--year", metavar="Y or Y-Y", help="Report years wanted.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="Only reports published on or after this day (YYYY-MM-DD)."
        ),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level",
            metavar="L",
            help="Only portals of this level: province, prefecture, county, township, department, zone.",
        ),
    ] = None,
    max_requests: Annotated[
        int | None,
        typer.Option(
            "--max-requests",
            metavar="N",
            min=1,
            help="Stop after so many requests; the same command goes on.",
        ),
    ] = None,
    db: Db = None,
    data: Data = None,
) -> int:
    """Discover and fetch reports. Run again after any stop, it goes on."""
    if not provinces and not url:
        raise UsageError("say what to crawl: a province, a division code, all, or --url")
    years, day, level = years_of(year), _day(since), _level(level)
    config = config_of(db, data, max_requests=max_requests)
    names = _names(provinces or [])
    urls = tuple(_checked(address, config.allow_loopback) for address in url or [])

    from crawler.crawl import CrawlOrder
    from crawler.crawl import crawl as run
    from crawler.report import print_summary
    from crawler.watching import watched

    log_warnings()
    order = CrawlOrder(names, urls, years, day, level)
    with watched() as on_start:
        summary = run(config, order, on_start)
    print_summary(summary)
    return summary.exit_code


def _names(wanted: list[str]) -> tuple[str, ...]:
    """Spider names of the provinces asked for by name, by code or all; raises UsageError."""
    from spiders.base import load_spiders

    spiders = load_spiders()
    provinces = {name: cls for name, cls in spiders.items() if cls.division}
    chosen: list[str] = []
    for word in wanted:
        if word == "all":
            chosen += provinces
        elif word in spiders and word != "any":
            chosen.append(word)
        elif names := [name for name, cls in provinces.items() if _is_code_of(word, cls)]:
            chosen += names
        else:
            raise UsageError(f"no spider for {word!r}; there are: {', '.join(sorted(provinces))}")
    return tuple(dict.fromkeys(chosen))


def _is_code_of(word: str, spider: Any) -> bool:
    """True for a division code within the spider's province."""
    return (
        len(word) in {2, 4, 6} and word.isascii() and word.isdigit() and word[:2] == str(spider.division)[:2]
    )


def _checked(url: str, allow_loopback: bool) -> str:
    from crawler.guard import Guard, HostRules

    if "://" not in url:
        raise UsageError(f"--url needs a whole address like https://www.example.gov.cn/, not {url!r}")
    if reason := Guard(HostRules.load(), allow_loopback).refuse_url(url):
        raise UsageError(f"--url {url}: {reason}")
    return url


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since takes a day like 2024-01-31, not {text!r}") from None


def _level(text: str | None) -> str | None:
    from typing import get_args

    from spiders.registry import Level

    if text is not None and text not in get_args(Level):
        raise UsageError(f"--level is one of {', '.join(get_args(Level))}, not {text!r}")
    return text
