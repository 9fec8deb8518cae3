"""`nianbao feed`: feeds as files; `nianbao tell`: webhooks and messages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, open_corpus, say


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("feed", epilog="Example: nianbao feed --out /var/www/nianbao")(feed)
    app.command(
        "tell",
        epilog="Example: nianbao tell\n\nExample: nianbao tell --dead\n\nExample: nianbao tell --again henan",
    )(tell)


def feed(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the files; default <data>/feeds.")
    ] = None,
    db: Db = None,
    data: Data = None,
) -> int:
    """Write an Atom and a JSON feed of all events and of each query saved in <data>/subscriptions.toml."""
    from crawler.telling.files import write_feeds
    from crawler.telling.subscriptions import read_subscriptions
    from models.database import reading

    config = config_of(db, data)
    subscriptions = read_subscriptions(config.subscriptions)
    with open_corpus(config) as corpus, reading(corpus.engine) as connection:
        for path in write_feeds(connection, subscriptions, out or config.feeds):
            print(path)
    return 0


def tell(
    dead: Annotated[bool, typer.Option("--dead", help="Name the events that receivers refused.")] = False,
    again: Annotated[
        str | None, typer.Option("--again", metavar="NAME", help="Send a subscription its refused events.")
    ] = None,
    db: Db = None,
    data: Data = None,
) -> int:
    """Tell the subscribers of <data>/subscriptions.toml what they do not know yet; a watch pass does, too."""
    from functools import partial

    from crawler.telling import rounds
    from crawler.telling.delivering import deliver_again
    from crawler.telling.posting import post
    from crawler.telling.subscriptions import read_subscriptions
    from models.database import reading
    from models.events.cursors import dead_letters

    config = config_of(db, data)
    if dead:
        with open_corpus(config) as corpus, reading(corpus.engine) as connection:
            for name, event, at, failure in dead_letters(connection):
                print(f"{name}\t{event}\t{at:%Y-%m-%d %H:%M}\t{failure}")
        return 0
    if again is not None:
        named = {each.name: each for each in read_subscriptions(config.subscriptions) if each.webhook}
        if again not in named:
            raise UsageError(f"no subscription with a webhook is called {again!r}")
        with open_corpus(config) as corpus:
            send = partial(post, allow_loopback=config.allow_loopback)
            results = [deliver_again(corpus.engine, named[again], send, config.clock)]
    else:
        results = rounds.tell(config)
    for each in results:
        print(f"{each.subscriber}: {each.sent} told, {each.given_up} given up")
        if each.failure:
            say(f"{each.subscriber}: {each.failure}")
    return 1 if any(each.failure or each.given_up for each in results) else 0
