"""Which Chromium there is: the one that is configured, a system package, or Playwright's own build."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

INSTALL = "apt-get install chromium (or: playwright install chromium)"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_BUILDS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium_headless_shell-*/chrome-*/headless_shell",
    "chromium_headless_shell-*/chrome-*/chrome-headless-shell",
)


def find_chromium(configured: Path | None, environ: Mapping[str, str] | None = None) -> Path | None:
    """Return the browser's program; None where there is none."""
    if configured is not None:
        return configured
    env = os.environ if environ is None else environ
    for name in _NAMES:
        if path := shutil.which(name, path=env.get("PATH")):
            return Path(path)
    return _own_build(env)


def _own_build(env: Mapping[str, str]) -> Path | None:
    """The newest build that Playwright has installed."""
    cache = env.get("XDG_CACHE_HOME") or str(Path(env.get("HOME") or "~").expanduser() / ".cache")
    folder = Path(env.get("PLAYWRIGHT_BROWSERS_PATH") or Path(cache) / "ms-playwright")
    found = [path for pattern in _BUILDS for path in folder.glob(pattern) if os.access(path, os.X_OK)]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)
