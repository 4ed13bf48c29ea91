"""What features above planning have to say about single cards of single children when a week is drafted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Steer:
    """Cards that the lot gave a child, and cards that are not proposed to her."""

    drawn: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()


_found: list[Callable[[Iterable[str]], dict[str, Steer]]] = []


def add(found: Callable[[Iterable[str]], dict[str, Steer]]) -> None:
    """Let a feature above say which cards are drawn or withheld."""
    if found not in _found:
        _found.append(found)


def of(students: Iterable[str]) -> dict[str, Steer]:
    """What is said about these children; nothing for most."""
    wanted, merged = list(students), dict[str, Steer]()
    for one in _found:
        for student, more in one(wanted).items():
            so_far = merged.get(student, Steer())
            merged[student] = Steer(so_far.drawn | more.drawn, so_far.withheld | more.withheld)
    return merged
