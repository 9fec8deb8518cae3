"""Print HTML to PDF with Chromium: one browser for many pages, spoken to through a pipe.

`--remote-debugging-pipe` reads commands on descriptor 3 and answers on 4, JSON objects parted by a zero byte.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-extensions",
    "--remote-debugging-pipe",
)


def browser_path() -> str | None:
    """The installed browser, None without one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Printer:
    """A running browser that prints pages."""

    def __init__(self, send: int, receive: int) -> None:
        self._send, self._receive = send, receive
        self._waiting = b""
        self._number = 0

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            piece = os.read(self._receive, 1 << 20)
            if not piece:
                raise ConnectionError("the browser ended")
            self._waiting += piece
        message, _, self._waiting = self._waiting.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def _ask(self, method: str, session: str | None = None, **given: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": given}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._send, data) :]
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def pdf(self, html: str, footer: str | None = None) -> bytes:
        """The page as PDF, on the paper that its style names; `footer` holds {} for the page number."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        frame = self._ask("Page.getFrameTree", session)["frameTree"]["frame"]["id"]
        self._ask("Page.setDocumentContent", session, frameId=frame, html=html)
        self._ask("Runtime.evaluate", session, expression=_READY, awaitPromise=True)
        options: dict[str, Any] = {"preferCSSPageSize": True, "printBackground": True}
        if footer:
            number = footer.replace("{}", '<span class="pageNumber"></span>')
            options |= {
                "displayHeaderFooter": True,
                "headerTemplate": "<span></span>",
                "footerTemplate": f'<div style="font-size:9pt;width:100%;text-align:center">{number}</div>',
            }
        data = self._ask("Page.printToPDF", session, **options)["data"]
        self._ask("Target.closeTarget", targetId=target)
        return base64.b64decode(data)


_READY = (
    "Promise.all([document.fonts.ready, ...[...document.images].map(i => i.decode().catch(() => 0))])"
    ".then(() => 1)"
)


@contextmanager
def printer() -> Iterator[Printer]:
    """Start a browser and end it with all its children."""
    path = browser_path()
    if path is None:
        raise FileNotFoundError("Chromium is not installed: apt-get install chromium")
    to_browser, ours_out = os.pipe()
    ours_in, from_browser = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # The shell puts the pipe's ends on the descriptors 3 and 4 that the browser expects.
        script = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        process = subprocess.Popen(
            ["bash", "-c", script, path, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(to_browser)
        os.close(from_browser)
        try:
            yield Printer(ours_out, ours_in)
        finally:
            os.close(ours_out)
            os.close(ours_in)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
