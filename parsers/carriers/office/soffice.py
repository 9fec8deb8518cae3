"""LibreOffice for what the libraries cannot read: a process and a folder of its own for each file.

The process has its own profile (macros and link updates off), no network where the system permits, limits on
memory, time and the size of files, and is ended with all its children when its time is up or its parent is
gone (`warden.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Literal

from parsers.carriers.office import warden
from parsers.failures import Failure, Unreadable
from parsers.isolation import without_network
from parsers.record import Carrier

INSTALL = "apt-get install --no-install-recommends libreoffice-writer libreoffice-calc"
TIMEOUT = 50.0
"""Seconds for one file; below the limit of the process that parses it."""
MEMORY = 3 << 30
MAX_OUTPUT = 60_000_000

Target = Literal["docx", "xlsx", "doc", "rtf", "xls"]
"""Formats to write; the last three make material for tests and benchmarks."""
_FILTERS: dict[Target, str] = {
    "docx": "docx:MS Word 2007 XML",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "xls": "xls:MS Excel 97",
}
# Without these, what is no workbook or RTF at all would be taken for plain text.
_READ_AS = {"xls": "MS Excel 97", "rtf": "Rich Text Format"}
_SETTINGS = {
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("/org.openoffice.Office.Writer/Content/Update", "Link"): "0",
    ("/org.openoffice.Office.Calc/Content/Update", "Link"): "2",
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted"): "true",
    ("/org.openoffice.Office.Common/Misc", "FirstRun"): "false",
}
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    "{items}</oor:items>"
)
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'


@cache
def program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(data: bytes, suffix: str, target: Target, carrier: Carrier) -> bytes:
    """The bytes of the converted file; `suffix` tells LibreOffice what the input is. Raises `Unreadable`."""
    found = program()
    if found is None:
        raise Unreadable(
            Failure.NEEDS_CONVERTER,
            f"this file needs LibreOffice, which is not installed: {INSTALL}",
            carrier,
        )
    with tempfile.TemporaryDirectory(prefix="nianbao-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"input.{suffix}"
        source.write_bytes(data)
        outcome = _run(found, folder, source, target)
        written = folder / "out" / f"input.{target}"
        if outcome == warden.TIMED_OUT:
            raise Unreadable(Failure.PARSE_TIMEOUT, f"LibreOffice was not done after {TIMEOUT:g} s", carrier)
        if not written.is_file() or not written.stat().st_size:
            raise Unreadable(
                Failure.MALFORMED, f"LibreOffice could not read the file (its exit code: {outcome})", carrier
            )
        if written.stat().st_size > MAX_OUTPUT:
            raise Unreadable(
                Failure.TOO_LARGE, f"LibreOffice made {written.stat().st_size} bytes of it", carrier
            )
        return written.read_bytes()


def _run(found: str, folder: Path, source: Path, target: Target) -> int:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    items = "".join(
        _ITEM.format(path=path, name=name, value=value) for (path, name), value in _SETTINGS.items()
    )
    (profile / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
    (folder / "out").mkdir()
    command = [
        *without_network("-r"),
        found,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        *([f"--infilter={_READ_AS[suffix]}"] if (suffix := source.suffix[1:]) in _READ_AS else []),
        "--convert-to",
        _FILTERS[target],
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    guard = [sys.executable, "-I", "-S", warden.__file__, str(TIMEOUT), str(MEMORY), str(folder), *command]
    environment = {
        **{
            key: text
            for key, text in os.environ.items()
            if key in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
        },
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "SAL_USE_VCLPLUGIN": "svp",
    }
    process = subprocess.Popen(
        guard,
        stdin=subprocess.PIPE,  # its end is ours: when this process is gone, the warden sees it closed
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
    )
    try:
        return process.wait(timeout=TIMEOUT + 10)
    except subprocess.TimeoutExpired:
        return warden.TIMED_OUT
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
