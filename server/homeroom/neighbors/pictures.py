"""Portraits, pictures and recordings between neighbors: in pieces that survive cuts, each proven by its name."""

from typing import Any

from homeroom import blobs, clock, config, db, store
from homeroom.errors import Conflict, HomeroomError, NotFound, Refused
from homeroom.i18n import _
from homeroom.neighbors.calling import Answered, Call
from homeroom.stick import outgoing
from homeroom.sync import files
from homeroom.sync.files import MissingFile

PIECE = 1 << 20
MOST_NAMES = 500


def missing() -> list[str]:
    """The files that what is known here names, and that are not here."""
    return sorted(sha for sha in outgoing.named() if not blobs.has(sha))[:MOST_NAMES]


def sizes(names: list[str]) -> dict[str, int]:
    """Of these files those that are here, with their sizes in bytes."""
    return {sha: blobs.path(sha).stat().st_size for sha in names[:MOST_NAMES] if blobs.has(sha)}


def wanted() -> dict[str, int]:
    """What is missing here, and how much of each is here already."""
    return {sha: files.offset(sha) for sha in missing()}


def add(sha: str, size: int, offset: int, data: bytes) -> int:
    """Keep a piece that a neighbor brings of a file that is named here; returns how much is here now."""
    if blobs.has(sha):
        return files.offset(sha)
    if sha not in outgoing.named():
        raise NotFound(_("No entry of this school names this file."))
    if not 0 < size <= files.LARGEST:
        raise Refused(_("This file is larger than its entry says."))
    _expect(sha, size)
    return files.add(sha, store.school_id(), offset, data)


@db.writes
def _expect(sha: str, size: int) -> None:
    MissingFile.insert(sha256=sha, school=store.school_id(), size=size, noted=clock.now_ms()).on_conflict(
        conflict_target=[MissingFile.sha256], update={MissingFile.size: size}
    ).execute()


def fetch(call: Call) -> int:
    """Fetch what is missing here and there; returns how many files came."""
    lacking = missing()
    if not lacking:
        return 0
    head, _body = call.ask("has", {"files": lacking})
    sized = {sha: size for sha, size in head.get("files", {}).items() if sha in lacking and type(size) is int}
    return sum(_fetch(call, sha, size) for sha, size in sorted(sized.items(), key=lambda one: one[1]))


def _fetch(call: Call, sha: str, size: int) -> bool:
    try:
        while not blobs.has(sha):
            offset = files.offset(sha)
            _head, data = call.ask("piece", {"sha256": sha, "offset": offset})
            if not data:
                return False
            add(sha, size, offset, data)
    except (Refused, NotFound, Conflict, Answered):
        return False  # it was another file, or is gone there: the next conversation begins it anew
    return True


def push(call: Call) -> int:
    """Bring what the neighbor lacks and this box has; returns how many files went."""
    head, _body = call.ask("wanted", {})
    asked = head.get("files", {})
    return sum(_push(call, sha, offset) for sha, offset in sorted(asked.items()) if blobs.has(sha))


def _push(call: Call, sha: str, offset: Any) -> bool:
    size = blobs.path(sha).stat().st_size
    try:
        while type(offset) is int and 0 <= offset < size:
            told = {"sha256": sha, "size": size, "offset": offset}
            head, _body = call.ask("add", told, files.piece(sha, offset, PIECE))
            before, offset = offset, head.get("offset")
            if offset == before:
                return False
    except HomeroomError as error:
        if isinstance(error, (Answered, NotFound)):
            return False
        raise
    return True


def tidy() -> None:
    """Look no more for what has come by another road, or is named no more."""
    gone = [row.sha256 for row in MissingFile.select() if blobs.has(row.sha256)]
    if gone and config.current():
        for sha in gone:
            files.forget(sha)
