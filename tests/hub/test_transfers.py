"""A child changes school: her record goes along as far as both schools allow, and what is late follows."""

import dataclasses
import io
import re
import typing

import pytest
from tests.hub.from_the_hub import a_class, at, child, classes_of, on
from tests.sync.world import rows

from homeroom import blobs, db, journal
from homeroom.evidence.events import AnswerGiven, UploadKept
from homeroom.people import actions, tables
from homeroom.people.transfers import transfer_of


@pytest.fixture(scope="module")
def district(district):
    for name in ("Riverside", "Lakeside"):
        district.school(name)
    district.school("Hillside", policy_names="pseudonymous", policy_work="never")
    return district


def answer(box, student, question="q1", response="7"):
    """She answers a question of a card."""
    told = {"student": student.id, "slot": "s1", "card": "c1", "card_version": "v1", "question": question}
    more = {"response": response, "correct": True, "score": 1.0, "tries": 1, "hints": 0, "ms": 900, "when": 1}
    names = AnswerGiven.__dataclass_fields__
    event = AnswerGiven(**{name: value for name, value in {**told, **more, "auth": "session"}.items() if name in names})
    with box, journal.acting(actor=f"student:{student.id}"):
        return db.write(journal.write, event).ref


def of_student(node, student):
    """All rows of the projections that are about her."""
    skip = ("said_twice",)
    return {name: [row for row in some if student.id in row] for name, some in rows(node).items() if name not in skip}


def move(district, student, target, group=None):
    form = {"to": target.school, "class": group.id if group else ""}
    return district.hub.post(f"/transfers/new/{student.id}", **form)


def has(node, student, ref):
    with node:
        return ref in [one.ref for one in journal.of_subject(student.id, AnswerGiven.kind)]


def test_a_child_takes_her_record_along_and_what_comes_late_follows(district):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    old, new = a_class(riverside, "3B"), a_class(lakeside, "3L")
    ana = child(riverside, "Ana", group=old)
    early = answer(riverside, ana)
    district.meet()
    asked = district.hub.get(f"/transfers/new/{ana.id}?to={lakeside.school}").text
    assert "It gets her name" in asked
    assert "It gets her texts" in asked

    assert move(district, ana, lakeside, new).status == 303
    assert "On the way" in district.hub.get("/transfers").text
    late = answer(riverside, ana, "q2")  # a tablet that was in a bag
    assert classes_of(riverside, ana) == ["3B"]
    district.meet(lakeside)
    assert on(lakeside, ana).name == "Ana Obi"
    assert classes_of(lakeside, ana) == ["3L"]
    with riverside:
        assert not tables.student(ana.id).archived  # both have her until both have heard
    assert "waits for Riverside" in district.hub.get("/transfers").text

    district.meet()
    district.meet()

    assert "Arrived" in district.hub.get("/transfers").text
    with riverside:
        assert tables.student(ana.id).archived
        assert tables.students_of(old.id) == []
    with lakeside:
        assert [one.name for one in tables.students()] == ["Ana Obi"]
        assert transfer_of(ana.id).done
    assert has(lakeside, ana, early)
    assert has(lakeside, ana, late)
    assert of_student(lakeside, ana) == of_student(district.world.hub, ana)
    assert "Came from Riverside" in district.office(lakeside).get(f"/people/students/{ana.id}").text
    assert "Changed to Lakeside" in district.office(riverside).get(f"/people/students/{ana.id}").text

    later = answer(riverside, ana, "q3")
    district.meet()
    district.meet()
    assert has(lakeside, ana, later)
    assert of_student(lakeside, ana) == of_student(district.world.hub, ana)
    with lakeside:
        before = rows_now()
        journal.rebuild()
        assert rows_now() == before


def rows_now():
    return sorted(db.database.execute_sql("SELECT * FROM student").fetchall(), key=repr)


def test_she_comes_back_and_is_on_the_lists_again(district):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    ben = child(riverside, "Ben")
    district.meet()
    move(district, ben, lakeside)
    district.meet()
    district.meet()
    there = answer(lakeside, ben)
    district.meet()

    move(district, ben, riverside)
    district.meet()
    district.meet()

    with riverside:
        assert "Ben Obi" in [one.name for one in tables.students()]
    with lakeside:
        assert "Ben Obi" not in [one.name for one in tables.students()]
    assert has(riverside, ben, there)


def test_a_school_that_hides_names_and_work_hands_over_skills_alone(district):
    hillside, lakeside = district.boxes["Hillside"], district.boxes["Lakeside"]
    cleo = child(hillside, "Cleo", family="Hidden")
    ref = answer(hillside, cleo, response="my own words")
    district.meet()
    asked = district.hub.get(f"/transfers/new/{cleo.id}?to={lakeside.school}").text
    assert "It gets no name" in asked
    assert "stay at Hillside" in asked

    move(district, cleo, lakeside)
    district.meet()
    district.meet()

    assert has(lakeside, cleo, ref)
    assert on(lakeside, cleo).name == f"#{cleo.id[-4:]}"
    with lakeside, journal.acting(actor=f"office:{lakeside.park.id}"):
        told = [one.body for one in journal.of_subject(cleo.id, AnswerGiven.kind)]
        assert "response" not in told[0]
        assert actions.change_student(cleo.id, given_name="Cleo").name == "Cleo"
    with hillside:
        assert tables.student(cleo.id).archived


def test_what_makes_no_sense_is_refused_and_changes_nothing(district):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    dora = child(riverside, "Dora")
    foreign = a_class(riverside, "7R")
    district.meet()

    assert move(district, dora, riverside).status == 422
    assert move(district, dora, lakeside, foreign).status == 422
    assert district.hub.post("/transfers/new/nobody", to=lakeside.school).status == 404
    assert move(district, dora, lakeside).status == 303
    assert move(district, dora, riverside).status == 422 or move(district, dora, riverside).status == 409
    with district.world.hub:
        assert not transfer_of(dora.id).done


def test_a_child_at_two_schools_is_told_and_not_merged(district):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    one = child(riverside, "Emil", family="Twice", birth_year=2016)
    other = child(lakeside, "Emil", family="Twice", birth_year=2016)
    district.meet()

    told = district.hub.get("/transfers").text

    assert re.search(r"Emil Twice.*Riverside.*Emil Twice.*Lakeside|Emil Twice.*Lakeside.*Emil Twice.*Riverside", told)
    assert "same name and year of birth" in told
    assert on(district.world.hub, one).id != on(district.world.hub, other).id
    assert "Emil Twice" in district.hub.get(at(riverside, "/people")).text


def photo_of(box, student, content):
    """She hands in a photo."""
    with box, journal.acting(actor=f"student:{student.id}"):
        sha = blobs.put(io.BytesIO(content), most=1 << 20)
        values = {"student": student.id, "upload": sha[:12], "sha256": sha, "size": len(content), "slot": "s1"}
        hints = typing.get_type_hints(UploadKept)
        fields = [one for one in dataclasses.fields(UploadKept) if one.name in values or _is_required(one)]
        event = UploadKept(**{one.name: values.get(one.name) or hints[one.name]() for one in fields})
        db.write(journal.write, event)
    return sha


def _is_required(field):
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


@pytest.mark.parametrize(("source", "arrives"), [("Riverside", True), ("Hillside", False)])
def test_her_photos_follow_where_both_schools_let_work_out(district, source, arrives):
    old, lakeside = district.boxes[source], district.boxes["Lakeside"]
    eva = child(old, "Eva")
    sha = photo_of(old, eva, f"a photo of a boat at {source}".encode())
    district.meet()
    district.meet()

    assert move(district, eva, lakeside).status == 303
    for _time in range(3):
        district.meet()

    with lakeside:
        assert blobs.has(sha) == arrives
