import pytest

from homeroom import clock
from homeroom.attendance import tables


def status(child):
    record = tables.record(child.id, clock.today())
    return record.status, record.minutes_late, record.reason


def test_a_child_who_moves_her_portrait_is_here(kiosk, cast):
    result = kiosk.send("arrive", student=cast.ada.id, method="drag")

    assert result["status"] == "saved"
    assert status(cast.ada) == ("here", 0, "")


def test_the_same_act_again_changes_nothing(kiosk, cast):
    kiosk.send("arrive", n=7, student=cast.ada.id)

    assert kiosk.send("arrive", n=7, student=cast.ada.id)["status"] == "known"
    assert len(tables.history(cast.ada.id, clock.today())) == 1


def test_she_says_why_she_is_late_after_she_came(kiosk, cast, the_clock):
    the_clock.set("2026-11-23 08:25")
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("late", student=cast.ada.id, reason="bus")

    assert status(cast.ada) == ("late", 25, "bus")


def test_she_goes_home_and_comes_back(kiosk, cast, the_clock):
    for kind in ("arrive", "leave", "arrive"):
        kiosk.send(kind, student=cast.ada.id)
        the_clock.pass_time(hours=2)

    assert status(cast.ada)[0] == "here"


def test_undo_takes_back_exactly_that_move(kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("arrive", student=cast.ben.id)
    kiosk.send("undo", of=1)

    assert (status(cast.ada)[0], status(cast.ben)[0]) == ("expected", "here")


def test_undo_of_a_move_the_box_does_not_know_is_kept_aside_with_a_sentence(kiosk):
    result = kiosk.send("undo", of=41)

    assert result["status"] == "refused"
    assert "look at the register" in result["message"]


def test_an_undo_may_come_over_another_road_before_the_move(kiosk, cast):
    kiosk.send("undo", n=2, of=1, student=cast.ada.id)
    kiosk.send("arrive", n=1, student=cast.ada.id)

    assert status(cast.ada)[0] == "expected"


def test_two_browsers_of_one_kiosk_count_their_moves_apart(kiosk, cast):
    kiosk.send("arrive", n=1, student=cast.ada.id)
    other = type(kiosk)(kiosk.browser, outbox="outbox-b")
    other.send("arrive", n=1, student=cast.ben.id)
    other.send("undo", n=2, of=1)

    assert (status(cast.ada)[0], status(cast.ben)[0]) == ("here", "expected")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("arrive", {"student": "nobody-we-know"}),
        ("arrive", {}),
        ("late", {"reason": "the dog ate my bus"}),
        ("leave", {"reason": ["sick"]}),
        ("undo", {"of": "one"}),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(kiosk, cast, kind, body):
    result = kiosk.send(kind, **{"student": cast.ada.id, **body} if body else {})

    assert result["status"] == "refused"
    assert status(cast.ada)[0] == "expected"


def test_a_tablet_can_not_check_children_in(kiosk, cast):
    tablet = type(kiosk)(cast.tablet(cast.class_3b))

    assert tablet.send("arrive", student=cast.ada.id)["status"] == "refused"


def test_moves_of_hours_without_the_box_count_when_they_happened(kiosk, cast, the_clock):
    came = clock.now_ms()
    the_clock.pass_time(hours=5)
    kiosk.send("arrive", student=cast.ada.id, when=came)

    assert status(cast.ada) == ("here", 0, "")


def test_a_move_after_midnight_belongs_to_the_school_day_before_three_o_clock(kiosk, cast, the_clock):
    the_clock.set("2026-11-24 02:59")
    kiosk.send("leave", student=cast.ada.id)

    assert tables.record(cast.ada.id, "2026-11-23").status == "left"

    the_clock.set("2026-11-24 03:01")
    kiosk.send("arrive", student=cast.ada.id)

    assert tables.record(cast.ada.id, "2026-11-24").status == "here"


def test_a_kiosk_with_a_clock_in_the_future_can_not_write_tomorrows_register(kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id, when=clock.now_ms() + 48 * 3_600_000)

    assert status(cast.ada)[0] == "here"
