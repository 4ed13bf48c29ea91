"""A box without a battery clock: floor, ceiling, who is believed, and never backwards in the order of entries."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.backups.conftest import start_again

from homeroom import clock, db, journal, store, timekeeping
from homeroom.clock import DAY, Trust
from homeroom.errors import Refused
from homeroom.people import actions


@pytest.fixture
def boots(monkeypatch):
    """Lets the machine start again: `boots.again()`, with or without a battery clock."""

    class Boots:
        count = 1
        battery = False

        def again(self, box_settings, the_clock, text=None):
            self.count += 1
            the_clock.since_boot = 10_000
            if text:
                the_clock.set(text)
            clock.clock.reset()
            timekeeping.forget()
            return start_again(box_settings)

    made = Boots()
    monkeypatch.setattr(timekeeping, "boot_id", lambda: f"boot-{made.count}")
    monkeypatch.setattr(timekeeping, "has_battery", lambda: made.battery)
    return made


def add(name):
    with journal.acting(actor="office:the-tests"):
        actions.register_student(given_name=name, family_name="X")
    row = db.database.run("SELECT at, clock FROM entry ORDER BY arrival DESC LIMIT 1").fetchone()
    return clock.ms_of(row[0]), row[1], row[0]


def shown():
    return clock.local(clock.now_ms()).strftime("%Y-%m-%d %H:%M")


def test_the_first_start_believes_whoever_installed_the_machine(boots, box, the_clock):
    assert clock.clock.trust is Trust.PERSON
    assert add("Ada")[1] == Trust.PERSON


def test_a_box_that_wakes_up_in_the_past_goes_on_from_its_newest_entry_and_says_that_it_is_not_sure(
    boots, box, settings, the_clock
):
    the_clock.set("2026-11-25 14:00")
    add("Ada")
    boots.again(settings, the_clock, "1970-01-01 00:00")

    assert shown() == "2026-11-25 14:00"
    the_clock.pass_time(minutes=30)
    assert shown() == "2026-11-25 14:30"
    assert add("Ben")[1] == Trust.UNSET


def test_a_wall_clock_in_the_far_future_is_not_believed(boots, box, settings, the_clock):
    add("Ada")
    boots.again(settings, the_clock, "2099-01-01 00:00")
    assert shown() == "2026-11-23 08:00"

    the_clock.pass_time(hours=1)
    assert shown() == "2026-11-23 09:00"


def test_the_very_first_start_in_a_far_future_is_not_believed_either(boots, settings, tmp_path, the_clock):
    the_clock.set("2099-01-01 00:00")
    start_again(settings)

    assert clock.now_ms() < clock.BUILT + DAY
    assert timekeeping.is_doubtful()


def test_a_clock_with_a_battery_is_believed_after_the_holidays(boots, box, settings, the_clock):
    add("Ada")
    boots.battery = True
    boots.again(settings, the_clock, "2027-02-01 08:00")

    assert shown() == "2027-02-01 08:00"
    assert not timekeeping.is_doubtful()


def test_another_process_of_the_same_boot_knows_what_the_first_learned(boots, box, settings, the_clock):
    boots.again(settings, the_clock, "2026-11-20 08:00")
    timekeeping.set_by_person(the_clock.ms + 3 * DAY)
    start_again(settings)

    assert shown() == "2026-11-23 08:00"
    assert clock.clock.trust is Trust.PERSON


def test_three_devices_that_agree_are_believed_and_two_or_liars_are_not(boots, box, settings, the_clock):
    boots.again(settings, the_clock, "2026-11-23 08:00")
    now = the_clock.ms + 5 * DAY
    timekeeping.hear("tablet-1", now)
    timekeeping.hear("tablet-1", now)
    timekeeping.hear("tablet-2", now + 4_000)
    timekeeping.hear("tablet-3", now + 900 * DAY)
    assert timekeeping.is_doubtful()
    timekeeping.hear("tablet-4", now - 3_000)

    assert shown() == "2026-11-28 08:00"
    assert clock.clock.trust is Trust.PERSON


def test_devices_never_set_the_clock_back_nor_years_ahead(boots, box, settings, the_clock):
    boots.again(settings, the_clock, "2026-11-23 08:00")
    for number, days in enumerate((-3, -3, -3)):
        timekeeping.hear(f"tablet-{number}", the_clock.ms + days * DAY)
    assert timekeeping.is_doubtful()
    timekeeping.forget()
    for number in range(3):
        timekeeping.hear(f"tablet-{number}", the_clock.ms + 500 * DAY)
    assert timekeeping.is_doubtful()
    assert shown() == "2026-11-23 08:00"


def test_devices_that_show_the_same_time_are_enough_to_vouch_for_it(boots, cast, settings, the_clock):
    boots.again(settings, the_clock)
    assert timekeeping.is_doubtful()
    for number in range(3):
        timekeeping.hear(f"tablet-{number}", the_clock.ms + 7_000)

    assert not timekeeping.is_doubtful()
    assert shown() == "2026-11-23 08:00"


def test_a_sure_hub_is_believed_and_an_unsure_one_is_not(boots, box, settings, the_clock):
    boots.again(settings, the_clock, "2026-11-20 08:00")
    timekeeping.hub_says(the_clock.ms + 3 * DAY, Trust.UNSET)
    assert shown() == "2026-11-20 08:00"
    timekeeping.hub_says(the_clock.ms + 3 * DAY, Trust.NETWORK)
    assert shown() == "2026-11-23 08:00"
    with pytest.raises(Refused, match="can't be set by hand"):
        timekeeping.set_by_person(the_clock.ms)


def test_setting_the_wall_clock_changes_nothing_once_somebody_trusted_has_spoken(boots, box, settings, the_clock):
    boots.again(settings, the_clock, "2026-11-20 08:00")
    timekeeping.hub_says(the_clock.ms + 3 * DAY, Trust.HUB)
    the_clock.set("2026-12-24 08:00")

    assert shown() == "2026-11-23 08:00"


def test_a_time_server_that_is_found_later_is_believed(boots, box, settings, the_clock, monkeypatch):
    boots.again(settings, the_clock, "2026-11-20 08:00")
    the_clock.set("2026-11-23 08:00")
    monkeypatch.setattr(timekeeping, "network_keeps_it", lambda: True)
    timekeeping.look_and_save()

    assert clock.clock.trust is Trust.NETWORK
    assert json.loads(store.get("clock"))["trust"] == Trust.NETWORK


def test_the_order_never_goes_back_and_a_new_time_is_a_new_lane(boots, box, settings, the_clock):
    boots.again(settings, the_clock, "2027-11-20 08:00")
    timekeeping.set_by_person(the_clock.ms)
    first = add("Ada")
    lane = store.next_seq.__globals__["_lane"]
    timekeeping.set_by_person(the_clock.ms - 300 * DAY)
    second = add("Ben")

    assert second[2] > first[2]
    assert clock.today() == "2027-01-24"
    assert store.next_seq.__globals__["_lane"] != lane


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["wall", "pass", "hub", "person", "remote"]), st.integers(-(10**12), 10**13))
    )
)
def test_whatever_the_clocks_do_the_order_grows(steps):
    made = clock._Clock()
    wall, passed, last = [clock.BUILT + 10**9], [0], 0
    made.wall, made.since_boot = lambda: wall[0], lambda: passed[0]
    for kind, size in steps:
        if kind == "wall":
            wall[0] = max(0, wall[0] + size)
        elif kind == "pass":
            wall[0] += abs(size) % DAY
            passed[0] += abs(size) % DAY
        elif kind == "remote":
            made.floor((clock.BUILT + size) << clock.COUNTER_BITS)
        else:
            made.learn(clock.BUILT + abs(size) % (3000 * DAY), Trust.HUB if kind == "hub" else Trust.PERSON)
        now = made.tick()
        assert now > last
        assert made.now() <= made.ceiling()
        last = now


@pytest.mark.parametrize(
    ("ahead", "found"),
    [
        ([], None),
        ([5, 6], None),
        ([5, 6, 7], 6),
        ([5, 6, 7, 10**9], 6),
        ([5, 6, 10**9], None),
        ([0, 0, 0, 10**9, 10**9, 10**9], None),
    ],
)
def test_a_quorum_is_three_that_agree_and_more_than_half(ahead, found):
    assert timekeeping.agreed(ahead) == found or (found and abs(timekeeping.agreed(ahead) - found) <= 1)


def lanes_put_right():
    return dict(db.database.run("SELECT lane, ms FROM lane_clock").fetchall())


@pytest.mark.parametrize("again", [False, True], ids=["the same process", "another process of the same start"])
def test_by_how_much_the_clock_of_a_lane_was_off_is_known_when_the_hub_says_the_time(
    boots, box, settings, the_clock, again
):
    boots.again(settings, the_clock, "1970-01-01 00:00")
    add("Ada")
    add("Ben")
    lane = db.database.run("SELECT lane FROM lane ORDER BY lane_no DESC LIMIT 1").fetchone()[0]
    if again:
        start_again(settings)
    the_clock.pass_time(hours=2)
    told = clock.now_ms() + 9 * DAY
    timekeeping.hub_says(told, Trust.HUB)

    assert lanes_put_right() == {lane: 9 * DAY}
    timekeeping.hub_says(told + 5 * DAY, Trust.HUB)
    assert lanes_put_right() == {lane: 14 * DAY}, "the newest word counts"


def test_the_clock_of_a_lane_is_known_too_when_a_time_server_is_found(boots, box, settings, the_clock, monkeypatch):
    boots.again(settings, the_clock, "1970-01-01 00:00")
    add("Ada")
    before = clock.now_ms()
    the_clock.set("2026-12-24 09:00")
    monkeypatch.setattr(timekeeping, "network_keeps_it", lambda: True)
    timekeeping.look_and_save()

    assert list(lanes_put_right().values()) == [the_clock.ms - before]


def test_what_was_written_by_a_sure_clock_is_left_alone(boots, box, settings, the_clock):
    add("Ada")
    timekeeping.hub_says(clock.now_ms() + 9 * DAY, Trust.HUB)

    assert lanes_put_right() == {}


# --- what people see -------------------------------------------------------------------------------------


def test_the_office_hears_that_the_box_is_not_sure_sets_the_clock_and_the_days_stay_marked(
    boots, box, cast, settings, the_clock
):
    office, kiosk = cast.signed_in(cast.mrs_park), cast.kiosk()
    okoro = cast.signed_in(cast.mr_okoro)
    again = boots.again(settings, the_clock, "2026-11-23 08:10")
    for client in (office, kiosk, okoro):
        client.application = again
    assert "not sure what day it is" in office.get("/today").get_data(as_text=True)
    now = the_clock.ms + 3 * DAY  # the kiosk knows better
    act = {"n": 1, "kind": "attendance.arrive", "when": now, "body": {"student": cast.ada.id, "method": "tap"}}
    kiosk.post("/api/acts?device=kiosk", json={"outbox": "o", "time": now, "acts": [act]})
    register = f"/attendance/{cast.class_3b.id}/2026-11-23"
    assert "not sure of the date" in okoro.get(register).get_data(as_text=True)

    assert office.post("/clock", data={"day": "2019-01-01", "time": "08:00"}).status_code == 422
    assert office.post("/clock", data={"day": "soon", "time": "08:00"}).status_code == 422
    assert office.post("/clock", data={"day": "2026-11-26", "time": "08:11"}).status_code == 303
    assert shown() == "2026-11-26 08:11"
    assert "The box is sure" in office.get("/clock").get_data(as_text=True)
    assert "not sure what day it is" not in office.get("/today").get_data(as_text=True)
    assert "not sure of the date" in okoro.get(register).get_data(as_text=True)
    today = okoro.get(f"/attendance/{cast.class_3b.id}/2026-11-26").get_data(as_text=True)
    assert "not sure of the date" not in today
    assert okoro.post("/clock", data={"day": "2026-11-27", "time": "08:11"}).status_code == 403
    told = okoro.get(register).get_data(as_text=True)
    assert "this was Thursday" in told.replace("\u2068", "").replace("\u2069", "")
    assert f'href="/attendance/{cast.class_3b.id}/2026-11-26"' in told
