"""What an administrator does at the hub arrives at the boxes, counts there, and contradicts nobody silently."""

import io
import re

import pytest
from tests.hub.from_the_hub import a_class, at, child, classes_of, on
from tests.sync.world import rows

from homeroom import db, journal, store
from homeroom.people import actions, sessions, tables


@pytest.fixture(scope="module")
def riverside(district):
    return district.school("Riverside")


@pytest.fixture(scope="module")
def lakeside(district):
    return district.school("Lakeside")


@pytest.fixture(scope="module")
def hillside(district):
    """A school that keeps names and work to itself."""
    return district.school("Hillside", policy_names="pseudonymous", policy_work="never")


def same_people(one, other, *, of):
    """Both machines have the same rows about the people of a school."""
    left, right = rows(one), rows(other)
    for table in ("student", "school_class", "staff"):
        assert [row for row in left[table] if of in row] == [row for row in right[table] if of in row]
    ids = {row[0] for row in left["student"] if of in row}
    for table in ("enrolment", "said_twice"):
        assert [r for r in left[table] if ids & set(r)] == [r for r in right[table] if ids & set(r)]


def test_a_list_brought_in_at_the_hub_is_on_the_box_after_its_next_contact_and_can_be_undone(district, riverside):
    file = (io.BytesIO(b"given_name,family_name,classes\nAna,Lopes,3C\nBo,Chen,3C\n"), "list.csv")
    looked = district.hub.post(at(riverside, "/people/import"), files={"file": file})
    plan = district.hub.get(looked.place)
    assert "Ana Lopes" in plan.text
    mark = re.search(r'name="shown" value="(\w+)"', plan.text)[1]
    assert district.hub.post(looked.place + "/apply", shown=mark).status == 303

    district.meet(riverside)

    with riverside:
        assert [one.name for one in tables.students()] == ["Ana Lopes", "Bo Chen"]
        assert [one.name for one in tables.classes()] == ["3C"]
    same_people(district.world.hub, riverside, of=riverside.school)

    assert district.hub.post(looked.place + "/undo").status == 303
    district.meet(riverside)

    with riverside:
        assert tables.students() == []


def test_people_of_one_school_are_not_seen_at_another(district, riverside, lakeside):
    ana = child(riverside, "Anabel")
    district.meet(riverside)

    assert "Anabel" in district.hub.get(at(riverside, "/people")).text
    assert "Anabel" not in district.hub.get(at(lakeside, "/people")).text
    assert district.hub.get(at(lakeside, f"/people/students/{ana.id}")).status == 404


def test_only_what_makes_sense_from_afar_is_offered(district, riverside):
    ana = child(riverside, "Anika")
    district.meet(riverside)

    page = district.hub.get(at(riverside, f"/people/students/{ana.id}"))
    assert "Let this child change school" in page.text
    assert "Hand over or erase" not in page.text
    assert "Use this photo" not in page.text
    refused = district.hub.post(at(riverside, f"/people/students/{ana.id}/secret"), way="pin", fresh="1")
    assert refused.status == 403
    assert "on its own box" in refused.text


def test_a_school_that_keeps_names_to_itself_gets_none_from_the_hub(district, hillside):
    group, ana = a_class(hillside, "2A"), child(hillside, "Secret")
    district.meet(hillside)
    people = district.hub.get(at(hillside, "/people"))
    assert "keeps names to itself" in people.text
    assert "Secret" not in people.text
    assert "New child" not in people.text
    assert district.hub.get(at(hillside, "/people/import")).status == 403
    page = at(hillside, f"/people/students/{ana.id}")
    assert district.hub.post(page, given_name="Ann", family_name="").status == 403

    assert district.hub.post(page, language="ar", place="1", **{"class": group.id}).status == 303
    district.meet(hillside)

    assert classes_of(hillside, ana) == ["2A"]
    found = on(hillside, ana)
    assert (found.given_name, found.language) == ("Secret", "ar")


def test_a_move_by_the_hub_counts_and_the_other_stays_visible_until_somebody_decides(district, riverside):
    old, hubs, schools = (a_class(riverside, name) for name in ("4C", "4B", "4A"))
    ana = child(riverside, "Ana", group=old)
    district.meet(riverside)
    with riverside, journal.acting(actor=f"office:{riverside.park.id}"):
        actions.place(ana.id, [schools.id])  # on Monday, without knowing of the hub's
    page = at(riverside, f"/people/students/{ana.id}")
    assert district.hub.post(page, place="1", **{"class": hubs.id}).status == 303

    district.meet(riverside)

    assert classes_of(riverside, ana) == ["4B"]
    assert classes_of(district.world.hub, ana) == ["4B"]
    same_people(district.world.hub, riverside, of=riverside.school)
    office = district.office(riverside)
    shown = office.get("/people/differences").text
    assert "Ana Obi: Class" in shown
    assert re.search(r"The hub says <strong dir=\"auto\">4B</strong>", shown)
    assert re.search(r"Mrs Park said <strong dir=\"auto\">4A</strong>", shown)
    assert "different things" in office.get("/people").text
    assert "different things" in district.hub.get(f"/schools/{riverside.school}").text

    ref = re.findall(r'name="ref" value="([^"]+)"', shown)[1]
    told = {name: re.search(rf'name="{name}" value="([^"]+)"', shown)[1] for name in ("register", "field")}
    assert office.post("/people/differences", ref=ref, **told).status == 303
    district.meet(riverside)

    assert classes_of(riverside, ana) == ["4A"]
    same_people(district.world.hub, riverside, of=riverside.school)
    assert "Nothing to decide" in office.get("/people/differences").text
    assert office.post("/people/differences", ref=ref, **told).status == 404


def test_a_field_that_both_changed_is_the_hubs_until_a_person_keeps_or_takes(district, riverside):
    ben = child(riverside, "Ben")
    district.meet(riverside)
    with riverside, journal.acting(actor=f"office:{riverside.park.id}"):
        actions.change_student(ben.id, birth_year=2016)
    fields = {"given_name": "Ben", "family_name": "Obi", "birth_year": "2017"}
    assert district.hub.post(at(riverside, f"/people/students/{ben.id}"), **fields).status == 303

    district.meet(riverside)

    assert on(riverside, ben).birth_year == 2017
    shown = district.hub.get(at(riverside, "/people/differences")).text
    assert "Ben Obi: Year of birth" in shown
    ref = re.findall(r'name="ref" value="([^"]+)"', shown)[0]
    told = {name: re.search(rf'name="{name}" value="([^"]+)"', shown)[1] for name in ("register", "field")}
    assert district.hub.post(at(riverside, "/people/differences"), ref=ref, **told).status == 303
    district.meet(riverside)
    with riverside:
        assert tables.SaidTwice.select().count() == 0
    same_people(district.world.hub, riverside, of=riverside.school)


def test_whoever_loses_her_rights_at_the_hub_is_signed_out_at_the_box(district, riverside):
    with riverside, journal.acting(actor=f"office:{riverside.park.id}"):
        okoro = actions.register_staff("Mr Okoro", role="office")
        session, token = db.write(sessions.begin, "staff", okoro.id)
    district.meet(riverside)

    assert district.hub.post(at(riverside, f"/people/staff/{okoro.id}/archive")).status == 303
    with riverside:
        assert sessions.current("staff", token) is not None
    district.meet(riverside)

    with riverside:
        assert sessions.current("staff", token) is None
        assert tables.staff(okoro.id).archived


def test_a_right_that_is_taken_away_ends_the_session_too(district, riverside):
    with riverside, journal.acting(actor=f"office:{riverside.park.id}"):
        silva = actions.register_staff("Ms Silva", role="office")
        session, token = db.write(sessions.begin, "staff", silva.id)
    district.meet(riverside)
    form = {"name": "Ms Silva", "username": "silva", "role": "teacher"}
    assert district.hub.post(at(riverside, f"/people/staff/{silva.id}"), **form).status == 303

    district.meet(riverside)

    with riverside:
        assert tables.staff(silva.id).role == "teacher"
        assert sessions.current("staff", token) is None


def test_staff_made_at_the_hub_get_their_first_password_at_the_box(district, riverside):
    made = district.hub.post(at(riverside, "/people/new/staff"), name="Ms New", role="teacher", username="")
    assert made.status == 303
    assert "No password travels" in district.hub.get(made.place).text
    district.meet(riverside)

    office = district.office(riverside)
    assert "Ms New" in office.get("/people/staff").text
    with riverside:
        new = tables.Staff.get(tables.Staff.name == "Ms New")
    given = office.post(f"/people/staff/{new.id}/password")
    assert re.search(r"First password</dt><dd dir=\"ltr\">[a-z]+-[a-z]+-[a-z]+-\d\d", given.text)
    refused = district.hub.post(at(riverside, f"/people/staff/{new.id}/password"))
    assert refused.status == 403


def test_the_hubs_own_administrators_write_for_the_school_that_the_address_names(district, riverside):
    assert district.hub.get("/at/nowhere/people").status == 404
    assert district.hub.post(at(riverside, "/people/new/class"), name="9Z", sign="owl", sign_in="none").status == 303
    with district.world.hub:
        lanes = db.database.execute_sql("SELECT school, hub FROM lane WHERE box = ?", (store.box_id(),)).fetchall()
    assert (riverside.school, 1) in lanes


def test_one_list_goes_to_several_schools_and_each_is_looked_at_first(district, riverside, lakeside, hillside):
    form = district.hub.get("/rosters").text
    assert "Hillside: keeps names to itself" in form
    file = (io.BytesIO(b"given_name,family_name\nGita,Rao\n"), "all.csv")
    chosen = [one.school for one in (riverside, lakeside, hillside)]
    looked = district.hub.post("/rosters", files={"file": file}, school=chosen)
    assert looked.status == 200
    assert looked.text.count("1 change,") == 2
    assert "its list is brought in on its own box" in looked.text
    shown = re.findall(r'name="shown" value="([^"]+)"', looked.text)

    done = district.hub.post("/rosters/apply", shown=shown)
    again = district.hub.post("/rosters/apply", shown=shown)
    district.meet(riverside, lakeside)

    assert done.text.count("1 change,") == 2
    assert again.text.count("applied already") == 2
    for box in (riverside, lakeside):
        with box:
            assert "Gita Rao" in [one.name for one in tables.students()]
    assert district.hub.post("/rosters", school=chosen).status == 422
