"""A box and a real hub: everything arrives once, whatever happens to the link, the hub or the box."""

import contextlib
import random
import shutil

import apsw
import pytest
from tests.served import Served
from tests.sync.cutting_proxy import CuttingProxy

from cast import settle
from conftest import make_settings
from homeroom import app, clock, db, journal
from homeroom.attendance.events import Arrived
from homeroom.errors import Refused, Unavailable
from homeroom.people import actions as people
from homeroom.sync import actions, tables

PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 22\r\n\r\n<h1>Please sign in</h1>"


@pytest.fixture
def enrolled(hub, box, cast):
    """Riverside's box with its cast, enrolled at the hub over `hub.url`."""
    actions.enrol(hub.url, hub.codes[0])
    return cast


def arrive(cast, count=1, *, start=0):
    """Children come to school, each time on another day."""
    with journal.acting(actor="kiosk:k1"):
        for number in range(start, start + count):
            child = cast.children[number % 6]
            event = Arrived(student=child.id, day=f"2025-{1 + number // 25 % 12:02}-{1 + number % 25:02}", when=number)
            db.write(journal.write, event)


def at_hub(hub):
    """Every entry at the hub as (lane, seq), read from its file."""
    connection = apsw.Connection(str(hub.data / "homeroom.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY)
    connection.setbusytimeout(5000)
    rows = list(connection.execute("SELECT l.lane, e.seq FROM entry e JOIN lane l USING (lane_no)"))
    connection.close()
    return rows


def at_box():
    rows = db.database.execute_sql("SELECT l.lane, e.seq FROM entry e JOIN lane l USING (lane_no)")
    return sorted(rows.fetchall())


def of_box(hub):
    """What the hub has of this box's lanes."""
    mine = {lane.lane for lane in tables.own_lanes()}
    return sorted(row for row in at_hub(hub) if row[0] in mine)


def test_everything_is_sent_once(hub, enrolled):
    arrive(enrolled, 20)

    sent = actions.send()
    again = actions.send()

    assert sent == len(at_box())
    assert again == 0
    assert of_box(hub) == at_box()
    assert tables.progress().waiting == 0


def test_what_is_new_is_sent_next_time(hub, enrolled):
    actions.send()
    arrive(enrolled, 3)

    assert tables.progress().waiting == 3
    assert actions.send() == 3


def test_names_do_not_leave_a_school_that_does_not_say_so(hub, enrolled):
    actions.send()

    everything = (hub.data / "homeroom.sqlite3").read_bytes() + (hub.data / "homeroom.sqlite3-wal").read_bytes()
    for name in ("Ada", "Obi", "Chidi", "Okoro", "Silva"):
        assert name.encode() not in everything
    assert b"Riverside Primary" in everything


def test_a_link_that_is_cut_again_and_again_gets_everything_across(hub, box, cast):
    arrive(cast, 2500)
    chance = random.Random(7)
    cuts = [chance.randrange(100, 9_000) for _ in range(20)]
    with CuttingProxy(hub.port, cuts=[]) as bad_link:
        actions.enrol(bad_link.url, hub.codes[0])
        bad_link.cuts = cuts
        before, tries = 0, 0
        while tables.progress().waiting:
            tries += 1
            with contextlib.suppress(Unavailable):
                actions.send()
            have = len(of_box(hub))
            assert have >= before, "progress went backwards"
            before = have
            assert tries < 60
        assert bad_link.cut >= 5, "the link was hardly ever cut"

    assert of_box(hub) == at_box()


def test_a_hub_that_is_killed_in_between_has_everything_in_the_end(hub, enrolled):
    for number in range(4):
        arrive(enrolled, 300, start=number * 300)
        actions.send()
        hub.kill()
        with pytest.raises(Unavailable):
            actions.send()
        hub.start()
    actions.send()

    assert of_box(hub) == at_box()


def test_a_hub_restored_from_an_old_copy_is_filled_again(hub, enrolled, tmp_path):
    arrive(enrolled, 10)
    actions.send()
    hub.stop()
    shutil.copytree(hub.data, tmp_path / "copy")
    hub.start()
    arrive(enrolled, 10, start=10)
    actions.send()
    hub.stop()
    shutil.rmtree(hub.data)
    shutil.copytree(tmp_path / "copy", hub.data)
    hub.start()

    actions.send()

    assert of_box(hub) == at_box()


def test_a_captive_portal_is_not_taken_for_the_hub(hub, enrolled):
    arrive(enrolled, 5)
    with CuttingProxy(hub.port, portal=PORTAL) as portal:
        db.write(lambda: tables.Upstream.update(url=portal.url).execute())
        with pytest.raises(Unavailable, match="in place of the hub"):
            actions.send()

    assert tables.progress().waiting == len(at_box())
    assert tables.upstream().trouble


def test_another_hub_under_the_same_address_is_not_believed(hub, enrolled, tmp_path):
    arrive(enrolled, 5)
    with Served(tmp_path / "stranger", "hub") as stranger:
        db.write(lambda: tables.Upstream.update(url=stranger.url).execute())
        with pytest.raises(Unavailable, match="in place of the hub"):
            actions.send()

    assert len(at_hub(hub)) == 0


def test_a_code_of_another_hub_enrols_nothing(hub, box):
    wrong_hub = hub.codes[0][:10] + "0000-0000"

    with pytest.raises(Refused, match="not the hub that gave the code"):
        actions.enrol(hub.url, wrong_hub)

    assert tables.upstream() is None


def test_the_next_try_waits_longer_after_each_failure(hub, enrolled, the_clock):
    hub.kill()
    waits = []
    for _ in range(6):
        with pytest.raises(Unavailable):
            actions.send()
        waits.append(tables.upstream().next_try - clock.now_ms())

    assert all(0 <= wait <= 30_000 * 2**fails for fails, wait in enumerate(waits))
    assert tables.upstream().fails == 6


def test_the_timetable_sends_only_when_the_time_has_come(hub, enrolled, the_clock):
    arrive(enrolled, 2)
    actions.send_if_due()
    assert tables.progress().waiting == 0

    arrive(enrolled, 2, start=2)
    actions.send_if_due()
    assert tables.progress().waiting == 2

    the_clock.pass_time(minutes=1)
    actions.send_if_due()
    assert tables.progress().waiting == 0


def test_leaving_a_hub_keeps_everything_here(hub, enrolled):
    actions.send()
    actions.leave()

    assert tables.upstream() is None
    with pytest.raises(Refused):
        actions.send()
    assert people  # the people are still the box's own
    assert len(at_box()) > 10


def test_the_page_says_what_was_sent_and_what_waits(hub, enrolled):
    office = enrolled.signed_in(enrolled.mrs_park)
    arrive(enrolled, 4)
    before = office.get("/sync").get_data(as_text=True)

    assert office.post("/sync/now").status_code == 303
    after = office.get("/sync").get_data(as_text=True)

    assert "wait to be sent" in before
    assert "Everything has been sent." in after
    assert "Names stay at school." in after


def test_the_page_says_in_plain_words_that_the_hub_is_away(hub, enrolled):
    teacher = enrolled.signed_in(enrolled.mr_okoro)
    hub.kill()

    answer = teacher.post("/sync/now")

    assert answer.status_code == 503
    assert "can&#39;t be reached" in answer.get_data(as_text=True)
    assert "Nothing is lost" in answer.get_data(as_text=True)


def test_enrolling_on_the_page_with_a_wrong_code_says_so(hub, box, cast):
    office = cast.signed_in(cast.mrs_park)

    answer = office.post("/sync/enrol", data={"url": hub.url, "code": "ABCD"})

    assert answer.status_code == 422
    assert "16 letters" in answer.get_data(as_text=True)


def test_only_the_office_enrols_and_leaves(hub, enrolled):
    teacher = enrolled.signed_in(enrolled.mr_okoro)

    assert teacher.post("/sync/leave").status_code == 403
    assert tables.upstream() is not None


def test_two_schools_at_one_hub_are_kept_apart(hub, enrolled, tmp_path):
    arrive(enrolled, 6)
    actions.send()
    mine = {lane.lane for lane in tables.own_lanes()}
    db.close()
    clock.clock.reset()
    other = app.create_box(make_settings(tmp_path / "hilltop", school_name="Hilltop"))
    settle(other)
    actions.enrol(hub.url, hub.codes[1])
    actions.send()
    theirs = {lane.lane for lane in tables.own_lanes()}

    connection = apsw.Connection(str(hub.data / "homeroom.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY)
    schools = dict(connection.execute("SELECT lane, school FROM lane"))
    children = dict(connection.execute("SELECT school, count(*) FROM student GROUP BY school"))
    connection.close()

    assert {schools[lane] for lane in mine}.isdisjoint({schools[lane] for lane in theirs})
    assert sorted(children.values()) == [6, 6]
