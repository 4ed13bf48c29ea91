"""What this box notes down while it talks to its hub: what the hub has, how the try went, when the next is due."""

import random
from collections.abc import Iterable, Mapping
from typing import Any

from homeroom import clock, config, db, store
from homeroom.sync import budget, rules, tables
from homeroom.sync.link import Link
from homeroom.sync.tables import HubHas, KnownBox, Upstream

SOON = 30_000  # ms after a good round: a full class is still working
LONGEST = 25 * 3600 * 1000  # ms: a next try further away was planned by a clock that was wrong
MORNING = 5 * 3600 * 1000  # ms: boxes whose share was used up don't all come back at the same minute


@db.writes
def remember(url: str, hub_key: str, hub_name: str, nonce: str) -> None:
    """Enrolled: from now on this is the hub."""
    HubHas.delete().execute()
    Upstream.replace(
        id=1, url=url, hub_key=hub_key, hub_name=hub_name, nonce=nonce, enrolled=clock.now_ms(), next_try=0
    ).execute()


@db.writes
def forget() -> None:
    """There is no hub any more."""
    Upstream.delete().execute()
    HubHas.delete().execute()


@db.writes
def met(answer: Mapping[str, Any], link: Link) -> None:
    """Note what the hub said at the greeting: what it has where that is not what was known, and who belongs here."""
    differing = {int(one) for one in answer.get("buckets", [])}
    for lane in [row.lane for row in HubHas.select() if rules.bucket(row.lane) in differing]:
        HubHas.delete().where(HubHas.lane == lane).execute()
    for lane, (last, name) in dict(answer.get("have", {})).items():
        HubHas.replace(lane=str(lane), last=int(last), hash=str(name)).execute()
    for one in answer.get("boxes", []):
        know(one)
    now = clock.now_ms()
    copied = now if answer.get("copied") else 0
    Upstream.update(
        nonce=link.nonce, last_contact=now, hub_store=str(answer["store"]), copied=copied, revoked=0
    ).execute()
    if answer.get("age"):
        Upstream.update(age=str(answer["age"])).execute()  # what is carried to the hub by stick is sealed to it
    if answer.get("carry"):
        Upstream.update(carry=str(answer["carry"]), keys=str(answer.get("keys", ""))).execute()
    budget.add(link.traffic)


@db.writes
def agreed(keys: str, link: Link) -> None:
    """Note which keys of children the hub has now."""
    Upstream.update(keys=keys, nonce=link.nonce).execute()
    budget.add(link.traffic)


@db.writes
def know(box: Mapping[str, Any]) -> None:
    """Believe a box of this school, as the hub told."""
    KnownBox.replace(
        id=str(box["box"]),
        school=store.school_id(),
        public_key=str(box["key"]),
        revoked=int(box["revoked"]),
        certificate=str(box["certificate"]),
    ).execute()


@db.writes
def acknowledged(heads: Mapping[str, rules.Head], link: Link, rate: int) -> None:
    """Note how far the hub has lanes now, and how fast the link was."""
    for lane, (last, name) in heads.items():
        HubHas.replace(lane=lane, last=last, hash=name).execute()
    Upstream.update(nonce=link.nonce, last_contact=clock.now_ms(), rate=rate).execute()
    budget.add(link.traffic)


@db.writes
def fetched(new: int, bare: int, link: Link) -> None:
    """Note that entries came back from the hub, and how many of them without what stayed at school."""
    Upstream.update(
        fetched=Upstream.fetched + new, bare=Upstream.bare + bare, last_contact=clock.now_ms(), nonce=link.nonce
    ).execute()
    budget.add(link.traffic)


@db.writes
def succeeded() -> None:
    """A round went through."""
    now = clock.now_ms()
    Upstream.update(last_success=now, fails=0, trouble="", used_up=0, next_try=now + SOON).execute()


@db.writes
def paused() -> None:
    """Today's share is used up: the round goes on in the next morning."""
    now = clock.now_ms()
    ends = next_day(now) + int(random.uniform(0, MORNING))
    Upstream.update(fails=0, trouble="", used_up=now, next_try=ends).execute()


def next_day(now: int) -> int:
    """When the next school day begins, in milliseconds."""
    ahead = (now + step for step in range(0, 26 * 3_600_000, 900_000))
    return next((at for at in ahead if clock.day_of(at) != clock.day_of(now)), now + 86_400_000)


@db.writes
def failed(trouble: str, *, after: int = 0, revoked: bool = False, some: bool = False) -> None:
    """A round failed: the next is due after a random time that grows, or when the hub said (`after` seconds).

    When `some` of it had come through, it is the first failure in a row. A hub that is busy is no failure: else one
    cut after a morning of "come again soon" would silence the box for hours.
    """
    hub = tables.upstream()
    if hub is None:
        return
    hub.fails = 0 if some else hub.fails
    if after:
        wait = after * random.uniform(1, 1.5)
    else:
        wait = rules.wait(hub.fails, random.random())
    Upstream.update(
        fails=0 if after else hub.fails + 1,
        trouble=trouble,
        rate=hub.rate // 2,
        revoked=clock.now_ms() if revoked else hub.revoked,
        next_try=clock.now_ms() + int(wait * 1000),
    ).execute()


def is_due(hub: Upstream) -> bool:
    """Whether the time for a round has come, by the schedule in the database."""
    now = clock.now_ms()
    return not hub.revoked and not now < hub.next_try <= now + LONGEST


def is_idle(hub: Upstream) -> bool:
    """Whether it is time to ask the hub for news, though nothing waits here."""
    return not 0 <= clock.now_ms() - hub.last_contact < config.current().sync_minutes * 60_000


def lanes_told(answers: Iterable[Mapping[str, Any]]) -> dict[str, rules.Head]:
    """How far lanes are at the hub, from its answers about segments."""
    return {str(one["lane"]): (int(one["have"]), str(one["hash"])) for one in answers if "have" in one}
