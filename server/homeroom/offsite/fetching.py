"""Bring a backup back from a hub, with nothing but its address and the recovery key: into the layout of a stick.

What has come is kept when the link is cut, and goes on from there. Whether it is true shows when it is opened: the
hub could give old backups or none, but no other ones.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeroom import disk
from homeroom.backups import lists, opening, restoring
from homeroom.backups.lists import Backup, Part
from homeroom.backups.places import LIST, Place
from homeroom.backups.vault import Vault
from homeroom.backups.writing import Watch
from homeroom.errors import HomeroomError, NoRoom, Refused
from homeroom.i18n import _
from homeroom.sync.link import Link, Rejected

PIECE = 1 << 20
SLACK = 64 << 20
LARGEST_LIST = 64 << 20  # bytes of a sealed list, or of the keys of children


@restoring.brought_by
def bring(url: str, lock: Vault, root: Path, name: str, watch: Watch) -> None:
    """Fetch the newest backup for this key (or the one of that `name`) into `root`.

    Raises Refused when the hub has none for this key, Unavailable when it can't be reached.
    """
    with Link(url, box=lock.mark, key=lock.reader, hub_key=None) as link:
        wanted = [one for one in listed(link, lock) if name in ("", str(one["name"]))]
        if not wanted:
            raise Refused(_("There is no readable backup of that name in %(folder)s.", folder=url))
        kept = Kept(link, lock, wanted[-1], Place(root, lock.mark))
        kept.begin(int(wanted[-1]["bytes"]))
        backup = kept.fetch_list()
        done, total = 0, sum(part.size for part in backup.parts)
        for part in dict.fromkeys(backup.parts):
            kept.fetch_part(part)
            done += part.size
            watch(done, total)
        kept.fetch_keys()


def listed(link: Link, lock: Vault) -> list[dict[str, Any]]:
    """The backups that the hub has for this key, the newest last. Raises Refused when it is no such hub."""
    try:
        told = link.send("POST", "/sync/v1/restore/list", json.dumps({"mark": lock.mark}).encode(), fresh=False)
        found: list[dict[str, Any]] = told["backups"]
        sound = all(LIST.fullmatch(str(one["name"])) and str(one["box"]) and int(one["bytes"]) >= 0 for one in found)
    except Rejected as error:
        raise Refused(error.message) from error
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(_("This is not a hub that keeps backups.")) from error
    if not sound:
        raise Refused(_("This is not a hub that keeps backups."))
    return found


@dataclass(frozen=True)
class Kept:
    """One backup at a hub (`row` as the hub tells of it), and the folder that it is fetched into."""

    link: Link
    lock: Vault
    row: dict[str, Any]
    place: Place

    def begin(self, size: int) -> None:
        """Make the folder ready for so many sealed bytes. Raises NoRoom."""
        root, need = self.place.root, size + SLACK
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = disk.free(root) + sum(one.stat().st_size for one in root.rglob("*") if one.is_file())
        if free < need:
            raise NoRoom(_("%(need)s MB are needed, %(free)s MB are free.", need=need // 10**6, free=free // 10**6))
        (self.place.folder / "backups").mkdir(parents=True, exist_ok=True)
        (self.place.folder / "stick.json").write_text(json.dumps({"stick": "from the hub"}), "utf-8")

    def fetch_list(self) -> Backup:
        """Fetch and open what makes the backup. Raises Refused when it is not there or was not written by this box."""
        name = str(self.row["name"])
        path = self.place.folder / "backups" / name
        self._fetch(name, path, LARGEST_LIST)
        return lists.read(path, self.lock)

    def fetch_part(self, part: Part) -> None:
        """Fetch a part, open it and compare it with what was put in. Raises Refused when it is lost or damaged."""
        name = self.lock.name(part.sha256)
        path = self.place.piece(name)
        self._fetch(name, path, part.size + part.size // 500 + 4096)  # sealing adds a head, and 16 bytes in 64 kB
        try:
            opening.check(self.place, self.lock, part)
        except HomeroomError:
            path.unlink(missing_ok=True)  # the next try fetches it anew
            raise

    def fetch_keys(self) -> None:
        """Fetch the keys of children, the newest ones, whatever an earlier try brought."""
        self.place.keys.unlink(missing_ok=True)
        with suppress(Refused):  # none were kept: hub and neighbors have them, too
            self._fetch("children", self.place.keys, LARGEST_LIST)

    def _fetch(self, name: str, path: Path, most: int) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        offset = part.stat().st_size if part.exists() else 0
        with part.open("ab") as file:
            while data := self._ask(name, offset):
                offset += len(data)
                if offset > most:
                    raise Refused(_("A part of the backup is damaged."))
                file.write(data)
        part.replace(path)

    def _ask(self, name: str, offset: int) -> bytes:
        asked = {"mark": self.lock.mark, "box": self.row["box"], "name": name, "offset": offset, "max": PIECE}
        try:
            return self.link.fetch("POST", "/sync/v1/restore/piece", json.dumps(asked).encode(), fresh=False)
        except Rejected as error:
            raise Refused(error.message) from error
