"""`nianbao spiders`: the fleet of sources, and how it grows."""

from __future__ import annotations

import typer

from crawler.commands.spiders.add import add
from crawler.commands.spiders.health import health
from crawler.commands.spiders.leads import leads
from crawler.commands.spiders.list import list_spiders
from crawler.commands.spiders.new import new


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(no_args_is_help=True, help="Fleet of sources.")
    group.command("list", epilog="Example: nianbao spiders list")(list_spiders)
    group.command("add", epilog="Example: nianbao spiders add https://www.example.gov.cn/")(add)
    group.command("health", epilog="Example: nianbao spiders health henan --all")(health)
    group.command("leads", epilog="Example: nianbao spiders leads henan")(leads)
    group.command("new", epilog="Example: nianbao spiders new hainan 460000 海南省")(new)
    app.add_typer(group, name="spiders")
