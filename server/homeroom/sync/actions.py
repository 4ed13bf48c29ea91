"""What people and the timetable can do: enrol at a hub, leave it, send what waits, be a box of one's own."""

import json
import random
import threading
import time
from collections.abc import Callable, Mapping

from homeroom import config, db, journal, store
from homeroom.errors import HomeroomError, NotFound, Refused, Unavailable
from homeroom.i18n import _
from homeroom.sync import budget, identity, quarantine, rounds, sealing, signing, tables
from homeroom.sync import upstream as notes
from homeroom.sync.link import Link, Rejected
from homeroom.sync.quarantine import Quarantine
from homeroom.sync.tables import Upstream
from homeroom.sync.talk import Talk

seal_all = sealing.seal_all  # as it was called before there were several roads


def enrol(url: str, code: str) -> str:
    """Enrol this box at the hub at `url` with the one-time code its administrator gave; returns the hub's name.

    The last eight characters of the code name the hub's key: a stranger in between is refused. Raises
    Refused when the code is wrong or used, Unavailable when there is no hub.
    """
    key = signing.own_key(config.current().data)
    return _enrol(url, _plain(code), store.box_id(), key, {})


def become_own_box(code: str, url: str = "") -> str:
    """Let this copy of a box be a box of its own: a new id, a new key, enrolled with a code for this school.

    Raises Refused and Unavailable like `enrol`; then nothing was changed.
    """
    hub = tables.upstream()
    url = url or (hub.url if hub else "")
    if not url:
        raise Refused(_("This box is not enrolled at a hub yet."))
    plain = _plain(code)
    folder, old, box = config.current().data, store.box_id(), journal.new_id()
    old_key = signing.to_text(signing.public_bytes(signing.own_key(folder)))
    with _round:
        was = {"was": {"box": old, "store": identity.store_id()}}
        name = _enrol(url, plain, box, signing.make_key(folder, box), was)
        sealing.seal_all()
        while not identity.take_name(box, old_key):
            sealing.seal_all()  # somebody wrote meanwhile
    return name


def _plain(code: str) -> str:
    plain = "".join(char for char in code.upper() if char.isalnum())
    if len(plain) != 16:
        raise Refused(_("The code from the hub has 16 letters and digits. Please type it again."))
    return plain


def _enrol(url: str, plain: str, box: str, key: signing.PrivateKey, more: Mapping[str, object]) -> str:
    message = {
        "code": plain[:8],
        "box": box,
        "school": store.school_id(),
        "name": config.current().school_name,
        "key": signing.to_text(signing.public_bytes(key)),
        **more,
    }
    with Link(url, box=box, key=key, hub_key=None) as link:
        try:
            answer = link.send("POST", "/sync/v1/enrol", json.dumps(message).encode(), fresh=False)
        except Rejected as error:
            raise Refused(error.message) from error
    hub_key = signing.from_text(str(answer.get("hub_key", "")))
    if len(hub_key) != 32 or signing.fingerprint(hub_key) != plain[8:]:
        raise Refused(_("This is not the hub that gave the code. Check the address; nothing was sent."))
    notes.remember(url, str(answer["hub_key"]), str(answer.get("hub_name", "")), str(answer.get("nonce", "")))
    if "certificate" in answer:
        notes.know({"box": box, "key": message["key"], "revoked": 0, "certificate": answer["certificate"]})
    return str(answer.get("hub_name", ""))


def leave() -> None:
    """Stop sending to the hub. What it has, it keeps; the box keeps its whole journal."""
    notes.forget()


@db.writes
def settle(name: str) -> None:
    """Somebody has seen to something that was kept aside. Raises NotFound, Refused for what still waits."""
    row: Quarantine | None = Quarantine.get_or_none(Quarantine.id == name)
    if row is None:
        raise NotFound(_("This is not kept aside (any more)."))
    if row.reason in quarantine.WAITING:
        raise Refused(_("This part is still needed. It is taken in by itself."))
    quarantine.settle(row)


def send_if_due() -> None:
    """The timetable's call: talk to the hub when something waits and the time for the next try has come."""
    hub = tables.upstream()
    if hub is None or not hub.url or not notes.is_due(hub):
        return
    if tables.progress().waiting or rounds.unfinished() or notes.is_idle(hub):
        send(hurry=False)


_round = threading.Lock()  # one conversation with the hub at a time
PAUSES = (0.0, 1.0, 4.0)  # seconds before the tries after a cut; what comes through begins them anew


def send(*, hurry: bool = True) -> int:
    """Talk to the hub now and send everything that waits; returns the number of entries it took.

    With `hurry` the day's budget does not count. Whatever happens, the state of the try is kept for the page.
    Raises Refused when the box is not enrolled, Unavailable when the hub can't be reached, Rejected when it
    says no.
    """
    hub = tables.upstream()
    if hub is None:
        raise Refused(_("This box is not enrolled at a hub yet."))
    if not hub.url:
        raise Refused(_("This hub is reached by stick. To send by wire, too, enrol with a code from the hub."))
    with _round, _link(hub) as link:
        talk = Talk(link, hurry)
        try:
            _converse(talk)
        except budget.UsedUp:
            notes.paused()
            return 0
        except Rejected as error:
            again = error.answer.get("retry_after")
            after = again if type(again) is int else 0
            revoked = bool(error.answer.get("revoked"))
            notes.failed(error.message, after=after, revoked=revoked, some=talk.progress > 0)
            raise
        except HomeroomError as error:
            notes.failed(error.message, some=talk.progress > 0)
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            notes.failed("The hub answered in a way that this box does not understand.")
            raise Unavailable(_("The hub answered in a way that this box does not understand.")) from error
        finally:
            budget.add(link.traffic)
        notes.succeeded()
    return talk.sent


def talk_now(step: Callable[[Talk], None]) -> None:
    """Greet the hub now and take one step, past the day's budget. Raises Refused, Unavailable, Rejected."""
    hub = tables.upstream()
    if hub is None or not hub.url:
        raise Refused(_("This box is not enrolled at a hub yet."))
    with _round, _link(hub) as link:
        talk = Talk(link, hurry=True)
        try:
            rounds.greet(talk)
            step(talk)
        finally:
            budget.add(link.traffic)


def _converse(talk: Talk) -> None:
    # A link that is cut every half minute still carries a day, if nobody waits for hours after each cut.
    pauses = list(PAUSES)
    while True:
        before = talk.progress
        try:
            rounds.have(talk)
            return
        except Unavailable:
            pauses = list(PAUSES) if talk.progress > before else pauses
            if not (talk.progress and pauses):
                raise
        time.sleep(pauses.pop(0) * random.uniform(0.5, 1.5))


def _link(hub: Upstream) -> Link:
    key = signing.own_key(config.current().data)
    return Link(hub.url, box=store.box_id(), key=key, hub_key=signing.from_text(hub.hub_key), nonce=hub.nonce)
