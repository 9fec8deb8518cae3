"""Progress of what takes longer: a line that moves on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Self

_QUIET_SECONDS = 2.0
"""Nothing is shown for what is done sooner."""
_LINE_SECONDS = 10.0


class Progress:
    """Counts steps, or shows what `describe` says; use it as a context manager."""

    def __init__(self, unit: str, describe: Callable[[], str] | None = None, shown: bool = True) -> None:
        self._unit = unit
        self._describe = describe
        self._shown = shown
        self._steps = 0
        self._last = ""
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._show, name="nianbao-progress", daemon=True)

    def __enter__(self) -> Self:
        if self._shown:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._shown:
            self._thread.join()

    def step(self, what: str = "", by: int = 1) -> None:
        """One or several more are done; `what` is shown."""
        self._steps += by
        self._last = what

    def text(self) -> str:
        """What is shown now."""
        seconds = int(time.monotonic() - self._began)
        if self._describe is not None:
            return f"{self._describe()} · {seconds} s"
        return f"{self._steps} {self._unit} · {seconds} s · {self._last[-60:]}"

    def _show(self) -> None:
        if self._ended.wait(_QUIET_SECONDS):
            return
        if sys.stderr.isatty():
            self._show_on_terminal()
        else:
            while not self._ended.wait(_LINE_SECONDS - _QUIET_SECONDS):
                print(self.text(), file=sys.stderr, flush=True)

    def _show_on_terminal(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn

        columns: tuple[Any, ...] = (SpinnerColumn(), TextColumn("{task.description}"))
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(self.text(), total=None)
            while not self._ended.wait(0.25):
                bar.update(task, description=self.text())
