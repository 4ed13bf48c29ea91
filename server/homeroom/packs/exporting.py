"""Packs leave the box again: whole for another school, or as an update without what is known there."""

from pathlib import Path

from homeroom import blobs

from . import format as packfile
from . import packwriter, tables
from .on_this_box import PackFile
from .safezip import SafeZip
from .shelve import MANIFEST


def export(pack_id: str, target: Path) -> Path:
    """Write the pack, with the signatures it came with, to `target`. Raises NotFound, Refused."""
    pack = tables.pack(pack_id)
    rows = {row.path: row for row in PackFile.select().where(PackFile.manifest == pack.manifest)}
    own = {path for path in rows if path == MANIFEST or packfile.SIGNATURE.fullmatch(path)}
    kinds = {row.sha256: row.type for path, row in rows.items() if path not in own}
    with packwriter.replacing(target) as out:
        packwriter.add(out, "mimetype", packfile.MIMETYPE, packed=False)
        for path in sorted(own):
            packwriter.add(out, path, blobs.path(rows[path].sha256).read_bytes())
        for sha, kind in sorted(kinds.items()):
            packwriter.add_file(out, packfile.blob_name(sha), blobs.path(sha), packed=kind in packfile.TEXT)
    return target


def thin(new: Path, old: Path, target: Path) -> tuple[int, int]:
    """Write `new` without the files that `old` has too; returns the bytes of the update and of the whole.

    A box that has the old version installs the update like any pack. Raises Refused.
    """
    with packfile.opened(new) as pack, SafeZip(old, packfile.may) as before, packwriter.replacing(target) as out:
        for name, info in pack.zip.members.items():
            if not (name.startswith("blobs/") and name in before.members):
                packwriter.copy(out, pack.zip, info)
    return target.stat().st_size, new.stat().st_size
