"""The nightly backup goes up to the hub: at the end of a conversation, for at most a minute, and on in the next one."""

import json
import logging
import time
from typing import Any

from homeroom import clock, config
from homeroom.backups import at_hub, forgetting, rules, vault
from homeroom.backups.at_hub import AtHub
from homeroom.backups.vault import Vault
from homeroom.config import Config
from homeroom.errors import HomeroomError, NoRoom, NotFound, Refused, Unavailable
from homeroom.i18n import _
from homeroom.offsite import plans
from homeroom.offsite.plans import CHILDREN, Plan
from homeroom.sync import actions as sync
from homeroom.sync import budget, rounds, signing, tables
from homeroom.sync import upstream as notes
from homeroom.sync.link import Rejected
from homeroom.sync.talk import Talk

log = logging.getLogger(__name__)
SLICE = 60.0  # seconds of one conversation
TRIES = 5  # of pieces that do not fit to what the hub has, in one conversation


class _Enough(Exception):
    """Not now any more; `soon` when the next conversation may go on."""

    def __init__(self, *, soon: bool) -> None:
        super().__init__()
        self.soon = soon


def is_due(settings: Config) -> bool:
    """Whether a backup should be on its way to the hub: once a night, and soon after an erasure."""
    hub, told = tables.upstream(), at_hub.state()
    if hub is None or not hub.url or not settings.hub_backup_gb:
        return False
    if told.trouble and 0 <= clock.now_ms() - told.last_try < rules.HOUR:
        return False
    if told.total or told.again:
        return True  # one is on its way, or a test found parts damaged there
    age = rules.passed(max(told.last_good, hub.enrolled), clock.now_ms())
    forgotten = bool(told.last_good) and told.erased < len(forgetting.erased_here())
    return forgotten or rules.backup_due(age=age, hour=clock.local(clock.now_ms()).hour)


@rounds.afterwards
def carry_on(talk: Talk) -> bool:
    """Send some of the backup if one is due; returns whether the next conversation should go on with it.

    Raises Unavailable when the link is cut; what has come is kept. Whoever presses “Send now” does not wait for it.
    """
    settings = config.current()
    if talk.hurry or not is_due(settings):
        return False
    until = time.monotonic() + SLICE
    try:
        _send(talk, settings, until)
    except _Enough as pause:
        return pause.soon
    except _Trouble as error:
        log.warning("backup to the hub: %s", error.message)
        at_hub.note(trouble=error.message)
    return False


def back_up_now() -> AtHub:
    """Send a backup to the hub now, whole, past the day's share. Raises HomeroomError with a sentence."""
    settings = config.current()
    if not settings.hub_backup_gb:
        raise Refused(_("Backups to the hub are switched off by hub_backup_gb = 0."))
    for _time in range(TRIES):
        try:
            sync.talk_now(lambda talk: _send(talk, settings, None))
        except _Enough:
            continue  # what it was made of changed on the way
        return at_hub.state()
    raise Unavailable(_("The backup could not be sent now. It is tried again at night."))


class _Trouble(HomeroomError):
    """It does not go on by itself: no room here or there, or the hub does not take it."""


def _send(talk: Talk, settings: Config, until: float | None) -> None:
    lock = vault.own(settings.data)
    try:
        plan = plans.read(settings)
        if plan is None:
            plan = _begin(talk, settings, lock)
            offset = 0
        else:
            offset = _go_on(talk, settings, lock, plan)
        while plan.waiting:
            _send_part(talk, settings, lock, plan, offset, until)
            offset = 0
        _keep(talk, settings, lock, plan)
    except Rejected as error:
        if error.status in (401, 503) or error.answer.get("revoked"):
            raise  # of the whole conversation, not of the backup
        raise _Trouble(error.message) from error
    except NotFound:
        at_hub.drop(settings)  # a file went away meanwhile: begin anew
        raise _Enough(soon=True) from None


def _begin(talk: Talk, settings: Config, lock: Vault) -> Plan:
    here = _ask(talk, lock, [])
    try:
        plan = plans.begin(settings, lock)
    except (NoRoom, OSError, Unavailable) as error:
        raise _Trouble(error.message if isinstance(error, HomeroomError) else str(error)) from error
    before = plans.had_before(settings, {str(one["name"]) for one in here["backups"]})
    unsure = [name for name in plan.parts if name not in before]
    again = set(at_hub.state().again)
    keys_are_there = at_hub.state().keys == plan.keys and CHILDREN not in again
    unsure = list(dict.fromkeys([*unsure, *(name for name in plan.parts if name in again)]))
    answer = _ask(talk, lock, [CHILDREN, *unsure] if keys_are_there else unsure)
    lacks = [*(str(name) for name in answer["lacks"]), *again]  # what is damaged there is written over
    first = [CHILDREN] if CHILDREN in lacks or not keys_are_there else []  # what was destroyed here goes from there
    plan.waiting = [*first, *(name for name in unsure if name in set(lacks)), plan.name]
    plan.total = plan.left
    plans.write(settings, plan)
    at_hub.note(trouble="", done=0, total=max(1, plan.total), kept=here["backups"])
    return plan


def _go_on(talk: Talk, settings: Config, lock: Vault, plan: Plan) -> int:
    """From which byte on the file goes that was on its way when the link was cut."""
    going, head = plans.staged(settings), plan.waiting[:1]
    answer = _ask(talk, lock, head, going.sha256 if going else "")
    older_may_be_there = {CHILDREN, *at_hub.state().again}
    if going and head == [going.name] and not answer["lacks"] and going.name not in older_may_be_there:
        _went(settings, plan)  # it had come whole, only the answer was lost
    return int(answer["offset"])


def _went(settings: Config, plan: Plan) -> None:
    plan.waiting.pop(0)
    plans.write(settings, plan)
    at_hub.note(trouble="", done=plan.total - plan.left)


def _ask(talk: Talk, lock: Vault, names: list[str], staged: str = "") -> dict[str, Any]:
    told = {"mark": lock.mark, "names": names, **({"staged": staged} if staged else {})}
    return talk.link.send("POST", "/sync/v1/backup/ask", json.dumps(told).encode())


def _send_part(talk: Talk, settings: Config, lock: Vault, plan: Plan, offset: int, until: float | None) -> None:
    name, tries = plan.waiting[0], TRIES
    file = plans.staged(settings)
    if file is None or file.name != name:
        file, offset = plans.stage(settings, lock, plan, name), 0
    while offset < file.size:
        _may_go_on(until)
        data = plans.bytes_from(offset, talk.size)
        try:
            address = f"/sync/v1/backup/{lock.mark}/{name}/{file.sha256}/{file.size}/{offset}"
            answer: dict[str, Any] = talk.link.send("PUT", address, data)
        except Rejected as error:
            tries -= 1
            if "offset" not in error.answer or not tries:
                raise
            answer = error.answer
        talk.progress += int(answer["offset"]) > offset
        offset = int(answer["offset"])
        notes.acknowledged({}, talk.link, talk.rate)
    _went(settings, plan)


def _may_go_on(until: float | None) -> None:
    if until is None:
        return
    if time.monotonic() > until:
        raise _Enough(soon=True)
    if not budget.half_is_left():
        raise _Enough(soon=False)  # attendance must not wait for a backup


def _keep(talk: Talk, settings: Config, lock: Vault, plan: Plan) -> None:
    reader = signing.to_text(signing.public_bytes(lock.reader))
    alone = at_hub.state().erased < len(plan.erased)
    told = {"mark": lock.mark, "name": plan.name, "pieces": plan.parts, "reader": reader, "alone": alone}
    try:
        kept = talk.link.send("POST", "/sync/v1/backup/keep", json.dumps(told).encode())["backups"]
    except Rejected as error:
        if "lacks" not in error.answer:
            raise
        at_hub.drop(settings)  # the hub lost parts of it: begin anew, and ask about all of them
        at_hub.note(trouble=error.message, total=0)
        raise _Enough(soon=False) from error
    plans.remember_last(settings, plan)
    at_hub.drop(settings)
    now = clock.now_ms()
    at_hub.note(
        last_good=now, trouble="", erased=len(plan.erased), keys=plan.keys, done=0, total=0, kept=kept, again=[]
    )
