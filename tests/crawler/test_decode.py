"""Content encodings: exact, bounded, and never a page that was cut off without a word."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decode import EncodingError, decode_body
from parsers.failures import Failure

LIMIT = 100_000


@given(st.binary(max_size=2000))
def test_what_was_packed_comes_out(body: bytes) -> None:
    raw = zlib.compressobj(wbits=-15)
    assert decode_body(gzip.compress(body), ["gzip"], LIMIT) == body
    assert decode_body(gzip.compress(gzip.compress(body)), ["gzip", "x-gzip"], LIMIT) == body
    assert decode_body(zlib.compress(body), ["deflate"], LIMIT) == body
    assert decode_body(raw.compress(body) + raw.flush(), ["deflate"], LIMIT) == body
    assert decode_body(body, ["identity"], LIMIT) == body


@given(st.binary(min_size=20, max_size=500), st.data())
def test_a_body_that_is_cut_off_is_an_error(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    cut = data.draw(st.integers(2, len(packed) - 1))
    with pytest.raises(EncodingError) as error:
        decode_body(packed[:cut], ["gzip"], LIMIT)
    assert error.value.failure is Failure.BAD_CONTENT


def test_a_bomb_is_too_large() -> None:
    with pytest.raises(EncodingError) as error:
        decode_body(gzip.compress(b"0" * 10 * LIMIT), ["gzip"], LIMIT)
    assert error.value.failure is Failure.TOO_LARGE


def test_a_page_announced_as_gzip_is_taken_as_it_is() -> None:
    assert decode_body(b"<html>x</html>", ["gzip"], LIMIT) == b"<html>x</html>"


@pytest.mark.parametrize(
    ("body", "encodings"), [(b"\x00\x01garbage", ["gzip"]), (b"x", ["br"]), (b"garbage", ["deflate"])]
)
def test_other_garbage_is_bad_content(body: bytes, encodings: list[str]) -> None:
    with pytest.raises(EncodingError) as error:
        decode_body(body, encodings, LIMIT)
    assert error.value.failure is Failure.BAD_CONTENT
