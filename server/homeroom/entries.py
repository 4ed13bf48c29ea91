"""What an entry is: one immutable fact in the journal, and how facts about one thing are weighed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Protocol

# How soon what happened should reach others over a bad link: who is here, what was done, what was written at length.
FIRST, SOON, LATER = 0, 1, 2
SHORT = 1000  # characters of a body that is worth keeping in memory
NOTHING = "[]"  # as most entries say that they replace
RANKS = {"system": 0, "student": 1, "kiosk": 2, "tablet": 2, "teacher": 3, "office": 4, "hub": 5}


class Event(Protocol):
    """What every event of a feature offers. Fields must be JSON values; new ones need defaults."""

    kind: ClassVar[str]
    version: ClassVar[int]
    personal: ClassVar[tuple[str, ...]]

    @property
    def register(self) -> str:
        """The thing it is about, e.g. attendance/<student>/<day>."""
        ...

    @property
    def subject(self) -> str:
        """The person it is about, or nobody ("")."""
        ...


class EventClass:
    """Makes typed events of stored bodies, also of bodies with parts taken out."""

    def __init__(self, cls: type[Event]) -> None:
        self.cls = cls
        self.names = {one.name for one in fields(cls)}  # type: ignore[arg-type]  # a dataclass
        self.required = {
            one.name
            for one in fields(cls)  # type: ignore[arg-type]  # a dataclass
            if one.default is MISSING and one.default_factory is MISSING
        }
        self.upcast = getattr(cls, "upcast", None)
        self.bare = not hasattr(cls, "__post_init__") and "__slots__" not in vars(cls)

    def load(self, version: int, body: dict[str, Any] | None) -> Event | None:
        """The event, with None for personal fields that stayed in the school; None when it can't be read."""
        if body is None:
            return None
        if version < self.cls.version and self.upcast:
            body = self.upcast(version, body)
        if body.keys() == self.names and self.bare:  # as this program writes it: nearly always
            return self._as_written(body)
        known = {name: value for name, value in body.items() if name in self.names}
        missing = self.required - known.keys()
        if missing - set(self.cls.personal):
            return None
        return self.cls(**dict.fromkeys(missing), **known)

    def _as_written(self, body: dict[str, Any]) -> Event:
        # What the dataclass itself would do, field by field, for every entry of a register at every act.
        event: Event = self.cls.__new__(self.cls)
        vars(event).update(body)
        return event


_classes: dict[str, EventClass] = {}


def register_kinds(events: Iterable[type[Event]]) -> None:
    """Let the journal read these kinds."""
    for event in events:
        known = _classes.get(event.kind)
        if known and known.cls is not event:
            raise TypeError(f"two events call themselves {event.kind}")
        _classes[event.kind] = known or EventClass(event)


def event_class(kind: str) -> EventClass | None:
    """How to read this kind, or None when this program doesn't know it."""
    return _classes.get(kind)


def urgency(kind: str) -> int:
    """How soon entries of this kind should travel: FIRST, SOON or LATER, as their class says (`urgency`)."""
    known = _classes.get(kind)
    return int(getattr(known.cls, "urgency", SOON)) if known else SOON


def known_kinds() -> set[str]:
    """All kinds that some fold reads."""
    return set(_classes)


def _read(body: str) -> dict[str, Any] | None:
    # An act is folded with all that came before it in its register: the same few bodies again and again. Nobody
    # changes one: events copy it, and an entry that was erased has another.
    found: dict[str, Any] | None = _read_before(body) if len(body) < SHORT else json.loads(body)
    return found


_read_before = lru_cache(maxsize=1000)(json.loads)


def forget() -> None:
    """Keep no words of entries in memory: somebody was erased."""
    _read_before.cache_clear()


class Entry:
    """One row of the journal: (lane, seq), when, who, about what, and the event itself."""

    def __init__(
        self,
        *,
        lane: str,
        seq: int,
        at: int,
        clock: int,
        kind: str,
        version: int,
        actor: str,
        device: str | None,
        n: int | None,
        subject: str,
        register: str,
        replaces: list[str],
        body: dict[str, Any] | None,
        school: str,
        lane_no: int = 0,
        by_hub: bool = False,
    ) -> None:
        self.lane_no, self.lane, self.seq, self.at, self.clock = lane_no, lane, seq, at, clock
        self.kind, self.version, self.actor, self.device, self.n = kind, version, actor, device, n
        self.subject, self.register, self.replaces, self.body, self.school = (
            subject,
            register,
            replaces,
            body,
            school,
        )
        self.by_hub = by_hub

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> "Entry":
        """From the columns of journal.SELECT."""
        return cls(
            lane_no=row[0],
            lane=row[1],
            seq=row[2],
            at=row[3],
            clock=row[4],
            kind=row[5],
            version=row[6],
            actor=row[7],
            device=row[8],
            n=row[9],
            subject=row[10],
            register=row[11],
            replaces=json.loads(row[12]) if row[12] != NOTHING else [],
            body=_read(row[13]),
            school=row[14],
            by_hub=bool(row[15]),
        )

    def to_row(self) -> tuple[Any, ...]:
        """The columns of journal.INSERT."""
        head = (
            self.lane_no,
            self.seq,
            self.at,
            self.clock,
            self.kind,
            self.version,
            self.actor,
            self.device,
            self.n,
        )
        replaces = _json(self.replaces) if self.replaces else NOTHING
        return (*head, self.subject, self.register, replaces, _json(self.body))

    @cached_property
    def event(self) -> Any:
        """The typed event, or None when this program can't read it (yet)."""
        found = event_class(self.kind)
        return found and found.load(self.version, self.body)

    @property
    def ref(self) -> str:
        """The entry's name for ever: lane-seq."""
        return f"{self.lane}-{self.seq}"

    @property
    def role(self) -> str:
        """The role in which the actor acted."""
        return self.actor.partition(":")[0]

    @property
    def rank(self) -> int:
        """How much the role counts against others about the same thing.

        Whoever writes in a lane of the hub has the hub's rank; whoever only calls herself so has none.
        """
        if self.by_hub:
            return RANKS["hub"]
        return 0 if self.role == "hub" else RANKS.get(self.role, 0)

    @property
    def order(self) -> tuple[int, str, int]:
        """The order in which folds see entries."""
        return (self.at, self.lane, self.seq)

    def __repr__(self) -> str:
        return f"<Entry {self.ref} {self.kind} {self.register}>"


_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode  # made once: "dumps" makes one each time


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that no other entry of the set replaces."""
    found = list(entries)
    gone = {ref for entry in found for ref in entry.replaces}
    return [entry for entry in found if entry.ref not in gone] if gone else found


def winner(entries: Iterable[Entry]) -> Entry | None:
    """Of concurrent entries the one that counts: highest rank, then latest, then lane and seq."""
    return max(entries, key=lambda entry: (entry.rank, *entry.order), default=None)
