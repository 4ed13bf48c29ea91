"""An administrator says at the hub that two cards are one child: the box reads everything under the card she named."""

from tests.hub.from_the_hub import a_class, at, child, classes_of
from tests.sync.world import rows

from homeroom import aliases, db, journal
from homeroom.people import child_secrets, devices, same_child, sessions, sign_in, tables
from homeroom.playlists.tables import Draft


def days(node, student):
    return [row[1] for row in rows(node)["attendance_day"] if row[0] == student]


def agree(hub, box, *children):
    """Hub and box have the same rows about these children, and have them again after a rebuild."""
    told = []
    for node in (hub, box):
        before = rows(node)
        with node:
            journal.rebuild()
        assert rows(node) == before
        some = (before[name] for name in ("student", "enrolment", "attendance_day", "said_twice"))
        told.append([row for table in some for row in table if set(children) & set(row)])
    assert told[0], "there is something about them"
    assert told[0] == told[1]


def test_a_joining_made_at_the_hub_counts_at_the_box_with_late_work_secrets_and_sessions(district):
    box, hub = district.school("Riverside"), district.world.hub
    third, fourth = a_class(box, "3B"), a_class(box, "4A")
    first, second = sorted((child(box, "Noor", group=third).id, child(box, "Nour", group=fourth).id))
    with box:
        pictures = child_secrets.renew(first, "pictures")
        code = devices.make_code(kind="tablet", staff=box.park.id, school_class="")
        tablet, _token = devices.enrol(code.code)
        _student, session, cookie = sign_in.child(tablet, first, pictures)
        db.write(lambda: Draft.insert(student=first, week="2026-11-23", school_class=third.id, made=1).execute())
    box.write(1, student=first, day="2026-11-19")
    box.write(2, student=second, day="2026-11-20")
    district.meet(box)

    answer = district.hub.post(at(box, f"/people/students/{first}/same/{second}"), kept=second)
    assert answer.status == 303, answer.text
    box.write(3, student=first, day="2026-11-23")  # before the box has heard of it
    district.meet(box)
    box.write(4, student=first, day="2026-11-24")  # by a tablet with an old list
    district.meet(box)

    for node in (hub, box):
        with node:
            assert aliases.root_of(first) == second, "the hub's word: not the smaller id"
            assert tables.student(first).id == second
        assert days(node, second) == ["2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24"]
    assert classes_of(box, tables.Student(id=second)) == ["3B", "4A"]
    agree(hub, box, first, second)
    with box:
        assert child_secrets.is_right(second, "pictures", pictures)
        assert sessions.current("student", cookie).person == second
        assert sessions.was_here(session.id, first, tablet.id)
        assert Draft.one(student=second, week="2026-11-23") is not None

    taken_apart = district.hub.post(at(box, f"/people/students/{second}/part"), other=first)
    assert taken_apart.status == 303, taken_apart.text
    district.meet(box)

    for node in (hub, box):
        assert days(node, first) == ["2026-11-19", "2026-11-23", "2026-11-24"]
        assert days(node, second) == ["2026-11-20"]
    agree(hub, box, first, second)


def test_hub_and_office_that_join_at_the_same_time_agree_in_the_end(district):
    box, hub = district.school("Lakeside"), district.world.hub
    one, two, three = sorted(child(box, name).id for name in ("Ana", "Anna", "Hannah"))
    district.meet(box)

    with box, journal.acting(actor=f"office:{box.park.id}"):
        same_child.join(one, two)
    assert district.hub.post(at(box, f"/people/students/{two}/same/{three}"), kept=three).status == 303
    district.meet(box)

    for node in (hub, box):
        with node:
            assert {aliases.root_of(each) for each in (one, two, three)} == {three}
            assert len([row for row in tables.Student.select() if row.id in (one, two, three)]) == 1
    agree(hub, box, one, two, three)
