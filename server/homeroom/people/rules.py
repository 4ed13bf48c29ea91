"""What names, secrets, codes and wrong tries mean. Plain Python: no clock, no database, no HTTP."""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from homeroom.entries import Entry, standing, winner

PICTURES = ("fox", "sun", "boat", "tree", "fish", "star", "house", "apple", "bird", "key", "drum", "moon")
SIGNS = ("fox", "turtle", "owl", "whale", "bee", "lion", "frog", "deer")
WAYS = ("pictures", "pin", "none")
STAFF_ROLES = ("teacher", "office")
DEVICE_KINDS = ("kiosk", "tablet")

FREE_TRIES = 5
ALIKE = 0.75  # of two names: Noor and Nour, Fatima and Fatma, Mohamed and Mohammed; not Ana and Ada
WAITS = (30, 120, 600)
FORGOTTEN_AFTER = 3_600_000
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def seconds_to_wait(wrong: int) -> int:
    """How long to wait after so many wrong tries in a row: five are free, then 30 s, 2 min, 10 min."""
    if wrong < FREE_TRIES:
        return 0
    return WAITS[min(wrong - FREE_TRIES, len(WAITS) - 1)]


def is_picture_secret(secret: object) -> bool:
    """Whether this is three different pictures of the twelve."""
    return (
        isinstance(secret, list | tuple)
        and len(secret) == 3
        and all(one in PICTURES for one in secret)
        and len(set(secret)) == 3
    )


def is_pin(secret: object) -> bool:
    """Whether this is four digits."""
    return isinstance(secret, str) and re.fullmatch(r"[0-9]{4}", secret) is not None


def is_easy_pin(pin: str) -> bool:
    """Whether a child in the next row would guess this PIN: 0000, 1234, 4321, a year."""
    steps = {int(b) - int(a) for a, b in zip(pin, pin[1:], strict=False)}
    return len(steps) == 1 and steps <= {-1, 0, 1} or pin[:2] in ("19", "20")


def new_secret(way: str, chance: random.Random, taken: Iterable[Sequence[str] | str] = ()) -> list[str] | str:
    """A fresh secret that nobody in the class has."""
    used = {tuple(one) for one in taken}
    while True:
        secret: list[str] | str = chance.sample(PICTURES, 3) if way == "pictures" else f"{chance.randrange(10_000):04}"
        if tuple(secret) not in used and not (isinstance(secret, str) and is_easy_pin(secret)):
            return secret


def is_weak(password: str, *, about: Iterable[str], known: Container[str]) -> bool:
    """Whether a password is too easy: short, known to everybody, few letters again and again, or one's own name."""
    low = password.casefold()
    names = [word for text in about for word in re.split(r"\W+", text.casefold()) if len(word) > 3]
    return (
        len(password) < 8
        or low in known
        or len(set(low)) < 4
        or any(low.replace(name, "").strip("0123456789!?. ") == "" for name in names)
    )


def plain_code(typed: str) -> str:
    """A code as it was made, however it was typed: capitals, O for 0, I and L for 1, no dashes."""
    letters = re.sub(r"[\s-]+", "", typed).upper()
    return letters.translate(str.maketrans("OIL", "011"))


def shown_code(code: str) -> str:
    """A code in two halves, easier to read out."""
    return f"{code[:4]}-{code[4:]}"


def short_names(people: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """What each child is called among these: the given name, with as much of the family name as it takes.

    Takes (id, given name, family name).
    """
    alike: dict[str, list[tuple[str, str, str]]] = {}
    for one in people:
        alike.setdefault(one[1].casefold(), []).append(one)
    found: dict[str, str] = {}
    for group in alike.values():
        for person, given, family in group:
            others = [other[2] for other in group if other[0] != person]
            found[person] = _with_initial(given or family, family if given else "", others)
    return found


def _with_initial(given: str, family: str, others: Sequence[str]) -> str:
    if not others or not family:
        return given
    for length in range(1, len(family)):
        start = family[:length]
        if not any(other.casefold().startswith(start.casefold()) for other in others):
            return f"{given} {start}."
    return f"{given} {family}"


def next_sign(taken: Iterable[str]) -> str:
    """The animal used least so far."""
    used = list(taken)
    return min(SIGNS, key=used.count)


def username_for(name: str, taken: Iterable[str]) -> str:
    """A free sign-in name made of a person's name: Mr Okoro → okoro."""
    words = [word for word in re.split(r"[\W_]+", name.casefold()) if word]
    titles = {"mr", "mrs", "ms", "miss", "dr", "mx", "sir", "prof"}
    base = next((word for word in reversed(words) if word not in titles), "staff")
    used = set(taken)
    number = 1
    while (candidate := base if number == 1 else f"{base}{number}") in used:
        number += 1
    return candidate


def is_like(one: str, other: str) -> bool:
    """Whether two names are the same, or differ as a name does that was heard at a door: by one or two letters."""
    first, second = (" ".join(re.split(r"[\W_]+", text.casefold())).strip() for text in (one, other))
    if not first or not second:
        return False
    return first == second or difflib.SequenceMatcher(None, first, second).ratio() >= ALIKE


@dataclass(frozen=True)
class Places:
    """The places of a student that count, and those that lost against one of them: (what counts, the others)."""

    here: list[Entry]
    contested: list[tuple[Entry, list[Entry]]]


def places(entries: Iterable[Entry], begins: str) -> Places:
    """The places in classes that count, of all entries about places of one student.

    Two beginnings that name the same entry in `replaces` are two moves out of one class, made by people who did
    not know of each other: the one of the higher rank counts, then the later. In any order the same.
    """
    rivals: dict[str, list[Entry]] = {}
    found = sorted(_begun(entries, begins), key=lambda one: (one.rank, *one.order))
    for one in found:
        for ref in one.replaces:
            rivals.setdefault(ref, []).append(one)
    lost: dict[str, set[str]] = {}  # what counts → what lost against it
    for some in rivals.values():
        for one in some[:-1]:
            lost.setdefault(some[-1].ref, set()).add(one.ref)
    gone = {ref for refs in lost.values() for ref in refs}
    here = [one for one in found if one.ref not in gone]
    contested = [(one, [other for other in found if other.ref in lost[one.ref]]) for one in here if one.ref in lost]
    return Places(here, contested)


def _begun(entries: Iterable[Entry], begins: str) -> list[Entry]:
    registers: dict[str, list[Entry]] = {}
    for entry in entries:
        registers.setdefault(entry.register, []).append(entry)
    best = (winner(standing(some)) for some in registers.values())
    return [one for one in best if one is not None and one.kind == begins]


def school_of(entries: Iterable[Entry], begun: Entry, moves: str) -> str:
    """Where somebody belongs: where the last move by a hub (entries of the kind `moves`) went, else where she began."""
    told = [one for one in entries if one.kind == moves and one.by_hub]
    return str(told[-1].event.target) if told else begun.school
