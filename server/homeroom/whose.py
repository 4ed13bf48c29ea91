"""Whose words an entry is, and who listens when words of others arrive."""

import contextvars
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from homeroom.entries import Entry, Event, register_kinds


@dataclass(frozen=True)
class Acting:
    actor: str = "system:box"
    device: str | None = None
    n: int | None = None


THE_BOX = Acting()
_acting: contextvars.ContextVar[Acting] = contextvars.ContextVar("acting", default=THE_BOX)


def now() -> Acting:
    """Who acts now: the actor, the device and its own number of the act."""
    return _acting.get()


@contextmanager
def acting(*, actor: str, device: str | None = None, n: int | None = None) -> Iterator[None]:
    """Write as `actor` ("<role>:<id>"), for an act from a device with its own number `n`."""
    token = _acting.set(Acting(actor, device, n))
    try:
        yield
    finally:
        _acting.reset(token)


def new_id(prefix: str = "") -> str:
    """A random id of 20 lower-case characters (100 bits), fit for URLs."""
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    return prefix + "".join(secrets.choice(alphabet) for _ in range(20))


Listener = Callable[[Sequence[Entry]], None]
Follower = Callable[[], None]
followers: list[Follower] = []
listeners: list[tuple[frozenset[str], Listener]] = []


def on_arrival(*events: type[Event]) -> Callable[[Listener], Listener]:
    """Decorator: call this with entries (of these kinds, or all) that are new here and came from another store.

    In the same transaction, after the folds. For what a store does because of them (end a session, say that it
    has something), never for what a table says: that is a fold.
    """
    register_kinds(events)

    def add(listener: Listener) -> Listener:
        listeners.append((frozenset(event.kind for event in events), listener))
        return listener

    return add


def on_joined(follower: Follower) -> Follower:
    """Decorator: call this, inside the write, when other ids than before are one child's (see aliases.py).

    For what only this box knows and keeps under an id, drafts for instance; tables of the journal are folded anew.
    """
    followers.append(follower)
    return follower
