"""What stands between a bot and a server that it needs, and can take the way away."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Literal

from servers import free_ports

Way = Literal["open", "refused", "hung", "resetting", "slow"]
"""refused: nobody listens. hung: taken, and never answered. resetting: cut off where an answer is due."""
AT_ONCE = struct.pack("ii", 1, 0)
"""For SO_LINGER: a reset instead of a farewell."""
CUT, DELAY = 0.05, 0.1
"""How many of the answers are cut off while resetting; the longest delay of each part, in seconds, while slow."""


class Proxy:
    """A port of 127.0.0.1 that leads to another. Use `with`, and `going` for a while of something else."""

    def __init__(self, target: int = 0) -> None:
        self.target, self.port = target, free_ports(1)[0]
        self._way: Way = "open"
        self._moves = threading.Event()
        self._moves.set()
        self._sockets: set[socket.socket] = set()
        self._listener: socket.socket | None = None

    def __enter__(self) -> Proxy:
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._deaf()
        self._moves.set()
        self._cut_all()

    @contextlib.contextmanager
    def going(self, way: Way) -> Iterator[None]:
        """So until the block ends; then as before. What hung goes on then."""
        self._way = way
        if way == "hung":
            self._moves.clear()
        elif way == "refused":
            self._deaf()
            self._cut_all()
        try:
            yield
        finally:
            self._way = "open"
            self._moves.set()
            if self._listener is None:
                self._listen()

    def _listen(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _deaf(self) -> None:
        if self._listener is not None:
            # Closing alone would leave the thread waiting that accepts.
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def _cut_all(self) -> None:
        for one in list(self._sockets):
            cut(one)

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = listener.accept()[0]
                threading.Thread(target=self._join, args=(client,), daemon=True).start()

    def _join(self, client: socket.socket) -> None:
        """Both directions of one connection, until either side ends it."""
        self._moves.wait()
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            cut(client)
            return
        both = {client, server}
        self._sockets.update(both)
        if self._way == "refused":
            self._cut_all()
        back = threading.Thread(target=self._pump, args=(server, client, True), daemon=True)
        back.start()
        self._pump(client, server, False)
        back.join()
        self._sockets.difference_update(both)

    def _pump(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self._moves.wait()
                if self._way == "slow":
                    time.sleep(random.uniform(0, DELAY))
                if self._way == "resetting" and answers and random.random() < CUT:
                    break
                sink.sendall(data)
        self._moves.wait()  # where nothing moves, no farewell does
        cut(source)
        cut(sink)


def cut(one: socket.socket) -> None:
    """End a connection at once, whoever waits for it."""
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        one.shutdown(socket.SHUT_RDWR)
    one.close()
