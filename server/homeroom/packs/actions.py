"""What people do with packs: install, go back, remove. The only writers of pack entries."""

from __future__ import annotations

import fcntl
import hashlib
import io
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from homeroom import blobs, config, db, journal, store
from homeroom.db import writes
from homeroom.errors import Conflict, HomeroomError, NotFound, Refused
from homeroom.i18n import _
from homeroom.lazy import lazy

from . import keylife, on_the_way, requirements, shelve, tables, trust
from .events import Installed, Removed, RolledBack
from .on_this_box import CardVersion, Pack, PackFile, PackIncoming, PackSeen, PackVersion

if TYPE_CHECKING:
    from . import format as packfile
else:
    packfile = lazy("homeroom.packs.format")


_needs: list[Callable[[str], bool]] = []
_keeps: list[Callable[[str], bool]] = []


def needed_by(needs: Callable[[str], bool]) -> Callable[[str], bool]:
    """Keep a file of a pack that goes when `needs` says of its hash that somebody else uses it. Also a decorator."""
    if needs not in _needs:
        _needs.append(needs)
    return needs


def kept_for(keeps: Callable[[str], bool]) -> Callable[[str], bool]:
    """Decorator: a version stays, however old, while this says of its manifest that somebody was promised it."""
    if keeps not in _keeps:
        _keeps.append(keeps)
    return keeps


def _promised(pack_id: str) -> set[str]:
    versions = PackVersion.select().where(PackVersion.pack == pack_id)
    return {one.manifest for one in versions if any(keeps(one.manifest) for keeps in _keeps)}


def install(path: Path, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Pack:
    """Verify a pack file as a whole, store its files, then switch to it in one transaction.

    `tell` hears how many bytes were stored and how many there are to store.

    Whatever interrupts it (a refusal, a full disk, a power cut), the box keeps what it had. The version before is kept
    to go back to. Raises Refused, Conflict or Unavailable with a sentence.
    """
    with _one_at_a_time():
        _sweep()
        with packfile.opened(path) as opened:
            known = PackVersion.get_or_none(PackVersion.manifest == opened.sha256)
            if known and known.current:
                if known.signer != opened.signer.id:
                    _keep_signature(opened)
                return tables.pack(opened.id)
            _check_serial(opened)
            requirements.check(opened.manifest)
            with _tidy_after_failure():
                _store_files(opened, tell)
                dropped = _switch(opened)
        _forget(dropped)
        return tables.pack(opened.id)


def install_folder(folder: Path) -> Pack:
    """Build a pack from its source folder, sign it with the box's own key and install it."""
    part = on_the_way.folder() / f"{secrets.token_hex(8)}.pack"
    try:
        packfile.build(folder, part, trust.own_key())
        return install(part)
    finally:
        part.unlink(missing_ok=True)


def roll_back(pack_id: str) -> Pack:
    """Use the version from before again; the one in use is kept, so that one may come back to it."""
    with _one_at_a_time():
        _back(pack_id)
        return tables.pack(pack_id)


def remove(pack_id: str) -> None:
    """Take a pack off the box. What children did with its cards stays, and so do the cards' texts."""
    with _one_at_a_time():
        _forget(_remove(pack_id))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A lock that ends with the process, whatever ends it."""
    with (config.current().data / "packs.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            words = _("Another pack is being changed at this moment. Try again in a minute.")
            raise Conflict(words, soon=True) from error
        yield


@contextmanager
def _tidy_after_failure() -> Iterator[None]:
    try:
        yield
    except Exception:
        with suppress(HomeroomError):
            _sweep()
        raise


def _check_serial(opened: packfile.Pack) -> None:
    """Never back to an older version by accident: what a key has shown once is its least."""
    found = max(tables.seen(opened.id, signer) for signer in keylife.line_ids(opened.signer))
    current = Pack.get_or_none(Pack.id == opened.id)
    if current and current.signer in keylife.fallen_ids():
        current = None  # what a revoked key called its version says nothing
    highest = max(found, current.serial if current else 0)
    serial, own = opened.manifest["serial"], opened.signer.id == trust.own_key().public.id
    if serial < highest:
        raise Refused(
            _(
                "This is version %(version)s of the pack, and this box has had a newer one. To use an older version, go"
                " back to it on the pack's page. Nothing was changed.",
                version=opened.manifest["version"],
            )
        )
    if current and serial == current.serial and not own:
        raise Refused(
            _(
                "The pack calls itself version %(version)s like the one that is here, but it is another one."
                " Ask its publisher. Nothing was changed.",
                version=opened.manifest["version"],
            )
        )


def _store_files(opened: packfile.Pack, tell: Callable[[int, int], None]) -> None:
    """Put the files that are not here yet into the blob store, remembering which, in case this is cut short."""
    fresh = {file.sha256: file.size for file in opened.files if not blobs.has(file.sha256)}
    blobs.make_room(sum(fresh.values()))
    signatures = packfile.signatures(opened.zip).values()
    _announce([*fresh, opened.sha256, *(hashlib.sha256(text).hexdigest() for text in signatures)])
    done, whole = 0, sum(fresh.values())
    for sha, size in fresh.items():
        with opened.zip.stream(packfile.blob_name(sha)) as stream:
            blobs.put(stream, most=size)
        done += size
        tell(done, whole)
    with opened.zip.stream("pack.json") as stream:
        blobs.put(stream, most=packfile.LARGEST_JSON)
    for text in signatures:
        blobs.put(io.BytesIO(text), most=packfile.LARGEST_SIGNATURE)


def _keep_signature(opened: packfile.Pack) -> None:
    """The same version, signed again with its publisher's new key: keep that signature, too, for those it goes to."""
    name = f"pack.json.{opened.signer.id}.minisig"
    text = packfile.signatures(opened.zip)[name]
    sha = hashlib.sha256(text).hexdigest()
    _announce([sha])
    blobs.put(io.BytesIO(text), most=packfile.LARGEST_SIGNATURE)
    _sign(opened, PackFile(manifest=opened.sha256, path=name, sha256=sha, size=len(text), type="text/plain"))


@writes
def _sign(opened: packfile.Pack, file: PackFile) -> None:
    PackFile.replace(**file.__data__).execute()
    signed = {"signer": opened.signer.id, "signer_name": opened.signer.name}
    PackVersion.update(**signed).where(PackVersion.manifest == opened.sha256).execute()
    Pack.update(**signed).where(Pack.id == opened.id).execute()
    _note_seen(opened)
    PackIncoming.delete().execute()


def _note_seen(opened: packfile.Pack) -> None:
    highest = max(opened.manifest["serial"], tables.seen(opened.id, opened.signer.id))
    PackSeen.replace(pack=opened.id, signer=opened.signer.id, serial=highest).execute()


@writes
def _announce(shas: list[str]) -> None:
    for sha in dict.fromkeys(shas):
        PackIncoming.replace(sha256=sha).execute()


@writes
def _switch(opened: packfile.Pack) -> list[str]:
    """Everything the tables know of the pack, from one moment to the next; returns files no longer needed."""
    _check_serial(opened)
    requirements.check(opened.manifest)
    keep = {opened.sha256, _current_manifest(opened.id), *_promised(opened.id)}
    dropped = shelve.drop_versions(opened.id, keep=keep)
    shelve.add_version(opened)
    shelve.use_version(opened.id, opened.sha256)
    requirements.check_skills(opened.id)
    _note_seen(opened)
    PackIncoming.delete().execute()
    _write(Installed, PackVersion.get((PackVersion.pack == opened.id) & PackVersion.current))
    return dropped


def _current_manifest(pack_id: str) -> str:
    found = Pack.get_or_none(Pack.id == pack_id)
    return found.manifest if found else ""


@writes
def _back(pack_id: str) -> None:
    tables.pack(pack_id)
    version = tables.previous(pack_id)
    if version is None:
        raise NotFound(_("There is no earlier version of this pack on the box. Nothing was changed."))
    if version.signer in keylife.fallen_ids():
        raise Refused(_("The earlier version is signed with a key that was revoked. Nothing was changed."))
    requirements.check_leaving(pack_id, version.serial)
    requirements.check(requirements.of_version(version.manifest))
    shelve.use_version(pack_id, version.manifest)
    _write(RolledBack, version)


@writes
def _remove(pack_id: str) -> list[str]:
    tables.pack(pack_id)
    requirements.check_leaving(pack_id)
    if _promised(pack_id):
        raise Conflict(
            _(
                "This pack is pinned for schools. Leave the choice to them first, on the page Lessons;"
                " nothing was changed."
            )
        )
    version = PackVersion.get((PackVersion.pack == pack_id) & PackVersion.current)
    shelve.clear(pack_id)
    dropped = shelve.drop_versions(pack_id, keep=set())
    _write(Removed, version)
    return dropped


def _write(event: type[Installed], version: PackVersion) -> None:
    journal.write(
        event(
            pack=version.pack,
            pack_version=version.version,
            serial=version.serial,
            manifest=version.manifest,
            signer=version.signer,
            box=store.box_id(),
        )
    )


def _sweep() -> None:
    """Clear away what an interrupted installation left behind."""
    on_the_way.sweep()
    left = [row.sha256 for row in PackIncoming.select()]
    if left:
        _forget(left)
        db.write(lambda: PackIncoming.delete().execute())


def _forget(shas: Iterable[str]) -> None:
    """Delete files that no version refers to. Cards stay: children's answers refer to them."""
    for sha in set(shas):
        used = PackFile.get_or_none(PackFile.sha256 == sha) or CardVersion.get_or_none(CardVersion.sha256 == sha)
        if not used and not any(needs(sha) for needs in _needs):
            blobs.remove(sha)
