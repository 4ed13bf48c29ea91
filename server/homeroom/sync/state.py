"""How sync stands, told by one function for the page, the command line and programs."""

from dataclasses import asdict, dataclass
from typing import Any

from homeroom import clock, config, db, store
from homeroom.i18n import _
from homeroom.sync import budget, quarantine, reasons, roads, rules, scrub, tables
from homeroom.sync.budget import Budget
from homeroom.sync.quarantine import Quarantine
from homeroom.sync.roads import Road
from homeroom.sync.tables import Lane


@dataclass(frozen=True)
class Aside:
    """One thing kept aside, in plain words."""

    id: str
    at: int
    times: int
    reason: str
    urgent: bool
    waits: bool
    what: str
    cure: str
    where: str


@dataclass(frozen=True)
class State:
    """How sync stands. Times are milliseconds since 1970, 0 = never."""

    kind: str  # alone, done, waiting, trouble, paused, revoked
    words: str
    box: str
    hub: str
    url: str
    last_contact: int
    last_success: int
    next_try: int
    trouble: str
    written: int
    sent: int
    waiting: int
    waiting_bytes: int
    copied: bool
    fetched: int
    bare: int
    missing_files: int
    budget: Budget
    scrubbed: int
    damaged: int
    aside: list[Aside]
    neighbors: list[Road]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def now() -> State:
    """How sync stands now."""
    hub = tables.upstream()
    lanes = tables.lanes_to_send()
    progress = tables.progress(lanes)
    kind = _kind(hub, progress.waiting)
    last = scrub.last()
    return State(
        kind=kind,
        words=_words(kind),
        box=store.box_id(),
        hub=(hub.hub_name or hub.url) if hub else "",
        url=hub.url if hub else "",
        last_contact=hub.last_contact if hub else 0,
        last_success=hub.last_success if hub else 0,
        next_try=_next_try(hub, kind),
        trouble=hub.trouble if hub else "",
        written=progress.written,
        sent=progress.sent,
        waiting=progress.waiting,
        waiting_bytes=sum(map(_bytes, lanes)),
        copied=bool(hub and hub.copied),
        fetched=hub.fetched if hub else 0,
        bare=hub.bare if hub else 0,
        missing_files=_missing_files(),
        budget=budget.today(),
        scrubbed=last.at if last else 0,
        damaged=last.damaged if last else 0,
        aside=[told(row) for row in quarantine.unsettled()],
        neighbors=roads.told(),
    )


def _kind(hub: tables.Upstream | None, waiting: int) -> str:
    if hub is None:
        return "alone"
    if hub.revoked:
        return "revoked"
    if hub.used_up and waiting:
        return "paused"
    if not waiting and hub.last_success:
        return "done"
    return "trouble" if hub.trouble else "waiting"


def _words(kind: str) -> str:
    return {
        "alone": _("This box sends nothing: it is not enrolled at a hub."),
        "revoked": _("The hub has revoked this box. It sends nothing; everything is kept here."),
        "paused": _("Today's share of the connection is used up. The box goes on tomorrow."),
        "done": _("Everything has been sent."),
        "trouble": _("The hub can't be reached. Nothing is lost while it waits."),
        "waiting": _("The box sends as soon as the time for the next try has come."),
    }[kind]


def _next_try(hub: tables.Upstream | None, kind: str) -> int:
    if hub is None or kind == "revoked":
        return 0
    if kind == "done":
        return hub.last_contact + config.current().sync_minutes * 60_000
    return max(hub.next_try, clock.now_ms())


def _bytes(lane: Lane) -> int:
    sealed = sum(size for _first, _last, size in tables.segment_names(lane.lane, lane.has))
    return sealed + max(0, lane.last - max(lane.sealed, lane.has)) * rules.ENTRY_BYTES


def _missing_files() -> int:
    return int(db.database.execute_sql("SELECT count(*) FROM sync_file").fetchone()[0])


def told(row: Quarantine) -> Aside:
    """Something kept aside in words for a person."""
    what, cure = reasons.explain(row.reason)
    where = f"{row.lane[:8]} {row.first}-{row.last}" if row.lane else row.road
    return Aside(
        row.id,
        row.at,
        row.times,
        row.reason,
        row.reason in quarantine.URGENT,
        row.reason in quarantine.WAITING,
        what,
        cure,
        where,
    )
