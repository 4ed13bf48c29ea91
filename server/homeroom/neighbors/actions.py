"""What people and the timetable can do with neighbors: exchange now, type an address, forget one, stop."""

import logging
from contextlib import suppress

from homeroom import config, db
from homeroom.errors import HomeroomError, NotFound, Unavailable, where
from homeroom.i18n import _
from homeroom.neighbors import calling, letting_in, meeting, rounds, rules, tables
from homeroom.neighbors.calling import Answered, Call, Unproven, Wire
from homeroom.neighbors.segments import Moved

log = logging.getLogger(__name__)
add, forget = meeting.add, meeting.forget
stop, listening = calling.cut_all, rounds.listening


def announcement() -> dict[str, str]:
    """What this box says of itself to others on the network."""
    return {"school": calling.own_school(), "proto": str(rules.PROTOCOL)}


def own_addresses() -> list[str]:
    """Where other boxes may call this one, for people to type there; none while nothing listens."""
    port = rounds.port()
    return [f"{host}:{port}" for host in meeting.own_addresses()] if port else []


def heard(host: str, port: int, said: dict[str, str]) -> None:
    """An announcement of a box was heard. Raises nothing: whoever announces must not disturb this box."""
    try:
        if db.is_open() and config.current().neighbor_minutes:
            meeting.heard(host, port, ours=said == announcement())
    except HomeroomError as error:
        log.warning("an announcement could not be noted: %s", error.message)
    except Exception as error:
        log.error("an announcement could not be noted: %s", where(error))


def exchange_if_due() -> None:
    """The timetable's call: talk to every neighbor whose time has come. One that fails does not stop the others."""
    if not config.current().neighbor_minutes:
        return
    with suppress(HomeroomError):
        letting_in.look()
    for one in meeting.due():
        if one.trouble == "elsewhere" and one.how == "found":
            continue  # it says itself that it is of another school
        try:
            exchange(one.address)
        except HomeroomError:
            continue  # noted, and told on the page


def exchange_all() -> Moved:
    """Talk to all places now; returns what moved. Raises the first trouble when nobody could be reached."""
    moved, trouble, reached = Moved(), None, False
    for one in tables.places():
        try:
            done = exchange(one.address)
        except HomeroomError as error:
            trouble = trouble or error
        else:
            reached = True
            moved = Moved(moved.taken + done.taken, moved.given + done.given, moved.files + done.files)
    if trouble is not None and not reached:
        raise trouble
    return moved


def exchange(address: str) -> Moved:
    """Have one conversation with the box at an address; whatever happens is noted.

    Raises Unproven when no box of this school is there, Unavailable when nobody answers or it broke off.
    """
    found = rules.read_address(address)
    place = tables.place(address)
    if found is None or place is None:
        raise NotFound(_("No such box is known here."))
    # Asked anew at each call: this machine may have moved to another network.
    if not rules.may_call(*found, meeting.networks(), typed=place.how != "found"):
        meeting.failed(address, "away", "")
        raise Unavailable(_("Nobody answers at this address now."))
    try:
        with Call(Wire(*found)) as call:
            return rounds.have(call, address)
    except Unproven as error:
        meeting.failed(address, str(error.extra.get("reason", "garbage")), error.message)
        raise
    except (Answered, Unavailable) as error:
        meeting.failed(address, "away", error.message)
        raise Unavailable(error.message) from error
    except HomeroomError as error:
        meeting.failed(address, "garbage", error.message)
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("a neighbor answered in a way that was not understood: %s", where(error))
        meeting.failed(address, "garbage", "")
        raise Unavailable(_("The other box answered in a way that this one does not understand.")) from error
