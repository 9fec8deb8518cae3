"""Starts the browser: under a warden, in a folder of its own, without a network, in its sandbox."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from crawler.browser import warden
from crawler.browser.finding import INSTALL
from crawler.errors import ObstacleError
from parsers.failures import Failure
from parsers.isolation import without_network

MEMORY = 1536 * 1024 * 1024
"""Bytes that the browser with all its processes may hold; it is ended beyond."""
_HEAP_MEGABYTES = 384
_ARGUMENTS = (
    # A page's requests never leave the browser; whatever else it might want to ask for finds no way.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:1",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-crash-reporter",
    "--no-pings",
    "--disable-gpu",
    "--mute-audio",
    "--blink-settings=imagesEnabled=false",
    "--renderer-process-limit=2",
    f"--js-flags=--max-old-space-size={_HEAP_MEGABYTES}",
)


class Housing:
    """The folder in which a browser lives, and the pipe by which its warden knows that the crawl does."""

    def __init__(self, chromium: Path) -> None:
        """Make the folder, the pipe and the script that starts the browser under its warden."""
        self.folder = Path(tempfile.mkdtemp(prefix="nianbao-browser-"))
        pipe = self.folder / warden.ALIVE
        os.mkfifo(pipe, 0o600)
        self._alive = os.open(pipe, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        command = [sys.executable, "-I", "-S", warden.__file__, str(self.folder), str(MEMORY)]
        command += [*without_network("-c"), str(chromium)]
        self.launcher = self.folder / "chromium"
        self.launcher.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8")
        self.launcher.chmod(0o700)

    @property
    def verdict(self) -> str:
        """Why the warden ended the browser; empty where it did not."""
        try:
            return (self.folder / warden.VERDICT).read_text("utf-8")
        except OSError:
            return ""

    def close(self) -> None:
        """Let go: the warden ends what is still running."""
        if self._alive >= 0:
            os.close(self._alive)
            self._alive = -1
            shutil.rmtree(self.folder, ignore_errors=True)


class Provider:
    """The browser as `scrapy_playwright` asks for it: Playwright's driver, the Chromium of this machine."""

    def __init__(self, config: Any) -> None:
        """Take the configuration of the handler; `chromium` is among its launch options."""
        self._chromium = Path(config.launch_options["chromium"])
        self._manager: Any = None
        self._playwright: Any = None
        self.housing: Housing | None = None

    async def start(self) -> None:
        """Start Playwright's driver."""
        from playwright.async_api import async_playwright

        self._manager = async_playwright()
        self._playwright = await self._manager.start()

    async def launch_browser(self) -> Any:
        """Start Chromium; raises ObstacleError with what it says where it does not start."""
        from playwright.async_api import Error

        self.release()
        self.housing = Housing(self._chromium)
        try:
            return await self._playwright.chromium.launch(
                executable_path=self.housing.launcher,
                args=list(_ARGUMENTS),
                chromium_sandbox=os.geteuid() != 0,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except Error as error:
            raise ObstacleError(
                Failure.NEEDS_BROWSER, f"{self._chromium} does not start: {_reason(error)}"
            ) from error

    async def launch_persistent_context(self, context_kwargs: dict[str, Any]) -> Any:
        """Refuse: nothing that one host leaves is kept for another."""
        raise NotImplementedError("contexts live as long as their page")

    async def close(self) -> None:
        """End the driver, and the browser for certain."""
        if self._playwright is not None:
            await self._playwright.stop()
        self.release()

    def release(self) -> None:
        """Let the warden end what is left of a browser."""
        if self.housing is not None:
            self.housing.close()
            self.housing = None


def nothing_to_run() -> ObstacleError:
    """The refusal of a page that needs a browser where none is installed."""
    return ObstacleError(Failure.NEEDS_BROWSER, f"no browser is installed: {INSTALL}")


def _reason(error: Exception) -> str:
    """The line of a failed start that says most."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "ERROR" in line or "FATAL" in line or "sandbox" in line.lower()]
    return (telling or lines or ["no reason given"])[0][:200]
