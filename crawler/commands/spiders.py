"""`nianbao spiders`: the fleet of sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.console import UsageError, say

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
    group.command("new", epilog="Example: nianbao spiders new hainan 460000 海南省")(new)
    app.add_typer(group, name="spiders")


def list_spiders() -> int:
    """List spiders with division code, registered portals and columns, and title (tab-separated)."""
    from spiders import registry
    from spiders.base import load_spiders

    for name, spider in sorted(load_spiders().items()):
        portals = registry.portals(name) if spider.division else ()
        columns = sum(len(portal.columns) for portal in portals)
        title = re.split(r"[:：。\n]", (spider.__doc__ or "").strip())[0]
        print(f"{name}\t{spider.division or '-'}\t{len(portals)}\t{columns}\t{title}")
    return 0


def new(
    name: Annotated[str, typer.Argument(help="Spider name in lower-case letters.")],
    division: Annotated[str, typer.Argument(help="Division code of six digits.")],
    title: Annotated[str, typer.Argument(help="The province's name.")],
) -> int:
    """Write the skeleton of a province: its module and its registry of portals."""
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
