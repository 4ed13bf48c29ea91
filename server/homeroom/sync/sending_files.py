"""Files that the hub wants: in pieces, each acknowledged, after everything small has gone."""

from typing import Any

from homeroom import blobs
from homeroom.sync import files
from homeroom.sync import upstream as notes
from homeroom.sync.link import Rejected
from homeroom.sync.talk import Talk

TRIES = 3  # of one file in one conversation


def send(talk: Talk) -> int:
    """Send the files that the hub wants and this school let out; returns how many are there now."""
    talk.spend()
    wanted = talk.link.send("GET", "/sync/v1/files", b"")["wanted"]
    done = 0
    for one in wanted:
        sha = str(one["sha256"])
        if blobs.has(sha) and files.may_leave(sha):
            done += _send_one(talk, sha, int(one["offset"]))
    return done


def _send_one(talk: Talk, sha: str, offset: int) -> bool:
    size, tries = blobs.path(sha).stat().st_size, TRIES
    while offset < size and tries:
        talk.spend()
        data = files.piece(sha, offset, talk.size)
        try:
            answer: dict[str, Any] = talk.link.send("PUT", f"/sync/v1/file/{sha}/{offset}", data)
        except Rejected as error:
            tries -= 1
            answer = error.answer
            if "offset" not in answer:
                return False  # the hub does not want this file; the others may go
        talk.progress += int(answer["offset"]) > offset
        offset = int(answer["offset"])
        notes.acknowledged({}, talk.link, talk.rate)
    return offset >= size
