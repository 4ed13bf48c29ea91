"""A file is looked at, applied, and undone."""

import io

import pytest

from homeroom import clock, config, db, journal
from homeroom.errors import Conflict, Refused
from homeroom.people import actions, demo, imports, tables

LIST = """given_name;family_name;birth_year;classes;interests
Ada;Obi;2017;3B;space
Emeka;Bello;2018;3B;football
Priya;Nair;2016;4A;
"""


def look(text, **more):
    found = imports.look(text.encode(), file="list.csv", staff="", **more)
    return found, imports.plan(imports.one(found))


def bring_in(text, **more):
    found, plan = look(text, **more)
    with journal.acting(actor="office:park"):
        imports.apply(found, plan.mark)
    return found


def names():
    return {group.name: [one.name for one in tables.students_of(group.id)] for group in tables.classes()}


def test_looking_changes_nothing(cast):
    before = journal.version()
    _found, plan = look(LIST)

    assert (plan.count("student", "add"), plan.count("class", "add"), journal.version()) == (2, 1, before)


def test_applying_does_what_was_shown(cast):
    bring_in(LIST)

    assert names()["3B"] == ["Ada Obi", "Ben Cruz", "Chidi Eze", "Dora Lind", "Emeka Bello"]
    assert names()["4A"] == ["Priya Nair"]
    assert tables.student(cast.ada.id).interests == ["space"]


def test_the_same_file_twice_is_a_no_op(cast):
    bring_in(LIST)

    assert look(LIST)[1].steps == ()


def test_undo_puts_everything_back(cast):
    before = names()
    found = bring_in(LIST + "Ben;Cruz;;1A;\n")
    assert names() != before
    imports.undo(found)

    assert names() == before
    assert tables.student(cast.ada.id).interests == ["space", "drawing"]
    with pytest.raises(Conflict):
        imports.undo(found)


def test_undo_leaves_alone_what_was_changed_by_hand_since(cast):
    found = bring_in(LIST)
    actions.change_student(cast.ada.id, interests=["chess"])
    imports.undo(found)

    assert tables.student(cast.ada.id).interests == ["chess"]


def test_after_an_undo_the_file_brings_the_same_children_back(cast):
    found = bring_in(LIST)
    emeka = tables.students_of(cast.class_3b.id)[-1]
    imports.undo(found)
    bring_in(LIST)

    assert tables.students_of(cast.class_3b.id)[-1].id == emeka.id


def test_a_list_of_everybody_archives_who_is_missing_but_never_the_office(cast):
    told = f"id,name,role\n{cast.ada.id},Ada Obi,student\n{cast.mr_okoro.id},Mr Okoro,teacher\n"
    bring_in(told, lists_everybody=True)

    assert tables.students() == [cast.ada]
    assert {one.id for one in tables.everybody_on_staff()} == {cast.mr_okoro.id, cast.mrs_park.id}


def test_a_list_of_children_archives_no_staff(cast):
    before = tables.everybody_on_staff()
    bring_in("id,given_name\n" + f"{cast.ada.id},Ada\n", lists_everybody=True)

    assert tables.students() == [cast.ada]
    assert tables.everybody_on_staff() == before


def test_what_changed_since_the_look_is_shown_again_first(cast):
    found, plan = look(LIST)
    actions.begin_class("4A")

    with pytest.raises(Conflict):
        imports.apply(found, plan.mark)
    assert tables.students_of(tables.classes()[-1].id) == []


def test_a_file_with_problems_changes_nothing(cast):
    found, plan = look("given_name,birth_year\nZed,soon\n")

    with pytest.raises(Refused):
        imports.apply(found, plan.mark)


def test_the_pages_lead_through_an_import(cast):
    office = cast.signed_in(cast.mrs_park)
    sent = office.post("/people/import", data={"file": (io.BytesIO(LIST.encode()), "list.csv")})
    page = office.get(sent.location).get_data(as_text=True)
    mark = imports.plan(imports.all_imports()[0]).mark
    assert "Emeka Bello" in page
    assert mark in page

    applied = office.post(f"{sent.location}/apply", data={"shown": mark})
    assert "Undo this import" in office.get(applied.location).get_data(as_text=True)
    undone = office.post(f"{sent.location}/undo")
    assert "undone" in office.get(undone.location).get_data(as_text=True)


def test_problems_are_shown_with_row_and_column(cast):
    office = cast.signed_in(cast.mrs_park)
    sent = office.post("/people/import", data={"file": (io.BytesIO(b"given_name,birth_year\nZed,soon\n"), "x.csv")})
    page = office.get(sent.location).get_data(as_text=True)

    assert "Row 2" in page
    assert "birth_year" in page
    assert "Do all this" not in page


def test_no_file_is_said_kindly(cast):
    answer = cast.signed_in(cast.mrs_park).post("/people/import", data={})

    assert answer.status_code == 422
    assert "Choose a file first." in answer.get_data(as_text=True)


def test_an_export_from_the_page_imports_as_a_no_op(cast):
    data = cast.signed_in(cast.mrs_park).get("/people/export.csv").data
    found = imports.look(data, file="people.csv", staff="", lists_everybody=True)

    assert imports.plan(imports.one(found)).steps == ()


def test_only_the_newest_imports_are_remembered(cast, the_clock):
    for _file in range(imports.KEPT + 3):
        the_clock.pass_time(minutes=1)
        look(LIST)

    assert len(imports.all_imports()) == imports.KEPT


def test_the_demo_school_is_made_once(box):
    first = demo.fill()
    before = journal.version()

    assert demo.fill() == first
    assert journal.version() == before
    assert {group.name: len(tables.students_of(group.id)) for group in tables.classes()} == {
        "1A": 22,
        "2A": 24,
        "3B": 25,
        "5C": 24,
    }
    year = int(clock.today()[:4])
    assert {year - one.birth_year for one in tables.students_of(tables.classes()[0].id)} == {5, 6}
    assert config.current().school_name == demo.SCHOOL


def test_the_people_of_the_demo_school_can_sign_in(box, client):
    office = next(one for one in demo.fill() if one.role == "office")
    answer = client.post("/sign-in", data={"username": office.username, "password": office.password})

    assert answer.status_code == 303
    assert db.is_open()
