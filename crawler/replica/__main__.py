"""`python -m crawler.replica`: serve the replica portals until interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from crawler.replica.load import china_files
from crawler.replica.world import WORLDS, World


def main() -> int:
    """Serve, print where, wait for SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m crawler.replica", description=__doc__)
    parser.add_argument(
        "world",
        metavar="WORLD",
        nargs="?",
        choices=(*WORLDS, *china_files()),
        default="demo",
        help="%(choices)s; all but the first three are parts of a world",
    )
    parser.add_argument(
        "--edition", type=int, choices=(1, 2), default=1, help="2: the world some weeks later"
    )
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    chosen = parser.parse_args()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with World.serve(chosen.port, chosen.edition, chosen.world) as served:
        print(f"HTTP_PROXY={served.proxy_url}")
        print(f"HTTPS_PROXY={served.proxy_url}")
        print(f"NIANBAO_CA_FILE={served.ca_file}", flush=True)
        stop.wait()
        print(f"{len(served.requests)} requests served", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
