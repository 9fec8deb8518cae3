"""`nianbao spiders`: the fleet of sources."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from crawler.commands.console import Data, UsageError, config_of, say

_MODULE = '''"""{title}：政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class {class_name}Spider(ProvinceSpider):
    """{title}：政府信息公开工作年度报告。"""

    name = "{name}"
    division = "{division}"
'''
_PORTALS = """province = "{title}"
division = "{division}"
"""


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(no_args_is_help=True, help="Fleet of sources.")
    group.command("list", epilog="Example: nianbao spiders list")(list_spiders)
    group.command(
        "new",
        epilog="Example: nianbao spiders new https://www.example.gov.cn/zwgk/zfxxgknb/\n\n"
        "Example: nianbao spiders new hainan 460000 海南省",
    )(new)
    app.add_typer(group, name="spiders")


def list_spiders(data: Data = None) -> int:
    """List sources: division, portals, registry entries, columns seen and derived, title (tab-separated)."""
    from crawler.statetext import aligned
    from spiders import registry
    from spiders.base import load_spiders

    registry.also_read(config_of(data=data).portals)
    rows: list[tuple[str, ...]] = [("spider", "division", "portals", "entries", "seen", "derived", "title")]
    total = [0, 0, 0, 0]
    for name, spider in sorted(load_spiders().items()):
        portals = registry.portals(name) if spider.division else ()
        bases = [column.basis for portal in portals for column in portal.columns]
        entries = sum(len(portal.units) for portal in portals)
        counts = (len(portals), entries, bases.count("seen"), bases.count("derived"))
        total = [sum(pair) for pair in zip(total, counts, strict=True)]
        title = re.split(r"[:：。\n]", (spider.__doc__ or "").strip())[0]
        rows.append((name, spider.division or "-", *map(str, counts), title))
    if sys.stdout.isatty():
        print(*aligned(rows), sep="\n")
    else:
        for row in rows[1:]:
            print(*row, sep="\t")
    portals_, entries_, seen, derived = total
    sources = len(registry.spider_names())
    say(f"{sources} sources, {portals_} portals, {entries_} entries; columns: {seen} seen, {derived} derived")
    return 0


def new(
    name: Annotated[
        str, typer.Argument(metavar="URL|NAME", help="A portal's address, or a new spider's name.")
    ],
    division: Annotated[
        str | None, typer.Argument(metavar="[DIVISION]", help="Division code of a new province, six digits.")
    ] = None,
    title: Annotated[str | None, typer.Argument(metavar="[TITLE]", help="A new province's name.")] = None,
) -> int:
    """Propose a registry entry for a portal (nothing is fetched), or write the skeleton of a province."""
    if "://" in name:
        if division is not None:
            raise UsageError("an address takes no further argument")
        print(_proposal(name))
        return 0
    if division is None or title is None:
        raise UsageError("give a portal's whole address, or a spider's name with its division code and title")
    return _new_province(name, division, title)


def _proposal(url: str) -> str:
    from crawler.guard import Guard, HostRules
    from spiders import registry

    if reason := Guard(HostRules.load()).refuse_url(url):
        raise UsageError(f"{url}: {reason}")
    parts = urlsplit(url)
    host = parts.hostname or ""
    if known := registry.portal_of_host(host):
        say(f"{host} is registered already, as {known.name}: add a column there")
    else:
        say("fill in names, level and division; add it to the province's file in spiders/portals/")
    home = f"{parts.scheme}://{parts.netloc}/"
    lines = ["[[portal]]", f'host = "{host}"', 'name = ""', 'level = "county"', 'division = ""']
    if home != f"http://{host}/":
        lines.append(f'home = "{home}"')
    lines += ["", "[[portal.units]]", 'name = ""', 'level = "county"', 'division = ""']
    column = f'{{ url = {json.dumps(url)}, basis = "seen" }}' if parts.path.strip("/") else ""
    lines += ["columns = [", f"    {column},", "]"] if column else ["columns = []"]
    return "\n".join(lines)


def _new_province(name: str, division: str, title: str) -> int:
    import spiders

    if not re.fullmatch(r"[a-z_]+", name):
        raise UsageError(f"a spider's name is lower-case letters, not {name!r}")
    if not re.fullmatch(r"[0-9]{6}", division):
        raise UsageError(f"a division code has six digits, not {division!r}")
    folder = Path(spiders.__path__[0])
    module, portals = folder / f"{name}.py", folder / "portals" / f"{name}.toml"
    for path in (module, portals):
        if path.exists():
            raise UsageError(f"{path.name} is there already")
    class_name = "".join(part.capitalize() for part in name.split("_"))
    module.write_text(
        _MODULE.format(name=name, division=division, title=title, class_name=class_name), "utf-8"
    )
    portals.write_text(_PORTALS.format(title=title, division=division), "utf-8")
    say(f"written: {module} and {portals}")
    return 0
