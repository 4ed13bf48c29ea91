"""What waits for a teacher, and one piece of work with all that belongs to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from homeroom.contests import explaining
from homeroom.contests import tables as other_contests
from homeroom.errors import NotFound
from homeroom.evidence import answers, checking
from homeroom.evidence import tables as evidence
from homeroom.evidence.rows import Attempt, Message, Piece, Upload, Work
from homeroom.goals import waiting as goal_calls
from homeroom.i18n import _, language
from homeroom.mastery import tables as mastery
from homeroom.people import tables as people
from homeroom.playlists import catalog, tested
from homeroom.playlists.catalog import CardInfo


@dataclass(frozen=True)
class Item:
    """Something that waits: a hand, a question, or pieces of evidence."""

    student: str
    slot: str
    name: str
    portrait: str
    title: str
    subject: str
    kind: str
    since: int


@dataclass(frozen=True)
class Visit:
    """A child to sit with; what it is about has a page of its own."""

    name: str
    portrait: str
    title: str
    since: int
    href: str


@dataclass(frozen=True)
class Answered:
    """One question of the card with the child's tries."""

    prompt: str
    tries: Sequence[answers.Try]


@dataclass(frozen=True)
class Opened:
    """One piece of work, opened."""

    person: people.Student
    portrait: str
    work: Work
    card: CardInfo | None
    pieces: list[Piece]
    uploads: dict[str, Upload]
    messages: list[Message]
    answered: list[Answered]
    others: list[tuple[Work, list[Piece]]]
    authors: dict[str, str] = field(default_factory=dict)


def count(students: Sequence[str]) -> int:
    """How much waits from these students, as the page of the inbox counts it."""
    waiting = len(evidence.waiting(students)) + len(tested.look_ins(students)) + len(goal_calls.found(students))
    return waiting + len(mastery.contests(students)) + len(other_contests.waiting(students))


def items(students: Mapping[str, people.Student]) -> list[Item]:
    """All that waits from these students: hands first, then the longest wait."""
    shelf, names = catalog.shelf(language()), people.short_names(students.values())
    return [_item(work, students[work.student], names[work.student], shelf) for work in evidence.waiting(students)]


def visits(students: Mapping[str, people.Student]) -> list[Visit]:
    """Who tried a few times to show a skill and could not yet: the longest wait first."""
    shelf, names = catalog.shelf(language()), people.short_names(students.values())
    found = sorted(tested.look_ins(students), key=lambda one: (one.when, one.student, one.skill))
    return [
        Visit(
            name=names[one.student],
            portrait=people.portrait_url(students[one.student]),
            title=shelf.skill_title(one.skill),
            since=one.when,
            href=f"/students/{one.student}/tests",
        )
        for one in found
    ]


def contests(students: Mapping[str, people.Student]) -> list[Visit]:
    """Who said "I don't agree" and has no answer yet: the longest wait first."""
    shelf, names = catalog.shelf(language()), people.short_names(students.values())
    found = [
        (one.student, shelf.skill_title(one.skill), one.when, f"/students/{one.student}/skills/{one.skill}#contest")
        for one in mastery.contests(students)
    ]
    for one in other_contests.waiting(students):
        title = explaining.told(one.student, one.about, one.key, one.row).title
        found.append((one.student, title, one.when, f"/contests/{one.student}/{one.about}/{one.key}"))
    return [
        Visit(names[student], people.portrait_url(students[student]), title, since, href)
        for student, title, since, href in sorted(found, key=lambda one: (one[2], one[0], one[3]))
    ]


def _item(work: Work, person: people.Student, name: str, shelf: catalog.Shelf) -> Item:
    card = shelf.find(work.card)
    kind = "hand" if work.hand else "question" if work.asked else "work"
    return Item(
        student=work.student,
        slot=work.slot,
        name=name,
        portrait=people.portrait_url(person),
        title=card.title if card else work.card,
        subject=card.subject if card else "",
        kind=kind,
        since=work.hand or work.asked or work.waiting or 0,
    )


def following(found: Sequence[Item], student: str, slot: str) -> Item | None:
    """The item after this one; the first other one when this was the last."""
    return _beside(found, student, slot, 1) or next((one for one in found if not _same(one, student, slot)), None)


def previous(found: Sequence[Item], student: str, slot: str) -> Item | None:
    """The item before this one."""
    return _beside(found, student, slot, -1)


def _same(one: Item, student: str, slot: str) -> bool:
    return (one.student, one.slot) == (student, slot)


def _beside(found: Sequence[Item], student: str, slot: str, by: int) -> Item | None:
    at = next((n for n, one in enumerate(found) if _same(one, student, slot)), None)
    if at is None or not 0 <= at + by < len(found):
        return None
    return found[at + by]


def opened(student: str, slot: str) -> Opened:
    """One piece of work with pieces, answers, conversation and her other work on this card."""
    person, work = people.student(student), evidence.work(student, slot)
    others = [one for one in evidence.works_on(student, work.card) if one.slot != slot]
    pieces = evidence.pieces(student, slot)
    with_pieces = [(one, evidence.pieces(student, one.slot)) for one in others]
    names = [
        piece.upload for part in (pieces, *(found for _work, found in with_pieces)) for piece in part if piece.upload
    ]
    messages = evidence.messages(student, [slot])
    return Opened(
        person=person,
        portrait=people.portrait_url(person),
        work=work,
        card=catalog.shelf(language()).find(work.card),
        pieces=pieces,
        uploads=evidence.uploads(names),
        messages=messages,
        answered=_answered(work, evidence.attempts(student, slot)),
        others=with_pieces,
        authors={one.author: _author(one) for one in messages},
    )


def _author(message: Message) -> str:
    if message.role == "student":
        return people.student(message.author).given_name
    try:
        return people.staff(message.author).name
    except NotFound:
        return _("Teacher")


def _answered(work: Work, tries: Sequence[Attempt]) -> list[Answered]:
    by_question: dict[str, list[Attempt]] = {}
    for one in tries:
        by_question.setdefault(one.question, []).append(one)
    found = []
    for question, mine in by_question.items():
        asked = checking.question(work.card_version, question)
        block: dict[str, Any] = asked.block if asked else {}
        prompt = answers.plain(block.get("prompt", "")) or _unnamed(question, mine[0])
        found.append(Answered(prompt, [answers.one_try(one, block) for one in mine]))
    return found


def _unnamed(question: str, first: Attempt) -> str:
    if answers.claim(json.loads(first.response) if first.response else None) is not None:
        return _("A program in the lesson, by its own count")
    return _("Question %(name)s", name=question)


def phrases() -> dict[str, list[str]]:
    """Short things teachers often say, by what they do with them."""
    return {
        "accept": [_("Well explained."), _("I see how carefully you worked."), _("You found your own way. Good.")],
        "return": [_("Say how you know."), _("Draw it, too."), _("Read the question again, slowly.")],
        "reply": [_("I will come to you."), _("Look at the hint first."), _("Ask your partner, then me.")],
    }
