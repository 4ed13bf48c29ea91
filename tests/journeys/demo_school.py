"""The demo school as `make run` starts it: one process to begin with, and what it prints to find one's way."""

import contextlib
import random
import re
import signal
import socket
import sqlite3
import urllib.request

import psutil
from tests.kiosk.hands import zone

from served import Served
from waiting import until

DOOR = re.compile(r"^  (Kiosk|Tablet|Teacher|Hub)[^:]*: (http://\S+)$", re.MULTILINE)
GROWN_UP = re.compile(r"^  ([^,\n]+), (?:teacher of \S+|office|administrator of the hub): (\S+) / (.+)$", re.MULTILINE)
CHILD = re.compile(r"^  ([^,\n]+), student of \S+: portrait, then (.+)$", re.MULTILINE)


def two_free_ports():
    """A port for the box whose neighbor is free for the hub, below those that the system hands out to anybody."""
    while True:
        with contextlib.suppress(OSError), socket.socket() as first, socket.socket() as second:
            port = random.SystemRandom().randrange(12_000, 30_000)
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port


class DemoSchool:
    """`homeroom demo`, in a time zone in which it is morning now."""

    def __init__(self, folder, hour=9):
        self.timezone = zone(hour)
        self.folder = folder
        self.outages = 0
        self.server = Served(
            folder, "demo", port=two_free_ports(), settings={"host": "127.0.0.1", "timezone": self.timezone}
        )

    @property
    def url(self):
        return self.server.url

    @property
    def hub_url(self):
        return f"http://127.0.0.1:{self.server.port + 1}"

    def start(self):
        """Start it, and wait for the invitation."""
        self.server.printed.clear()
        self.server.start()
        until(lambda: "Stop with Ctrl+C" in self.printed)
        return self

    @property
    def printed(self):
        return "".join(self.server.printed)

    @property
    def doors(self):
        """The printed addresses by name: Kiosk, Tablet, Teacher, Hub."""
        return dict(DOOR.findall(self.printed))

    def sign_in_of(self, name):
        """What the invitation says a person signs in with: (username, password), or the pictures of a child."""
        for who, username, password in GROWN_UP.findall(self.printed):
            if who == name:
                return username, password
        return dict(CHILD.findall(self.printed))[name].split(", ")

    def kill_the_box(self):
        """Pull the plug of the box alone. The demo says so and ends."""
        self.outages += 1
        family = psutil.Process(self.server.process.pid).children(recursive=True)
        box = next(one for one in family if "serve" in one.cmdline())
        box.send_signal(signal.SIGKILL)
        self.server.process.wait(60)
        self.server.reader.join(60)

    def look_into(self, query, *values, data="box"):
        """Rows of the database, read as a stranger would: without the program."""
        with contextlib.closing(sqlite3.connect(f"file:{self.folder / data}/homeroom.sqlite3?mode=ro", uri=True)) as db:
            return db.execute(query, values).fetchall()

    def answers(self, address):
        """Whether a server says it is well."""
        with contextlib.suppress(OSError), urllib.request.urlopen(address + "/healthz", timeout=5) as answer:
            return answer.status == 200
        return False

    def stop(self):
        self.server.stop()
