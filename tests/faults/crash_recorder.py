"""A box at work on a file system that writes down every write and every sync, in order. Run as a program.

crash_recorder.py DATA LOG full|normal (how SQLite syncs): the log is a pickle of operations
    ("write", file, offset, bytes) · ("truncate", file, size) · ("sync", file, operations before it) · ("saved", n)
of what happened after the database was open; DATA/before holds the files as they were then, all of them on the disk.
"""

import pickle
import shutil
import sys
import threading
from pathlib import Path

import apsw
from half_safe import tell_normal

from homeroom import acts, app, db, journal
from homeroom.config import load
from homeroom.packs import actions as lessons

WRITERS, WRITES = 4, 60


class Recorder(apsw.VFS):
    """The file system of the machine, with a log."""

    def __init__(self, log):
        self.log, self.on = log, False
        super().__init__("recorder", "unix", makedefault=True)

    def xOpen(self, name, flags):
        return _File(self, name, flags)


class _File(apsw.VFSFile):
    def __init__(self, recorder, name, flags):
        self.recorder = recorder
        self.name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary").name
        super().__init__("unix", name, flags)

    def _note(self, *operation):
        if self.recorder.on:
            self.recorder.log.append(operation)

    def xWrite(self, data, offset):
        self._note("write", self.name, offset, bytes(data))
        return super().xWrite(data, offset)

    def xTruncate(self, size):
        self._note("truncate", self.name, size)
        return super().xTruncate(size)

    def xSync(self, flags):
        before = len(self.recorder.log)
        super().xSync(flags)
        self._note("sync", self.name, before)


def work(log, writer):
    """One of several who write at once, so that commits are shared."""
    with journal.acting(actor="office:test"):
        for at in range(WRITES):
            n = writer * WRITES + at
            event = acts.KeptAside(device="d", n=n, act="x", reason="y" * 300, student="", content=None)
            db.write(journal.write, event)
            log.append(("saved", n))


def install(log, packs):
    """Install versions of a pack, one after the other."""
    with journal.acting(actor="office:test"):
        for n, path in enumerate(sorted(packs.glob("*.pack")), 1):
            lessons.install(path)
            log.append(("saved", n))


def main():
    """Work, and leave the log behind."""
    data, target, mode = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    log = []
    recorder = Recorder(log)
    if mode == "normal":
        tell_normal()
    app.create_box(load(None, {}, data=data, survive_power_cuts=True, snapshot_minutes=0))
    apsw.Connection(str(data / "homeroom.sqlite3")).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    (data / "before").mkdir()
    for path in data.glob("homeroom.sqlite3*"):
        if not path.name.endswith("-shm"):
            shutil.copy(path, data / "before")
    recorder.on = True
    jobs = [(install, (log, Path(sys.argv[4])))] if len(sys.argv) > 4 else [(work, (log, n)) for n in range(WRITERS)]
    threads = [threading.Thread(target=job, args=args) for job, args in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorder.on = False
    target.write_bytes(pickle.dumps(log))
    db.close()


if __name__ == "__main__":
    main()
