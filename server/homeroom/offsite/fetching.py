"""Bring a backup back from a hub, with nothing but its address and the recovery key: into the layout of a stick.

What has come is kept when the link is cut, and goes on from there. Whether it is true shows when it is opened: the
hub could give old backups or none, but no other ones.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from homeroom import disk
from homeroom.backups import lists, opening, restoring
from homeroom.backups.places import LIST, Place
from homeroom.backups.vault import Vault
from homeroom.backups.writing import Watch
from homeroom.errors import HomeroomError, NoRoom, Refused
from homeroom.i18n import _
from homeroom.sync.link import Link, Rejected

PIECE = 1 << 20
SLACK = 64 << 20


@restoring.brought_by
def bring(url: str, lock: Vault, root: Path, name: str, watch: Watch) -> None:
    """Fetch the newest backup for this key (or the one of that `name`) into `root`.

    Raises Refused when the hub has none for this key, Unavailable when it can't be reached.
    """
    place = Place(root, lock.mark)
    with Link(url, box=lock.mark, key=lock.reader, hub_key=None) as link:
        told = _list(link, lock)
        wanted = [one for one in told if name in ("", str(one["name"]))]
        if not wanted:
            raise Refused(_("There is no readable backup of that name in %(folder)s.", folder=url))
        newest = wanted[-1]
        _begin(place, int(newest["bytes"]))
        _fetch(link, lock, newest, str(newest["name"]), _path(place, str(newest["name"])))
        backup = lists.read(_path(place, str(newest["name"])), lock)
        done, total = 0, sum(part.size for part in backup.parts)
        for part in dict.fromkeys(backup.parts):
            path = place.piece(lock.name(part.sha256))
            _fetch(link, lock, newest, lock.name(part.sha256), path)
            _look(place, lock, part, path)
            done += part.size
            watch(done, total)
        place.keys.unlink(missing_ok=True)  # the newest ones, whatever an earlier try brought
        try:
            _fetch(link, lock, newest, "children", place.keys)
        except Refused:
            return  # none were kept: hub and neighbors have them, too


def _list(link: Link, lock: Vault) -> list[dict[str, Any]]:
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


def _begin(place: Place, size: int) -> None:
    need = size + SLACK
    place.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = disk.free(place.root) + sum(one.stat().st_size for one in place.root.rglob("*") if one.is_file())
    if free < need:
        raise NoRoom(_("%(need)s MB are needed, %(free)s MB are free.", need=need // 10**6, free=free // 10**6))
    (place.folder / "backups").mkdir(parents=True, exist_ok=True)
    (place.folder / "stick.json").write_text(json.dumps({"stick": "from the hub"}), "utf-8")


def _path(place: Place, name: str) -> Path:
    return place.folder / "backups" / name


def _fetch(link: Link, lock: Vault, backup: dict[str, Any], name: str, path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    offset = part.stat().st_size if part.exists() else 0
    with part.open("ab") as file:
        while True:
            asked = {"mark": lock.mark, "box": backup["box"], "name": name, "offset": offset, "max": PIECE}
            try:
                data = link.fetch("POST", "/sync/v1/restore/piece", json.dumps(asked).encode(), fresh=False)
            except Rejected as error:
                raise Refused(error.message) from error
            if not data:
                break
            file.write(data)
            offset += len(data)
    part.replace(path)


def _look(place: Place, lock: Vault, part: lists.Part, path: Path) -> None:
    try:
        opening.check(place, lock, part)
    except HomeroomError:
        path.unlink(missing_ok=True)  # the next try fetches it anew
        raise


def clear(root: Path) -> None:
    """Forget what was fetched."""
    shutil.rmtree(root, ignore_errors=True)
