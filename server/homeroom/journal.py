"""The journal: append-only entries, the folds that turn them into tables, and rebuilding."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from homeroom import aliases, clock, db, erasing, store, whose
from homeroom.entries import Entry, Event, known_kinds, register_kinds, standing, urgency, winner
from homeroom.errors import where
from homeroom.reading import (
    COLUMNS,
    IN_ORDER,
    SELECT,
    as_written,
    mentioning,
    of_act,
    of_kinds,
    of_lane,
    of_register,
    of_subject,
    version,
)
from homeroom.whose import acting, new_id, on_arrival, on_joined
from homeroom.writer import is_disk_trouble

__all__ = ["Entry", "Event", "acting", "fold", "new_id", "of_register", "of_subject", "rebuild", "receive"]
__all__ += ["on_arrival", "standing", "version", "winner", "write", "COLUMNS", "IN_ORDER", "SELECT", "of_act"]
__all__ += ["as_written", "of_kinds", "of_lane", "on_joined"]

log = logging.getLogger(__name__)


# --- folds -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Fold:
    kinds: tuple[str, ...]
    key: Callable[[Entry], Iterable[str]]
    read: Callable[[str], Sequence[Entry]] | None
    apply: Callable[[str, Sequence[Entry]], None]
    order: int
    bears_none: bool


_folds: list[_Fold] = []
_folds_of: dict[str, list[_Fold]] = {}


def fold(
    *events: type[Event],
    key: Callable[[Entry], Iterable[str]] | None = None,
    read: Callable[[str], Sequence[Entry]] | None = None,
    bears_none: bool = False,
) -> Callable[[Callable[[str, Sequence[Entry]], None]], Callable[[str, Sequence[Entry]], None]]:
    """Register a pure function that turns all entries about one thing into its projection rows.

    By default the thing is the entry's register. A fold over other features' events gives `key` (the
    keys an entry touches) and `read` (all entries of a key). It is called after each new entry, also a
    late one, with the whole set in the order (at, lane, seq), every act of a device once. Folds run in the
    order in which they were registered, so one may read the rows that an earlier one of its feature wrote.

    After an erasure nothing may be left of a register: then rows with the column `student` are taken away by
    the journal, and only folds that say `bears_none` (and those with a `read`) are called, with no entries.
    """
    register_kinds(events)

    def add(apply: Callable[[str, Sequence[Entry]], None]) -> Callable[[str, Sequence[Entry]], None]:
        kinds = tuple(event.kind for event in events)
        one = _Fold(kinds, key or (lambda entry: (entry.register,)), read, apply, len(_folds), bears_none)
        _folds.append(one)
        for kind in kinds:
            _folds_of.setdefault(kind, []).append(one)
        return apply

    return add


def _refold(entries: Iterable[Entry]) -> None:
    names = aliases.known()
    _fold_again(_touched(names.entry(entry) for entry in entries))


def _touched(entries: Iterable[Entry]) -> dict[tuple[int, str], _Fold]:
    touched: dict[tuple[int, str], _Fold] = {}
    for entry in entries:
        for one in _folds_of.get(entry.kind, ()):
            if entry.event is not None:
                touched.update({(id(one), key): one for key in one.key(entry)})
    return touched


def _fold_again(touched: dict[tuple[int, str], _Fold]) -> None:
    names = aliases.known()
    registers: dict[str, list[Entry]] = {}  # read once, though several features may fold the same
    # As in a rebuild: a fold finds what those registered before it have written, for all entries at hand.
    for (_, key), one in sorted(touched.items(), key=lambda found: found[1].order):
        # Of an id that stands for another one by now nothing is left: its entries are read under the root.
        left = _entries_of(one, key, registers) if names.plain(key) == key else []
        if left or one.read or one.bears_none:
            one.apply(key, left)


def _join(entries: Iterable[Entry]) -> None:
    """When entries say that two ids are one child's (or not any more), fold all about them under the new root."""
    if not any(entry.kind in aliases.KINDS for entry in entries):
        return
    before = aliases.known()
    ids = sorted(aliases.renew(partial(of_kinds, *aliases.KINDS)))
    if not ids:
        return
    _fold_anew(ids, (before, aliases.known()))
    for follower in whose.followers:
        _succeeds(follower, follower.__module__)


def _fold_anew(ids: Sequence[str], ways: Sequence[aliases.Names]) -> None:
    """Take away every row of a child and fold all that is told of her again, as it was and is read (`ways`)."""
    for table in _projections(db.Projection):
        if "student" in table._meta.fields:
            for one in ids:
                table.drop(student=one)
    about = mentioning(ids)
    touched: dict[tuple[int, str], _Fold] = {}
    for names in ways:
        touched.update(_touched(names.entry(entry) for entry in about))
    if not _succeeds(partial(_fold_again, touched), "all about a child"):
        for which, how in touched.items():
            _succeeds(partial(_fold_again, {which: how}), which[1])


def _sweep(erasures: Iterable[Entry]) -> None:
    # Something may be left: said under another id of the child, or by a school that this erasure does not reach.
    for entry in erasures:
        if entry.kind == erasing.KIND and entry.subject:
            _fold_anew(aliases.ids_of(entry.subject), [aliases.known()])


def _refold_bravely(entries: Sequence[Entry]) -> None:
    # What another store wrote was checked there, by whatever program it has. It must not stop those behind it.
    if not _succeeds(partial(_refold, entries), "some entries"):
        for entry in entries:
            _succeeds(partial(_refold, [entry]), entry)


def _succeeds(work: Callable[[], object], what: object) -> bool:
    connection = db.database.connection()
    connection.execute("SAVEPOINT folds")
    try:
        work()
    except Exception as error:
        if is_disk_trouble(error):
            raise
        connection.execute("ROLLBACK TO folds")
        log.error("%s could not be folded: %s", what, where(error))
        return False
    finally:
        if connection.in_transaction:
            connection.execute("RELEASE folds")
    return True


def _entries_of(one: _Fold, key: str, registers: dict[str, list[Entry]]) -> Sequence[Entry]:
    if one.read:
        return one.read(key)
    if key not in registers:
        registers[key] = of_register(key)
    return [entry for entry in registers[key] if entry.kind in one.kinds]


def rebuild() -> int:
    """Forget every projection and fold the whole journal again; returns the number of folded things."""
    return db.write(_rebuild)


def _rebuild() -> int:
    erasing.apply(erasing.all_of())  # an older program may only have stored them
    aliases.renew(partial(of_kinds, *aliases.KINDS))
    for table in _projections(db.Projection):
        table.delete().execute()
    count = 0
    for one in _folds:
        keys = _all_keys(one)
        for key in sorted(keys):
            count += _succeeds(partial(_apply, one, key), key)
    store.put("folded_kinds", json.dumps(sorted(known_kinds())))
    return count


def _all_keys(one: _Fold) -> set[str]:
    keys: set[str] = set()  # row by row: the journal of years does not fit into the memory of a small box
    rows = db.database.run(f"{SELECT} WHERE e.kind IN ({','.join('?' * len(one.kinds))})", one.kinds)
    names = aliases.known()
    for row in rows:
        entry = Entry.from_row(names.row(row))
        if entry.event is not None:
            _succeeds(partial(_add_keys, one, entry, keys), entry)
    return keys


def _add_keys(one: _Fold, entry: Entry, keys: set[str]) -> None:
    keys.update(one.key(entry))


def _apply(one: _Fold, key: str) -> None:
    one.apply(key, _entries_of(one, key, {}))


def catch_up() -> None:
    """After an upgrade, fold the entries of kinds that the older program only stored."""
    before = set(json.loads(store.get("folded_kinds") or "[]"))
    if known_kinds() - before:
        rebuild()


def _projections(base: type[db.Table]) -> Iterator[type[db.Table]]:
    for table in base.__subclasses__():
        yield table
        yield from _projections(table)


# --- writing -----------------------------------------------------------------------------------------

INSERT = (
    "INSERT INTO entry (lane_no, seq, at, clock, kind, version, actor, device, n, subject, register, replaces, body)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


def write(event: Event, *, replaces: Iterable[Entry] = ()) -> Entry:
    """Append one event and bring the tables up to date. Only inside an action (`db.writes`)."""
    who = whose.now()
    lane_no, lane, seq, school, by_hub = store.next_seq(urgency(event.kind))
    entry = Entry(
        lane_no=lane_no,
        lane=lane,
        seq=seq,
        at=clock.clock.tick(),
        clock=int(clock.clock.trust),
        kind=event.kind,
        version=event.version,
        actor=who.actor,
        device=who.device,
        n=who.n,
        subject=event.subject,
        register=event.register,
        replaces=[old.ref for old in replaces],
        body=dict(vars(event)),  # a frozen dataclass of JSON values
        school=school,
        by_hub=by_hub,
    )
    _insert(entry)
    _join([entry])
    _refold([entry, *erasing.apply([entry])])
    _sweep([entry])
    return entry


def _insert(entry: Entry) -> None:
    db.database.run(INSERT, entry.to_row())


def receive(entries: Sequence[Entry]) -> int:
    """Store entries of another store, skip those known already, fold what they touch; returns how many were new.

    The caller has checked where they come from. Kinds this version doesn't know are stored and folded
    after an upgrade. `lane_no` of the entries is ignored: each store numbers lanes for itself.
    """
    return db.write(_receive, entries)


def _receive(entries: Sequence[Entry]) -> int:
    fresh: list[Entry] = []
    filled: list[Entry] = []  # known so far without what stayed at another store
    for entry in entries:
        lane_no, entry.by_hub = store.lane_no(entry.lane)
        entry.lane_no = lane_no
        known = db.database.run("SELECT body FROM entry WHERE lane_no = ? AND seq = ?", (lane_no, entry.seq)).fetchone()
        if not known:
            _insert(entry)
            store.reached(lane_no, entry.seq)
            fresh.append(entry)
        elif erasing.fills(known[0], entry):
            filled.append(entry)
    _join(fresh)
    _refold_bravely([*fresh, *filled, *erasing.apply(fresh)])
    _sweep(fresh)
    _tell([*fresh, *filled])
    return len(fresh)


def _tell(fresh: Sequence[Entry]) -> None:
    for kinds, listener in whose.listeners:
        some = [entry for entry in fresh if not kinds or entry.kind in kinds]
        if some:
            _succeeds(partial(listener, some), listener.__name__)
