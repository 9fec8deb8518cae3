"""The command line: exit codes, what goes where, and no traceback whatever is given."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crawler.cli import run
from crawler.replica.truth import TrueReport

Pages = list[tuple[str, bytes, TrueReport]]
Capture = pytest.CaptureFixture[str]

VERBS = [
    ["demo"],
    ["crawl"],
    ["ingest"],
    ["parse"],
    ["classify"],
    ["resolve"],
    ["reparse"],
    ["check"],
    ["status"],
    ["coverage"],
    ["export"],
    ["spiders", "list"],
    ["spiders", "add"],
    ["spiders", "leads"],
    ["spiders", "new"],
    ["db", "upgrade"],
    ["db", "check"],
]


def program(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crawler", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | env,
        check=False,
    )


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_shows_an_example(verb: list[str], capsys: Capture) -> None:
    assert run([*verb, "--help"]) == 0
    assert f"Example: nianbao {' '.join(verb)}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["parse"],
        ["ingest"],
        ["parse", "--nonsense", "x"],
        ["crawl"],
        ["crawl", "atlantis"],
        ["crawl", "990000"],
        ["crawl", "--url", "not an address"],
        ["crawl", "--url", "https://example.com/"],
        ["crawl", "--url", "http://10.0.0.1/"],
        ["crawl", "--url", "ftp://www.gov.cn/"],
        ["crawl", "henan", "--year", "last"],
        ["crawl", "henan", "--year", "2024-2020"],
        ["crawl", "henan", "--since", "yesterday"],
        ["crawl", "henan", "--level", "galaxy"],
        ["crawl", "henan", "--max-requests", "0"],
        ["export", "x", "--format", "papyrus"],
        ["reparse", "--where", "x"],
        ["classify", "no/such/file.jsonl"],
        ["spiders", "new", "Henan!", "410000", "河南省"],
        ["spiders", "new", "henan", "410000", "河南省"],
        ["status", "--db", "nonsense"],
        ["status", "--db", "mysql://x/y"],
    ],
)
def test_wrong_usage_is_said_in_a_sentence(
    arguments: list[str], capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = run(arguments)
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert err.strip() and "Traceback" not in err
    assert list(tmp_path.iterdir()) == [], "nothing is made"


def test_a_bad_environment_is_wrong_usage(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_DELAY", "soon")
    assert run(["crawl", "henan"]) == 2
    assert "NIANBAO_DELAY" in capsys.readouterr().err


def test_a_missing_database_is_nothing_done(capsys: Capture, tmp_path: Path) -> None:
    db = f"sqlite:///{tmp_path}/none.db"
    for arguments in (["status"], ["coverage"], ["check"], ["reparse"], ["export", str(tmp_path / "out")]):
        assert run([*arguments, "--db", db]) == 3
        assert "none.db" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_nothing_done(
    db: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "file").write_text("")
    assert run(["ingest", "x.html", "--db", db, "--data", str(tmp_path / "file" / "data")]) == 3
    assert "cannot write the archive" in capsys.readouterr().err


def test_an_unexpected_fault_is_a_sentence_too(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.commands.parse.jobs_of", lambda *_: 1 / 0)
    assert run(["parse", "x.html"]) == 3
    err = capsys.readouterr().err
    assert "ZeroDivisionError" in err and "Traceback" not in err
    monkeypatch.setenv("NIANBAO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["parse", "x.html"])


def test_parse_gives_one_record_an_input_in_order(
    tmp_path: Path, report_pages: Pages, capsys: Capture
) -> None:
    for number, (_, body, _) in enumerate(report_pages):
        (tmp_path / f"{number}.html").write_bytes(body)
    (tmp_path / "empty.html").write_bytes(b"")
    names = ["2.html", "missing.html", "0.html", "empty.html", "1.html"]
    code = run(["parse", *(str(tmp_path / name) for name in names), "--jsonl"])
    out, err = capsys.readouterr()
    records = [json.loads(line) for line in out.splitlines()]
    assert [Path(record["source"]).name for record in records] == names
    assert [record["outcome"] for record in records] == [
        "report",
        "unreadable",
        "report",
        "unreadable",
        "report",
    ]
    assert [(record["error"] or "").partition(":")[0] for record in records] == ["", "io", "", "empty", ""]
    for record, number in ((records[0], 2), (records[2], 0), (records[4], 1)):
        assert record["year"] == report_pages[number][2].year
    assert code == 1
    assert "missing.html" in err and "empty.html" in err


def test_parse_reads_standard_input_and_folders(tmp_path: Path, report_pages: Pages) -> None:
    (tmp_path / "b.html").write_bytes(report_pages[0][1])
    (tmp_path / "a.html").write_bytes(report_pages[1][1])
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "parse", "-", str(tmp_path)],
        capture_output=True,
        input=report_pages[0][1],
        check=False,
    )
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [Path(record["source"]).name for record in records] == ["-", "a.html", "b.html"]
    assert records[0]["values"] == records[2]["values"]


def test_classify_keeps_unknown_keys_and_names_bad_lines(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "links.jsonl"
    path.write_text(
        '{"url": "https://x.gov.cn/1", "title": "卫辉市2023年政府信息公开工作年度报告", "mine": [1]}\n'
        "\n"
        "not json\n"
        '{"title": "关于召开会议的通知"}\r\n'
        '["a list"]\n'
        '{"title": null}\n'
        '{"title": "separator\u2028inside"}\n',
        "utf-8",
    )
    code = run(["classify", str(path)])
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert (rows[0]["mine"], rows[0]["is_report"], rows[0]["year"]) == ([1], True, 2023)
    assert [row["is_report"] for row in rows] == [True, False, False]
    assert all({"is_report", "body_mention", "year", "reason"} <= set(row) for row in rows)
    assert all(f"links.jsonl:{number}" in err for number in (3, 5, 6))


def test_resolve_adds_the_body(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "names.jsonl"
    path.write_text('{"raw": "河南省财政厅", "year": 2023, "mine": "kept"}\n{"raw": "某某某某"}\n', "utf-8")
    assert run(["resolve", str(path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (rows[0]["mine"], rows[0]["decision"], rows[0]["division_code"]) == ("kept", "resolved", "410000")
    assert rows[1]["decision"] in {"ambiguous", "unknown"}
    assert {
        "decision",
        "body_id",
        "division_code",
        "division_id",
        "organ_kind",
        "canonical_name",
        "score",
        "candidates",
    } <= set(rows[1])


def test_ingest_status_coverage_and_reparse_work_together(
    db: str, tmp_path: Path, report_pages: Pages, capsys: Capture
) -> None:
    for number, (_, body, _) in enumerate(report_pages):
        (tmp_path / f"{number}.html").write_bytes(body)
    data = str(tmp_path / "data")
    assert (
        run(
            [
                "ingest",
                *(str(tmp_path / f"{n}.html") for n in range(len(report_pages))),
                "--db",
                db,
                "--data",
                data,
            ]
        )
        == 0
    )
    assert f"documents found: {len(report_pages)}" in capsys.readouterr().out
    assert run(["status", "--db", db, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["documents"] == len(report_pages)
    assert run(["status", "--db", db]) == 0
    assert run(["coverage", "--db", db]) == 0
    years = {str(truth.year) for _, _, truth in report_pages}
    assert years <= set(capsys.readouterr().out.split())
    assert run(["reparse", "--db", db, "--data", data]) == 0
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[-1]) == ("", "0 figures changed"), "lines of progress may stand before it"
    assert run(["check", "--db", db]) == 0
    assert run(["db", "check", "--db", db, "--data", data]) == 0


def test_the_light_verbs_start_light() -> None:
    code = (
        "import sys, crawler.cli; print(*sorted({'scrapy', 'pyarrow', 'sqlalchemy', 'playwright', 'pebble', "
        "'twisted', 'rich.progress'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("verb", ["classify", "parse --jsonl"])
@pytest.mark.parametrize("lines", [1, 20_000])
def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path, verb: str, lines: int) -> None:
    path = tmp_path / "links.jsonl"
    path.write_text('{"title": "卫辉市2023年政府信息公开工作年度报告"}\n' * lines, "utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "crawler", *verb.split(), str(path)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_traceback_without_network(tmp_path: Path, db: str) -> None:
    done = program(
        "crawl",
        "--url",
        "https://nowhere.gov.cn/",
        "--data",
        str(tmp_path / "data"),
        "--db",
        db,
        HTTPS_PROXY="http://127.0.0.1:9",
        HTTP_PROXY="http://127.0.0.1:9",
        NIANBAO_DELAY="0",
    )
    assert done.returncode == 3, done.stderr
    assert "failed: https://nowhere.gov.cn/: tcp" in done.stderr
    assert "Traceback" not in done.stderr


def _hears_interrupts() -> None:
    """In the child: a test run put in the background ignores SIGINT, and what it starts would too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_ingest_ends_in_good_order_and_goes_on(
    db: str, tmp_path: Path, report_pages: Pages, capsys: Capture
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    many = 200  # so many that the interrupt never comes after the end
    for number in range(many):
        body = report_pages[number % len(report_pages)][1]
        (folder / f"{number:02d}.html").write_bytes(body + b"<!-- %d -->" % number)
    arguments = ["ingest", str(folder), "--db", db, "--data", str(tmp_path / "data")]
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hears_interrupts,
    )
    with closing(sqlite3.connect(db.removeprefix("sqlite:///"))) as corpus:
        while not corpus.execute("SELECT count(*) FROM readings").fetchone()[0]:
            assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the children hear it too
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (130, "interrupted")
    assert "Traceback" not in err
    assert run(arguments) == 0
    assert "ingest, continued" in capsys.readouterr().out
    assert run(["status", "--db", db, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert (counts["documents"], counts["documents_pending"]) == (many, 0)


def test_status_says_first_what_a_person_asks(db: str, tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "a.html"
    page.write_text("<p>通知</p>", "utf-8")
    assert run(["ingest", str(page), "--db", db, "--data", str(tmp_path / "data")]) == 0
    capsys.readouterr()
    assert run(["status", "--db", db]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:5]] == ["reports", "documents", "waiting", "failed", "last"]
    assert not any(line.startswith("rows by table") for line in lines)
    assert run(["status", "--db", db, "--all"]) == 0
    assert "rows by table" in capsys.readouterr().out


def test_what_waits_for_a_person_is_named_with_its_reason_and_counted_alike(
    db: str, tmp_path: Path, report_pages: Pages, capsys: Capture
) -> None:
    pages = [tmp_path / f"{number}.html" for number in range(3)]
    body = report_pages[0][1].decode()
    pages[0].write_text(body.replace(report_pages[0][2].body_name, "没有这个局"), "utf-8")
    pages[1].write_text("<h1>年度报告</h1>", "utf-8")
    pages[2].write_bytes(b"%PDF-1.4 torn")
    corpus = ["--db", db, "--data", str(tmp_path / "data")]
    assert run(["ingest", *map(str, pages), *corpus]) == 1
    out, err = capsys.readouterr()
    assert "  waiting for review: 1 (unknown_body 1)\n" in out
    assert f"waiting: {pages[0]}: unknown_body: " in err
    assert run(["status", *corpus]) == 0
    out = capsys.readouterr().out
    assert "1 for review by a person" in out
    assert f" in 1 files of {tmp_path / 'data' / 'archive'}" in out
    assert run(["coverage", *corpus, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["unplaced"] == {"review": 1, "unread": 1}
    assert "1 reports wait for review" in err
    assert "1 documents are unread or unreadable" in err


def test_a_picture_is_written_although_nobody_reads_the_text(tmp_path: Path, report_pages: Pages) -> None:
    page, picture = tmp_path / "a.html", tmp_path / "a.png"
    page.write_bytes(report_pages[0][1])
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "crawler", "show", str(page), "--picture", str(picture)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes()[:4] == b"\x89PNG"


def test_db_check_reads_the_originals(db: str, tmp_path: Path, capsys: Capture) -> None:
    page, data = tmp_path / "a.html", tmp_path / "data"
    page.write_text("<p>通知</p>", "utf-8")
    assert run(["ingest", str(page), "--db", db, "--data", str(data)]) == 0
    assert run(["db", "check", "--db", db, "--data", str(data)]) == 0
    for file in (data / "archive").glob("*.warc.gz"):
        file.unlink()
    assert run(["db", "check", "--db", db, "--data", str(data)]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_db_check_and_upgrade_leave_other_databases_alone(tmp_path: Path, capsys: Capture) -> None:
    missing, other = tmp_path / "missing.db", tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")
    assert run(["db", "check", "--db", f"sqlite:///{missing}"]) == 3
    assert not missing.exists()
    for verb in (["db", "upgrade"], ["ingest", str(tmp_path), "--data", str(tmp_path / "data")]):
        assert run([*verb, "--db", f"sqlite:///{other}"]) == 3
        assert "another program" in capsys.readouterr().err


def test_a_province_that_is_there_is_not_written_again(capsys: Capture) -> None:
    assert run(["spiders", "new", "henan", "410000", "河南省"]) == 2
    assert "henan.py is there already" in capsys.readouterr().err
    assert run(["spiders", "new", "https://www.henan.gov.cn/", "410000", "河南省"]) == 2
    assert "spiders add" in capsys.readouterr().err


def test_lines_that_are_no_titles_are_named_and_the_rest_answered(tmp_path: Path, capsys: Capture) -> None:
    lines = [
        b"[" * 100_000,
        b'{"n": ' + b"9" * 5000 + b"}",
        b'{"title": 5}',
        b'{"title": "' + b"x" * 5_000_000,
    ]
    file = tmp_path / "titles.jsonl"
    good = b'{"title": "\\ud800", "raw": "\\ud800", "year": "99999999999999999999"}'
    file.write_bytes(b"\n".join([*lines, good, b""]))
    for verb in ("classify", "resolve"):
        assert run([verb, str(file)]) == 1
        out, err = capsys.readouterr()
        assert len(out.splitlines()) == 1
        assert [line.split(":")[1] for line in err.replace(str(tmp_path), "").splitlines()] == list("1234")


def test_a_pipe_without_a_writer_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert run(["classify", str(tmp_path / "pipe")]) == 0


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_an_unusable_ca_file_is_told(
    tmp_path: Path, content: bytes | None, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("NIANBAO_CA_FILE", str(file))
    assert run(["crawl", "henan"]) == 2
    assert "NIANBAO_CA_FILE" in capsys.readouterr().err
