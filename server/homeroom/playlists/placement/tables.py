"""Placements: what was asked of whom, and what follows from the answers."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from typing import Any, cast

import peewee

from homeroom import clock, journal
from homeroom.db import Json, Projection
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.people.tables import Student
from homeroom.playlists import catalog, questions
from homeroom.playlists import events as ev
from homeroom.playlists.placement import ladder
from homeroom.playlists.placement.ladder import Answer, Stand, Strand

FIRST_GRADE_AGE = 6


class Placement(Projection):
    """One placement of one student, as its entries say."""

    student = peewee.TextField()
    placement = peewee.TextField()
    started = peewee.IntegerField()
    strands = Json()
    answers = Json()
    judged = Json()
    stopped = peewee.BooleanField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "placement")

    @cached_property
    def stands(self) -> list[Stand]:
        """What is believed about each strand now."""
        strands = [
            Strand(one["id"], tuple(one["rungs"]), float(one["middle"]), tuple(one.get("most") or ()))
            for one in self.strands
        ]
        answers = [Answer(one["strand"], one["skill"], one["correct"], one["guess"]) for one in self.answers]
        return ladder.stands(strands, answers, {strand: one["known"] for strand, one in self.judged.items()})

    @property
    def next(self) -> ladder.Question | None:
        """Where to ask next; None when it is over."""
        return None if self.stopped else ladder.next_question(self.stands)

    @property
    def known(self) -> set[str]:
        """The skills below the rung she starts on."""
        return {skill for one in self.stands if _told(one) for skill in one.strand.rungs[: one.start]}


def _told(one: Stand) -> bool:
    return bool(one.asked) or one.judged is not None


@journal.fold(ev.PlacementStarted, ev.PlacementAnswered, ev.PlacementStopped, ev.PlacementJudged)
def fold_placement(register: str, entries: Sequence[Entry]) -> None:
    """Bring one placement up to date; each question counts once, and the last judgement of a strand."""
    where = {"student": entries[0].event.student, "placement": entries[0].event.placement}
    facts = journal.standing(entries)
    Placement.drop(**where)
    started = journal.winner(fact for fact in facts if isinstance(fact.event, ev.PlacementStarted))
    if started is None:
        return
    judged = [fact for fact in facts if isinstance(fact.event, ev.PlacementJudged)]
    strands = {fact.event.strand for fact in judged}
    last = {one: journal.winner(fact for fact in judged if fact.event.strand == one) for one in sorted(strands)}
    Placement.put(
        **where,
        started=started.event.when,
        strands=started.event.strands,
        answers=_answers(facts),
        judged={strand: _judgement(fact) for strand, fact in last.items() if fact},
        stopped=any(isinstance(fact.event, ev.PlacementStopped) for fact in facts),
    )


def _answers(facts: Iterable[Entry]) -> list[dict[str, Any]]:
    names = ("strand", "skill", "card_version", "question", "correct", "unsure", "guess", "when")
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for fact in facts:
        if isinstance(fact.event, ev.PlacementAnswered):
            told = {name: getattr(fact.event, name) for name in names}
            first.setdefault((told["card_version"], told["question"]), told)
    return list(first.values())


def _judgement(fact: Entry) -> dict[str, Any]:
    event = fact.event
    return {"known": event.known, "text": event.text, "staff": fact.actor.partition(":")[2], "when": event.when}


# --- queries -----------------------------------------------------------------------------------------


def latest_of(students: Iterable[str]) -> dict[str, Placement]:
    """The latest placement of each of these who has one."""
    mine = Placement.select().where(Placement.student.in_(list(students)))
    return {row.student: row for row in mine.order_by(Placement.started, Placement.placement)}


def open_for(student: str) -> Placement | None:
    """The placement a student is in the middle of, or None."""
    found = latest_of([student]).get(student)
    return found if found and found.next else None


def placement(student: str, name: str) -> Placement:
    """One placement. Raises NotFound."""
    found = Placement.one(student=student, placement=name)
    if found is None:
        raise NotFound(_("There is no such placement."))
    return found


def known_of_all(students: Iterable[str]) -> dict[str, set[str]]:
    """The skills that the latest placement of each student found, or her teacher said to be there."""
    return {student: row.known for student, row in latest_of(students).items()}


def strands(person: Student | None = None) -> list[Strand]:
    """The strands of the map that can be asked about, with what is usual at a student's age."""
    asked = questions.of_skills()
    steps = [
        ladder.Step(one.id, one.subject, one.grade_from, one.grade_to, one.requires)
        for one in catalog.shelf().skills.values()
        if one.id in asked
    ]
    found = ladder.strands_of(steps, grade_of(person) if person else None)
    return [replace(one, most=tuple(len(asked[skill]) for skill in one.rungs)) for one in found]


def grade_of(person: Student) -> int | None:
    """The grade that children of her age are in, or None when her year of birth isn't known."""
    return int(clock.today()[:4]) - person.birth_year - FIRST_GRADE_AGE + 1 if person.birth_year else None


def question_for(row: Placement, language: str) -> questions.Asked | None:
    """A question about the skill to be asked next, one that was not asked yet if there is such."""
    wanted = row.next
    if wanted is None:
        return None
    asked = {(one["card_version"], one["question"]) for one in row.answers}
    known = questions.of_skills(language).get(wanted.skill, ())
    return next((one for one in known if (one.card_version, one.question) not in asked), None)


def as_told(strand: Strand) -> dict[str, Any]:
    """A strand as the event keeps it."""
    return cast("dict[str, Any]", {**asdict(strand), "rungs": list(strand.rungs), "most": list(strand.most)})
