"""What people and the timetable can do: enrol at a hub, leave it, send what waits."""

import json
import random
import threading

from homeroom import __version__, clock, config, db, journal, store
from homeroom.entries import Entry
from homeroom.errors import HomeroomError, Refused, Unavailable
from homeroom.i18n import _
from homeroom.sync import policy, segment, signing, tables
from homeroom.sync.link import Link, Rejected
from homeroom.sync.tables import HubHas, Sealed, Upstream

FIRST_WAIT = 30  # seconds
LONGEST_WAIT = 6 * 3600


def enrol(url: str, code: str) -> str:
    """Enrol this box at the hub at `url` with the one-time code its administrator gave; returns the hub's name.

    The last eight characters of the code name the hub's key: a stranger in between is refused. Raises
    Refused when the code is wrong or used, Unavailable when there is no hub.
    """
    plain = "".join(char for char in code.upper() if char.isalnum())
    if len(plain) != 16:
        raise Refused(_("The code from the hub has 16 letters and digits. Please type it again."))
    key = signing.own_key(config.current().data)
    message = {
        "code": plain[:8],
        "box": store.box_id(),
        "school": store.school_id(),
        "name": config.current().school_name,
        "key": signing.to_text(signing.public_bytes(key)),
    }
    with Link(url, box=store.box_id(), key=key, hub_key=None) as link:
        try:
            answer = link.send("POST", "/sync/v1/enrol", json.dumps(message).encode(), fresh=False)
        except Rejected as error:
            raise Refused(error.message) from error
    hub_key = signing.from_text(str(answer.get("hub_key", "")))
    if len(hub_key) != 32 or signing.fingerprint(hub_key) != plain[8:]:
        raise Refused(_("This is not the hub that gave the code. Check the address; nothing was sent."))
    _remember(url, str(answer["hub_key"]), str(answer.get("hub_name", "")), str(answer.get("nonce", "")))
    return str(answer.get("hub_name", ""))


@db.writes
def _remember(url: str, hub_key: str, hub_name: str, nonce: str) -> None:
    HubHas.delete().execute()
    Upstream.replace(
        id=1, url=url, hub_key=hub_key, hub_name=hub_name, nonce=nonce, enrolled=clock.now_ms(), next_try=0
    ).execute()


@db.writes
def leave() -> None:
    """Stop sending to the hub. What it has, it keeps; the box keeps its whole journal."""
    Upstream.delete().execute()
    HubHas.delete().execute()


def send_if_due() -> None:
    """The timetable's call: send when something waits and the time for the next try has come."""
    hub = tables.upstream()
    if hub is None or clock.now_ms() < hub.next_try:
        return
    idle = clock.now_ms() - hub.last_contact < config.current().sync_minutes * 60_000
    if tables.progress().waiting or not idle:
        send()


_round = threading.Lock()  # one conversation with the hub at a time


def send() -> int:
    """Talk to the hub now and send everything that waits; returns the number of entries it took.

    Whatever happens, the state of the try is kept for the page. Raises Refused when the box is not
    enrolled, Unavailable when the hub can't be reached, Rejected when it says no.
    """
    hub = tables.upstream()
    if hub is None:
        raise Refused(_("This box is not enrolled at a hub yet."))
    with _round:
        seal_all()
        try:
            with _link(hub) as link:
                sent = _push(link)
        except HomeroomError as error:
            _failed(error.message)
            raise
        except (KeyError, TypeError, ValueError) as error:
            _failed("The hub answered in a way that this box does not understand.")
            raise Unavailable(_("The hub answered in a way that this box does not understand.")) from error
        _succeeded(link.nonce)
    return sent


def _link(hub: Upstream) -> Link:
    key = signing.own_key(config.current().data)
    return Link(hub.url, box=store.box_id(), key=key, hub_key=signing.from_text(hub.hub_key), nonce=hub.nonce)


def _push(link: Link) -> int:
    sent = 0
    has = _hello(link)
    for lane in tables.own_lanes():
        have = has.get(lane.lane, 0)
        for one in tables.segments_after(lane.lane, have):
            answer = link.send("PUT", f"/sync/v1/seg/{one.lane}/{one.first}", bytes(one.content))
            sent += one.last - max(have, one.first - 1)
            have = int(answer["have"])
            _hub_has(lane.lane, have, link.nonce)
    return sent


def _hello(link: Link) -> dict[str, int]:
    settings = config.current()
    message = {
        "proto": 1,
        "version": __version__,
        "store": store.get("store"),
        "school": store.school_id(),
        "name": settings.school_name,
        "timezone": settings.timezone,
        "policy": policy.describe(settings.policy_names, settings.policy_work),
        "wall": clock.now_ms(),
        "waiting": tables.progress().waiting,
        "lanes": [lane.lane for lane in tables.own_lanes()],
    }
    answer = link.send("POST", "/sync/v1/hello", json.dumps(message).encode())
    has = {str(lane): int(last) for lane, last in dict(answer.get("have", {})).items()}
    _met(has, link.nonce)
    return has


@db.writes
def _met(has: dict[str, int], nonce: str) -> None:
    HubHas.delete().execute()  # a restored hub may have less than it once said
    for lane, last in has.items():
        HubHas.replace(lane=lane, last=last).execute()
    Upstream.update(nonce=nonce, last_contact=clock.now_ms()).execute()


@db.writes
def _hub_has(lane: str, last: int, nonce: str) -> None:
    HubHas.replace(lane=lane, last=last).execute()
    Upstream.update(nonce=nonce, last_contact=clock.now_ms()).execute()


@db.writes
def _succeeded(nonce: str) -> None:
    now = clock.now_ms()
    Upstream.update(
        nonce=nonce, last_contact=now, last_success=now, fails=0, trouble="", next_try=now + FIRST_WAIT * 1000
    ).execute()


@db.writes
def _failed(trouble: str) -> None:
    hub = tables.upstream()
    if hub is None:
        return
    # Full jitter, so that a thousand boxes don't come back in the same second.
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(hub.fails, 20))
    wait = random.uniform(0, longest)
    Upstream.update(fails=hub.fails + 1, trouble=trouble, next_try=clock.now_ms() + int(wait * 1000)).execute()


def seal_all() -> None:
    """Seal whatever this box wrote since the last time, under the school's policy of today."""
    settings = config.current()
    key = signing.own_key(settings.data)
    rule = policy.describe(settings.policy_names, settings.policy_work)
    for lane in tables.own_lanes():
        prev, first = tables.last_hash(lane.lane), lane.sealed + 1
        while first <= lane.last:
            entries = segment.cut(_entries(lane.lane, first, settings))
            sealed = segment.seal(entries, box=store.box_id(), prev=prev, policy=rule, key=key)
            if not _keep(sealed):
                break  # another process sealed this lane meanwhile
            prev, first = sealed.hash, sealed.last + 1


@db.writes
def _keep(sealed: segment.Segment) -> bool:
    if tables.last_hash(sealed.lane) != sealed.header["prev"]:
        return False
    Sealed.insert(
        lane=sealed.lane, first=sealed.first, last=sealed.last, hash=sealed.hash, content=sealed.raw
    ).execute()
    return True


def _entries(lane: str, first: int, settings: config.Config) -> list[Entry]:
    return [
        policy.apply(entry, names=settings.policy_names, work=settings.policy_work)
        for entry in journal.of_lane(lane, first, segment.MOST_ENTRIES)
    ]
