"""Which copy of the data this is: a copied card or a restored backup is another store, though the box is the same."""

import hashlib
import json
from pathlib import Path

from homeroom import db, journal, store
from homeroom.sync import tables
from homeroom.sync.tables import KnownBox

# What tells machines and cards apart, where it can be read: the board, the card, the mainboard.
MACHINE = (
    "/proc/device-tree/serial-number",
    "/sys/block/mmcblk0/device/cid",
    "/sys/class/dmi/id/product_uuid",
    "/etc/machine-id",
)

BOOT = Path("/proc/sys/kernel/random/boot_id")


def place() -> str:
    """A fingerprint of where this database file lives: the machine, its card, its network card, the file itself."""
    parts = [_read(Path(name)) for name in MACHINE]
    parts += sorted(_read(one / "address") for one in Path("/sys/class/net").glob("*") if (one / "device").exists())
    try:
        parts.append(str(Path(str(db.database.database)).stat().st_ino))
    except OSError:
        parts.append("")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("ascii", "replace").strip("\0\n ")
    except OSError:
        return ""


def boot() -> str:
    """What tells this start of this machine from every other, also where two machines look the same; "" if unknown."""
    found = _read(BOOT)
    return hashlib.sha256(found.encode()).hexdigest()[:20] if found else ""


def store_id() -> str:
    """The id of this copy of the data. A copy that finds itself in another place gives itself a new one."""
    here = place()
    if store.get("place") == here:
        return store.get("store") or ""
    return _settle(here)


@db.writes
def _settle(here: str) -> str:
    if store.get("place") != here:
        if store.get("place") is not None:
            store.put("store", journal.new_id())
        store.put("place", here)
    return store.get("store") or ""


def wrote(lane: str) -> bool:
    """Whether this copy of the data wrote a lane, under the name it has or one that it gave up."""
    return store.box_of(lane) in (store.box_id(), *_former())


def _former() -> list[str]:
    found: list[str] = json.loads(store.get("former_boxes") or "[]")
    return found


@db.writes
def take_name(box: str, old_key: str) -> bool:
    """Be the box of this id from now on; False while something is not sealed under the old name.

    What was written under the old name keeps it, and travels on with the signatures of the old key.
    """
    if any(lane.sealed < lane.last for lane in tables.own_lanes()):
        return False
    old, school = store.box_id(), store.school_id()
    KnownBox.insert(id=old, school=school, public_key=old_key, revoked=0).on_conflict_ignore().execute()
    store.put("former_boxes", json.dumps([*_former(), old]))
    store.put("box", box)
    store.put("store", journal.new_id())
    store.forget_lane()
    return True
