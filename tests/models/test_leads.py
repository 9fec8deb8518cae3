"""Hosts proposed for the registry are kept, and guessed addresses are told from what crawls made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from models.corpus import Corpus
from models.facts import ColumnFact, Fetch, LeadFact
from parsers.failures import Failure
from tests.models.givens import NOON

LEAD = LeadFact(
    "www.hekou.gov.cn",
    "http://www.hekou.gov.cn/",
    "河口镇",
    "directory",
    "http://www.baishi.gov.cn/xz/",
    "henan",
    "410724",
    NOON,
)


def test_a_host_that_is_met_again_is_kept_once_with_the_later_words(corpus: Corpus) -> None:
    later = replace(LEAD, label="河口镇人民政府", at=NOON + timedelta(days=1))
    corpus.record([LEAD])
    corpus.record([later])
    assert corpus.host_leads() == [later]


def fetch(
    run: int, url: str, failure: Failure | None = None, day: int = 0, final: str | None = None
) -> Fetch:
    return Fetch(url, "www.baishi.gov.cn", run, NOON + timedelta(days=day), failure=failure, final_url=final)


def test_what_became_of_an_address_is_its_last_answer(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    site = "http://www.baishi.gov.cn"
    column = ColumnFact(
        f"{site}/nb/", "年报", "www.baishi.gov.cn", "trs", "", "registered", "henan", None, run, NOON
    )
    moved = replace(column, url="https://www.baishi.gov.cn/moved/")
    corpus.record(
        [
            column,
            moved,
            fetch(run, f"{site}/nb/"),
            fetch(run, f"{site}/old/", final="https://www.baishi.gov.cn/moved/"),
            fetch(run, f"{site}/moved/", Failure.TCP),
            fetch(run, f"{site}/news/", Failure.TIMEOUT),
            fetch(run, f"{site}/news/", day=1),
            fetch(run, f"{site}/gone/"),
            fetch(run, f"{site}/gone/", Failure.GONE, day=1),
        ]
    )
    urls = [f"{site}/{name}/" for name in ("nb", "old", "moved", "news", "gone", "never")]
    assert corpus.found_of(urls) == {
        f"{site}/nb/": "column",
        f"{site}/old/": "column",
        f"{site}/moved/": "column",
        f"{site}/news/": "empty",
        f"{site}/gone/": "gone",
    }
