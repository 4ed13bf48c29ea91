"""What a box does about releases: hears of one, fetches it last of all, lays it into the inbox; and what people say."""

from __future__ import annotations

import json
import logging
import platform
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from homeroom import clock, config
from homeroom.config import Config
from homeroom.errors import HomeroomError, NotFound, Unavailable
from homeroom.fleet import updates
from homeroom.i18n import N_, _
from homeroom.releases import arriving, places, rules, state, trusted
from homeroom.releases.arriving import Enough, Giver
from homeroom.releases.state import Coming
from homeroom.sync import actions as sync
from homeroom.sync import budget, rounds
from homeroom.sync import rules as sync_rules
from homeroom.sync import upstream as notes
from homeroom.sync.link import Rejected
from homeroom.sync.talk import Talk
from homeroom.updater import refusal
from homeroom.updater.refusal import Why

log = logging.getLogger(__name__)
SLICE = 60.0  # seconds of one conversation
A_DAY = 24 * 3_600_000  # ms after which what was not believed is asked for again
A_MINUTE = 60_000


class Cut(HomeroomError):
    """The road is cut; what came is kept."""


# --- what others offer -----------------------------------------------------------------------------------


@rounds.heard
def hub_says(answer: Mapping[str, Any]) -> None:
    """The hub's answer to a greeting names the release that it offers, or none."""
    hear("hub", answer.get("release"))


def hear(road: str, told: object) -> None:
    """Note what somebody offers, if it is newer than what runs and for this sort of machine."""
    settings = config.current()
    if settings.updater:
        with suppress(Unavailable):  # the disk is full: what the school does goes on
            _hear(settings, road, rules.read_offer(told))


def _hear(settings: Config, road: str, offer: rules.Offer | None) -> None:
    with state.changing(settings) as now:
        before = now.coming.pop(road, None)
        gone = before is not None and (offer is None or offer.counter < before.counter)
        if before and gone and road == "hub":
            now.withdrawn.append(before.digest)  # whoever offered it thought better of it
            arriving.remains(settings, before.digest)
        if offer and road == "hub":
            now.withdrawn = [one for one in now.withdrawn if one != offer.digest]
        if offer and _is_for_here(settings, offer):
            fresh = Coming(offer.digest, offer.version, offer.counter, offer.machines[platform.machine()])
            now.coming[road] = before if before and before.digest == offer.digest else fresh
        wanted = [places.arriving(settings, name, one.digest) for name, one in now.coming.items()]
        arriving.tidy(settings, wanted)


def _is_for_here(settings: Config, offer: rules.Offer) -> bool:
    known = trusted.known(settings)
    return known is not None and offer.counter > known.counter and platform.machine() in offer.machines


# --- fetching --------------------------------------------------------------------------------------------


def due(road: str) -> Coming | None:
    """What should come by this road now."""
    settings = config.current()
    now = state.read(settings)
    coming = now.coming.get(road)
    if coming is None or not now.wants(coming.digest) or is_here(settings, coming.digest):
        return None
    waits = coming.trouble and 0 <= clock.now_ms() - coming.at < A_DAY and now.asked != coming.digest
    return None if waits else coming


def is_here(settings: Config, digest: str) -> bool:
    """Whether a release is in the inbox, or waits on a stick."""
    waiting = updates.known(settings).waiting
    return places.landed(settings, digest) is not None or bool(waiting and waiting.kit == digest)


def fetch(road: str, giver: Giver) -> bool:
    """Fetch some of what is due by this road; returns whether the next conversation should go on with it.

    Raises Unavailable when the road is cut; what came is kept. What is wrong with the release is told on the page.
    """
    coming = due(road)
    if coming is None:
        return False
    settings = config.current()
    note = _Noting(settings, road, coming)
    try:
        arriving.bring(settings, giver, coming.digest, road, note)
    except Enough as pause:
        if not state.read(settings).wants(coming.digest):
            arriving.remains(settings, coming.digest)  # somebody said no meanwhile
        return pause.soon
    except Cut as error:
        raise Unavailable(error.message) from error
    except arriving.Full as full:
        note.trouble(full.why, lasting=False)
    except (refusal.Refused, refusal.Failed, HomeroomError) as error:
        log.warning("release %s: %s", coming.version, error)
        note.trouble(refusal.read(error.message) if isinstance(error, HomeroomError) else error.why)
        _settle(settings, coming)
    except OSError as error:
        words = N_("The file could not be saved (%(why)s). Nothing was changed.")
        note.trouble(Why(words, {"why": error.strerror or str(error)}))
    else:
        if state.read(settings).asked == coming.digest:
            with suppress(Unavailable):
                updates.leave_note(settings, coming.digest, "now")
        _settle(settings, coming)
    finally:
        note.keep()
    return False


def _settle(settings: Config, coming: Coming) -> None:
    with suppress(Unavailable), state.changing(settings) as now:
        now.asked = "" if now.asked == coming.digest else now.asked


class _Noting:
    """Writes down how far it is: not for each piece, a card wears out."""

    def __init__(self, settings: Config, road: str, coming: Coming) -> None:
        self._settings, self._road = settings, road
        self._written = self._now = replace(coming, trouble=Why(), at=0)

    def __call__(self, done: int, whole: int) -> None:
        self._now = replace(self._now, done=done, size=whole)
        if (self._now.done - self._written.done) * 50 >= whole:
            self.keep()
            if not state.read(self._settings).wants(self._now.digest):
                raise Enough(soon=False)

    def trouble(self, why: Why, *, lasting: bool = True) -> None:
        """It does not come, and why; what lasts is tried again a day later."""
        self._now = replace(self._now, trouble=why, at=clock.now_ms() if lasting else 0)

    def keep(self) -> None:
        """Write it down."""
        with suppress(Unavailable), state.changing(self._settings) as now:
            before = now.coming.get(self._road)
            if before is not None and before.digest == self._now.digest:
                now.coming[self._road] = self._now
        self._written = self._now


@rounds.afterwards
def carry_on(talk: Talk) -> bool:
    """The last of a conversation with the hub: some of the release. Whoever presses “Send now” does not wait for it."""
    return not talk.hurry and fetch("hub", FromHub(talk))


def fetch_if_asked() -> None:
    """The timetable's call: somebody does not want to wait for the day's share of the connection."""
    settings = config.current()
    now = state.read(settings)
    coming = now.coming.get("hub")
    if not now.asked or coming is None or coming.digest != now.asked:
        return
    if due("hub") is None or (coming.trouble and 0 <= clock.now_ms() - coming.at < A_MINUTE):
        return

    def step(talk: Talk) -> None:
        fetch("hub", FromHub(talk))

    try:
        sync.talk_now(step)
    except HomeroomError as error:
        note = _Noting(settings, "hub", state.read(settings).coming.get("hub", coming))
        note.trouble(refusal.read(error.message))
        note.keep()


class FromHub:
    """The hub as a giver of a release, for a minute, and while half of the day's share is left."""

    def __init__(self, talk: Talk) -> None:
        self._talk, self._until = talk, time.monotonic() + SLICE
        self._rate = talk.rate  # what comes down may be faster than what goes up: measured apart

    def names(self, digest: str) -> object:
        """See arriving.Giver."""
        self._may_go_on()
        asked = json.dumps({"digest": digest}).encode()
        return self._ask(lambda: self._talk.link.send("POST", "/sync/v1/release", asked)).get("files")

    def piece(self, digest: str, name: str, offset: int) -> bytes:
        """See arriving.Giver."""
        self._may_go_on()
        told = {"digest": digest, "name": name, "offset": offset, "max": sync_rules.request_size(self._rate)}
        asked, begun = json.dumps(told).encode(), time.monotonic()
        data: bytes = self._ask(lambda: self._talk.link.fetch("POST", "/sync/v1/release/piece", asked))
        self._rate = sync_rules.new_rate(self._rate, len(data), time.monotonic() - begun)
        self._talk.progress += 1
        notes.acknowledged({}, self._talk.link, self._talk.rate)
        return data

    def _may_go_on(self) -> None:
        if time.monotonic() > self._until:
            raise Enough(soon=True)
        if not self._talk.hurry and not budget.half_is_left():
            raise Enough(soon=False)  # attendance must not wait for a newer version

    def _ask(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except Rejected as error:
            if error.status in (401, 503) or error.answer.get("revoked"):
                raise Cut(error.message) from error  # of the whole conversation
            raise NotFound(error.message) from error
        except Unavailable as error:
            raise Cut(error.message) from error


# --- what people say -------------------------------------------------------------------------------------


def want_now(digest: str) -> None:
    """Fetch it at once, also past today's share, and put it in as soon as it is here. Raises NotFound."""
    settings = config.current()
    with state.changing(settings) as now:
        _offered(now, digest)
        now.asked = digest
        now.declined = [one for one in now.declined if one != digest]
    if is_here(settings, digest):
        with suppress(HomeroomError):
            updates.leave_note(settings, digest, "now")


def decline(digest: str) -> None:
    """Not this one: what came of it is removed, and it is not fetched again. Raises NotFound."""
    settings = config.current()
    with state.changing(settings) as now:
        _offered(now, digest)
        now.declined = [*(one for one in now.declined if one != digest), digest]
        now.asked = "" if now.asked == digest else now.asked
        now.coming = {road: _anew(one, digest) for road, one in now.coming.items()}
    arriving.remains(settings, digest)


def take_after_all(digest: str) -> None:
    """What was declined, or did not come, is fetched at the next contact. Raises NotFound."""
    with state.changing(config.current()) as now:
        _offered(now, digest)
        now.declined = [one for one in now.declined if one != digest]
        now.withdrawn = [one for one in now.withdrawn if one != digest]
        now.coming = {road: _anew(one, digest) for road, one in now.coming.items()}


def _anew(one: Coming, digest: str) -> Coming:
    return replace(one, done=0, trouble=Why(), at=0) if one.digest == digest else one


def _offered(now: state.State, digest: str) -> None:
    if all(one.digest != digest for one in now.coming.values()):
        raise NotFound(_("This version is not offered any more."))
