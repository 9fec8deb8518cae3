"""TLS with verification on: the system's authorities, and those of one PEM file when configured.

Single hosts may fall short of what is asked of all others, by name and in the ways of `Way`; their
certificates are checked like any other's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.ssl import AcceptableCiphers, TLSVersion, optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface.declarations import implementer

from crawler.config import ConfigError

_OP_LEGACY_SERVER_CONNECT = 0x4


class Way(StrEnum):
    """What a host may be let off."""

    LEGACY_RENEGOTIATION = "legacy_renegotiation"
    """A server of before 2010, which does not know safe renegotiation."""
    WEAK_KEYS = "weak_keys"
    """Keys of 1024 bits, signatures by SHA-1, old ciphers."""
    OLD_PROTOCOL = "old_protocol"
    """TLS 1.0 or 1.1, with what goes with it."""
    P256 = "p256"
    """A server that answers wrongly to any curve but P-256: no other is offered."""


Ways = Mapping[str, frozenset[Way]]
"""Ways by host name, in lower case and without `www.`."""

_LEVELS = {Way.WEAK_KEYS: b"DEFAULT:@SECLEVEL=1", Way.OLD_PROTOCOL: b"DEFAULT:@SECLEVEL=0"}
_HINTS = (
    ("legacy renegotiation", Way.LEGACY_RENEGOTIATION),
    ("too small", Way.WEAK_KEYS),
    ("too weak", Way.WEAK_KEYS),
    ("handshake failure", Way.WEAK_KEYS),
    ("unsupported protocol", Way.OLD_PROTOCOL),
    ("alert protocol version", Way.OLD_PROTOCOL),
    ("ecpoint", Way.P256),
    ("bad point", Way.P256),
)


def load_ways(own: Path) -> Ways:
    """Read the `[tls]` table of `crawler/hosts.toml`, then that of a person's file, if there is one.

    Raises ConfigError for a file that cannot be understood.
    """
    listed = dict(_table(resources.files("crawler").joinpath("hosts.toml").read_text("utf-8")))
    try:
        if own.is_file():
            listed |= _table(own.read_text("utf-8"))
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise ConfigError(f"{own}: {error}") from error
    return listed


def way_for(error: str) -> Way | None:
    """The way that an error of OpenSSL asks for, None where none would help."""
    return next((way for part, way in _HINTS if part in error.lower()), None)


def _table(text: str) -> Ways:
    return {_bare(host): frozenset(map(Way, ways)) for host, ways in tomllib.loads(text)["tls"].items()}


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


@implementer(IOpenSSLTrustRoot)  # type: ignore[no-untyped-call]
class _TrustRoot:
    def __init__(self, ca_file: Path | None, ways: frozenset[Way]) -> None:
        self._ca_file = ca_file
        self._ways = ways

    def _addCACertsToContext(self, context: Any) -> None:
        context.set_default_verify_paths()
        if self._ca_file is not None:
            context.load_verify_locations(str(self._ca_file))
        if Way.LEGACY_RENEGOTIATION in self._ways:
            context.set_options(_OP_LEGACY_SERVER_CONNECT)
        if Way.P256 in self._ways:
            context.set_tmp_ecdh(ec.SECP256R1())
        for way in sorted(self._ways & _LEVELS.keys(), reverse=True):
            # Twisted names the ciphers afterwards; the level stays.
            context.set_cipher_list(_LEVELS[way])


@implementer(IPolicyForHTTPS)  # type: ignore[no-untyped-call]
class VerifyingPolicy:
    """Checks certificate chain and host name of every connection; no host is exempt."""

    def __init__(self, ca_file: Path | None = None, ways: Ways | None = None) -> None:
        self._ca_file = ca_file
        self._ways = ways or {}

    def creatorForNetloc(self, hostname: bytes | str, port: int) -> Any:
        """Return the connection creator for a host; Scrapy's tunnels pass the name as text."""
        name = hostname.decode("ascii") if isinstance(hostname, bytes) else hostname
        ways = self._ways.get(_bare(name), frozenset())
        options: dict[str, Any] = {}
        if ways & _LEVELS.keys():
            options["acceptableCiphers"] = AcceptableCiphers.fromOpenSSLCipherString(  # type: ignore[no-untyped-call]
                "ALL:!aNULL:!eNULL"
            )
        if Way.OLD_PROTOCOL in ways:
            options["insecurelyLowerMinimumTo"] = TLSVersion.TLSv1_0
        root: Any = _TrustRoot(self._ca_file, ways)
        return optionsForClientTLS(name, trustRoot=root, extraCertificateOptions=options)
