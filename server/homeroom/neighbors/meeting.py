"""What is noted of neighbors and of the places where they may be: found, typed, met, in trouble, in agreement."""

import ipaddress
import random
from typing import Any

import ifaddr

from homeroom import clock, config, db, journal
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _
from homeroom.neighbors import rules, tables
from homeroom.neighbors.tables import Neighbor, Place

MINUTE = 60_000
SOON = (20_000, 40_000)  # ms after which work that was acknowledged goes to the neighbor
LONGEST = 5 * MINUTE  # between two tries of a place where nobody answers: a box that is on again is found soon
MOST_AHEAD = 25 * 60 * MINUTE  # a next try further away was planned by a clock that was wrong
STRANGE = 30 * MINUTE  # of a place where something else answers
SEEN_AGAIN = 10 * MINUTE


def networks() -> list[rules.Network]:
    """The IPv4 networks that this machine is in; its loopback only for a box that listens on nothing else."""
    if config.current().host.startswith("127."):
        return [ipaddress.IPv4Network("127.0.0.0/8")]
    return [one.network for one in _interfaces()]


def own_addresses() -> list[str]:
    """This machine's addresses in these networks."""
    host = config.current().host
    return [host] if host.startswith("127.") else [str(one.ip) for one in _interfaces()]


def _interfaces() -> list[ipaddress.IPv4Interface]:
    found = [one for adapter in ifaddr.get_adapters() for one in adapter.ips if isinstance(one.ip, str)]
    here = [ipaddress.IPv4Interface(f"{one.ip}/{one.network_prefix}") for one in found]
    return [one for one in here if not one.is_loopback and not one.is_link_local]


def add(text: str) -> str:
    """Somebody of the staff typed where a box is; returns the address. Raises Refused when it is none to call."""
    found = rules.read_address(text)
    if found is None:
        raise Refused(_("Type the address of the other box as its page Sync shows it, for example 192.168.1.20:8080."))
    if not rules.may_call(*found, networks(), typed=True):
        raise Refused(_("This address is not on a school's own network. Nothing was called."))
    address = f"{found[0]}:{found[1]}"
    _note(address, "typed")
    return address


def heard(host: str, port: int, *, ours: bool) -> bool:
    """Something announces itself as a box; whether it is worth a try. It is a hint: nothing of it is believed."""
    if not rules.may_call(host, port, networks(), typed=False):
        return False
    address = f"{host}:{port}"
    known = tables.place(address)
    if known is None and Place.select().where(Place.how == "found", Place.box == "").count() >= tables.MOST_FOUND:
        return False
    if known is not None and (known.how == "typed" or 0 <= clock.now_ms() - known.seen < SEEN_AGAIN):
        return True
    _note(address, "found", trouble="" if ours else "elsewhere")
    return True


@db.writes
def _note(address: str, how: str, *, trouble: str = "", box: str = "") -> None:
    now = clock.now_ms()
    old = (Place.how == "found") & (Place.box == "") & (Place.seen < now - tables.FORGET_AFTER)
    Place.delete().where(old).execute()
    known = tables.place(address)
    if known is None:
        Place.insert(address=address, how=how, seen=now, trouble=trouble, box=box).execute()
        return
    told: dict[Any, Any] = {Place.seen: now}
    if how == "typed":
        told |= {Place.how: how, Place.next_try: 0, Place.fails: 0}
    if how == "found":
        told |= {Place.next_try: 0}
    if box:
        told |= {Place.box: box, Place.trouble: ""}
    Place.update(told).where(Place.address == address).execute()


@db.writes
def forget(name: str) -> None:
    """Call there no more, until it is found or typed again: an address, or a neighbor by its id. Raises NotFound."""
    found = rules.read_address(name)
    address = f"{found[0]}:{found[1]}" if found else ""
    rows = Place.select().where((Place.address == address) | (Place.box == name))
    boxes = {row.box for row in rows} | {name}
    gone = Place.delete().where((Place.address == address) | (Place.box == name)).execute()
    left = {row.box for row in Place.select()}
    gone += Neighbor.delete().where(Neighbor.box.in_(boxes - left)).execute()
    if not gone:
        raise NotFound(_("No such box is known here."))


# --- how conversations go --------------------------------------------------------------------------------


def called(peer: str, head: dict[str, Any]) -> None:
    """A box that proved itself called here: it can be called back, and it is there."""
    _met(peer, str(head.get("name", ""))[:60], str(head.get("store", ""))[:60])
    found = rules.read_address(f"{head.get('from', '')}:{head.get('port', 0)}")
    if found and rules.may_call(*found, networks(), typed=True):
        known = tables.place(f"{found[0]}:{found[1]}")
        if known is None or known.box != peer or known.trouble:
            _note(f"{found[0]}:{found[1]}", "called", box=peer)


@db.writes
def _met(peer: str, name: str, store: str) -> None:
    known = tables.neighbor(peer)
    if known is None:
        Neighbor.insert(box=peer, name=name, store=store).execute()
    elif (known.name, known.store) != (name, store):
        Neighbor.update(name=name, store=store).where(Neighbor.box == peer).execute()


@db.writes
def met(address: str, peer: str, told: dict[str, Any]) -> None:
    """The box at this address proved itself."""
    _met(peer, str(told.get("name", ""))[:60], str(told.get("store", ""))[:60])
    Place.update(box=peer, trouble="", words="", last_contact=clock.now_ms()).where(Place.address == address).execute()


@db.writes
def agreed(peer: str, news: int | None = None, **counts: Any) -> None:
    """Both have the same now; of what was counted the neighbor's row keeps the sums. `news`: the journal's version."""
    row = tables.neighbor(peer)
    if row is None:
        return
    told = {name: getattr(row, name) + count for name, count in counts.items() if name != "packs"}
    if "packs" in counts:
        told["packs"] = counts["packs"]
    version = journal.version() if news is None else news
    Neighbor.update(last_success=clock.now_ms(), news=version, **told).where(Neighbor.box == peer).execute()


@db.writes
def went_well(address: str) -> None:
    """The next conversation there is due after the usual time."""
    wait = config.current().neighbor_minutes * MINUTE * random.uniform(0.75, 1.25)
    now = clock.now_ms()
    Place.update(fails=0, trouble="", words="", last_contact=now, next_try=now + int(wait)).where(
        Place.address == address
    ).execute()


@db.writes
def failed(address: str, trouble: str, words: str, box: str = "") -> None:
    """It did not work there: the next try comes after a random time that grows."""
    row = tables.place(address)
    if row is None:
        return
    most = min(LONGEST if trouble == "away" else STRANGE, MINUTE * 2 ** min(row.fails, 10))
    told: dict[Any, Any] = {Place.fails: row.fails + 1, Place.trouble: trouble, Place.words: words}
    told[Place.next_try] = clock.now_ms() + int(random.uniform(0.2, 1) * most)
    if trouble != "away":
        told[Place.box] = ""  # whoever it was before, it has not proved itself now
    Place.update(told).where(Place.address == address).execute()


def due() -> list[Place]:
    """The places whose time has come: neighbors first, and soon after something happened here."""
    now, version = clock.now_ms(), journal.version()
    news = {row.box for row in Neighbor.select() if version > row.news}
    found = {one.box or one.address: one for one in reversed(tables.places()) if _is_due(one, now, one.box in news)}
    return list(reversed(found.values()))  # a box that was found under two addresses is called at one of them


def _is_due(one: Place, now: int, news: bool) -> bool:
    if not now < one.next_try <= now + MOST_AHEAD:
        return True
    return news and not one.fails and not 0 <= now - one.last_contact < random.uniform(*SOON)
