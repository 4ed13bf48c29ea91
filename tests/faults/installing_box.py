"""A box that installs versions of a pack, one after the other. Run as a program.

installing_box.py DATA PACKS AFTER careful|half: prints `installed VERSION` when one is said to be installed.
half: commits as with synchronous=NORMAL, and files that are not flushed.
"""

import os
import sys
from pathlib import Path

from tests.faults.half_safe import tell_normal

from homeroom import app, features, journal
from homeroom.config import load
from homeroom.packs import actions


def main():
    """Install all that is in the folder, the lowest first."""
    data, packs, after, care = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    if care == "half":
        tell_normal()
        os.fsync = lambda _handle: None
    settings = load(None, {}, data=data, survive_power_cuts=True, disk_short_mb=4, disk_reserve_mb=2)
    app.open_store(settings, features.BOX)
    for path in sorted(packs.glob("*.pack"))[after:]:
        with journal.acting(actor="office:the-tests"):
            version = actions.install(path).version
        sys.stdout.write(f"installed {version}\n")
        sys.stdout.flush()
    sys.stdin.read()  # until the plug is pulled


if __name__ == "__main__":
    main()
