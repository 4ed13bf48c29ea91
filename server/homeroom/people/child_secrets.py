"""Children's secrets: three pictures in order, or four digits.

They mark whose work it is; they protect no more than that. A teacher must be able to look a forgotten
secret up, so no hash could be slow enough to hide 1,320 picture rows or 10,000 PINs from somebody who has
the box's disk. What is kept is a keyed mark, HMAC-SHA256 with the pepper in data/keys: a copy of the
database alone (a stick, a laptop, a photo of a table) tells nothing, signing in costs microseconds also
when forty children come at once, and to show a secret the box tries all there are.
"""

from __future__ import annotations

import hmac
import itertools
import random
from collections.abc import Iterable, Iterator

from homeroom import clock, db
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people import keys, rules, slowing, tables
from homeroom.people.on_this_box import ChildSecret

Secret = list[str] | str


def show(student_id: str, way: str) -> Secret | None:
    """The secret of a child, for her teacher; None when she has none (or the key was lost)."""
    row = ChildSecret.get_or_none(ChildSecret.student == student_id, ChildSecret.way == way)
    if row is None:
        return None
    pepper = keys.pepper()
    return next((one for one in _all(way) if _mark(pepper, student_id, one) == row.mark), None)


def is_right(student_id: str, way: str, secret: object) -> bool:
    """Whether this is the child's secret."""
    if not (rules.is_picture_secret(secret) if way == "pictures" else rules.is_pin(secret)):
        return False
    row = ChildSecret.get_or_none(ChildSecret.student == student_id, ChildSecret.way == way)
    told = list(secret) if way == "pictures" else str(secret)  # type: ignore[call-overload]  # checked above
    return row is not None and hmac.compare_digest(row.mark, _mark(keys.pepper(), student_id, told))


def exists(student_id: str, way: str) -> bool:
    """Whether the child has a secret of this sort."""
    return ChildSecret.select().where(ChildSecret.student == student_id, ChildSecret.way == way).exists()


@db.writes
def choose(student_id: str, way: str, secret: Secret) -> None:
    """Give a child this secret. Raises Refused when it is no good."""
    tables.student(student_id)
    if way == "pictures" and not rules.is_picture_secret(secret):
        raise Refused(_("Choose three different pictures."))
    if way == "pin" and (not rules.is_pin(secret) or rules.is_easy_pin(str(secret))):
        raise Refused(_("Choose four digits that are not easy to guess: no 1234, no 0000, no year."))
    before = ChildSecret.one(student=student_id, way=way)
    keep(student_id, way, secret, max(clock.now_ms(), before.changed + 1 if before else 0))
    slowing.forgive(f"child {student_id}")


@db.writes
def keep(student_id: str, way: str, secret: Secret, changed: int) -> None:
    """Keep a secret that was chosen at `changed`, here or at another box of the school. Raises Refused, NotFound."""
    tables.student(student_id)
    if not (rules.is_picture_secret(secret) if way == "pictures" else way == "pin" and rules.is_pin(secret)):
        raise Refused(_("Choose three different pictures."))
    ChildSecret.put(student=student_id, way=way, mark=_mark(keys.pepper(), student_id, secret), changed=changed)


def renew(student_id: str, way: str) -> Secret:
    """Give a child a fresh secret that nobody in her classes has, and return it."""
    mates = {one.id for group in tables.classes_of(student_id) for one in tables.students_of(group.id)}
    return _give_new(student_id, way, list(shown(mates - {student_id}, way).values()))


def provide(students: Iterable[str], way: str) -> dict[str, Secret]:
    """The secrets of these children; whoever has none that can be shown gets one."""
    students = list(students)
    found = shown(students, way)
    for student_id in students:
        if student_id not in found:
            found[student_id] = _give_new(student_id, way, list(found.values()))
    return found


def shown(students: Iterable[str], way: str) -> dict[str, Secret]:
    """The secrets of those of these children who have one."""
    found = {one: show(one, way) for one in students}
    return {one: secret for one, secret in found.items() if secret is not None}


def _give_new(student_id: str, way: str, taken: list[Secret]) -> Secret:
    secret = rules.new_secret(way, random.SystemRandom(), taken)
    choose(student_id, way, secret)
    return secret


def _all(way: str) -> Iterator[Secret]:
    if way == "pictures":
        yield from map(list, itertools.permutations(rules.PICTURES, 3))
    else:
        yield from (f"{number:04}" for number in range(10_000))


def _mark(pepper: bytes, student_id: str, secret: Secret) -> str:
    told = secret if isinstance(secret, str) else " ".join(secret)
    return hmac.digest(pepper, f"{student_id}\n{told}".encode(), "sha256").hex()
