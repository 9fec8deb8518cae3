"""Programs that this one starts are left no network, where the system permits that."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache


@cache
def without_network(user: str) -> tuple[str, ...]:
    """The command before a command that takes the network away from it; empty where that is not permitted.

    `user` says as whom it runs where only a namespace of users permits it, as an option of `unshare`:
    `-r` root, `-c` the same user.
    """
    tool = shutil.which("unshare")
    if tool is None:
        return ()
    for options in (("-n",), (user, "-n")):
        tried = subprocess.run(
            [tool, *options, "true"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if tried.returncode == 0:
            return (tool, *options, "--")
    return ()
