"""Reading a stick: everything whole goes in, in any order and any number of times; the rest is told in plain words."""

import io
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO

from homeroom import blobs, config, db, journal, store
from homeroom.errors import HomeroomError, Refused, Unavailable
from homeroom.hub.exchange import only_own_children
from homeroom.i18n import _
from homeroom.keyring import Key
from homeroom.stick import actions, downward, letters, rules, senders, tables, under_keys
from homeroom.stick.downward import DOWN
from homeroom.stick.files import Stick, Stopped, Watch
from homeroom.stick.outgoing import CONTENTS, KEYS, SCHOOL
from homeroom.stick.rules import Damaged, Letter, Volume
from homeroom.stick.telling import Found, Word, told
from homeroom.sync import age, erased, files, locked, segment
from homeroom.sync.files import MissingFile
from homeroom.sync.intake import meet_again, take_in

LARGEST_VOLUME = 256 << 20
ROAD = "stick"
Taker = Callable[[rules.Part, Found], None]


def bundles(stick: Stick) -> list[str]:
    """The folders of bundles on a stick."""
    return [name for name in stick.names() if rules.BUNDLE.fullmatch(name)]


def size(stick: Stick) -> int:
    """Bytes of all bundles, whoever they are for."""
    return sum(stick.size(f"{name}/{one}") for name in bundles(stick) for one in stick.names(name))


def read(stick: Stick, watch: Watch) -> tuple[list[Word], list[Found]]:
    """Take in all bundles that are for this store. Raises Unavailable when the stick fails, and Stopped."""
    words: list[Word] = []
    found: list[Found] = []
    _open_what_waits()
    for name in bundles(stick):
        try:
            one = _bundle(stick, name, watch)
        except letters.Stranger:
            continue
        except Refused as error:
            words.append(Word("warn", error.message))
            continue
        if one is not None:
            found.append(one)
            words += told(one)
    if not actions.is_hub():  # there, somebody's yes at the page lets boxes in
        meet_again(ROAD)
    for one in found:
        if one.contents.get("bundle"):
            actions.read_bundle(one.contents, whole=one.whole)
    return words, found


def _bundle(stick: Stick, name: str, watch: Watch) -> Found | None:
    if not stick.size(f"{name}/{CONTENTS}"):
        return _without_contents(stick, name, watch)
    try:
        letter = letters.read_sealed(stick, f"{name}/{CONTENTS}", "contents")
        contents, listed = _checked(letter, name)
    except letters.Stranger:
        raise
    except (Damaged, Unavailable):
        return _without_contents(stick, name, watch)
    if contents["from"] == store.box_id():
        return None
    _check_sender(letter, contents)
    if contents["purpose"] == DOWN:
        downward.meet(contents.get("boxes"))
    found = Found(contents)
    take_keys(under_keys.letter_in(stick, name))
    for volume in listed:
        _volume(stick, name, volume, found, watch)
    _fit_what_waits()
    _use_packs(found)
    found.waiting = senders.waiting(contents["from"])
    found.shut += senders.shut(contents["from"])
    return found


def _use_packs(found: Found) -> None:
    if found.contents["purpose"] == DOWN:
        found.packs, why = downward.install_packs()
        found.refused.update(why)


def _checked(letter: Letter, name: str) -> tuple[dict[str, Any], list[Volume]]:
    content = letter.content
    for one in ("bundle", "purpose", "from", "school", "name", "timezone", "policy", "version", "age"):
        rules.text(content, one)
    for one in ("n", "entries", "written", "parts"):
        rules.number(content, one)
    if name != f"bundle-{content['bundle']}":
        raise Damaged("another bundle's contents")
    return content, rules.volumes(content)


def _check_sender(letter: Letter, contents: dict[str, Any]) -> None:
    known = senders.keys(contents["from"], contents["purpose"])
    if not known:
        raise Refused(
            _(
                "There is a bundle of a box that is not enrolled here (%(name)s). It was left alone.",
                name=contents["name"],
            )
        )
    if contents["purpose"] == DOWN and contents["school"] != store.school_id():
        raise Refused(_("There is a bundle for another school. It was left alone."))
    if not any(letters.is_by(letter, key) for key in known):
        raise Refused(
            _(
                "There is a bundle in the name of %(name)s that it did not sign. It was left alone.",
                name=contents["name"],
            )
        )
    if senders.is_revoked(contents["from"]):
        raise Refused(_("There is a bundle of a box that was revoked. Nothing of it was taken in."))


def _without_contents(stick: Stick, name: str, watch: Watch) -> Found | None:
    # Unfinished, or its first page is lost: nothing counts as whole, but every part proves itself.
    found = Found({"name": "", "from": "", "purpose": ""})
    take_keys(under_keys.letter_in(stick, name))
    for one in stick.names(name):
        if one.endswith(".age") and one not in (CONTENTS, KEYS):
            _volume(stick, name, Volume(one, -1, ""), found, watch)
    found.missing.append(CONTENTS)
    _fit_what_waits()
    return found if found.new or found.files or stick.size(f"{name}/{CONTENTS}") else None


def take_keys(given: list[Key]) -> None:
    """Keep keys that another store gave, and read all that waited for them."""
    locked.take_keys(given)
    _open_what_waits()


def _open_what_waits() -> None:
    for row in list(tables.Waiting.select().where(tables.Waiting.locked == 1)):
        _fit(row)


def _volume(stick: Stick, name: str, volume: Volume, found: Found, watch: Watch) -> None:
    path = f"{name}/{volume.name}"
    length = stick.size(path)
    if not length or length > LARGEST_VOLUME:
        found.missing.append(volume.name)
        return
    with tempfile.TemporaryFile(dir=config.current().data) as plain:
        trouble = _open(stick, path, plain, watch)
        if trouble == "stranger":
            raise letters.Stranger("for somebody else")
        plain.seek(0)
        try:
            for part in rules.unpack(plain):
                watch(0)
                _part(part, found)
        except Damaged:
            trouble = "damaged"
    if trouble or (volume.size >= 0 and volume.size != length):
        found.torn.append(volume.name)


def _open(stick: Stick, path: str, plain: BinaryIO, watch: Watch) -> str:
    with stick.open(path) as file:
        watched = _Watched(file, watch)
        trouble = age.open_into(watched, plain, letters.identities())  # type: ignore[arg-type]  # all it needs
    if watched.stopped is not None:
        raise watched.stopped
    return trouble


class _Watched:
    """A file that says how far it was read, and can be stopped."""

    def __init__(self, file: BinaryIO, watch: Watch) -> None:
        self._file, self._watch = file, watch
        self.stopped: Stopped | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(size)
            self._watch(len(data))
        except Stopped as error:
            self.stopped = error
            raise OSError("stopped") from error
        return data


def _part(part: rules.Part, found: Found) -> None:
    takers: dict[str, Taker] = {"s": _segment, "f": _whole, "b": _file, "m": _file, "p": _pack}
    try:
        takers[part.name[0]](part, found)
    except Unavailable:
        raise
    except HomeroomError as error:
        if error.extra.get("reason") != "gap":
            found.refused[error.message] += 1


def _segment(part: rules.Part, found: Found) -> None:
    check = only_own_children if actions.is_hub() else None
    found.new += take_in(part.content, road=_road(found), keep_gaps=True, check=check).new


def _road(found: Found) -> str:
    return f"{ROAD} {found.contents.get('bundle', '')}".strip()


def _whole(part: rules.Part, found: Found) -> None:
    if found.contents["purpose"] != SCHOOL:
        return
    found.new += take_whole(part.content, found.contents["from"])


def take_whole(raw: bytes, sender: str) -> int:
    """Take in entries in full that another box of this school vouches for; returns how many were new.

    Raises Refused when they are damaged or not signed by `sender`. What comes before its predecessor waits.
    """
    part = segment.parse(raw)
    peer = tables.siblings().get(sender)
    known = senders.keys(sender, SCHOOL) if peer else []
    if not any(segment.is_signed(part, key, erased.own_proof()) for key in known):
        raise Refused(_("The signature of this segment is wrong."))
    entries, shut = segment.opened(part)
    return db.write(_take_whole, part, entries, sender, raw, shut=bool(shut))


def _take_whole(part: segment.Segment, entries: Any, sender: str, raw: bytes, *, shut: bool = False) -> int:
    known = tables.lane(part.lane)
    if store.is_hubs_lane(part.lane) or any(one.role == "hub" for one in entries):
        return 0  # only the hub's own signature speaks for the hub; those segments are on the stick, too
    if known is not None and known.box != part.header["box"]:
        raise Refused(_("This segment is of another box."))
    if part.first > (known.last if known else 0) + 1:
        actions.keep_waiting(sender, part.lane, part.first, raw)
        return 0
    if shut:  # what can be read is; the rest when its key has come
        actions.keep_waiting(sender, part.lane, part.first, raw, locked=True)
    store.open_lane(part.lane, part.header["box"], part.header["school"])
    return journal.receive(entries)


def _pack(part: rules.Part, found: Found) -> None:
    if found.contents["purpose"] == DOWN:
        downward.keep_head(part)


def _fit_what_waits() -> None:
    progress = True
    while progress:
        progress = False
        early = tables.Waiting.select().where(tables.Waiting.locked == 0)
        for row in list(early.order_by(tables.Waiting.lane, tables.Waiting.first)):
            known = tables.lane(row.lane)
            if row.first <= (known.last if known else 0) + 1:
                _fit(row)
                progress = True


def _fit(row: tables.Waiting) -> None:
    # Both or neither: what neither waits nor is here would be confirmed as read.
    try:
        db.write(lambda: (actions.stop_waiting(row), take_whole(bytes(row.content), row.sender)))
    except Unavailable:
        raise  # the disk: it goes on waiting
    except HomeroomError:
        actions.stop_waiting(row)  # it was checked when it came; now its sender is out


def _file(part: rules.Part, found: Found) -> None:
    sha = part.name.partition("/")[2]
    if blobs.has(sha) or not _is_wanted(sha, found.contents):
        return
    content, shut = under_keys.opened(part)
    found.shut += shut
    if content is None:
        return
    kept = blobs.put(io.BytesIO(content), most=rules.MOST_PART)
    if kept != sha:
        blobs.remove(kept)
        raise Refused(_("A picture or recording was damaged on the way. It was left out."))
    files.forget(sha)
    found.files += 1


def _is_wanted(sha: str, contents: dict[str, Any]) -> bool:
    if contents["purpose"] in (SCHOOL, DOWN):
        return True
    named = (MissingFile.sha256 == sha) & (MissingFile.school == contents.get("school", ""))
    return MissingFile.get_or_none(named) is not None
