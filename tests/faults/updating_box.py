"""A box on a real file system that takes the kit that waits for it. Run as a program.

updating_box.py ROOT careful|careless: prints `told …` for what people were told is safe, then `done VERSION`.
careless: as if nobody had thought of the disk: nothing is flushed.
"""

import os
import sqlite3
import sys
from pathlib import Path

from tests.update import conftest as stands
from updater.__main__ import main as update
from updater.box import is_whole


class Told(list):
    """What people were told is safe: said aloud, for whoever pulls the plug."""

    def append(self, what):
        super().append(what)
        sys.stdout.write(f"told {what}\n")
        sys.stdout.flush()


class Disk(stands.Stand):
    """The stand, with a program that is put there as the real one is: durable before it counts as whole."""

    def install(self, kit, release):
        folder = self.opt / "releases" / release
        if is_whole(folder):
            return
        super().install(kit, release)
        (folder / "whole").unlink()
        os.sync()
        with (folder / "whole").open("w") as file:
            file.write(release)
            file.flush()
            os.fsync(file.fileno())


def flush_nothing():
    """Let neither files nor databases reach the disk before the system likes."""
    os.fsync = lambda _handle: None
    os.sync = lambda: None
    connect = sqlite3.connect

    def careless(*args, **more):
        connection = connect(*args, **more)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    sqlite3.connect = careless


def main():
    """Start as after a power cut, and go on until the update is over."""
    root, care = Path(sys.argv[1]), sys.argv[2]
    if care == "careless":
        flush_nothing()
    machine = stands.Machine(root, told=Told())
    box = Disk(root / "state", root / "opt", root / "school", (root / "media",), None, machine)
    machine.served = len(stands.entries(box)[0])
    stands.boot(box)
    for _run in range(2):
        update(["--timer"], box)
    sys.stdout.write(f"done {box.answers(closed=False)}\n")
    sys.stdout.flush()
    sys.stdin.read()  # until the plug is pulled or nobody is there any more


if __name__ == "__main__":
    main()
