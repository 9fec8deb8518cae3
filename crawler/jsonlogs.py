"""`--log-json`: everything that goes to stderr as one JSON object a line, for programs that collect logs.

Each has `time` (UTC, ISO), `level` and `message`; log records have their `logger`, and what is told by
`tell` has fields of its own.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import threading
from datetime import UTC, datetime
from typing import Any, TextIO

from crawler.jsonlines import json_text
from crawler.printable import printable

FLAG = "--log-json"
_VARIABLE = "NIANBAO_LOG_JSON"
"""Set for child processes, whose lines go to the same place."""


class JsonStderr(io.TextIOBase):
    """Stands in for stderr: each line becomes an object."""

    def __init__(self, plain: TextIO) -> None:
        self.plain = plain
        self._begun = ""
        self._lock = threading.Lock()

    def write(self, text: str) -> int:
        """Take text; what has no end of line yet waits for it."""
        with self._lock:
            *lines, self._begun = (self._begun + text).split("\n")
            for line in lines:
                if line.strip():
                    self._emit("info", {"message": printable(line)})
        return len(text)

    def emit(self, level: str, fields: dict[str, Any]) -> None:
        """Write one object."""
        with self._lock:
            self._emit(level, fields)

    def _emit(self, level: str, fields: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.plain.write(json_text({"time": now, "level": level, **fields}) + "\n")
        self.plain.flush()

    def flush(self) -> None:
        """Every object is flushed as it is written."""

    def fileno(self) -> int:
        """The descriptor of the true stderr."""
        return self.plain.fileno()


class JsonHandler(logging.Handler):
    """Log records as objects."""

    def __init__(self, out: JsonStderr) -> None:
        super().__init__()
        self._stderr = out

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, its traceback as text."""
        fields = {"logger": record.name, "message": printable(record.getMessage())}
        if record.exc_info:
            fields["traceback"] = logging.Formatter().formatException(record.exc_info)
        self._stderr.emit(record.levelname.lower(), fields)


def begin() -> None:
    """Turn stderr of this process and of its children into objects."""
    if not isinstance(sys.stderr, JsonStderr):
        os.environ[_VARIABLE] = "1"
        sys.stderr = JsonStderr(sys.stderr)


def end() -> None:
    """Give this process its own stderr back."""
    if isinstance(sys.stderr, JsonStderr):
        os.environ.pop(_VARIABLE, None)
        sys.stderr = sys.stderr.plain


def begin_child() -> None:
    """The same in a child of a process that did."""
    if os.environ.get(_VARIABLE) == "1":
        begin()
        logging.getLogger().addHandler(handler())


def handler() -> logging.Handler:
    """A handler of log records for stderr as it is: objects, or lines for a person."""
    if isinstance(sys.stderr, JsonStderr):
        return JsonHandler(sys.stderr)
    plain = logging.StreamHandler()
    plain.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    return plain


def tell(message: str, **fields: Any) -> None:
    """Say something with fields of its own; nothing where stderr is for a person."""
    if isinstance(sys.stderr, JsonStderr):
        sys.stderr.emit("info", {"message": message, **fields})
