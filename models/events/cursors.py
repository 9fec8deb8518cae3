"""How far each subscriber was told, and what could not be told it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from models.events.views import last_event
from models.schema import DeadLetter, Subscriber
from models.upserts import upsert


@dataclass(frozen=True, slots=True)
class Cursor:
    """The state of one subscriber: everything up to event `last` is settled."""

    name: str
    last: int
    attempts: int
    next_attempt_at: datetime | None


def cursor_of(connection: Connection, name: str, from_beginning: bool) -> Cursor:
    """Return the state of a subscriber; a new one begins with the events to come unless it wants all."""
    row = connection.execute(select(Subscriber).where(Subscriber.name == name)).first()
    if row is not None:
        return Cursor(name, row.cursor, row.attempts, row.next_attempt_at)
    last = 0 if from_beginning else last_event(connection)
    new = {"name": name, "cursor": last, "attempts": 0, "next_attempt_at": None, "failure": None}
    upsert(connection, Subscriber, [new])
    return Cursor(name, last, 0, None)


def settle(connection: Connection, name: str, event_id: int) -> None:
    """The subscriber has it; never back."""
    connection.execute(
        update(Subscriber)
        .where(Subscriber.name == name, Subscriber.cursor < event_id)
        .values(cursor=event_id, attempts=0, next_attempt_at=None, failure=None)
    )


def put_off(connection: Connection, name: str, attempts: int, until: datetime, why: str) -> None:
    """The next event could not be told: not before `until` again."""
    connection.execute(
        update(Subscriber)
        .where(Subscriber.name == name)
        .values(attempts=attempts, next_attempt_at=until, failure=why)
    )


def give_up(connection: Connection, name: str, event_id: int, attempts: int, why: str, now: datetime) -> None:
    """Keep an event that the subscriber refused as a dead letter, and go on behind it."""
    row = {"subscriber": name, "event_id": event_id, "at": now, "attempts": attempts, "failure": why}
    upsert(connection, DeadLetter, [row])
    settle(connection, name, event_id)


def dead_letters(connection: Connection, name: str | None = None) -> list[tuple[str, int, datetime, str]]:
    """Subscriber, event, time and reason of the events given up, by subscriber and event."""
    query = select(DeadLetter).order_by(DeadLetter.subscriber, DeadLetter.event_id)
    if name is not None:
        query = query.where(DeadLetter.subscriber == name)
    return [(row.subscriber, row.event_id, row.at, row.failure) for row in connection.execute(query)]


def bury(connection: Connection, name: str, event_id: int) -> None:
    """Forget a dead letter that was delivered after all."""
    connection.execute(
        delete(DeadLetter).where(DeadLetter.subscriber == name, DeadLetter.event_id == event_id)
    )
