"""Lesson packs between neighbors: what is installed there and never was here is fetched, verified and installed here.

A pack that was taken off here, or a version that was gone back from, does not come back: only a newer one does.
Publishers are trusted on each box by its own people; what a neighbor made itself is trusted as the school's own.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from homeroom import blobs
from homeroom.errors import HomeroomError, NotFound, Refused, Unavailable
from homeroom.i18n import _
from homeroom.neighbors.calling import Call
from homeroom.packs import actions, packwriter, tables, trust
from homeroom.packs import format as packfile
from homeroom.packs.on_this_box import Pack, PackFile, PackVersion
from homeroom.packs.safezip import SafeZip
from homeroom.packs.shelve import MANIFEST
from homeroom.sync.policy import SHA

SMALL = 4 << 20  # bytes of a manifest or a signature
LARGEST = 2 << 30


def here() -> list[dict[str, Any]]:
    """The packs in use here; with the public key of those that this box signed itself."""
    own = trust.own_key().public if Pack.select().exists() else None
    return [
        {
            "pack": one.id,
            "serial": one.serial,
            "version": one.version,
            "manifest": one.manifest,
            "signer": one.signer,
            "key": own.text() if own and own.id == one.signer else "",
        }
        for one in Pack.select().order_by(Pack.id)
    ]


def leaves(manifest: str) -> dict[str, Any]:
    """The manifest and the signatures of a version that is here: path → SHA-256 and size. Raises NotFound."""
    rows = [row for row in PackFile.select().where(PackFile.manifest == manifest) if _is_head(row.path)]
    if not rows:
        raise NotFound(_("This pack is not on the box (any more)."))
    return {"head": {row.path: [row.sha256, blobs.path(row.sha256).stat().st_size] for row in rows}}


def _is_head(path: str) -> bool:
    return path == MANIFEST or packfile.SIGNATURE.fullmatch(path) is not None


def fetch(call: Call, theirs: object) -> tuple[int, list[str]]:
    """Install what the neighbor has and this box never had; returns how many packs, and why some did not come."""
    done, why = 0, []
    for one in theirs if isinstance(theirs, list) else []:
        try:
            if _is_new(one):
                _trust(call.peer, one)
                _install(call, str(one["manifest"]))
                done += 1
        except Unavailable:
            raise
        except HomeroomError as error:
            why.append(f"{str(one.get('pack', ''))[:80]}: {error.message}")
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return done, why


def _is_new(one: dict[str, Any]) -> bool:
    pack, manifest, serial = str(one["pack"]), str(one["manifest"]), int(one["serial"])
    if not SHA.fullmatch(manifest) or PackVersion.one(manifest=manifest) is not None:
        return False
    current = Pack.one(id=pack)
    return serial > max(tables.seen(pack, str(one["signer"])), current.serial if current else 0)


def _trust(peer: str, one: dict[str, Any]) -> None:
    # The neighbor's own key, said by the neighbor itself: the school's own cards, made at the other box.
    text = one.get("key")
    if isinstance(text, str) and text:
        trust.trust(text, f"box {peer[:8]}")


def _install(call: Call, manifest: str) -> None:
    folder = actions.incoming() / manifest
    folder.mkdir(exist_ok=True)
    head, _body = call.ask("pack", {"manifest": manifest})
    first = {str(path): str(sha) for path, (sha, _size) in head["head"].items() if _is_head(str(path))}
    sizes = {str(sha): int(size) for sha, size in head["head"].values()}
    if first.get(MANIFEST) != manifest:
        raise Refused(_("This is another pack than the one that was announced."))
    for sha in first.values():
        _bring(call, folder, sha, min(sizes[sha], SMALL))
    update = folder.with_suffix(".pack")
    try:
        _write(update, first, folder, [])
        with SafeZip(update, packfile.may) as zipped:
            found = packfile.head(zipped)  # whose it is, before anything large comes
        lacking = {one.sha256: one.size for one in found.files if not blobs.has(one.sha256)}
        if sum(lacking.values()) > LARGEST:
            raise Refused(_("This pack is too large to come from a neighbor. Bring it by stick."))
        blobs.make_room(2 * sum(lacking.values()))
        for sha, size in sorted(lacking.items()):
            _bring(call, folder, sha, size)
        _write(update, first, folder, sorted(lacking))
        actions.install(update)
    finally:
        update.unlink(missing_ok=True)
    shutil.rmtree(folder)


def _bring(call: Call, folder: Path, sha: str, size: int) -> None:
    if not SHA.fullmatch(sha):
        raise Refused(_("This is not the name of a file."))
    part = folder / sha
    with part.open("ab") as file:
        while (here := file.tell()) < size:
            _head, data = call.ask("piece", {"sha256": sha, "offset": here})
            if not data:
                break
            file.write(data[: size - here])
    with part.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == sha
    if not whole:
        part.unlink()
        raise Refused(_("A file of the pack was damaged on the way. It is fetched again."))


def _write(update: Path, first: dict[str, str], folder: Path, lacking: list[str]) -> None:
    with packwriter.replacing(update) as out:
        packwriter.add(out, "mimetype", packfile.MIMETYPE, packed=False)
        for path, sha in sorted(first.items(), key=lambda one: (one[0] != MANIFEST, one[0])):
            packwriter.add(out, path, (folder / sha).read_bytes())
        for sha in lacking:
            packwriter.add_file(out, packfile.blob_name(sha), folder / sha)
