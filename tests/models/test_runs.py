"""Runs are continued when their process died, and refused while it lives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest

from models.corpus import Corpus, CorpusError
from models.database import writing
from models.facts import Fetch
from models.runs import SILENCE, STALE, Process, begin_run, process_mark, this_process
from tests.models.givens import NOON, VillageResolver

BEGIN = """
import sys
from models.corpus import Corpus
run = Corpus.open(sys.argv[1]).begin_run("crawl", {"provinces": ["henan"]})
print(run.id, flush=True)
sys.stdin.read()
"""


def test_run_of_a_killed_process_is_continued_and_of_a_living_one_refused(
    url: str, opened: Callable[..., Corpus]
) -> None:
    corpus = opened(url)
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        number = int(child.stdout.readline())
        with pytest.raises(CorpusError, match="already running: crawl"):
            corpus.begin_run("crawl", {"provinces": ["henan"]})
        other = corpus.begin_run("crawl", {"provinces": ["ningxia"]})
        assert (other.id != number, other.resumed) == (True, False)
        child.kill()
    now = Corpus.open(url, resolver=VillageResolver())
    continued = now.begin_run("crawl", {"provinces": ["henan"]})
    now.close()
    assert (continued.id, continued.resumed) == (number, True)


def test_finished_run_is_not_continued_an_interrupted_one_is(corpus: Corpus) -> None:
    first = corpus.begin_run("crawl", {})
    corpus.finish_run(first.id, "finished", {"reports": 3})
    second = corpus.begin_run("crawl", {})
    assert (second.id != first.id, second.resumed) == (True, False)
    corpus.finish_run(second.id, "interrupted", {})
    third = corpus.begin_run("crawl", {})
    assert (third.id, third.resumed) == (second.id, True)
    latest, earliest = corpus.status().runs
    assert (latest.state, earliest.state, earliest.summary) == ("running", "finished", {"reports": 3})


def test_run_that_stopped_long_ago_is_closed_instead_of_continued(corpus: Corpus) -> None:
    dead = Process(this_process().hostname, 1, "another boot/0")
    with writing(corpus.engine) as connection:
        old = begin_run(connection, "crawl", {}, dead, NOON - STALE - timedelta(hours=1))
    new = corpus.begin_run("crawl", {})
    assert (new.id != old.id, new.resumed) == (True, False)
    assert [run.state for run in corpus.status().runs] == ["running", "failed"]


def test_run_of_another_machine_lives_while_it_fetches(corpus: Corpus) -> None:
    far = Process("another-machine", 77, "its boot/12")
    with writing(corpus.engine) as connection:
        old = begin_run(connection, "crawl", {}, far, NOON - timedelta(hours=5))
    corpus.record([Fetch("https://www.huojia.gov.cn/", "www.huojia.gov.cn", old.id, NOON - SILENCE / 2, 200)])
    with pytest.raises(CorpusError, match="another-machine"):
        corpus.begin_run("crawl", {})


def test_silent_run_of_another_machine_is_taken_over(corpus: Corpus) -> None:
    far = Process("another-machine", 77, "its boot/12")
    with writing(corpus.engine) as connection:
        old = begin_run(connection, "crawl", {}, far, NOON - SILENCE * 2)
    assert corpus.begin_run("crawl", {}).id == old.id


def test_mark_tells_a_process_from_a_later_one_with_its_number() -> None:
    me = this_process()
    assert me.mark == process_mark(me.pid) != process_mark(1)
    assert process_mark(2**22 + 1) == ""
