"""Starting, stopping and overruling a placement, and a child's answers in it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from homeroom import acts, clock, db, journal
from homeroom.acts import Act
from homeroom.errors import Refused
from homeroom.evidence import actions as evidence
from homeroom.evidence import checking
from homeroom.i18n import _
from homeroom.mastery.events import SkillObserved
from homeroom.people import tables as people
from homeroom.playlists import events as ev
from homeroom.playlists.placement import ladder, tables
from homeroom.playlists.placement.tables import Placement

MOST_STRANDS = 8
SLOT = "place-"  # how the slots of such answers begin
WAY, KNOWN, UNKNOWN = "placement", 3, 1


@db.writes
def start(students: Iterable[str], wanted: Iterable[str]) -> int:
    """Ask where these children stand in these strands; who is in the middle of a placement goes on with that one."""
    chosen, count = set(wanted), 0
    if not chosen or len(chosen) > MOST_STRANDS:
        raise Refused(_("Choose between 1 and %(most)s strands.", most=MOST_STRANDS))
    for student in students:
        strands = [one for one in tables.strands(people.student(student)) if one.id in chosen]
        if not strands:
            raise Refused(_("There are no questions for these strands on the box any more."))
        if tables.open_for(student) is None:
            told = [tables.as_told(one) for one in strands]
            journal.write(
                ev.PlacementStarted(student=student, placement=journal.new_id("p"), strands=told, when=clock.now_ms())
            )
            count += 1
    return count


@db.writes
def stop(student: str) -> None:
    """End a placement now; what was answered counts."""
    row = tables.open_for(student)
    if row is None:
        raise Refused(_("No placement is going on for this child."))
    journal.write(ev.PlacementStopped(student=student, placement=row.placement, when=clock.now_ms()))
    _tell_mastery(tables.placement(student, row.placement))


@db.writes
def judge(student: str, name: str, strand: str, known: int, text: str) -> None:
    """Say how many rungs of a strand a child knows, and why; it counts instead of the answers."""
    row = tables.placement(student, name)
    found = next((one for one in row.stands if one.strand.id == strand), None)
    if found is None or not 0 <= known <= len(found.strand.rungs):
        raise Refused(_("Choose where she starts."))
    if not text.strip():
        raise Refused(_("Say why, so that others can understand it."))
    told = ev.PlacementJudged(
        student=student, placement=name, strand=strand, known=known, text=text.strip()[:1000], when=clock.now_ms()
    )
    journal.write(told)
    _tell_mastery(tables.placement(student, name))


@acts.act("placement.answer", by=("tablet",))
def answer(act: Act) -> None:
    """An answer in a placement; no response means "I don't know yet". The box checks it itself."""
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    row = tables.placement(act.student, acts.ident(act.body, "placement"))
    version, question = acts.ident(act.body, "card_version"), acts.ident(act.body, "question")
    asked = checking.question(version, question)
    strand = acts.ident(act.body, "strand")
    if asked is None or not _belongs(row, strand, asked.skills):
        raise Refused(_("This question is not part of the placement."))
    if row.stopped or any((one["card_version"], one["question"]) == (version, question) for one in row.answers):
        raise Refused(_("This question was answered already, or the placement is over."))
    response = act.body.get("response")
    evidence.answer(replace(act, body={**act.body, "slot": SLOT + row.placement, "tries": 1, "hints": 0}))
    told = ev.PlacementAnswered(
        student=act.student,
        placement=row.placement,
        strand=strand,
        skill=asked.skills[0],
        card_version=version,
        question=question,
        correct=bool(asked.check(response).correct) if response is not None else False,
        unsure=response is None,
        guess=_guess(asked.block),
        when=act.when,
    )
    journal.write(told)
    now = tables.placement(act.student, row.placement)
    if now.next is None or tables.question_for(now, "en") is None:
        _tell_mastery(now)


def _belongs(row: Placement, strand: str, skills: list[str]) -> bool:
    return any(one.strand.id == strand and skills[0] in one.strand.rungs for one in row.stands) if skills else False


def _guess(block: dict[str, Any]) -> float:
    options = block.get("options") or ()
    return round(1 / len(options), 2) if block["kind"] == "choice" and options else ladder.GUESS


def _tell_mastery(row: Placement) -> None:
    """What follows for skills that were not asked about counts as shown, until practice says otherwise."""
    asked = {one["skill"] for one in row.answers}
    with journal.acting(actor="system:placement"):
        for one in row.stands:
            for skill in one.strand.rungs:
                _observe(row, skill, skill in row.known and skill not in asked)


def _observe(row: Placement, skill: str, known: bool) -> None:
    register = f"skill/{row.student}/{skill}"
    before = [
        entry
        for entry in journal.standing(journal.of_register(register))
        if isinstance(entry.event, SkillObserved) and entry.event.way == WAY
    ]
    was = bool(before) and before[-1].event.mark == KNOWN
    if was == known:
        return
    told = SkillObserved(
        student=row.student, skill=skill, way=WAY, mark=KNOWN if known else UNKNOWN, when=clock.now_ms()
    )
    journal.write(told, replaces=before)
