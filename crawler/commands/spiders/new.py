"""`nianbao spiders new`: the skeleton of a province."""

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


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new spider's name: lower-case letters.")],
    division: Annotated[
        str, typer.Argument(metavar="DIVISION", help="Its division code: six digits, the last four zeros.")
    ],
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The province's name.")],
) -> int:
    """Write the skeleton of a province: its module and its file of portals. For a portal: spiders add."""
    import spiders

    if not re.fullmatch(r"[a-z_]+", name):
        raise UsageError(f"a spider's name is lower-case letters, not {name!r}; an address: spiders add")
    if not re.fullmatch(r"[0-9]{2}0000", division):
        raise UsageError(f"a province's code is two digits and four zeros, not {division!r}")
    if not title.strip() or not title.isprintable() or set(title) & set('"\\'):
        raise UsageError(f"{title!r} is no province's name")
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
