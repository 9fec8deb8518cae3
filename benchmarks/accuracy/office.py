"""Convert many office files in one start of LibreOffice, with a profile of its own and a time limit."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

BATCH = 20
SECONDS = 240
FILTERS = {
    "pdf": "pdf",
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "xls": "xls:MS Excel 97",
}


def office_path() -> str | None:
    """The installed program, None without one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(files: Sequence[Path], kind: str, folder: Path) -> None:
    """Write each file as `kind` (a key of FILTERS) into the folder, under its stem."""
    for start in range(0, len(files), BATCH):
        _convert(files[start : start + BATCH], kind, folder)


def _convert(files: Sequence[Path], kind: str, folder: Path) -> None:
    program = office_path()
    if program is None:
        raise FileNotFoundError("LibreOffice is not installed: apt-get install libreoffice-writer")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{profile}"]
        command += ["--convert-to", FILTERS[kind], "--outdir", str(folder), *map(str, files)]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "HOME": profile},
        )
        try:
            process.wait(SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    missing = [file.name for file in files if not (folder / f"{file.stem}.{kind}").exists()]
    if missing:
        raise RuntimeError(f"LibreOffice did not write {kind} of {', '.join(missing)}")
