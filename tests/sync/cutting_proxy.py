"""A bad link: a TCP proxy that cuts each connection after so many bytes, or answers in the hub's place."""

import contextlib
import socket
import threading


class CuttingProxy:
    """Listens on a free port of this machine and passes on to `port`; `cuts` says after how many bytes to cut.

    Bytes of both directions count. When `cuts` is used up, connections live. `portal` is what a captive
    portal would answer instead of passing anything on.
    """

    def __init__(self, port, cuts=(), portal=None):
        self.target, self.cuts, self.portal = port, list(cuts), portal
        self.cut = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        if self.portal is not None:
            with client, contextlib.suppress(OSError):
                client.recv(65536)
                client.sendall(self.portal)
            return
        budget = [self.cuts.pop(0)] if self.cuts else [None]
        try:
            server = socket.create_connection(("127.0.0.1", self.target), timeout=10)
        except OSError:
            client.close()
            return
        self._open.append(server)
        pair = (client, server)
        threads = [
            threading.Thread(target=self._pump, args=(*way, budget, pair), daemon=True)
            for way in ((client, server), (server, client))
        ]
        for thread in threads:
            thread.start()

    def _pump(self, source, sink, budget, pair):
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                if budget[0] is not None:
                    data = data[: budget[0]]
                    budget[0] -= len(data)
                sink.sendall(data)
                if budget[0] == 0:
                    self.cut += 1
                    break
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self):
        """Stop listening and cut what is open."""
        for one in self._open:
            one.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
