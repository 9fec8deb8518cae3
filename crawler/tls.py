"""TLS with verification on: the system's authorities, and those of one PEM file when configured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface.declarations import implementer


@implementer(IOpenSSLTrustRoot)  # type: ignore[no-untyped-call]
class _TrustRoot:
    def __init__(self, ca_file: Path | None) -> None:
        self._ca_file = ca_file

    def _addCACertsToContext(self, context: Any) -> None:
        context.set_default_verify_paths()
        if self._ca_file is not None:
            context.load_verify_locations(str(self._ca_file))


@implementer(IPolicyForHTTPS)  # type: ignore[no-untyped-call]
class VerifyingPolicy:
    """Checks certificate chain and host name of every connection; no host is exempt."""

    def __init__(self, ca_file: Path | None = None) -> None:
        self._trust_root = _TrustRoot(ca_file)

    def creatorForNetloc(self, hostname: bytes | str, port: int) -> Any:
        """Return the connection creator for a host; Scrapy's tunnels pass the name as text."""
        name = hostname.decode("ascii") if isinstance(hostname, bytes) else hostname
        return optionsForClientTLS(name, trustRoot=self._trust_root)  # type: ignore[arg-type]
