"""A student changes school: the hub hands what it knows of her to the new school, and goes on doing so.

Each school is told in the hub's own lane for it. The old school's entries travel inside entries of that lane, with
their own names, so that they are the same facts everywhere; what the old school says later follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from homeroom import clock, db, journal, store
from homeroom.entries import Entry
from homeroom.errors import Conflict, Refused
from homeroom.hub import tables
from homeroom.hub.tables import School
from homeroom.i18n import _
from homeroom.people import events as ev
from homeroom.people import tables as people
from homeroom.people import transfer_events as moved
from homeroom.people import transfers
from homeroom.sync import files, policy

# What belongs to a child; classes, groups and stations are the school's, and tried things are tried there.
FEATURES = ("people", "attendance", "evidence", "mastery", "playlists", "goals")
NEVER = ("people.enrolment-begun", "people.enrolment-ended", "people.entry-carried", "people.student-erased")
STANDING = (
    "people.student-registered",
    "people.student-changed",
    "people.student-archived",
    "people.student-restored",
    "people.student-transferred",
    "people.student-provisional",
    "people.student-confirmed",
    "people.student-joined",
    "people.student-parted",
    "evidence.answer-given",
    "evidence.card-opened",
    "evidence.card-finished",
    "evidence.hint-taken",
    "evidence.accepted",
    "evidence.card-returned",
    "evidence.verdict-taken-back",
    "playlists.independence-set",
    "playlists.tested-out",
)
A_MOMENT = "system:hub"


@dataclass(frozen=True)
class Reach:
    """What of a record goes from one school to another: names, and what children wrote and were told."""

    names: bool
    work: bool


def reach(source: School, target: School) -> Reach:
    """What both schools' policies let out. Skills and standing always go: without them it would be no transfer."""
    both = (source.policy, target.policy)
    return Reach(all("names=full" in one for one in both), all("work=full" in one for one in both))


@db.writes
def begin(student_id: str, target_id: str, class_id: str = "") -> transfers.Transfer:
    """Let a student change to another school of this hub (and into one of its classes).

    Raises NotFound, Refused and Conflict with a sentence; then nothing was changed.
    """
    student = people.student(student_id)
    source, target = tables.school(student.school), tables.school(target_id)
    if source.id == target.id:
        raise Refused(_("%(name)s is at this school already.", name=student.name))
    before = transfers.transfer_of(student_id)
    if before is not None and not before.done:
        raise Conflict(_("A transfer of this child is under way. Wait until both schools have heard of it."))
    if class_id and people.school_class(class_id).school != target.id:
        raise Refused(_("This class is not of the new school."))
    what = reach(source, target)
    told = moved.StudentTransferred(
        student=student_id,
        transfer=journal.new_id(),
        source=source.id,
        target=target.id,
        when=clock.now_ms(),
        source_name=source.name,
        target_name=target.name,
        full=what.names and what.work,
    )
    with store.acting_at(source.id):
        journal.write(told)
    _carry_all(student_id, source, target)
    with store.acting_at(target.id):
        _bring_back(student_id)
        if class_id:
            _place(ev.EnrolmentBegun(student=student_id, school_class=class_id))
        journal.write(told)  # the last: who has it has all before it
    found = transfers.transfer_of(student_id)
    assert found is not None
    return found


def _bring_back(student_id: str) -> None:
    # She may have been archived at the school she leaves, or here, years ago.
    row = people.student(student_id)
    if row.archived:
        known = people.tellers(journal.of_register(f"student/{student_id}"), "archived")
        journal.write(ev.StudentRestored(student=student_id), replaces=known)


def _place(event: journal.Event) -> None:
    journal.write(event, replaces=journal.standing(journal.of_register(event.register)))


def _carry_all(student_id: str, source: School, target: School) -> None:
    _carry(journal.as_written(student_id), source, target)


def _carry(entries: Iterable[Entry], source: School, target: School) -> None:
    what = reach(source, target)
    with store.acting_at(target.id), journal.acting(actor=A_MOMENT):
        for entry in entries:
            if entry.school != target.id and goes(entry, what) and not _was_carried(entry, target.id):
                packed = _packed(entry, what)
                journal.write(packed)
                _let_files_follow(entry, packed, target)


def _let_files_follow(entry: Entry, packed: moved.EntryCarried, target: School) -> None:
    # A photo or recording goes where the words of its entry go: only when both schools let work out.
    if packed.body is not None and list(policy.files_of(entry)) and packed.body.get("sha256"):
        files.note([entry], target.id)


def goes(entry: Entry, what: Reach) -> bool:
    """Whether an entry about a student goes to her new school."""
    feature = entry.kind.partition(".")[0]
    if entry.kind in NEVER or feature not in FEATURES:
        return False
    return what.work or feature == "mastery" or entry.kind in STANDING


def _was_carried(entry: Entry, school: str) -> bool:
    known = journal.of_register(f"carried/{entry.ref}")
    return any(one.school == school and one.event.body == entry.body for one in known)


def _packed(entry: Entry, what: Reach) -> moved.EntryCarried:
    names, work = ("full" if so else "pseudonymous" for so in (what.names, what.work))
    left = policy.apply(entry, names=names, work=work)
    return moved.EntryCarried(
        student=entry.subject,
        lane=entry.lane,
        seq=entry.seq,
        box=store.box_of(entry.lane),
        school=entry.school,
        by_hub=entry.by_hub,
        at=entry.at,
        clock=entry.clock,
        entry_kind=entry.kind,
        entry_version=entry.version,
        actor=entry.actor,
        about=entry.register,
        device=entry.device,
        n=entry.n,
        replaces=entry.replaces,
        body=left.body,
    )


# --- what a hub does by itself ---------------------------------------------------------------------------


@journal.on_arrival()
def follow(entries: Sequence[Entry]) -> None:
    """What the old school says of a student after she left goes to the new one."""
    if not store.is_hub():
        return
    about = {entry.subject for entry in entries} - {""}
    for student in sorted(about):
        move = transfers.transfer_of(student)
        if move is None:
            continue
        late = [one for one in entries if one.subject == student and one.school != move.target]
        if late:
            _carry(late, tables.school(late[0].school), tables.school(move.target))


@journal.on_arrival(moved.TransferReceived)
def complete(entries: Sequence[Entry]) -> None:
    """Both schools have heard: the student leaves the lists of the old one."""
    if not store.is_hub():
        return
    for student in sorted({entry.subject for entry in entries}):
        move = transfers.transfer_of(student)
        if move is not None and move.source_has and move.target_has and not move.done:
            _complete(move)


def _complete(move: transfers.Transfer) -> None:
    with journal.acting(actor=A_MOMENT):
        with store.acting_at(move.source):
            for student, class_id in _places(move):
                _place(ev.EnrolmentEnded(student=student, school_class=class_id))
            known = people.tellers(journal.of_register(f"student/{move.student}"), "archived")
            left = journal.write(ev.StudentArchived(student=move.student), replaces=known)
            journal.write(moved.TransferCompleted(student=move.student, transfer=move.id, school=move.source))
        with store.acting_at(move.target):
            journal.write(ev.StudentRestored(student=move.student), replaces=[left])
            journal.write(moved.TransferCompleted(student=move.student, transfer=move.id, school=move.target))
        source, target = tables.school(move.source), tables.school(move.target)
        _carry([left], source, target)


def _places(move: transfers.Transfer) -> list[tuple[str, str]]:
    rows = people.Enrolment.select().where(people.Enrolment.student == move.student)
    return [
        (row.student, row.school_class)
        for row in rows
        if people.SchoolClass.select()
        .where(people.SchoolClass.id == row.school_class, people.SchoolClass.school == move.source)
        .exists()
    ]
