"""The archive: readable by any WARC tool, each payload once, whole after every kind of kill."""

from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, ArchiveError, ArchiveReader, read_original
from crawler.warcrecord import Capture, RecordError, decode_record, encode_capture, unpack_member
from models.facts import ArchiveRef

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
HEADERS = ((b"Content-Type", b"text/html"), (b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2"))


def capture(
    payload: bytes,
    url: str = "https://www.example.gov.cn/a",
    status: int | None = 200,
    headers: tuple[tuple[bytes, bytes], ...] = HEADERS,
) -> Capture:
    return Capture(url, NOW, status, headers, payload, hashlib.sha256(payload).hexdigest())


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive") as opened:
        yield opened


def warc_file(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "nianbao-00001.warc.gz"


def records(path: Path) -> list[tuple[str, str]]:
    with path.open("rb") as handle:
        return [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in ArchiveIterator(handle)]


def test_what_was_written_is_read_back(archive: Archive, tmp_path: Path) -> None:
    raw_name = (b"Content-Disposition", "attachment; filename=年报.pdf".encode("gb18030"))
    one, two = archive.append([capture(b"<html>1</html>"), capture(b"%PDF", headers=(raw_name,))])
    read = read_original(tmp_path / "archive", one)
    assert (read.status, read.headers, read.payload) == (200, HEADERS, b"<html>1</html>")
    assert read.url == "https://www.example.gov.cn/a"
    assert read_original(tmp_path / "archive", two).headers == (raw_name,), (
        "header bytes are kept as they came"
    )


def test_a_payload_is_stored_once(archive: Archive, tmp_path: Path) -> None:
    payload = b"<html>" + bytes(range(256)) * 40
    first, again = archive.append([capture(payload), capture(payload, "https://www.example.gov.cn/b")])
    (later,) = archive.append([capture(payload, "https://www.example.gov.cn/c", 203)])
    for ref, url in ((again, "https://www.example.gov.cn/b"), (later, "https://www.example.gov.cn/c")):
        read = read_original(tmp_path / "archive", ref)
        assert (read.kind, read.url, read.payload) == ("revisit", url, payload)
    assert read_original(tmp_path / "archive", later).status == 203
    kinds = [kind for kind, _ in records(warc_file(tmp_path))]
    assert kinds == ["warcinfo", "response", "revisit", "revisit"]
    assert ArchiveReader(tmp_path / "archive").find(hashlib.sha256(payload).hexdigest()) == first


def test_files_from_disk_become_resource_records(archive: Archive, tmp_path: Path) -> None:
    (ref,) = archive.append([capture(b"text", "年报/a b.txt", None, ((b"Content-Type", b"text/plain"),))])
    read = read_original(tmp_path / "archive", ref)
    assert (read.kind, read.status, read.payload) == ("resource", None, b"text")
    assert records(warc_file(tmp_path))[1] == ("resource", "file:%E5%B9%B4%E6%8A%A5/a%20b.txt")


def test_warc_tools_accept_it(archive: Archive, tmp_path: Path) -> None:
    archive.append(
        [capture(b"<html>%d</html>" % (n % 3), f"https://www.example.gov.cn/{n}") for n in range(8)]
    )
    archive.close()
    path = str(warc_file(tmp_path))
    program = str(Path(sys.executable).with_name("warcio"))
    checked = subprocess.run([program, "check", "-v", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and "fail" not in checked.stdout, checked.stdout
    index = subprocess.run(
        [program, "index", "-f", "offset,warc-type", path], capture_output=True, text=True, check=True
    )
    assert len(index.stdout.splitlines()) == 9


@given(
    payload=st.binary(max_size=3000),
    status=st.integers(100, 599),
    names=st.lists(
        st.tuples(
            st.from_regex(rb"[A-Za-z-]{1,12}", fullmatch=True),
            st.binary(max_size=30).map(lambda v: v.replace(b"\r", b"").replace(b"\n", b"").strip()),
        )
    ),
)
def test_any_answer_survives(payload: bytes, status: int, names: list[tuple[bytes, bytes]]) -> None:
    read = decode_record(unpack_member(encode_capture(capture(payload, status=status, headers=tuple(names)))))
    assert (read.status, read.headers, read.payload) == (status, tuple(names), payload)
    assert read.digest == hashlib.sha256(payload).hexdigest()


def cuts(start: int, end: int) -> list[int]:
    """Every class of place in a record: its first bytes, its header, its middle, its last bytes."""
    return sorted({*range(start, start + 12), *range(start + 12, end - 10, 37), *range(end - 10, end)})


def test_a_torn_tail_is_cut_wherever_it_was_torn(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        first, second = archive.append([capture(b"<html>first</html>"), capture(b"<html>second</html>" * 9)])
    path = warc_file(tmp_path)
    whole = path.read_bytes()
    index = tmp_path / "archive" / "index.db"
    for cut in cuts(second.offset, len(whole)):
        for keep_index in (True, False):
            if not keep_index:
                for part in index.parent.glob("index.db*"):
                    part.unlink()
            path.write_bytes(whole[:cut])
            with Archive.open(tmp_path / "archive") as archive:
                (new,) = archive.append([capture(b"<html>second</html>" * 9)])
            assert new.offset == second.offset, cut
            assert read_original(tmp_path / "archive", first).payload == b"<html>first</html>"
            assert read_original(tmp_path / "archive", new).payload == b"<html>second</html>" * 9
            assert [kind for kind, _ in records(path)] == ["warcinfo", "response", "response"]


@pytest.mark.parametrize(
    "tail", [b"\x00" * 4096, b"garbage", gzip.compress(b"not a record", mtime=0), b"\x1f\x8b\x08"]
)
def test_garbage_behind_the_last_record_is_cut(tmp_path: Path, tail: bytes) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        archive.append([capture(b"one")])
    path = warc_file(tmp_path)
    size = path.stat().st_size
    with path.open("ab") as handle:
        handle.write(tail)
    with Archive.open(tmp_path / "archive"):
        assert path.stat().st_size == size


def test_records_behind_a_damaged_one_are_kept(tmp_path: Path) -> None:
    payloads = [b"<html>%d</html>" % number * 40 for number in range(5)]
    with Archive.open(tmp_path / "archive") as archive:
        refs = archive.append([capture(payload) for payload in payloads])
    path = warc_file(tmp_path)
    raw = bytearray(path.read_bytes())
    for damaged in (refs[1], refs[3]):
        raw[damaged.offset + damaged.length // 2] ^= 0xFF
    path.write_bytes(raw[:-7])
    for part in (tmp_path / "archive").glob("index.db*"):
        part.unlink()
    with Archive.open(tmp_path / "archive") as archive:
        assert path.stat().st_size == refs[2].offset + refs[2].length, (
            "only what is behind all whole ones goes"
        )
        again = archive.append([capture(payload) for payload in payloads])
    reader = ArchiveReader(tmp_path / "archive")
    assert [reader.read(ref).original for ref in again] == [refs[0], None, refs[2], None, None]
    assert [reader.read(ref).payload for ref in again] == payloads
    reader.close()


def test_a_lost_or_broken_index_is_rebuilt(tmp_path: Path) -> None:
    payload = b"<html>once</html>"
    with Archive.open(tmp_path / "archive") as archive:
        (ref,) = archive.append([capture(payload)])
    for part in (tmp_path / "archive").glob("index.db*"):
        part.unlink()
    (tmp_path / "archive" / "index.db").write_bytes(
        b"this is no database, and it is long enough to be seen as none" * 40
    )
    with Archive.open(tmp_path / "archive") as archive:
        (again,) = archive.append([capture(payload)])
    assert read_original(tmp_path / "archive", again).original == ref


def test_a_tail_of_zeros_in_the_right_size_is_noticed(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        first, second = archive.append([capture(b"one"), capture(b"two")])
    path = warc_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: second.offset + 20].ljust(len(whole), b"\x00"))
    with Archive.open(tmp_path / "archive") as archive:
        (again,) = archive.append([capture(b"two")])
    assert again.offset == second.offset
    assert read_original(tmp_path / "archive", again).payload == b"two"
    assert read_original(tmp_path / "archive", first).payload == b"one"


def test_files_rotate_and_stay_readable(tmp_path: Path) -> None:
    refs: list[tuple[ArchiveRef, bytes]] = []
    with Archive.open(tmp_path / "archive", file_limit=2_000) as archive:
        for n in range(20):
            payload = hashlib.sha512(b"%d" % n).digest() * 8
            refs += [(ref, payload) for ref in archive.append([capture(payload)])]
    assert len({ref.file for ref, _ in refs}) > 3
    for ref, payload in refs:
        assert read_original(tmp_path / "archive", ref).payload == payload


def test_two_processes_write_two_files(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as one, Archive.open(tmp_path / "archive") as two:
        (a,) = one.append([capture(b"a")])
        (b,) = two.append([capture(b"b")])
        assert a.file != b.file
        (again,) = one.append([capture(b"b", "https://www.example.gov.cn/b")])
        assert read_original(tmp_path / "archive", again).original == b


def test_damage_is_an_error_and_never_other_content(archive: Archive, tmp_path: Path) -> None:
    (ref,) = archive.append([capture(b"<html>payload</html>")])
    path = warc_file(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[ref.offset + ref.length // 2] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(ArchiveError, match="damaged"):
        read_original(tmp_path / "archive", ref)
    with pytest.raises(ArchiveError, match="cannot read"):
        read_original(tmp_path / "archive", ArchiveRef("gone.warc.gz", 0, 10))


def test_a_bomb_is_refused() -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as out:
        for _ in range(300):
            out.write(b"0" * 1_000_000)
    with pytest.raises(RecordError, match="oversized"):
        unpack_member(packed.getvalue())


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot write the archive"):
        Archive.open(tmp_path / "file" / "archive")
