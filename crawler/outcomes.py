"""From an exception of the network to a failure class, and from a class to what is done about it."""

from __future__ import annotations

from OpenSSL import SSL
from scrapy import exceptions as scrapy_errors
from scrapy.core.downloader.handlers.http11 import TunnelError
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from twisted.internet import error as network
from twisted.web._newclient import ParseError, ResponseNeverReceived

from crawler.errors import ObstacleError
from crawler.tls import way_for
from parsers.failures import Failure

MAX_ATTEMPTS = 3
RETRIED = frozenset({Failure.TIMEOUT, Failure.TCP, Failure.SERVER_ERROR, Failure.RATE_LIMITED, Failure.DNS})
"""Classes that another attempt may mend; every other class is final for this run."""


def failure_of(error: BaseException) -> tuple[Failure, str]:
    """Name the failure class of an exception with its text."""
    if isinstance(error, ObstacleError):
        return error.failure, error.detail
    causes = list(_causes(error))
    text = next((str(cause) for cause in causes if str(cause)), type(error).__name__)
    for kinds, failure in _CLASSES:
        cause = next((cause for cause in causes if isinstance(cause, kinds)), None)
        if cause is not None:
            return failure, (_tls_text(cause) if failure is Failure.TLS else text)[:300]
    return Failure.TCP, f"{type(error).__name__}: {text}"[:300]


def _tls_text(error: BaseException) -> str:
    """The sentence inside OpenSSL's list of (library, function, reason)."""
    reasons = error.args[0] if isinstance(error, SSL.Error) and error.args else None
    if not (isinstance(reasons, list) and reasons):
        return str(error) or type(error).__name__
    text = "; ".join(str(reason[-1]) for reason in reasons)
    way = way_for(text)
    return f"{text} (in tls.toml the host may be let off as {way})" if way else text


def _causes(error: BaseException) -> list[BaseException]:
    """The exception, what it was raised from, and the reasons that Twisted wraps."""
    found: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop(0)
        if current in found:
            continue
        found.append(current)
        if current.__cause__ is not None:
            waiting.append(current.__cause__)
        for reason in getattr(current, "reasons", None) or ():
            waiting.append(reason.value)
    return found


_CLASSES: tuple[tuple[tuple[type[BaseException], ...], Failure], ...] = (
    ((SSL.Error, VerificationError, CertificateError), Failure.TLS),
    ((scrapy_errors.CannotResolveHostError, network.DNSLookupError), Failure.DNS),
    ((scrapy_errors.DownloadTimeoutError, network.TimeoutError, TimeoutError), Failure.TIMEOUT),
    ((scrapy_errors.DownloadCancelledError,), Failure.TOO_LARGE),
    # ValueError: a length that is no number, a status that is none.
    ((ParseError, scrapy_errors.ResponseDataLossError, ValueError), Failure.BAD_CONTENT),
    (
        (
            scrapy_errors.DownloadConnectionRefusedError,
            ResponseNeverReceived,
            TunnelError,
            network.ConnectionDone,
            network.ConnectionLost,
            network.ConnectError,
            OSError,
        ),
        Failure.TCP,
    ),
    ((scrapy_errors.UnsupportedURLSchemeError,), Failure.GUARD_REFUSED),
)
