"""TLS of single hosts: let off by name what is old about them, and never the certificate."""

from __future__ import annotations

import contextlib
import ssl
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from OpenSSL import SSL

from crawler.config import ConfigError
from crawler.replica.certificates import Authority
from crawler.tls import VerifyingPolicy, Way, load_ways, way_for

HOST = "www.a.gov.cn"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")
    return Authority(folder, frozenset({"www.self.gov.cn"}), frozenset({"weak.a.gov.cn"}))


def client(authority: Authority, host: str, *ways: Way) -> SSL.Connection:
    return connection(VerifyingPolicy(authority.ca_file, {"a.gov.cn": frozenset(ways)}), host)


def connection(policy: VerifyingPolicy, host: str) -> SSL.Connection:
    protocol: Any = SimpleNamespace(
        factory=SimpleNamespace(wrappedFactory=None), failVerification=lambda failure: None
    )
    made = policy.creatorForNetloc(host, 443).clientConnectionForTLS(protocol)
    made.set_connect_state()
    return made  # type: ignore[no-any-return]


def server(authority: Authority, host: str, version: str = "", curve: str = "") -> ssl.SSLContext:
    context = authority.new_context(host)
    if version:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that these versions are old is the point
            context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
        context.set_ciphers("ALL:@SECLEVEL=0")
    if curve:
        context.set_ecdh_curve(curve)
    return context


def shaken(connection: SSL.Connection, context: ssl.SSLContext) -> str:
    """Shake hands in memory; the version agreed on. Raises what either side raises."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    other = context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(5):
        for shake, waits in (
            (connection.do_handshake, SSL.WantReadError),
            (other.do_handshake, ssl.SSLWantReadError),
        ):
            with contextlib.suppress(waits):
                shake()
            with contextlib.suppress(SSL.WantReadError):
                to_server.write(connection.bio_read(1 << 16))
            if said := to_client.read():
                connection.bio_write(said)
    return str(connection.get_protocol_version_name())


def test_others_are_asked_for_what_is_safe(authority: Authority) -> None:
    assert shaken(client(authority, HOST), server(authority, HOST)) == "TLSv1.3"


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_an_old_protocol_is_spoken_with_hosts_that_are_listed(authority: Authority, version: str) -> None:
    old = server(authority, HOST, version)
    with pytest.raises((SSL.Error, ssl.SSLError)):
        shaken(client(authority, HOST), old)
    with pytest.raises((SSL.Error, ssl.SSLError)):
        shaken(client(authority, HOST, Way.WEAK_KEYS), old)
    assert shaken(client(authority, HOST, Way.OLD_PROTOCOL), old) == version.replace("_", ".")


def test_a_weak_key_is_taken_from_hosts_that_are_listed(authority: Authority) -> None:
    policy = VerifyingPolicy(authority.ca_file, {"weak.a.gov.cn": frozenset({Way.WEAK_KEYS})})
    with pytest.raises(SSL.Error, match="certificate verify failed"):
        shaken(client(authority, "weak.a.gov.cn"), server(authority, "weak.a.gov.cn"))
    assert shaken(connection(policy, "weak.a.gov.cn"), server(authority, "weak.a.gov.cn")) == "TLSv1.3"


@pytest.mark.parametrize("name", ["www.b.gov.cn", "www.self.gov.cn"])
def test_a_certificate_is_checked_whatever_a_host_is_let_off(authority: Authority, name: str) -> None:
    with pytest.raises(SSL.Error, match="certificate verify failed"):
        shaken(client(authority, HOST, *Way), server(authority, name, "TLSv1_1"))


def test_one_curve_is_offered_where_a_host_stumbles_over_the_others(authority: Authority) -> None:
    for curve in ("X25519", "prime256v1"):
        assert shaken(client(authority, HOST), server(authority, HOST, curve=curve)) == "TLSv1.3"
    assert shaken(client(authority, HOST, Way.P256), server(authority, HOST, curve="prime256v1")) == "TLSv1.3"
    with pytest.raises((SSL.Error, ssl.SSLError)):
        shaken(client(authority, HOST, Way.P256), server(authority, HOST, curve="X25519"))


def test_a_server_without_safe_renegotiation_is_answered_where_it_is_listed(authority: Authority) -> None:
    # ServerHello of TLS 1.2 without extensions, as servers of before RFC 5746 say it.
    hello = bytes([3, 3, *[17] * 32, 0, 0xC0, 0x2F, 0])
    said = b"\x02" + len(hello).to_bytes(3, "big") + hello
    record = b"\x16\x03\x03" + len(said).to_bytes(2, "big") + said

    def answered(*ways: Way) -> None:
        connection = client(authority, HOST, *ways)
        with pytest.raises(SSL.WantReadError):
            connection.do_handshake()
        connection.bio_write(record)
        connection.do_handshake()

    with pytest.raises(SSL.Error, match="unsafe legacy renegotiation disabled") as refused:
        answered()
    assert way_for(str(refused.value)) is Way.LEGACY_RENEGOTIATION
    with pytest.raises(SSL.WantReadError):  # it goes on to wait for the certificate
        answered(Way.LEGACY_RENEGOTIATION)


@pytest.mark.parametrize(
    ("error", "way"),
    [
        ("dh key too small", Way.WEAK_KEYS),
        ("ssl/tls alert handshake failure", Way.WEAK_KEYS),
        ("ca md too weak", Way.WEAK_KEYS),
        ("tlsv1 alert protocol version", Way.OLD_PROTOCOL),
        ("bad ecpoint", Way.P256),
        ("certificate verify failed", None),
        ("certificate has expired", None),
    ],
)
def test_an_error_names_the_way_that_would_help(error: str, way: Way | None) -> None:
    assert way_for(error) is way


def test_hosts_are_listed_with_the_program_and_by_a_person(tmp_path: Path) -> None:
    own = tmp_path / "tls.toml"
    assert load_ways(own)["rst.jiangxi.gov.cn"] == {Way.LEGACY_RENEGOTIATION}
    own.write_text('[tls]\n"www.A.gov.cn" = ["old_protocol", "p256"]\n')
    assert load_ways(own)["a.gov.cn"] == {Way.OLD_PROTOCOL, Way.P256}
    assert "rst.jiangxi.gov.cn" in load_ways(own)
    for wrong in ('[tls]\n"a.gov.cn" = ["anything"]\n', '[tls]\n"a.gov.cn" = 1\n', "[hosts]\n", "x"):
        own.write_text(wrong)
        with pytest.raises(ConfigError, match=r"tls\.toml"):
            load_ways(own)
