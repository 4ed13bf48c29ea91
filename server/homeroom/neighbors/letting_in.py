"""A new box is let into the school over the network: the letters of the stick, in a folder instead of on a stick.

The new box sends its signed request to an address that a person typed; whoever is asked keeps it until a person there
types the mark that the new box shows; the sealed answer is fetched, and counts when a person here has typed the mark
of who answered. Nothing else happens by itself.
"""

import base64
import json
import time
from pathlib import Path

from homeroom import config, db, store
from homeroom.errors import Refused, TooMany
from homeroom.i18n import _
from homeroom.neighbors import meeting, rules
from homeroom.neighbors.calling import Wire
from homeroom.stick import asking, letters, outgoing
from homeroom.stick import rules as stick
from homeroom.stick.asking import Asking
from homeroom.stick.files import Stick
from homeroom.sync import signing

PATH = "/sync/v1/neighbor/letter"
LARGEST = 8_000  # bytes of a request
MOST = 5  # requests that wait for a person; the oldest goes
LASTS = 24 * 3600  # seconds that a request or an answer lies here
ASKED = "neighbor_asked"


def _folder() -> Path:
    found = config.current().data / "neighbors"
    (found / stick.FOLDER).mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def _post() -> Stick:
    return Stick(_folder())


def _watch(_size: int) -> None:
    return None


# --- the box that asks -----------------------------------------------------------------------------------


def ask(address: str) -> str:
    """Ask the box at this address to let this one into its school; returns this box's mark.

    Raises Refused when this box shares its school already, Unavailable when nobody answers.
    """
    asking.check_alone()
    place = meeting.add(address)
    mark = asking.ask(_post(), outgoing.SCHOOL, _watch)
    _send(place)
    db.write(store.put, ASKED, place)
    return mark


def asked() -> str:
    """The address that was asked and has not answered yet, or ""."""
    return store.get(ASKED) or ""


def look() -> None:
    """The timetable's call: whether the box that was asked has answered."""
    if asked() and not answers():
        _send(asked())


def _send(place: str) -> None:
    letter = _folder() / stick.FOLDER / f"{asking.REQUEST}{store.box_id()}.letter"
    found = rules.read_address(place)
    if found is None or not letter.exists():
        return
    wire = Wire(*found)
    try:
        status, content = wire.post(PATH, letter.read_bytes())
    finally:
        wire.close()
    try:
        answer = base64.b64decode(json.loads(content)["answer"], validate=True) if status == 200 else b""
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(_("What answers there is not a box.")) from error
    if status not in (200, 429):
        raise Refused(_("What answers there is not a box."))
    if answer:
        _write(f"{asking.ANSWER}{store.box_id()}.age", answer)


def answers() -> list[Asking]:
    """Boxes that let this one in and wait for somebody here to compare the mark."""
    return asking.answers(_post())


def trust(mark: str) -> str:
    """Somebody here typed the mark of the box that let this one in; returns the school's name."""
    name = asking.accept(_post(), mark)
    (_folder() / stick.FOLDER / f"{asking.REQUEST}{store.box_id()}.letter").unlink(missing_ok=True)
    db.write(store.remove, ASKED)
    return name


# --- the box that is asked -------------------------------------------------------------------------------


def receive(raw: bytes) -> dict[str, str]:
    """Keep a request for a person here, or give the answer that a person gave. Raises Refused, TooMany."""
    try:
        letter = stick.read_letter(raw, "request")
        box, key = stick.text(letter.content, "box", 40), stick.text(letter.content, "key", 60)
    except stick.Damaged as error:
        raise Refused(_("This is not a letter of a box.")) from error
    if len(raw) > LARGEST or not box.isalnum() or not letters.is_by(letter, signing.from_text(key)):
        raise Refused(_("This is not a letter of a box."))
    _tidy()
    answer = _folder() / stick.FOLDER / f"{asking.ANSWER}{box}.age"
    if answer.exists():
        return {"answer": base64.b64encode(answer.read_bytes()).decode()}
    name = f"{asking.REQUEST}{box}.letter"
    waiting = {one.file for one in requests()}
    if name not in waiting and len(waiting) >= MOST:
        raise TooMany(_("Too many boxes ask here at once. Look after those that ask first."), retry_after=600)
    if letter.content.get("wants") == outgoing.SCHOOL and box != store.box_id():
        _write(name, raw)
    return {"answer": ""}


def requests() -> list[Asking]:
    """Boxes that ask to be let in here."""
    return asking.requests(_post())


def admit(mark: str) -> str:
    """Somebody here typed the mark that the new box shows: let it in; returns the name of the school it told."""
    return asking.admit(_post(), mark, _watch)


def _write(name: str, content: bytes) -> None:
    place = _folder() / stick.FOLDER / name
    if place.exists() and place.read_bytes() == content:
        return
    part = place.with_name(f"{name}.part")
    part.write_bytes(content)
    part.replace(place)


def _tidy() -> None:
    for one in (_folder() / stick.FOLDER).iterdir():
        if not -LASTS < time.time() - one.stat().st_mtime < LASTS:
            one.unlink(missing_ok=True)


def mark() -> str:
    """This box's own mark, to read at its screen."""
    return asking.own_mark()
