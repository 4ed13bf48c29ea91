"""Tells systemd how this process is: started, alive, ending. Nothing happens where nobody asked to be told."""

import os
import socket
import threading
import urllib.error
import urllib.request

ASK_TIMEOUT = 10.0  # seconds an answer of our own may take before it counts as none


def tell(words: str) -> bool:
    """Send one message (sd_notify(3)); False when nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.connect(address)
            out.sendall(words.encode())
    except OSError:
        return False
    return True


def seconds_between() -> float:
    """How often the watchdog wants to hear from us: half of what it waits; 0 = there is none."""
    for_us = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    wanted = os.environ.get("WATCHDOG_USEC", "")
    return int(wanted) / 2_000_000 if for_us and wanted.isdecimal() else 0.0


class Heartbeat:
    """Tells the watchdog that the server answers, as long as it does."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/healthz"
        self._ended = threading.Event()
        self._every = seconds_between()
        tell("READY=1")
        if self._every:
            threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def end(self) -> None:
        """Say that the process ends on purpose."""
        self._ended.set()
        tell("STOPPING=1")

    def _beat(self) -> None:
        while not self._ended.is_set():
            if self.answers():
                tell("WATCHDOG=1")
            self._ended.wait(self._every)

    def answers(self) -> bool:
        """Whether a request gets an answer. A full disk is an answer too: a new start would not cure it."""
        try:
            urllib.request.urlopen(self._url, timeout=min(ASK_TIMEOUT, self._every or ASK_TIMEOUT)).close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True
