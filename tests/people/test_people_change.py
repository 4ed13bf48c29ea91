"""Students, classes and staff change, and the journal tells the same in any order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom import db, entries, journal
from homeroom.errors import Conflict, Forbidden, NotFound, Refused
from homeroom.people import actions, tables
from homeroom.people import events as ev
from homeroom.web import Caller


def as_office():
    return journal.acting(actor="office:park")


def test_a_child_who_is_registered_is_there(cast):
    assert [one.name for one in tables.students_of(cast.class_3b.id)] == [
        "Ada Obi",
        "Ben Cruz",
        "Chidi Eze",
        "Dora Lind",
    ]
    assert tables.classes_of(cast.ada.id) == [cast.class_3b]
    assert tables.student(cast.ada.id).interests == ["space", "drawing"]
    assert cast.ada.school == cast.class_3b.school != ""


def test_a_change_writes_only_what_is_new(cast):
    before = journal.version()
    actions.change_student(cast.ada.id, given_name="Ada", birth_year=2017)
    assert journal.version() == before

    actions.change_student(cast.ada.id, given_name="Adaeze", birth_year=2017)

    assert journal.of_subject(cast.ada.id, "people.student-changed")[-1].body["birth_year"] is None
    assert tables.student(cast.ada.id).name == "Adaeze Obi"


def test_a_birth_year_can_be_taken_away(cast):
    actions.change_student(cast.ada.id, birth_year=None)

    assert tables.student(cast.ada.id).birth_year is None


def test_two_people_may_change_two_fields_at_once(cast):
    register = f"student/{cast.ada.id}"
    known = journal.of_register(register)
    with as_office():
        db.write(journal.write, ev.StudentChanged(student=cast.ada.id, language="sw"), replaces=known[:1])
    with journal.acting(actor="teacher:okoro"):
        db.write(journal.write, ev.StudentChanged(student=cast.ada.id, given_name="Adi"), replaces=known[:1])

    row = tables.student(cast.ada.id)
    assert (row.language, row.given_name, row.family_name) == ("sw", "Adi", "Obi")


def test_about_the_same_field_the_office_counts_more_than_a_teacher(cast):
    known = journal.of_register(f"student/{cast.ada.id}")
    for actor, name in (("office:park", "Adaobi"), ("teacher:okoro", "Adi")):
        with journal.acting(actor=actor):
            db.write(journal.write, ev.StudentChanged(student=cast.ada.id, given_name=name), replaces=known)

    assert tables.student(cast.ada.id).given_name == "Adaobi"


def test_who_knew_a_change_may_change_it_again(cast):
    with as_office():
        actions.change_student(cast.ada.id, given_name="Adaobi")
    with journal.acting(actor="teacher:okoro"):
        actions.change_student(cast.ada.id, given_name="Adi")

    assert tables.student(cast.ada.id).given_name == "Adi"


def test_archived_is_not_gone(cast):
    actions.archive_student(cast.ada.id)
    assert cast.ada not in tables.students_of(cast.class_3b.id)
    assert tables.students(archived=True) == [cast.ada]

    actions.restore_student(cast.ada.id)

    assert cast.ada in tables.students_of(cast.class_3b.id)


def test_a_child_without_a_name_is_refused(cast):
    with pytest.raises(Refused):
        actions.register_student(birth_year=2017)
    with pytest.raises(Refused):
        actions.change_student(cast.ada.id, given_name="", family_name="")


def test_a_username_belongs_to_one_child(cast):
    actions.change_student(cast.ada.id, username="ada")

    with pytest.raises(Conflict):
        actions.change_student(cast.ben.id, username="ada")


def test_two_classes_may_not_share_a_name(cast):
    with pytest.raises(Conflict):
        actions.begin_class("3b")
    with pytest.raises(Refused):
        actions.begin_class("3B, 4B")


def test_a_class_that_ended_leaves_its_name_and_its_children(cast):
    actions.archive_class(cast.class_3b.id)

    assert tables.classes_of(cast.ada.id) == []
    assert actions.begin_class("3B").sign != "turtle"


def test_somebody_stays_in_the_office(cast):
    with pytest.raises(Refused, match="only one"):
        actions.archive_staff(cast.mrs_park.id)
    with pytest.raises(Refused, match="only one"):
        actions.change_staff(cast.mrs_park.id, role="teacher")

    actions.register_staff("Mr Boss", role="office")
    actions.archive_staff(cast.mrs_park.id)

    assert tables.staff(cast.mrs_park.id).archived


def test_a_teacher_sees_her_classes_and_no_others(cast):
    silva = Caller(roles=frozenset({"teacher"}), role="teacher", id=cast.ms_silva.id)
    actions.check_may_see(silva, cast.class_1a.id)
    actions.check_may_see_student(silva, cast.noor.id)

    for check, thing in ((actions.check_may_see, cast.class_3b), (actions.check_may_see_student, cast.ada)):
        with pytest.raises(Forbidden):
            check(silva, thing.id)


def test_who_is_not_known_is_not_found(cast):
    with pytest.raises(NotFound):
        tables.student("nobody")
    with pytest.raises(NotFound):
        actions.enroll("nobody", cast.class_3b.id)


def test_children_with_one_name_are_told_apart(cast):
    other = actions.register_student(given_name="Ada", family_name="Okafor")
    third = actions.register_student(given_name="Ben")
    names = tables.short_names([cast.ada, other, cast.ben, third, cast.dora])

    assert names == {
        cast.ada.id: "Ada Ob.",
        other.id: "Ada Ok.",
        cast.ben.id: "Ben C.",
        third.id: "Ben",
        cast.dora.id: "Dora",
    }


def test_names_that_stayed_in_the_school_leave_a_child_with_a_mark(cast):
    entry = journal.of_subject(cast.ada.id, "people.student-registered")[0]
    told = {name: value for name, value in entry.body.items() if name not in ev.StudentRegistered.personal}
    bare = entries.event_class(entry.kind).load(entry.version, told)

    assert bare.given_name is None
    assert bare.student == cast.ada.id


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["given_name", "language", "interests", "archive", "restore"]),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["office", "teacher", "hub"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(changes=CHANGES, seed=st.integers(0, 99))
def test_the_same_entries_in_any_order_give_the_same_child(box, changes, seed):
    student = actions.register_student(given_name="Ada", family_name="Obi").id
    register = f"student/{student}"
    for what, value, role, knows in changes:
        _write(student, what, value, role, journal.of_register(register) if knows else [])
    told = journal.of_register(register)
    expected = vars(tables.student(student))["__data__"]

    random.Random(seed).shuffle(told)
    for _again in range(2):
        db.write(tables.fold_student, register, sorted(told, key=lambda one: one.order))

    assert vars(tables.student(student))["__data__"] == expected


def test_a_rebuild_gives_identical_people(cast):
    actions.change_student(cast.ada.id, given_name="Adaeze", interests=["chess"])
    actions.unenroll(cast.ben.id, cast.class_3b.id)
    actions.archive_student(cast.dora.id)
    actions.unassign(cast.ms_silva.id, cast.class_1a.id)
    before = _everything()

    journal.rebuild()

    assert _everything() == before


def _everything():
    found = (tables.Student, tables.SchoolClass, tables.Enrolment, tables.Staff, tables.Teaching)
    return [sorted(map(repr, table.select().tuples())) for table in found]


def _write(student, what, value, role, known):
    events = {
        "archive": ev.StudentArchived(student=student),
        "restore": ev.StudentRestored(student=student),
        "interests": ev.StudentChanged(student=student, interests=[value]),
    }
    event = events.get(what) or ev.StudentChanged(student=student, **{what: value})
    with journal.acting(actor=f"{role}:x"):
        db.write(journal.write, event, replaces=known)
