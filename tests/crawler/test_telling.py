"""Feeds, webhooks and messages: complete, in order, once; to nobody who is not meant."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import feedparser
import jsonfeed
import pytest

from crawler.cli import run
from crawler.config import ConfigError
from crawler.telling import delivering
from crawler.telling.delivering import LONGEST_WAIT, deliver, deliver_again, digest, wait_after
from crawler.telling.feeds import ATOM, atom, json_feed
from crawler.telling.files import write_feeds
from crawler.telling.posting import Answer, post, signature
from crawler.telling.subscriptions import ALL, Subscription, read_subscriptions
from crawler.telling.wording import title_of
from models.corpus import Corpus
from models.database import reading, writing
from models.events import MEANINGS, EventKind, Happening, note
from models.events.cursors import dead_letters, give_up
from models.events.views import Told, Wish, told
from tests.models.givens import NOON, REGISTRY, VillageResolver, report, store, values

SECRET = "a secret that both know"


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """A corpus of one county: two reports, one of them corrected, and a source that broke."""
    with Corpus.open(
        f"sqlite:///{tmp_path / 'c.db'}", create=True, registry=REGISTRY, resolver=VillageResolver()
    ) as corpus:
        store(corpus, "a", published="2025-01-20")
        store(corpus, "b", report("b", cells=values() | {"review.total": 7}), published="2025-02-20")
        store(corpus, "c", report("c", body="获嘉县财政局", year=2023))
        tell(corpus, 1, EventKind.SOURCE_BROKEN)
        yield corpus


def tell(corpus: Corpus, number: int, kind: EventKind = EventKind.SOURCE_BROKEN) -> None:
    detail = {"failure": "timeout", "since": "2026-03-01", "passes": 3}
    with writing(corpus.engine) as connection:
        note(
            connection, Happening(kind, f"n{number}", None, None, f"https://x.gov.cn/{number}", detail), NOON
        )


def wished(corpus: Corpus, wish: Wish) -> list[tuple[str, str | None]]:
    with reading(corpus.engine) as connection:
        return [
            (each.kind, each.body_name and f"{each.body_id}@{each.year}") for each in told(connection, wish)
        ]


def test_events_are_chosen_by_kind_province_level_body_and_year(corpus: Corpus) -> None:
    county, finance = "410724/gov@2024", "410724/finance@2023"
    everything = [("new", county), ("corrected", county), ("new", finance), ("source_broken", None)]
    assert wished(corpus, Wish()) == everything
    assert wished(corpus, Wish(kinds=("corrected",))) == [("corrected", county)]
    assert wished(corpus, Wish(provinces=("河南省",))) == everything[:3]
    assert wished(corpus, Wish(provinces=("640000",))) == []
    assert wished(corpus, Wish(levels=(3,))) == everything[:3]
    assert wished(corpus, Wish(levels=(2,))) == []
    assert wished(corpus, Wish(bodies=("410724/finance",))) == [("new", finance)]
    assert wished(corpus, Wish(years=(2023,), kinds=("new",))) == [("new", finance)]


def test_feeds_are_read_by_others(corpus: Corpus, tmp_path: Path) -> None:
    with reading(corpus.engine) as connection:
        write_feeds(connection, (ALL, Subscription("right", Wish(kinds=("corrected",)))), tmp_path / "feeds")
    names = sorted(path.name for path in (tmp_path / "feeds").iterdir())
    assert names == ["all.atom", "all.json", "right.atom", "right.json"]
    parsed = feedparser.parse((tmp_path / "feeds" / "all.atom").read_bytes())
    assert not parsed.bozo and parsed.version == "atom10"
    assert [entry.id for entry in parsed.entries] == [f"urn:nianbao:event:{n}" for n in (4, 3, 2, 1)]
    assert all(entry.title and entry.updated_parsed and entry.link for entry in parsed.entries)
    assert parsed.entries[2].title == "更正：获嘉县人民政府 2024年政府信息公开工作年度报告".replace(
        "获嘉县人民政府", _name(corpus)
    )
    assert "review.total：0 → 7" in parsed.entries[2].content[0].value
    feed = jsonfeed.Feed.parse(json.loads((tmp_path / "feeds" / "all.json").read_bytes()))
    assert feed.version.endswith("/1.1")
    assert [item.id for item in feed.items] == [entry.id for entry in parsed.entries]
    assert [item.title for item in feed.items] == [entry.title for entry in parsed.entries]
    one = jsonfeed.Feed.parse(json.loads((tmp_path / "feeds" / "right.json").read_bytes()))
    assert [item.id for item in one.items] == ["urn:nianbao:event:2"]


def _name(corpus: Corpus) -> str:
    with reading(corpus.engine) as connection:
        return str(told(connection, Wish())[0].body_name)


def test_a_feed_without_events_is_valid_and_bad_characters_do_no_harm() -> None:
    parsed = feedparser.parse(atom("none", []))
    assert not parsed.bozo and parsed.feed.id == "urn:nianbao:feed:none"
    assert jsonfeed.Feed.parse(json.loads(json_feed("none", []))).items == []
    nasty = Told(
        1,
        NOON,
        "column_found",
        None,
        None,
        None,
        None,
        None,
        "https://x.gov.cn/?a=1&b=<2>",
        {"title": "甲\x0b<乙>&"},
    )
    parsed = feedparser.parse(atom("one", [nasty]))
    assert not parsed.bozo and parsed.entries[0].link == "https://x.gov.cn/?a=1&b=<2>"
    assert ATOM in atom("one", [nasty]).decode()


def test_every_kind_of_event_has_words() -> None:
    detail = {"title": "t", "sha256": "0" * 64}
    for kind in EventKind:
        assert title_of(Told(1, NOON, kind, "b", "甲", 2024, "41", 3, "u", detail))
        assert MEANINGS[kind]


@dataclass
class Receiver:
    """A receiver that keeps what it takes; `answer` decides."""

    statuses: Iterator[int | None]
    taken: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    attempts: int = 0

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.attempts += 1
        status = next(self.statuses)
        good = headers["X-Nianbao-Signature"].removeprefix("sha256=")
        assert good == signature(SECRET, headers["X-Nianbao-Timestamp"], body)
        key = headers["Idempotency-Key"]
        lost = status == -1  # taken, and the answer is lost on its way
        if (status == 200 or lost) and key not in self.keys:
            self.keys.append(key)
            self.taken.append(json.loads(body)["id"])
        return Answer(None, "reset") if lost or status is None else Answer(status, f"status {status}")


@dataclass
class Time:
    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


HOOK = Subscription("hook", webhook="https://example.org/", secret=SECRET, from_beginning=True)


def until_told(corpus: Corpus, to: Subscription, receiver: Receiver, time: Time, rounds: int = 400) -> int:
    for number in range(rounds):
        if not deliver(corpus.engine, to, receiver, time).failure:
            return number
        time.at += LONGEST_WAIT
    raise AssertionError("never told")


def test_a_receiver_that_fails_half_the_time_gets_everything_once_and_in_order(corpus: Corpus) -> None:
    for number in range(2, 60):
        tell(corpus, number)
    chance = random.Random(20240131)
    kinds = [200, 200, 200, 500, None, -1]
    receiver, time = Receiver(iter(lambda: chance.choice(kinds), object())), Time()
    until_told(corpus, HOOK, receiver, time)
    assert receiver.taken == list(range(1, 63))
    assert receiver.attempts > len(receiver.taken)
    with reading(corpus.engine) as connection:
        assert dead_letters(connection) == []


def test_a_receiver_that_was_away_for_weeks_gets_all_that_it_missed(corpus: Corpus) -> None:
    state: list[int | None] = [None]
    receiver, time = Receiver(iter(lambda: state[0], object())), Time()
    for number in range(2, 80):
        tell(corpus, number)
        deliver(corpus.engine, HOOK, receiver, time)
        time.at += timedelta(hours=7)
    assert receiver.taken == []
    state[0] = 200
    until_told(corpus, HOOK, receiver, time)
    assert receiver.taken == list(range(1, 83))


def test_one_that_is_put_off_is_left_alone(corpus: Corpus) -> None:
    receiver, time = Receiver(iter([503, 503, 200, 200, 200, 200])), Time()
    deliver(corpus.engine, HOOK, receiver, time)
    for minutes in (0.5, 0.4, 0.2):
        time.at += timedelta(minutes=minutes)
        deliver(corpus.engine, HOOK, receiver, time)
    assert receiver.attempts == 2
    assert [wait_after(number) for number in (1, 2, 3)] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert wait_after(500) == LONGEST_WAIT


def test_what_is_refused_becomes_a_dead_letter_and_the_next_are_told(corpus: Corpus) -> None:
    receiver, time = Receiver(iter([422] * delivering.MOST_REFUSALS + [200] * 9)), Time()
    until_told(corpus, HOOK, receiver, time)
    assert receiver.taken == [2, 3, 4]
    with reading(corpus.engine) as connection:
        assert [letter[:2] for letter in dead_letters(connection)] == [("hook:webhook", 1)]
    assert deliver_again(corpus.engine, HOOK, receiver, time).sent == 1
    assert receiver.taken == [2, 3, 4, 1]
    with reading(corpus.engine) as connection:
        assert dead_letters(connection) == []


def test_a_new_subscriber_is_told_what_happens_from_now_on(corpus: Corpus) -> None:
    receiver, time = Receiver(iter([200] * 9)), Time()
    fresh = Subscription("fresh", Wish(kinds=("source_broken",)), "https://example.org/", SECRET)
    deliver(corpus.engine, fresh, receiver, time)
    tell(corpus, 2)
    deliver(corpus.engine, fresh, receiver, time)
    deliver(corpus.engine, fresh, receiver, time)
    assert receiver.taken == [5]


def test_a_digest_is_one_message_a_day_and_leaves_nothing_out(corpus: Corpus) -> None:
    sent: list[tuple[str, str]] = []
    works = [False]

    def notify(addresses: object, subject: str, text: str) -> bool:
        if works[0]:
            sent.append((subject, text))
        return works[0]

    daily = Subscription("mail", notify=("mailto://x",), digest="day", from_beginning=True)
    time = Time()
    assert digest(corpus.engine, daily, notify, time).failure
    works[0] = True
    time.at += timedelta(minutes=2)
    assert digest(corpus.engine, daily, notify, time).sent == 4
    assert sent[0][0] == "nianbao: corrected 1, new 2, source_broken 1"
    tell(corpus, 2)
    time.at += timedelta(hours=1)
    digest(corpus.engine, daily, notify, time)
    assert len(sent) == 1
    time.at += timedelta(hours=23)
    digest(corpus.engine, daily, notify, time)
    assert [subject for subject, _ in sent[1:]] == ["nianbao: source_broken 1"]
    assert "https://x.gov.cn/2" in sent[1][1]


@contextmanager
def server(status: int, location: str = "") -> Iterator[tuple[str, list[bytes]]]:
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/hook?a=1", got
        http.shutdown()
        thread.join()


def test_a_webhook_reaches_no_private_machine() -> None:
    with server(200) as (url, got):
        for address in (url, url.replace("127.0.0.1", "localhost"), "http://169.254.169.254/latest"):
            answer = post(address, b"{}", {})
            assert answer.status is None and "not a public address" in answer.failure
        assert got == []
        assert post(url, b'{"a":1}', {}, allow_loopback=True).is_taken
        assert got == [b'{"a":1}']
    for address in ("ftp://example.org/", "https://user@example.org/", "https://", "https://a:b/"):
        assert post(address, b"{}", {}).status is None
    with server(302, "http://169.254.169.254/") as (url, got):
        answer = post(url, b"{}", {}, allow_loopback=True)
        assert not answer.is_taken and not answer.is_refused and len(got) == 1
    assert post(url, b"{}", {}, allow_loopback=True).status is None  # gone


def test_subscriptions_are_read_and_what_is_wrong_is_said(tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.toml"
    assert read_subscriptions(path) == (ALL,)
    path.write_text(
        '[[subscription]]\nname = "henan"\nkinds = ["new"]\nlevels = [3]\nwebhook = "https://e.org"\n'
        'secret = "s"\nfrom = "beginning"\n'
    )
    assert read_subscriptions(path) == (
        ALL,
        Subscription("henan", Wish(("new",), levels=(3,)), "https://e.org", "s", from_beginning=True),
    )
    assert "'s'" not in repr(read_subscriptions(path)[1])
    for wrong, sentence in {
        'name = "../x"': "a-z",
        'name = "a"\nkinds = ["news"]': "no such kind: news",
        'name = "a"\nlevel = 3': "unknown: level",
        'name = "a"\nlevels = ["3"]': "list of numbers",
        'name = "a"\nwebhook = "https://e.org"': "needs a secret",
        'name = "a"\ndigest = "hour"': "digest is one of",
        'name = "a"\n[[subscription]]\nname = "a"': "two subscriptions",
        'title = "a"': "has a name",
    }.items():
        path.write_text(f"[[subscription]]\n{wrong}\n")
        with pytest.raises(ConfigError, match=sentence):
            read_subscriptions(path)


def test_the_time_of_a_signature_is_signed_too() -> None:
    now = str(int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()))
    assert signature(SECRET, now, b"{}") != signature(SECRET, str(int(now) + 1), b"{}")


def test_the_verbs_write_feeds_and_name_what_was_refused(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--db", f"sqlite:///{tmp_path / 'c.db'}", "--data", str(tmp_path)]
    assert run(["feed", *where]) == 0
    written = capsys.readouterr().out.split()
    assert written == [str(tmp_path / "feeds" / name) for name in ("all.atom", "all.json")]
    before = Path(written[0]).read_bytes()
    assert run(["tell", *where]) == 0  # nobody has subscribed
    assert Path(written[0]).read_bytes() == before
    with writing(corpus.engine) as connection:
        give_up(connection, "hook:webhook", 2, 5, "status 422", NOON)
    assert run(["tell", "--dead", *where]) == 0
    assert capsys.readouterr().out == "hook:webhook\t2\t2026-03-01 12:00\tstatus 422\n"
    assert run(["tell", "--again", "hook", *where]) == 2
    assert "no subscription with a webhook" in capsys.readouterr().err
