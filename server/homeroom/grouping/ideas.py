"""Wrong ideas that children of a class share now, with their work, the remedy card and an opening question."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from homeroom import clock
from homeroom.errors import NotFound
from homeroom.evidence import answers, checking
from homeroom.evidence.rows import Attempt, Work
from homeroom.grouping import sharing, tables
from homeroom.grouping.sharing import DAYS, RIGHT_SINCE, Shared, Wrong
from homeroom.i18n import _, language
from homeroom.mastery import tables as mastery
from homeroom.packs import tables as packs
from homeroom.people import tables as people
from homeroom.playlists import catalog
from homeroom.playlists.catalog import CardInfo

DAY = 86_400_000
FIRST, AT_ONCE = 6, 5  # ideas that are shown open; children who are ticked for one group


@dataclass(frozen=True)
class Piece:
    """What one child did: the question and her answer in words."""

    student: people.Student
    name: str
    portrait: str
    slot: str
    prompt: str
    answer: str
    when: int


@dataclass(frozen=True)
class Idea:
    """A wrong idea to talk over with those who share it."""

    key: str
    kind: str
    about: str
    title: str
    description: str
    remedy: CardInfo | None
    opening: str
    pieces: tuple[Piece, ...]
    asked: str = ""  # the day for which a group was asked

    @property
    def students(self) -> list[str]:
        """Who shares it."""
        return [one.student.id for one in self.pieces]


def of_class(class_id: str) -> list[Idea]:
    """The ideas that children of a class share, the largest group first."""
    students = {one.id: one for one in people.students_of(class_id)}
    wrong = _wrong(students)
    names, asked = people.short_names(students.values()), _asked(class_id)
    found = sharing.shared(wrong, _left(wrong, asked))
    return [_idea(one, students, names, asked) for one in found]


def find(class_id: str, key: str) -> Idea:
    """One of them. Raises NotFound when it is not shared any more."""
    for one in of_class(class_id):
        if one.key == key:
            return one
    raise NotFound(_("These children do not share this idea any more. Good."))


def _wrong(students: Iterable[str]) -> list[Wrong]:
    mine = Attempt.student.in_(list(students)) & (Attempt.when >= clock.now_ms() - DAYS * DAY)
    rows = list(Attempt.select().where(mine & ~Attempt.correct))
    versions = {
        (work.student, work.slot): work.card_version
        for work in Work.select(Work.student, Work.slot, Work.card_version).where(
            Work.student.in_({row.student for row in rows})
        )
    }
    return [
        Wrong(
            student=row.student,
            slot=row.slot,
            card=row.card,
            card_version=versions.get((row.student, row.slot), ""),
            question=row.question,
            response=row.response or "",
            when=row.when,
            idea=row.misconception,
        )
        for row in rows
        if row.response or row.misconception
    ]


def _asked(class_id: str) -> list[tables.AskedGroup]:
    since = clock.day_of(clock.now_ms() - DAYS * DAY)
    mine = (tables.AskedGroup.layout == class_id) & (tables.AskedGroup.day >= since)
    return list(tables.AskedGroup.select().where(mine & tables.AskedGroup.source.in_(["idea", "answer"])))


def _left(wrong: Iterable[Wrong], asked: Iterable[tables.AskedGroup]) -> dict[tuple[str, str], int]:
    """Until when each child's idea is settled: two right answers about the skill since, or a group about it."""
    found: dict[tuple[str, str], int] = {}
    today = clock.today()
    for one in wrong:
        key = (one.student, one.idea or sharing.same_answer(one))
        skill = _skill(one)
        right = [show.when for show in mastery.shows_of(one.student, skill) if show.outcome >= 0.5] if skill else []
        if sum(when > one.when for when in right) >= RIGHT_SINCE:
            found[key] = max(found.get(key, -1), one.when)
    for group in asked:
        if group.day <= today:
            for student in group.students:
                key = (student, group.about)
                found[key] = max(found.get(key, -1), group.when)
    return found


def _skill(one: Wrong) -> str:
    if one.idea:
        try:
            return str(packs.misconception(one.idea).skill)
        except NotFound:
            return ""
    asked = checking.question(one.card_version, one.question)
    return asked.skills[0] if asked and asked.skills else ""


def _idea(
    one: Shared,
    students: Mapping[str, people.Student],
    names: Mapping[str, str],
    asked: Iterable[tables.AskedGroup],
) -> Idea:
    latest = sorted(one.answers, key=lambda wrong: -wrong.when)
    pieces = tuple(_piece(wrong, students[wrong.student], names[wrong.student]) for wrong in latest)
    title, description, remedy = _told(one, pieces)
    waiting = [group.day for group in asked if group.about == one.about and group.day > clock.today()]
    return Idea(
        key=sha256(f"{one.kind} {one.about}".encode()).hexdigest()[:16],
        kind=one.kind,
        about=one.about,
        title=title,
        description=description,
        remedy=remedy,
        opening=_opening(pieces),
        pieces=pieces,
        asked=max(waiting, default=""),
    )


def _piece(one: Wrong, student: people.Student, name: str) -> Piece:
    asked = checking.question(one.card_version, one.question)
    block: dict[str, Any] = asked.block if asked else {}
    given = answers.words(block, json.loads(one.response)) if one.response else ""
    return Piece(
        student=student,
        name=name,
        portrait=people.portrait_url(student),
        slot=one.slot,
        prompt=answers.plain(block.get("prompt", "")) or _("Question %(name)s", name=one.question),
        answer=given,
        when=one.when,
    )


def _told(one: Shared, pieces: Iterable[Piece]) -> tuple[str, str, CardInfo | None]:
    if one.kind == "idea":
        try:
            found = packs.misconception(one.about)
        except NotFound:
            return one.about, "", None
        remedy = catalog.shelf(language()).find(found.remedy) if found.remedy else None
        return packs.in_language(found.title, found.id), packs.in_language(found.description), remedy
    first = next(iter(pieces))
    return _("All answered “%(answer)s”", answer=first.answer), first.prompt, None


def _opening(pieces: Iterable[Piece]) -> str:
    """A question to begin with: about the answer most of them gave, without saying that it is wrong."""
    prompt, answer = Counter((one.prompt, one.answer) for one in pieces).most_common(1)[0][0]
    if not answer:
        return _("“%(prompt)s” How did you find your answer? Show me with things or a drawing.", prompt=prompt)
    return _(
        "“%(prompt)s” Some of you found “%(answer)s”. How could one get there? Show me with things or a drawing.",
        prompt=prompt,
        answer=answer,
    )
