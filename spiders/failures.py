"""What went wrong with a request, as a class of the closed list."""

from __future__ import annotations

from typing import Any

from parsers.failures import Failure

_BY_STATUS = {
    401: Failure.FORBIDDEN,
    403: Failure.FORBIDDEN,
    405: Failure.FORBIDDEN,
    404: Failure.GONE,
    410: Failure.GONE,
    412: Failure.CHALLENGE,
    521: Failure.CHALLENGE,
    429: Failure.RATE_LIMITED,
}
_BY_NAME = (
    ("DNSLookup", Failure.DNS),
    ("CannotResolve", Failure.DNS),
    ("UnknownHost", Failure.DNS),
    ("Timeout", Failure.TIMEOUT),
    ("TimedOut", Failure.TIMEOUT),
    ("DownloadCancelled", Failure.TOO_LARGE),
    ("SSL", Failure.TLS),
    ("Certificate", Failure.TLS),
    ("VerificationError", Failure.TLS),
    ("OpenSSL", Failure.TLS),
    ("InvalidURL", Failure.MALFORMED),
    ("UnsupportedURL", Failure.GUARD_REFUSED),
    ("NotSupported", Failure.GUARD_REFUSED),
)
_LASTING = frozenset({Failure.GONE, Failure.SOFT_404, Failure.DNS})


def classify(failure: Any) -> tuple[Failure, str, Any]:
    """Return class, detail in words and response (None where there is none) of a Twisted failure.

    Exceptions of the engine carry their class; HTTP errors are told by status, network errors by name.
    """
    error = failure.value
    response = getattr(error, "response", None)
    given = getattr(error, "failure", None)
    if isinstance(given, str):
        return Failure(given), str(getattr(error, "detail", "") or error), response
    status = getattr(response, "status", None)
    if isinstance(status, int):
        return of_status(status), f"status {status}", response
    for name in _names(error):
        for part, found in _BY_NAME:
            if part in name:
                return found, f"{type(error).__name__}: {error}", response
    return Failure.TCP, f"{type(error).__name__}: {error}", response


def of_status(status: int) -> Failure:
    """Return the class of an HTTP error status; a redirect comes here where it names no address."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status < 400:
        return Failure.REDIRECT_SHELL
    return Failure.SERVER_ERROR if status >= 500 else Failure.GONE


def may_have_moved(failure: Failure) -> bool:
    """Whether a column that failed so should be looked for from the home page."""
    return failure in _LASTING


def _names(error: BaseException) -> list[str]:
    """Names of the error's types and of the errors it wraps (Twisted hides TLS faults in `reasons`)."""
    names = [kind.__name__ for kind in type(error).__mro__]
    for reason in getattr(error, "reasons", None) or []:
        value = getattr(reason, "value", reason)
        names = [type(value).__name__, *names]
        names.append(str(value) if "SSL" in str(value) or "certificate" in str(value) else "")
    return names
