"""A tablet or kiosk may use either box of the school, and what it sends to both counts once."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sync.next_door import box_application, let_in, meet
from tests.sync.world import START, World, rows

from cast import PICTURES, settle
from homeroom import journal
from homeroom.neighbors import guests
from homeroom.neighbors import sign_in as moving
from homeroom.people import actions as people
from homeroom.people import child_secrets, devices, passwords, sessions, sign_in
from homeroom.sync import aside
from homeroom.web import Caller

OFFICE = Caller(roles=frozenset({"office"}), role="office")
KINDS = ("attendance.arrive", "attendance.leave", "attendance.late", "attendance.undo")


@pytest.fixture
def school(pair):
    """Two boxes that know the same people, and the kiosk that was enrolled at the first."""
    one, two = pair
    one.cast = settle_with_kiosk(one)
    meet(one.world, one, two)
    return one, two, one.cast


def settle_with_kiosk(box):
    with box:
        cast = settle(None)
        code = devices.make_code(kind="kiosk", staff=cast.mrs_park.id, name="Front door")
        box.world.kiosk, box.world.token = devices.enrol(code.code)
    return cast


def send(box, *some, outbox="box1"):
    """The kiosk sends acts to a box, which may be the other one than the one it was enrolled at."""
    told = {"outbox": outbox, "time": START + box.world.passed, "acts": list(some)}
    with box:
        client = box_application().test_client()
        client.set_cookie("homeroom-kiosk", box.world.token)
        answer = client.post("/api/acts", json=told, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json["results"]


def arrival(n, child, when=START):
    return {"n": n, "kind": "attendance.arrive", "when": when, "body": {"student": child}}


def days(box):
    return rows(box)["attendance_day"]


def test_an_act_that_was_sent_to_both_counts_once(school):
    one, two, cast = school
    send(one, arrival(1, cast.ada.id))
    send(two, arrival(1, cast.ada.id))

    meet(one.world, one, two)

    assert days(one) == days(two)
    assert [row for row in days(one) if row[0] == cast.ada.id] == days(one)
    with one:
        assert len(journal.of_act(f"{one.world.kiosk.id}/box1", 1)) == 2, "both boxes said that they saved it"
        assert len(journal.of_register(f"attendance/{cast.ada.id}/2026-11-23")) == 1, "and it counts as one"


def test_after_the_exchange_the_other_box_knows_the_act(school):
    one, two, cast = school
    send(one, arrival(1, cast.ada.id))
    meet(one.world, one, two)

    answered = send(two, arrival(1, cast.ada.id))

    assert answered == [{"n": 1, "status": "known"}]


def test_what_one_box_kept_aside_and_the_other_carried_out_is_shown_no_more(school):
    one, two, cast = school
    with one, journal.acting(actor="office:park"):
        late = people.register_student(given_name="Zoe", family_name="Ray").id
    refused = send(two, arrival(1, late))
    send(one, arrival(1, late))

    meet(one.world, one, two)

    assert refused[0]["status"] == "refused", "she was not on the list of that box yet"
    for box in (one, two):
        with box:
            assert aside.newest(OFFICE) == []
    assert send(two, arrival(1, late))[0]["status"] == "known"


@st.composite
def mornings(draw):
    """What a kiosk sends, to which boxes, and when these meet. It takes back a move under the name of who moved."""
    steps, moved = [], {}
    for n in range(1, draw(st.integers(2, 9))):
        kind = draw(st.sampled_from(KINDS))
        of = draw(st.integers(1, max(1, n - 1)))
        child = draw(st.integers(0, 1))
        moved[n] = child = moved.get(of, child) if kind.endswith("undo") else child
        to = draw(st.sampled_from([(0,), (1,), (0, 1), (1, 0), (0, 0, 1)]))
        steps.append((n, kind, child, of, to, draw(st.sampled_from([None, (0, 1), (1, 0)]))))
    return steps


@settings(max_examples=5)
@given(mornings())
def test_whatever_reaches_which_box_each_act_counts_once(machines, steps):
    with tempfile.TemporaryDirectory() as folder, World(Path(folder) / "world") as world:
        boxes = [world.box(name) for name in ("one", "two", "told everything once")]
        let_in(boxes[0], boxes[1])
        let_in(boxes[0], boxes[2])
        cast = settle_with_kiosk(boxes[0])
        for other in boxes[1:]:
            meet(world, boxes[0], other)
        for n, kind, child, of, to, visit in steps:
            world.passed += 60_000
            student = [cast.ada, cast.ben][child].id
            body = {"student": student} | ({"of": of} if kind.endswith("undo") else {})
            body |= {"reason": "traffic"} if kind.endswith("late") else {}
            act = {"n": n, "kind": kind, "when": START + world.passed, "body": body}
            for box in (*to, 2):
                send(boxes[box], act)
            if visit:
                meet(world, boxes[visit[0]], boxes[visit[1]])
        meet(world, boxes[0], boxes[1])

        assert rows(boxes[0]) == rows(boxes[1])
        assert days(boxes[0]) == days(boxes[2])
        with boxes[0]:
            journal.rebuild()
        assert rows(boxes[0]) == rows(boxes[1])


def test_two_boxes_that_hear_the_same_child_at_the_same_minute_agree(school):
    one, two, cast = school
    send(one, arrival(1, cast.ada.id, START + 5000), outbox="front-door")
    send(two, arrival(1, cast.ada.id, START + 9000), outbox="back-door")

    meet(one.world, two, one)

    assert days(one) == days(two)
    assert len(days(one)) == 1


# --- coming in at the other box ----------------------------------------------------------------------------


def tablet_of(box, cast):
    with box:
        code = devices.make_code(kind="tablet", staff=cast.mrs_park.id, school_class=cast.class_3b.id)
        return devices.enrol(code.code)


def test_a_tablet_and_a_child_are_known_at_the_other_box(school):
    one, two, cast = school
    tablet, token = tablet_of(one, cast)
    meet(one.world, one, two)

    with two:
        known = devices.by_token(token)
        student, _session, _token = sign_in.child(known, cast.ada.id, PICTURES["Ada"])

    assert (known.id, known.kind, known.school_class) == (tablet.id, "tablet", cast.class_3b.id)
    assert student.id == cast.ada.id


def test_a_child_who_signed_in_at_one_box_goes_on_at_the_other(school):
    one, two, cast = school
    tablet, _token = tablet_of(one, cast)
    with one:
        _student, session, cookie = sign_in.child(tablet, cast.ada.id, PICTURES["Ada"])
    meet(one.world, two, one)

    with two:
        assert sessions.current("student", cookie).person == cast.ada.id
        assert sessions.was_here(session.id, cast.ada.id, tablet.id)


def test_staff_come_in_with_the_same_password_and_a_new_one_counts_everywhere(school):
    one, two, cast = school
    with one:
        passwords.set_password(cast.mr_okoro.id, "four green turtles")
    meet(one.world, one, two)
    with two:
        at_first = passwords.is_right(cast.mr_okoro.id, "four green turtles")
        two.wall = -86_400_000  # a clock that is a day behind
    with two:
        passwords.set_password(cast.mr_okoro.id, "nine yellow lanterns")
    meet(one.world, one, two)

    with one:
        assert at_first
        assert passwords.is_right(cast.mr_okoro.id, "nine yellow lanterns")
        assert not passwords.is_right(cast.mr_okoro.id, "four green turtles")


def test_new_pictures_count_at_the_other_box_under_its_own_key(school):
    one, two, cast = school
    with two:
        fresh = child_secrets.renew(cast.ada.id, "pictures")
    meet(one.world, one, two)

    with one:
        assert child_secrets.is_right(cast.ada.id, "pictures", fresh)
        mark = child_secrets.ChildSecret.one(student=cast.ada.id, way="pictures").mark
    with two:
        assert child_secrets.ChildSecret.one(student=cast.ada.id, way="pictures").mark != mark


def test_a_device_that_is_trusted_no_more_is_out_at_both_whatever_was_changed_later(school):
    one, two, cast = school
    tablet, token = tablet_of(one, cast)
    meet(one.world, one, two)
    with one:
        devices.revoke(tablet.id, cast.mrs_park.id)
    one.world.passed += 60_000
    with two:
        devices.change(tablet.id, name="Tablet 9", sign="", school_class="")
    meet(one.world, two, one)

    for box in (one, two):
        with box:
            assert devices.by_token(token).revoked is not None
            assert moving.stamps()[f"device/{tablet.id}"][0] == 1


def test_secrets_are_in_no_message_that_others_could_read(school, monkeypatch):
    one, two, cast = school
    _tablet, token = tablet_of(one, cast)
    seen = []
    real = guests.Guests.talk

    def overheard(this, raw, where):
        seen.append(raw)
        seen.append(real(this, raw, where))
        return seen[-1]

    monkeypatch.setattr(guests.Guests, "talk", overheard)
    meet(one.world, one, two)
    meet(one.world, two, one)

    told = b"".join(seen)
    for word in (b"Ada", sessions.hash_of(token).encode(), *(picture.encode() for picture in PICTURES["Ada"])):
        assert word not in told
    assert len(told) > 2000, "much was said"
