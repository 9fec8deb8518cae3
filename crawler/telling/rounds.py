"""One round of telling: feed files, then webhooks and messages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from crawler.config import Config, ConfigError
from crawler.telling.delivering import Delivered, deliver, digest
from crawler.telling.files import write_feeds
from crawler.telling.posting import post
from crawler.telling.subscriptions import read_subscriptions
from models.corpus import Corpus
from models.database import reading


def tell(config: Config) -> list[Delivered]:
    """Write the feeds and tell all subscribers what they do not know. Raises ConfigError, CorpusError."""
    subscriptions = read_subscriptions(config.subscriptions)
    with Corpus.open(config.db, clock=config.clock) as corpus:
        with reading(corpus.engine) as connection:
            write_feeds(connection, subscriptions, config.feeds)
        send = partial(post, allow_loopback=config.allow_loopback)
        results = [deliver(corpus.engine, each, send, config.clock) for each in subscriptions if each.webhook]
        results += [
            digest(corpus.engine, each, notify, config.clock) for each in subscriptions if each.notify
        ]
    return results


def notify(addresses: Sequence[str], subject: str, text: str) -> bool:
    """Send a message by Apprise. Raises ConfigError where that is not installed or knows no such address."""
    try:
        import apprise  # an extra: most have no use for it
    except ImportError:
        raise ConfigError("notify needs Apprise: pip install 'nianbao[notify]'") from None
    sender: Any = apprise.Apprise()
    for address in addresses:
        if not sender.add(address):
            raise ConfigError(f"notify: {address.partition(':')[0]}:… is no address that Apprise knows")
    return bool(sender.notify(title=subject, body=text))
