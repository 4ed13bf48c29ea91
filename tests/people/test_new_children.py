"""A new child at the door: taken in by her teacher, found to be known already, joined, and taken apart again."""

import pytest

from homeroom import aliases, db, journal
from homeroom.attendance.events import Arrived
from homeroom.errors import Conflict
from homeroom.people import child_secrets, said_twice, same_child, tables


def text(answer):
    return answer.get_data(as_text=True)


def at_the_door(cast, **told):
    """Mr Okoro takes a child in; returns her row."""
    form = {"given_name": "Noor", "family_name": "Aziz", **told}
    answer = cast.signed_in(cast.mr_okoro).post(f"/people/classes/{cast.class_3b.id}/new-child", data=form)
    assert answer.status_code == 303, text(answer)
    return same_child.provisional()[0]


def arrived(student_id, day):
    with journal.acting(actor="kiosk:k1"):
        db.write(journal.write, Arrived(student=student_id, day=day, when=1_795_420_800_000))


def days(student_id):
    rows = db.database.execute_sql("SELECT student, day FROM attendance_day ORDER BY day").fetchall()
    return [row[1] for row in rows if row[0] == student_id]


def test_she_is_in_the_class_at_once_and_shown_as_provisional(cast):
    new = at_the_door(cast, birth_year="2017")
    okoro, park = cast.signed_in(cast.mr_okoro), cast.signed_in(cast.mrs_park)

    assert "provisional" in text(okoro.get(f"/people/classes/{cast.class_3b.id}"))
    assert "Look and confirm" in text(park.get("/people"))

    assert park.post(f"/people/students/{new.id}/confirm").status_code == 303
    assert same_child.provisional() == []
    assert "provisional" not in text(okoro.get(f"/people/classes/{cast.class_3b.id}"))


def test_her_page_tells_staff_that_she_is_provisional_and_only_the_office_to_confirm(cast):
    new = at_the_door(cast)

    for person, decides in ((cast.mr_okoro, False), (cast.mrs_park, True)):
        page = text(cast.signed_in(person).get(f"/people/students/{new.id}"))
        assert "A teacher took this child in at the door." in page
        assert ("Look and confirm" in page) is decides


def test_without_a_name_or_in_anothers_class_nobody_is_taken_in(cast):
    okoro = cast.signed_in(cast.mr_okoro)

    assert okoro.post(f"/people/classes/{cast.class_3b.id}/new-child", data={}).status_code == 422
    answer = okoro.post(f"/people/classes/{cast.class_1a.id}/new-child", data={"given_name": "Zoe"})
    assert answer.status_code == 403
    assert same_child.provisional() == []


def test_a_teacher_takes_in_but_does_not_decide_who_she_is(cast):
    new = at_the_door(cast)
    okoro = cast.signed_in(cast.mr_okoro)

    assert okoro.post(f"/people/students/{new.id}/confirm").status_code == 403
    assert okoro.post(f"/people/students/{new.id}/same/{cast.noor.id}").status_code == 403


def test_who_is_known_already_is_found_joined_and_everything_is_under_one_card(cast):
    new = at_the_door(cast, given_name="Nour")
    park = cast.signed_in(cast.mrs_park)
    arrived(cast.noor.id, "2026-11-20")
    arrived(new.id, "2026-11-23")
    secret = child_secrets.renew(cast.noor.id, "pictures")
    assert "Is this <bdi>Noor Aziz</bdi>?" in text(park.get("/people/new-children"))
    page = text(park.get(f"/people/students/{new.id}/same/{cast.noor.id}"))
    assert "the same given name, or nearly" in page

    answer = park.post(f"/people/students/{new.id}/same/{cast.noor.id}", data={"kept": cast.noor.id})

    assert answer.status_code == 303
    root = min(new.id, cast.noor.id)
    card = tables.student(new.id)
    assert card == tables.student(cast.noor.id)
    assert (card.id, card.given_name, card.provisional) == (root, "Noor", False)
    assert days(root) == ["2026-11-20", "2026-11-23"]
    assert child_secrets.show(root, "pictures") == secret
    assert {one.name for one in tables.classes_of(root)} == {"1A", "3B"}
    assert said_twice.count() == 0
    assert [one.name for one in tables.students()].count("Noor Aziz") == 1
    assert "Joined of several cards" in text(park.get(f"/people/students/{new.id}"))

    arrived(new.id, "2026-11-24")  # a tablet that knows only the old card
    arrived(cast.noor.id, "2026-11-25")
    assert days(root) == ["2026-11-20", "2026-11-23", "2026-11-24", "2026-11-25"]
    before = everything()
    journal.rebuild()
    assert everything() == before


def everything():
    return {
        table._meta.table_name: sorted(db.database.execute_sql(f"SELECT * FROM {table._meta.table_name}"), key=repr)
        for table in journal._projections(db.Projection)
    }


def test_taken_apart_each_has_again_what_was_said_of_it(cast):
    before = everything()
    new = at_the_door(cast)
    arrived(new.id, "2026-11-23")
    park = cast.signed_in(cast.mrs_park)
    park.post(f"/people/students/{new.id}/same/{cast.noor.id}")
    arrived(new.id, "2026-11-24")
    root = tables.student(new.id).id

    other = same_child.joined_with(root)[0]
    assert park.post(f"/people/students/{root}/part", data={"other": other}).status_code == 303

    assert days(new.id) == ["2026-11-23", "2026-11-24"]
    assert days(cast.noor.id) == []
    assert [one.name for one in tables.classes_of(cast.noor.id)] == ["1A"]
    assert tables.student(new.id).provisional
    noor = next(row for row in everything()["student"] if row[0] == cast.noor.id)
    assert noor in before["student"]
    assert park.post(f"/people/students/{root}/part", data={"other": other}).status_code == 404


def test_joined_twice_is_refused(cast):
    new = at_the_door(cast)
    same_child.join(cast.noor.id, new.id)

    with pytest.raises(Conflict):
        same_child.join(cast.noor.id, new.id)


def test_erasing_her_reaches_what_was_said_under_either_card(cast):
    new = at_the_door(cast, given_name="Zahra")
    same_child.join(cast.noor.id, new.id)
    park = cast.signed_in(cast.mrs_park)
    root = tables.student(new.id).id

    answer = park.post(f"/people/students/{root}/erase", data={"name": "Noor Aziz"})

    assert answer.status_code == 200
    sql = "SELECT count(*) FROM entry WHERE subject IN (?, ?) AND body <> 'null' AND kind <> 'people.student-erased'"
    assert db.database.execute_sql(sql, (new.id, cast.noor.id)).fetchone()[0] == 0
    assert not any(root in row or new.id in row for rows in everything().values() for row in rows)


def test_what_a_tablet_sends_with_the_old_id_counts_for_the_child(cast):
    new = at_the_door(cast)
    same_child.join(cast.noor.id, new.id)
    old = next(one for one in (new.id, cast.noor.id) if one != aliases.root_of(one))

    told = aliases.known().told({"student": old, "seen": {old: "here"}})

    assert told == {"student": aliases.root_of(old), "seen": {aliases.root_of(old): "here"}}
