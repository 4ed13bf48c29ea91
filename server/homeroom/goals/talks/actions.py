"""What staff do around talks: choose mentors, note talks, keep private notes. The only writers of these entries."""

from collections.abc import Iterable

from homeroom import clock, db, journal
from homeroom.errors import Refused
from homeroom.goals import actions as goals
from homeroom.goals.talks import events as ev
from homeroom.goals.talks import tables
from homeroom.i18n import _
from homeroom.people import tables as people

LONGEST_NOTE = 4000
LONGEST_STEP = 500


@db.writes
def choose_mentor(students: Iterable[str], staff: str) -> int:
    """Let somebody talk with these students every week; "" gives them back to their class. Returns how many changed."""
    if staff and people.staff(staff).archived:
        raise Refused(_("This person has left the school."))
    wanted = [people.student(one).id for one in students]
    before, count = tables.mentors(wanted), 0
    for student in wanted:
        if before.get(student, "") != staff:
            told = ev.MentorChosen(student=student, staff=staff, when=clock.now_ms())
            journal.write(told, replaces=_standing(told))
            count += 1
    return count


@db.writes
def hold(student: str, step: str = "", until: str = "", *, agreed: bool = False, propose: bool = False) -> str:
    """Note a talk; the step they agreed on becomes her goal, or a suggestion on her tablet. Returns the talk's id."""
    told = " ".join(step.split())
    if len(told) > LONGEST_STEP:
        raise Refused(_("This is too long: at most %(most)s characters.", most=LONGEST_STEP))
    goal = goals.suggest(student, told, until, agreed=agreed) if told and (agreed or propose) else ""
    talk, when = journal.new_id("t"), clock.now_ms()
    day = clock.today()
    held = ev.TalkHeld(student=people.student(student).id, talk=talk, day=day, step=told, goal=goal, when=when)
    journal.write(held)
    return talk


@db.writes
def take_back(student: str, talk: str) -> None:
    """A talk was noted by mistake; a goal that came of it stays, and can be let go."""
    found = tables.talk(student, talk)
    told = ev.TalkTakenBack(student=found.student, talk=found.talk, when=clock.now_ms())
    journal.write(told, replaces=_standing(told))


@db.writes
def keep_note(author: str, student: str, text: str, shared: Iterable[str] = (), note: str = "") -> str:
    """Keep a private note, or change an own one; returns its id. Raises Refused, and NotFound for others' notes."""
    told = text.strip()
    if not told or len(told) > LONGEST_NOTE:
        raise Refused(_("A note has between 1 and %(most)s characters.", most=LONGEST_NOTE))
    if note:
        tables.own_note(author, student, note)
    there = {one.id for one in tables.colleagues(student)}
    name = note or journal.new_id("n")
    kept = ev.NoteKept(
        student=people.student(student).id,
        note=name,
        text=told,
        shared=sorted(set(shared) & there - {author}),
        when=clock.now_ms(),
    )
    journal.write(kept, replaces=_standing(kept))
    return name


@db.writes
def throw_note(author: str, student: str, note: str) -> None:
    """Throw an own note away."""
    found = tables.own_note(author, student, note)
    told = ev.NoteKept(student=found.student, note=found.note, text="", thrown=True, when=clock.now_ms())
    journal.write(told, replaces=_standing(told))


def _standing(told: journal.Event) -> list[journal.Entry]:
    return journal.standing(journal.of_register(told.register))
