"""A network that fails: between a crawl and its proxy, it cuts some connections and lets others hang."""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_BLOCK = 4096
_RESET = struct.pack("ii", 1, 0)


class Relay:
    """Passes connections on; each may carry so many bytes before it is cut, or is never heard of again."""

    def __init__(self, upstream: str, seed: int, mean: float, hanging: float) -> None:
        self._upstream = (urlsplit(upstream).hostname or "", urlsplit(upstream).port or 0)
        self._draw = random.Random(seed)
        self._mean, self._hanging = mean, hanging
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.done: Counter[str] = Counter()
        self._open: list[socket.socket] = []

    def serve(self) -> None:
        """Accept until closed."""
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._open.append(near)
                if self._draw.random() < self._hanging:
                    self.done["half-open"] += 1
                    continue
                far = socket.create_connection(self._upstream)
                self._open.append(far)
                budget = self._draw.expovariate(1 / self._mean)
                threading.Thread(target=self._pump, args=(near, far, None), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, budget), daemon=True).start()

    def close(self) -> None:
        """Close every connection."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            each.close()

    def _pump(self, source: socket.socket, sink: socket.socket, budget: float | None) -> None:
        carried = 0
        with suppress(OSError):
            while block := source.recv(_BLOCK):
                carried += len(block)
                if budget is not None and carried > budget:
                    self.done["cut"] += 1
                    sink.sendall(block[: len(block) // 2])
                    sink.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    break
                sink.sendall(block)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def failing(upstream: str, seed: int, mean: float, hanging: float) -> Iterator[Relay]:
    """A relay that cuts a connection after `mean` bytes on average and lets a share of them hang."""
    relay = Relay(upstream, seed, mean, hanging)
    thread = threading.Thread(target=relay.serve)
    thread.start()
    try:
        yield relay
    finally:
        relay.close()
        thread.join()
