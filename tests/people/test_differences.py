"""What a file would change, and that writing and reading again changes nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.people.rosters import Group, Person, Roster, difference, read, write_kolibri, write_ours
from homeroom.people.rosters.sheet import tidy


def school():
    """3B and 1A with four children and two teachers, as the box knows them."""
    return Roster(
        students=(
            child("i1", "Ada", "Obi", identifier="77", birth_year=2017),
            child("i2", "Ben", "Cruz", username="ben", interests=("football",)),
            child("i3", "Noor", "Aziz", birth_year=2021),
            child("i4", "Ada", "Obi", birth_year=2021),
        ),
        staff=(
            Person(key="t1", id="t1", name="Mr Okoro", username="okoro", role="teacher"),
            Person(key="t2", id="t2", name="Mrs Park", username="park", role="office"),
        ),
        classes=(Group(key="c1", id="c1", name="3B"), Group(key="c2", id="c2", name="1A")),
        enrolments=frozenset({("i1", "c1"), ("i2", "c1"), ("i3", "c2"), ("i4", "c2")}),
        teachings=frozenset({("t1", "c1")}),
    )


def child(key, given_name, family_name, **more):
    return Person(key=key, id=key, role="student", given_name=given_name, family_name=family_name, **more)


def plan(text, **more):
    return difference(school(), read(text.encode(), **more))


def steps(found):
    return [(one.what, one.how, one.name) for one in found.steps]


def stops(found):
    return [one.message for one in found.problems if one.stops]


def test_a_child_who_is_new_is_added_with_her_class():
    found = plan("given_name,family_name,classes\nChidi,Eze,3B\n")

    assert steps(found) == [("student", "add", "Chidi Eze"), ("enrolment", "add", "Chidi Eze")]


def test_a_class_that_is_new_is_added_first():
    assert steps(plan("given_name,classes\nChidi,4A\n"))[0] == ("class", "add", "4A")


@pytest.mark.parametrize(
    "row",
    ["id,given_name\ni1,Adaeze\n", "identifier,given_name,family_name\n77,Adaeze,Obi\n"],
)
def test_a_child_is_found_again_by_any_of_her_ids(row):
    found = plan(row)

    assert [(one.how, one.key, one.after) for one in found.steps] == [("change", "i1", {"given_name": "Adaeze"})]


def test_without_ids_the_name_in_the_same_class_finds_her():
    found = plan("given_name,family_name,birth_year,classes,gender\nAda,Obi,2017,3B,f\n")

    assert [(one.how, one.key, one.after) for one in found.steps] == [("change", "i1", {"gender": "female"})]


def test_another_birth_year_is_another_child():
    assert ("student", "add", "Ada Obi") in steps(plan("given_name,family_name,birth_year,classes\nAda,Obi,2016,3B\n"))


def test_the_same_name_in_another_class_is_asked_about_and_taken_as_new():
    found = plan("given_name,family_name,classes\nNoor,Aziz,3B\n")

    assert ("student", "add", "Noor Aziz") in steps(found)
    assert "another class" in found.problems[0].message
    assert not stops(found)


def test_two_rows_for_one_child_stop_the_file():
    assert "row 2" in stops(plan("identifier,given_name,classes\n77,Ada,3B\n77,Ada,Choir\n"))[0]


def test_an_id_nobody_has_stops_the_file():
    assert "id" in stops(plan("id,given_name\nnobody,Ada\n"))[0]


def test_a_username_of_somebody_else_stops_the_file():
    assert "ben" in stops(plan("identifier,given_name,username\n77,Ada,ben\n99,Zed,ben\n"))[0]


def test_an_empty_cell_changes_nothing():
    assert not plan("id,given_name,birth_year,interests,classes\ni2,,,,\n").steps


def test_a_filled_classes_cell_tells_all_classes():
    found = plan("id,classes\ni1,1A\n")

    assert [(one.how, one.place) for one in found.steps] == [("add", "1A"), ("end", "3B")]


def test_nobody_is_archived_unless_the_file_lists_everybody():
    text = "id,given_name\ni1,Ada\ni2,Ben\n"

    assert not plan(text).steps
    assert steps(plan(text, lists_everybody=True)) == [
        ("student", "archive", "Noor Aziz"),
        ("student", "archive", "Ada Obi"),
    ]


def test_a_list_of_children_says_nothing_of_staff_and_one_with_staff_does():
    text = "id,name,role\ni1,Ada,student\n,Ms Silva,teacher\n"

    assert ("staff", "archive", "Mr Okoro") in steps(plan(text, lists_everybody=True))


def test_a_list_of_everybody_without_a_child_stops():
    assert "Nobody is archived" in stops(plan("name,role\nMr Okoro,teacher\n", lists_everybody=True))[0]


def test_an_archived_child_comes_back_when_a_file_names_her():
    gone = replace(school().students[0], archived=True)
    current = replace(school(), students=(gone, *school().students[1:]))

    assert steps(difference(current, read(b"id\ni1\n"))) == [("student", "restore", "Ada Obi")]


def test_kolibris_name_in_one_piece_is_the_same_name():
    text = "USERNAME,FULL_NAME,USER_TYPE,ENROLLED_IN\nben,Ben Cruz,LEARNER,3B\n"

    assert not plan(text).steps


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
NAMES = st.text(LETTERS, min_size=1, max_size=20).map(tidy).filter(bool)
WORDS = NAMES.map(lambda text: tidy(text.lower().translate(dict.fromkeys(map(ord, ",;|"))))).filter(bool)
CLASSES = st.lists(WORDS, min_size=1, max_size=4, unique_by=str.casefold)


@st.composite
def rosters(draw):
    """Any school the box could hold."""
    names = draw(CLASSES)
    groups = tuple(Group(key=f"c{n}", id=f"c{n}", name=name) for n, name in enumerate(names))
    count = draw(st.integers(1, 6))
    students = tuple(
        child(
            f"i{n}",
            draw(NAMES),
            draw(st.none() | NAMES),
            username=draw(st.none() | st.just(f"user{n}")),
            identifier=draw(st.none() | NAMES.map(lambda text, n=n: f"{text}{n}")),
            birth_year=draw(st.none() | st.integers(1990, 2025)),
            gender=draw(st.sampled_from([None, "female", "male", "other"])),
            language=draw(st.sampled_from([None, "en", "ar", "pt-BR"])),
            interests=draw(st.none() | st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple)),
        )
        for n in range(count)
    )
    staff = (Person(key="t1", id="t1", name=draw(NAMES), username="boss", role="office"),)
    pairs = st.sets(st.tuples(st.sampled_from([one.key for one in students]), st.sampled_from([g.key for g in groups])))
    return Roster(students=students, staff=staff, classes=groups, enrolments=frozenset(draw(pairs)))


@given(rosters(), st.booleans())
def test_an_export_imports_again_without_a_change(roster, everybody):
    found = difference(roster, read(write_ours(roster), lists_everybody=everybody))

    assert found.steps == ()
    assert not stops(found)


@given(rosters())
def test_a_kolibri_export_imports_again_without_a_change(roster):
    found = difference(roster, read(write_kolibri(roster)))

    assert [one for one in found.steps if one.what != "student" or "username" not in one.after] == []


@given(rosters())
def test_a_roster_kept_as_json_is_the_same_roster(roster):
    assert Roster.from_json(roster.as_json()) == roster
