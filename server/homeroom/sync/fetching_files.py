"""Files that this box lost and the hub has: fetched in pieces, each on disk before the next is asked for."""

import json

from homeroom import store
from homeroom.errors import Conflict, NotFound, Refused
from homeroom.sync import files
from homeroom.sync import upstream as notes
from homeroom.sync.link import Rejected
from homeroom.sync.talk import Talk


def fetch(talk: Talk) -> int:
    """Fetch the missing files of this school that the hub has, the small ones first; returns how many came whole."""
    missing = {one.sha256: one.size for one in files.wanted(store.school_id())}
    if not missing:
        return 0
    talk.spend()
    asked = json.dumps({"missing": list(missing)}).encode()
    here = talk.link.send("POST", "/sync/v1/files", asked)["here"]
    return sum(_fetch_one(talk, str(sha), missing[str(sha)]) for sha in here if str(sha) in missing)


def _fetch_one(talk: Talk, sha: str, size: int) -> bool:
    offset = files.offset(sha)
    while offset < size:
        talk.spend()
        asked = json.dumps({"sha256": sha, "offset": offset, "max": talk.size}).encode()
        try:
            data = talk.link.fetch("POST", "/sync/v1/file", asked)
            if not data:
                return False
            offset = files.add(sha, store.school_id(), offset, data)
        except (Rejected, Conflict, NotFound, Refused):
            return False  # another one, or the next time from the beginning; the others may come
        talk.progress += 1
        notes.acknowledged({}, talk.link, talk.rate)
    return True
