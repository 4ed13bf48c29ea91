"""A bad link between a box in this process and a hub in another one.

    with bad_link(rate=8000, delay=1.0, cut_every=30) as link:
        link.far.run(hub.start)                 # whatever is started there lives at the other end
        link.near.run(actions.send)             # a thread at this end, where link.url(port) is the hub
    link.carried["bytes"]

Two network namespaces with a TUN device each, and a process that moves packets between them; where that is not
allowed, a TCP proxy. `link.kind` says which.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
TUN_WITHOUT_HEADER = 0x1001
NEAR, FAR = "10.99.0.1", "10.99.0.2"


class End:
    """One end of the link: what `run` calls there (and the processes it starts) know no other network."""

    def __init__(self, own="", other=""):
        self._thread = ThreadPoolExecutor(1)
        self.tun = self._thread.submit(_leave, own, other).result() if own else -1

    def run(self, work, *args, **how):
        """Call this at this end and wait for what it returns or raises."""
        return self._thread.submit(work, *args, **how).result()

    def close(self):
        self._thread.shutdown()
        if self.tun >= 0:
            os.close(self.tun)


def _leave(own, other):
    # This thread alone, into a network of its own.
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "no network namespaces")
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"hr0", TUN_WITHOUT_HEADER))
    for words in ("link set lo up", f"addr add {own} peer {other} dev hr0", "link set hr0 mtu 1400 up"):
        subprocess.run(["ip", *words.split()], check=True, capture_output=True, timeout=120)
    return tun


class BadLink:
    """What both kinds of link have in common."""

    def __init__(self, settings):
        self.settings = settings
        self.carried = {}
        self.mover = None

    def _move(self, program, *numbers, keep=()):
        command = [sys.executable, str(HERE / program), *map(str, numbers), json.dumps(self.settings)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.mover = subprocess.Popen(command, pass_fds=keep, **pipes)

    def begin_cuts(self):
        """From now on the link is cut again and again."""
        self.mover.stdin.write("!")
        self.mover.stdin.flush()

    def close(self):
        if self.mover is not None:
            told, _errors = self.mover.communicate(timeout=120)
            self.carried = json.loads(told.splitlines()[-1])
        self.near.close()
        self.far.close()


class Packets(BadLink):
    """Two network namespaces, packets moved one by one."""

    kind = "packets between two network namespaces"

    def __init__(self, settings):
        super().__init__(settings)
        self.near = End(NEAR, FAR)
        try:
            self.far = End(FAR, NEAR)
        except (OSError, subprocess.SubprocessError):
            self.near.close()
            raise
        self._move("link_emulator.py", self.near.tun, self.far.tun, keep=(self.near.tun, self.far.tun))

    def url(self, port):
        """Where the other end's `port` is for this end."""
        return f"http://{FAR}:{port}"


class Proxied(BadLink):
    """A TCP proxy on this machine."""

    kind = "A TCP PROXY, since this machine allows no network namespaces with TUN devices: no packets are lost"

    def __init__(self, settings):
        super().__init__(settings)
        self.near, self.far = End(), End()
        self.port = 0

    def url(self, port):
        """Where the other end's `port` is for this end."""
        if self.mover is None:
            self._move("link_proxy.py", port)
            self.port = int(self.mover.stdout.readline())
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def bad_link(*, rate, delay, cut_every=0.0, cut_for=1.0, loss=0.0, queue=24_000, forget=False, seed=1):
    """A link of `rate` bytes a second each way, `delay` seconds one way."""
    settings = {"rate": rate, "delay": delay, "cut_every": cut_every, "cut_for": cut_for, "loss": loss}
    settings |= {"queue": queue, "forget": forget, "seed": seed}
    try:
        link = Packets(settings)
    except (OSError, subprocess.SubprocessError):
        link = Proxied(settings)
    try:
        yield link
    finally:
        link.close()
