"""A hub that always writes: three jobs wait whenever one is done, and each transaction takes a while.

python tests/faults/storm_of_writes.py FOLDER [unfair]
"""

import contextlib
import sys
import threading
import time
from pathlib import Path

from homeroom import app, config, db, store, turns

SECONDS = 0.3  # of a transaction


def job():
    store.put("storm", str(int(store.get("storm") or 0) + 1))
    time.sleep(SECONDS)


def write_for_ever():
    while True:
        with contextlib.suppress(Exception):
            db.write(job)


if __name__ == "__main__":
    if "unfair" in sys.argv:
        turns.Turn.__enter__ = turns.Turn.__exit__ = lambda self, *_: self
    app.create_hub(config.load(None, {}, data=Path(sys.argv[1]), survive_power_cuts=False, snapshot_minutes=0))
    for _ in range(3):
        threading.Thread(target=write_for_ever, daemon=True).start()
    sys.stdout.write("it blows\n")
    sys.stdout.flush()
    sys.stdin.read()  # until whoever started it lets go
