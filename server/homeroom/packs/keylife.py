"""The life of publishers' keys: following a change of keys, revoking a lost one, and a new key of our own."""

import os
from collections.abc import Callable, Collection
from pathlib import Path

from homeroom import clock, config
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _

from . import keychange, keyring, minisign, trust
from .keychange import Change
from .keyring import Line, Revoked, Ring
from .minisign import PublicKey

NEXT, HERE, UNKNOWN = "next", "here", "unknown"
_hearing: list[Callable[[], None]] = []


def on_change(hears: Callable[[], None]) -> Callable[[], None]:
    """Decorator: call this when a key was revoked or replaced, or is trusted again."""
    _hearing.append(hears)
    return hears


def tell() -> None:
    """Let all who listen hear that keys were revoked or replaced, or are trusted again."""
    for hears in _hearing:
        hears()


def follow(text: str) -> list[PublicKey]:
    """Take the changes of a keys.json; returns the keys that are in force because of them, none if all were known.

    Raises Refused, and then changes nothing, for a file of a stranger, for a change out of its turn, and for one by or
    to a revoked key.
    """
    changes = keychange.read(text)
    names = {key.key: key.name for key in trust.trusted()[1:]}
    taken: list[PublicKey] = []
    with keyring.changing() as ring:
        fates = [carry_out(change, ring, names, taken) for change in changes]
        if set(fates) <= {UNKNOWN}:
            check_not_revoked(changes, ring)
            raise Refused(
                _("This box trusts none of the keys in this file. Add the publisher's key first, comparing its digits.")
            )
        for proof in keychange.singly(text):
            ring.note(proof, settled=True)
    tell()
    return taken[-1:]


def carry_out(change: Change, ring: Ring, names: dict[bytes, str], taken: list[PublicKey]) -> str:
    """Let a change count, if it is the next one of a key in `names`; returns what it is. Raises Refused as `fate`."""
    found = fate(change, ring, names)
    if found == NEXT:
        name = names.pop(change.old.key)
        names.setdefault(change.new.key, name)
        line = ring.line(change.old) or _begun(change.old, ring)
        line.keys.append(keychange.packed(change.new))
        line.serial = change.serial
        taken.append(PublicKey(change.new.number, change.new.key, name))
    elif found == HERE:
        # A key that was trusted by hand is known to be that far: nothing older can follow it.
        line = ring.line(change.new) or _begun(change.new, ring)
        line.serial = max(line.serial, change.serial)
    return found


def check_not_revoked(changes: list[Change], ring: Ring) -> None:
    """Raises Refused if a key of these changes was revoked here."""
    for key in (key for change in changes for key in (change.old, change.new)):
        if ring.is_revoked(key):
            raise Refused(_("The key %(id)s was revoked on this box. Nothing was changed.", id=key.id))


def fate(change: Change, ring: Ring, names: dict[bytes, str]) -> str:
    """Is it the NEXT change, is it HERE already, or is its old key UNKNOWN among `names`? Raises Refused."""
    if ring.is_revoked(change.old):
        return HERE if change.new.key in names else UNKNOWN  # a revoked key vouches for nobody
    follower = ring.successor(change.old)
    if follower is not None and follower.key != change.new.key:
        raise Refused(
            _(
                "The key %(id)s was already replaced by another one, %(other)s. Somebody may be misusing the old key:"
                " ask the publisher. Nothing was changed.",
                id=change.old.id,
                other=follower.id,
            )
        )
    if follower is not None or change.old.key not in names:
        return HERE if follower is not None or change.new.key in names else UNKNOWN
    _check_next(change, ring)
    return NEXT


def _check_next(change: Change, ring: Ring) -> None:
    check_not_revoked([change], ring)
    if change.serial <= ring.serial(change.old):
        raise Refused(_("This change of keys is older than what the box knows already. Nothing was changed."))
    if ring.successor(change.new) is not None or change.new.key == trust.own_key().public.key:
        raise Refused(_("This change leads back to a key that was replaced before. Nothing was changed."))


def _begun(key: PublicKey, ring: Ring) -> Line:
    ring.lines.append(Line([keychange.packed(key)]))
    return ring.lines[-1]


def revoke(which: str, *, by: str = "", keep_newer: bool = False, compared: Collection[bytes] = ()) -> list[PublicKey]:
    """Never again take packs signed with this key: its id, or the text of its file. Returns what was revoked.

    Keys that it vouched for go with it, unless `keep_newer` says that they were compared with the publisher, and but
    for those that are among `compared`, and what these vouched for.
    Raises NotFound for the id of a key that the box does not know, Refused for the box's own key.
    """
    with keyring.changing() as ring:
        key = _found(which, ring)
        if key.key == trust.own_key().public.key:
            raise Refused(_("This is the box's own key. Replace it: homeroom packs rotate."))
        gone = [key]
        while not keep_newer and (after := ring.successor(gone[-1])) and after.key not in compared:
            gone.append(PublicKey(after.number, after.key, key.name))
        new = [one for one in gone if not ring.is_revoked(one)]
        today = clock.today()
        ring.revoked += [Revoked(keychange.packed(one), key.name, today, by) for one in new]
    tell()
    return new


def take_back(key: PublicKey, by: str) -> None:
    """Undo what `by` revoked of this key; what others revoked stays. The key counts as it did before."""
    with keyring.changing() as ring:
        ring.revoked = [one for one in ring.revoked if one.by != by or one.public.key != key.key]


def _found(which: str, ring: Ring) -> PublicKey:
    """A key by its id, or by the text of its file. Raises NotFound, and Refused for an id that two keys have."""
    known = {key.key: key for key in [*_of_lines(ring), *trust.trusted()]}
    found = [key for key in known.values() if key.id == which.strip().upper()]
    if len(found) > 1:
        raise Refused(_("Two keys call themselves %(id)s. Revoke it by its key file.", id=found[0].id))
    if found:
        return found[0]
    try:
        key = minisign.read_public(which)
    except minisign.BadKey as error:
        raise NotFound(_("This box knows no key “%(key)s”.", key=which.strip()[:40])) from error
    return known.get(key.key, key)


def _of_lines(ring: Ring) -> list[PublicKey]:
    """All keys in lines, in force or not, by the name of their publisher."""
    names = {key.key: key.name for key in trust.trusted()}
    found = [key for line in ring.lines for key in line.public]
    return [PublicKey(key.number, key.key, names.get(ring.newest(key).key, "")) for key in found]


def fallen_ids() -> set[str]:
    """The ids of all revoked keys, as packs name their signers."""
    return {one.public.id for one in keyring.read().revoked}


def line_ids(signer: PublicKey) -> set[str]:
    """The ids of a key and of those it followed, without revoked ones: what they have shown counts together."""
    ring = keyring.read()
    line = ring.line(signer)
    keys = line.public if line else []
    return {signer.id, *(one.id for one in keys if not ring.is_revoked(one))}


# --- our own keys ------------------------------------------------------------------------------------------------


def rotate_own() -> tuple[PublicKey, Path]:
    """Give the box a new key of its own, signed by the old one; returns it and the file that other schools need.

    Each step is safe to be the last before a power cut: the old key stays in force until the file that vouches for the
    new one is on the disk, and what was begun is finished the next time.
    """
    folder = config.current().data / "keys"
    file, coming = folder / "keys.json", folder / "packs.next"
    with keyring.changing():  # one at a time
        old = trust.own_key()
        if not coming.exists():
            _put(coming, minisign.new_key().text(), 0o600)
        new = trust.secret_key(coming)
        text = file.read_text("utf-8") if file.exists() else ""
        if not text or keychange.read(text)[-1].new.key != new.public.key:
            _put(file, keychange.extend(text, old, new, clock.today()), 0o644)
        coming.replace(folder / "packs.key")
        _put(folder / "packs.pub", new.public.text(), 0o644)
    return new.public, file


def _put(file: Path, text: str, mode: int) -> None:
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as writing:
        writing.write(text)
        writing.flush()
        os.fsync(writing.fileno())
    part.replace(file)
