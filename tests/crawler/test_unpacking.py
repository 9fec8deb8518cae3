"""Archives of reports: taken apart in memory, within bounds, names read as Chinese programs write them."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import read_original
from crawler.cli import run
from crawler.config import Config
from crawler.ingest import ingest
from crawler.unpacking import (
    MOST_BYTES,
    MOST_MEMBERS,
    BadMember,
    Member,
    clean_name,
    is_archive,
    unpack,
)
from models.corpus import Corpus
from models.integrity import check_integrity
from parsers.carriers import sniff
from parsers.carriers.album import compose, pages_of
from parsers.failures import Failure, Unreadable

Pages = list[tuple[str, bytes, Any]]


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def gbk_zipped(name: str, data: bytes) -> bytes:
    """A ZIP archive as Chinese programs write it: the name in GBK, no mark that says so."""
    stand_in = "x" * len(name.encode("gbk"))
    return zipped({stand_in: data}).replace(stand_in.encode(), name.encode("gbk"))


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def names(data: bytes) -> list[str]:
    return [member.name for member in unpack(data)]


def test_members_come_in_order_without_furniture() -> None:
    files = {"b.html": b"1", "a.html": b"2", "__MACOSX/a": b"3", ".DS_Store": b"4", "in/~$a.doc": b"5"}
    assert unpack(zipped(files)) == [Member("b.html", b"1"), Member("a.html", b"2")]


def test_names_of_chinese_programs_are_read() -> None:
    assert names(gbk_zipped("财政局2024年年报.html", b"1")) == ["财政局2024年年报.html"]
    assert names(zipped({"县政府/年报.html": b"1"})) == ["县政府/年报.html"]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\a.doc", "Windows/a.doc"),
        ("a/./../b", "a/b"),
        ("..", "file"),
        ("a\x00b\n.doc", "a\ufffdb\ufffd.doc"),
    ],
)
def test_no_name_leads_elsewhere(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_two_files_of_one_name_are_two_members() -> None:
    assert names(zipped({"a/../b.html": b"1", "b.html": b"2", "a/b.html": b"3"})) == [
        "a/b.html",
        "b.html",
        "a/b.html#2",
    ]


def test_archives_inside_archives_go_two_deep() -> None:
    inner = zipped({"deep.html": b"1"})
    assert unpack(zipped({"in.zip": inner})) == [Member("in.zip!/deep.html", b"1")]
    found = unpack(zipped({"b.html": b"2", "out.zip": zipped({"in.zip": inner})}))
    assert found[0] == Member("b.html", b"2")
    assert isinstance(found[1], BadMember)
    assert (found[1].name, found[1].failure) == ("out.zip!/in.zip", Failure.TOO_LARGE)


def test_streams_of_gzip_are_all_read_and_a_cut_one_is_named() -> None:
    page = b"<html>" + bytes(range(256)) * 40
    assert unpack(gzip.compress(page) + gzip.compress(b"</html>")) == [Member("content", page + b"</html>")]
    [cut] = unpack(gzip.compress(page)[:-20])
    assert isinstance(cut, BadMember) and cut.failure is Failure.MALFORMED
    with pytest.raises(Unreadable) as caught:
        unpack(tarred({"a.html": b"1"})[:-9])
    assert caught.value.failure is Failure.MALFORMED


def test_gzip_and_tar() -> None:
    assert unpack(gzip.compress(b"<html>")) == [Member("content", b"<html>")]
    assert unpack(tarred({"a.html": b"1", "../b.html": b"2"})) == [
        Member("a.html", b"1"),
        Member("b.html", b"2"),
    ]


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (zipped({f"{n}.html": b"1" for n in range(MOST_MEMBERS + 1)}), Failure.TOO_LARGE),
        (zipped({"a.html": b"0" * (MOST_BYTES + 1)}), Failure.TOO_LARGE),
        (zipped({"a.html": b"0" * 30_000_000}), Failure.TOO_LARGE),
        (gzip.compress(bytes(30_000_000)), Failure.TOO_LARGE),
        (tarred({"a.html": bytes(30_000_000)}), Failure.TOO_LARGE),
        (zipped({}), Failure.EMPTY),
        (zipped({".hidden": b"1"}), Failure.EMPTY),
        (b"PK\x03\x04" + b"noise" * 40, Failure.MALFORMED),
        (b"\x1f\x8b\x08" + b"noise" * 40, Failure.MALFORMED),
        (b"7z\xbc\xaf\x27\x1c" + b"noise" * 40, Failure.MALFORMED),
        (b"Rar!\x1a\x07\x00" + b"noise" * 40, Failure.MALFORMED),
    ],
)
def test_what_is_no_archive_of_reports_is_refused_by_class(data: bytes, failure: Failure) -> None:
    with pytest.raises(Unreadable) as caught:
        unpack(data)
    if data.startswith((b"7z", b"Rar")):  # without the library of the system it is that which is missing
        assert caught.value.failure in (failure, Failure.NEEDS_CONVERTER)
    else:
        assert caught.value.failure is failure


def test_a_claim_about_the_size_is_not_believed() -> None:
    data = bytearray(zipped({"a.html": b"0" * 30_000_000}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    struct.pack_into("<I", data, 22, 10)
    found = unpack(bytes(data))
    assert isinstance(found[0], BadMember), "ten bytes were promised, and the sum is wrong"


def locked(data: bytes, number: int = 0) -> bytes:
    """The archive with the mark of a password on one member."""
    marked = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        local, central = archive.infolist()[number].header_offset, archive.start_dir - 1
    for _ in range(number + 1):
        central = marked.index(b"PK\x01\x02", central + 1)
    marked[local + 6] |= 1
    marked[central + 8] |= 1
    return bytes(marked)


def test_locked_members_cost_themselves_only() -> None:
    both = zipped({"a.html": b"1", "b.html": b"2"})
    found = unpack(locked(both))
    assert isinstance(found[0], BadMember)
    assert found[0].failure is Failure.UNSUPPORTED_CARRIER
    assert found[1] == Member("b.html", b"2")
    with pytest.raises(Unreadable, match="locked with a password"):
        unpack(locked(zipped({"a.html": b"1"})))


def test_a_damaged_member_costs_itself_only() -> None:
    data = bytearray(zipped({"a.html": b"1" * 50, "b.html": b"2"}, zipfile.ZIP_STORED))
    data[data.index(b"1" * 50)] = 0
    found = unpack(bytes(data))
    assert isinstance(found[0], BadMember)
    assert found[0].failure is Failure.MALFORMED
    assert found[1] == Member("b.html", b"2")


def test_7z_is_read_where_the_library_is() -> None:
    libarchive = pytest.importorskip("libarchive", exc_type=(ImportError, OSError, TypeError))  # type: ignore[arg-type]
    out = io.BytesIO()
    with libarchive.custom_writer(lambda block: out.write(block), "7zip") as archive:
        archive.add_file_from_memory("财政局/年报.html", 3, b"123")
        archive.add_file_from_memory("../b.html", 1, b"4")
    data = out.getvalue()
    assert is_archive(data)
    assert unpack(data) == [Member("财政局/年报.html", b"123"), Member("b.html", b"4")]


def test_parse_gives_a_record_for_each_file_in_order(
    report_pages: Pages, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reports.zip"
    path.write_bytes(
        zipped({"乙.html": report_pages[0][1], "甲.html": report_pages[1][1], "c": b"\x00\x01" * 99})
    )
    (tmp_path / "bomb.zip").write_bytes(zipped({"a": bytes(30_000_000)}))
    assert run(["parse", str(path), str(tmp_path / "bomb.zip")]) == 1
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(Path(record["source"]).name, record["outcome"]) for record in records] == [
        ("乙.html", "report"),
        ("甲.html", "report"),
        ("c", "unreadable"),
        ("bomb.zip", "unreadable"),
    ]
    assert records[0]["source"] == f"{path}!/乙.html"
    assert records[3]["error"].startswith("too_large: ")


def test_files_of_an_archive_are_documents_of_their_own(db: str, report_pages: Pages, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    files = {"一.html": report_pages[0][1], "二.html": report_pages[1][1]}
    inside = zipped({**files, "in.zip": zipped({"三.html": report_pages[2][1]})})
    (folder / "reports.zip").write_bytes(locked(inside, 1))
    config = Config(db=db, data=tmp_path / "data", workers=1)
    summary = ingest(config, [str(folder)])
    assert (summary.new, summary.exit_code) == (2, 1)
    assert [failure for _, failure, _ in summary.failed] == ["unsupported_carrier"]
    with Corpus.open(db) as corpus:
        documents = {document.url: document for document in corpus.documents()}
        address = f"{folder}/reports.zip"
        assert documents.keys() == {address, f"{address}!/一.html", f"{address}!/in.zip!/三.html"}
        page = documents[f"{address}!/一.html"]
        assert read_original(config.archive, page.archive).payload == report_pages[0][1]
        assert read_original(config.archive, documents[address].archive).payload == locked(inside, 1)
        assert list(check_integrity(corpus)) == []
        assert corpus.status().outcomes == {"not_report": 1, "report": 2}
    again = ingest(config, [str(folder)])
    assert (again.new, again.changed) == (0, 0)


PAGES = [b"\x89PNG\r\n\x1a\n" + bytes([number]) for number in range(12)]


def test_numbered_pictures_in_an_archive_are_the_pages_of_one_document() -> None:
    loose = {f"{number}.png": page for number, page in enumerate(PAGES, start=1)}
    assert unpack(zipped(dict(reversed(loose.items())))) == [Member("pages.cbz", compose(PAGES))]
    assert sniff(compose(PAGES)) == "image"
    assert pages_of(compose(PAGES)) == PAGES


def test_pictures_of_several_bodies_are_bound_body_by_body() -> None:
    found = unpack(
        zipped(
            {
                "甲局2024年年报/第1页.png": PAGES[0],
                "甲局2024年年报/第2页.png": PAGES[1],
                "乙局2024年年报_02.png": PAGES[3],
                "乙局2024年年报_01.png": PAGES[2],
                "丙局.png": PAGES[4],
                "丁局2024.png": PAGES[5],
                "说明.txt": b"text",
            }
        )
    )
    assert {member.name: member.data for member in found if isinstance(member, Member)} == {
        "甲局2024年年报.cbz": compose(PAGES[:2]),
        "乙局2024年年报.cbz": compose(PAGES[2:4]),
        "丙局.png": PAGES[4],
        "丁局2024.png": PAGES[5],
        "说明.txt": b"text",
    }
