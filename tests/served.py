"""Real boxes and hubs as processes of their own, on free ports of this machine."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent


class Served:
    """`homeroom serve` (or hub, demo ...) as a process; ends with the test."""

    def __init__(self, data, command="serve", *, program=("-m", "homeroom"), environ=None, settings=None, port=0):
        self.data = Path(data)
        self.command = [sys.executable, *program, command, "--data", str(self.data), "--port", str(port)]
        self.environ = {
            "HOMEROOM_HOST": "127.0.0.1",
            "HOMEROOM_SNAPSHOT_MINUTES": "0",
            **{f"HOMEROOM_{name.upper()}": str(value) for name, value in (settings or {}).items()},
            **(environ or {}),
        }
        self.port = port
        self.process = None
        self.printed = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, timeout=180):
        """Start and wait until it answers."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")}
        if self.port:
            self.command[-1] = str(self.port)  # again on the port of before: tablets know no other
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env={**environ, "PYTHONUNBUFFERED": "1", **self.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        found = threading.Event()
        self.reader = threading.Thread(target=self._read, args=(found,), daemon=True)
        self.reader.start()
        if not found.wait(timeout):
            self.kill()
            raise AssertionError("the server did not start:\n" + "".join(self.printed))
        if self.process.poll() is not None and not self.port:
            raise AssertionError("the server ended:\n" + "".join(self.printed))
        self.wait_until_healthy(timeout)
        return self

    def _read(self, found):
        with self.process.stdout as lines:
            for line in lines:
                self.printed.append(line)
                match = re.search(r"http://[\d.]+:(\d+)", line)
                if match and not found.is_set():
                    self.port = int(match[1])
                    found.set()
        found.set()

    def wait_until_healthy(self, timeout=120):
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url + "/healthz", timeout=20) as answer:
                if answer.status == 200:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError("the server is not healthy:\n" + "".join(self.printed))

    def kill(self):
        """Like a pulled plug, as far as a process can tell."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process:
            self.process.wait()
            self.reader.join(60)

    def stop(self):
        """As systemd would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
            self.reader.join(60)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
