"""Delivering events: in order, each settled before the next, put off while a receiver is away.

The receiver sees every event at least once and in order; `Idempotency-Key` is the same each time, so that one
whose answer was lost is known again. Only what a receiver refuses is given up; while it is away, it waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from crawler.clock import Clock
from crawler.jsonlines import json_text
from crawler.telling.feeds import plain
from crawler.telling.posting import Answer, signature
from crawler.telling.subscriptions import Subscription
from crawler.telling.wording import digest_of
from models.database import reading, writing
from models.events.cursors import bury, cursor_of, dead_letters, give_up, put_off, settle
from models.events.views import Told, last_event, told

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_REFUSALS = 5
"""Attempts at an event that its receiver refuses, after which it is a dead letter."""
BATCH = 100
_DIGESTS = {"pass": timedelta(0), "day": timedelta(days=1), "week": timedelta(days=7)}
_SHOWN = 50
"""Events that one message tells in words."""

Post = Callable[[str, bytes, Mapping[str, str]], Answer]
Notify = Callable[[Sequence[str], str, str], bool]
"""Sends subject and text to addresses; whether all of them were reached."""


@dataclass(slots=True)
class Delivered:
    """What came of delivering to one subscriber."""

    subscriber: str
    sent: int = 0
    given_up: int = 0
    failure: str = ""
    """Why it stopped before the end; empty where all is told."""


def wait_after(attempts: int) -> timedelta:
    """How long a receiver is left alone after so many failed attempts."""
    return min(FIRST_WAIT * 2.0 ** min(attempts - 1, 20), LONGEST_WAIT)


def deliver(engine: Engine, to: Subscription, post: Post, clock: Clock) -> Delivered:
    """Send a webhook what it has not got yet."""
    assert to.webhook is not None
    name = f"{to.name}:webhook"
    result = Delivered(name)
    with writing(engine) as connection:
        cursor = cursor_of(connection, name, to.from_beginning)
    if cursor.next_attempt_at is not None and clock() < cursor.next_attempt_at:
        result.failure = f"put off until {cursor.next_attempt_at:%Y-%m-%d %H:%M} UTC"
        return result
    last, attempts = cursor.last, cursor.attempts
    while True:
        with reading(engine) as connection:
            seen, events = last_event(connection), told(connection, to.wish, last, BATCH)
        for event in events:
            answer = _send(to, event, post, clock())
            attempts = 0 if answer.is_taken else attempts + 1
            with writing(engine) as connection:
                if answer.is_taken:
                    settle(connection, name, event.id)
                    result.sent += 1
                elif answer.is_refused and attempts >= MOST_REFUSALS:
                    give_up(connection, name, event.id, attempts, answer.failure, clock())
                    result.given_up, attempts = result.given_up + 1, 0
                else:
                    result.failure = answer.failure
                    put_off(connection, name, attempts, clock() + wait_after(attempts), answer.failure)
                    return result
            last = event.id
        if len(events) < BATCH:
            with writing(engine) as connection:
                settle(connection, name, seen)  # what is not wanted need not be looked at again
            return result


def _send(to: Subscription, event: Told, post: Post, now: datetime) -> Answer:
    body = json_text(plain(event)).encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "nianbao",
        "Idempotency-Key": f"{to.name}-{event.id}",
        "X-Nianbao-Event": event.kind,
        "X-Nianbao-Timestamp": timestamp,
        "X-Nianbao-Signature": f"sha256={signature(to.secret, timestamp, body)}",
    }
    assert to.webhook is not None
    return post(to.webhook, body, headers)


def deliver_again(engine: Engine, to: Subscription, post: Post, clock: Clock) -> Delivered:
    """Send a webhook its dead letters once more, in order; those that it takes are forgotten."""
    name = f"{to.name}:webhook"
    result = Delivered(name)
    with reading(engine) as connection:
        letters = [number for _, number, _, _ in dead_letters(connection, name)]
    for number in letters:
        with reading(engine) as connection:
            events = [each for each in told(connection, to.wish, number - 1, 1) if each.id == number]
        answer = _send(to, events[0], post, clock()) if events else Answer(200)
        if not answer.is_taken:
            result.failure = answer.failure
            return result
        with writing(engine) as connection:
            bury(connection, name, number)
        result.sent += 1
    return result


def digest(engine: Engine, to: Subscription, notify: Notify, clock: Clock) -> Delivered:
    """Send one message about all that a subscriber has not been told, at most one in its time."""
    name = f"{to.name}:notify"
    result, now = Delivered(name), clock()
    with writing(engine) as connection:
        cursor = cursor_of(connection, name, to.from_beginning)
    if cursor.next_attempt_at is not None and now < cursor.next_attempt_at:
        return result
    with reading(engine) as connection:
        seen = last_event(connection)
        events = told(connection, to.wish, cursor.last, _SHOWN + 1)
    if not events:
        with writing(engine) as connection:
            settle(connection, name, seen)
        return result
    sent = notify(to.notify, *digest_of(events[:_SHOWN], len(events) > _SHOWN))
    with writing(engine) as connection:
        if sent:
            settle(connection, name, events[_SHOWN - 1].id if len(events) > _SHOWN else seen)
            if pause := _DIGESTS[to.digest]:
                put_off(connection, name, 0, now + pause, "")
            result.sent = min(len(events), _SHOWN)
        else:
            result.failure = "the message could not be sent"
            attempts = cursor.attempts + 1
            put_off(connection, name, attempts, now + wait_after(attempts), result.failure)
    return result
