"""The school calendar: which days have school, files that bring holidays in, and who counts days by it."""

import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import HALVES, Child, ada, bread, okoro, publish, silva
from homeroom import clock, db, journal
from homeroom.attendance import tables as attendance
from homeroom.errors import Refused
from homeroom.evidence.events import AnswerGiven
from homeroom.grouping import nudge_facts, standard
from homeroom.mastery import rules as mastery_rules
from homeroom.mastery import tables as mastery
from homeroom.playlists import catalog, preparing
from homeroom.playlists import tables as playlists
from homeroom.terms import actions, reading, tables
from homeroom.terms.rules import Calendar, Span

__all__ = ["ada", "bread", "okoro", "publish", "silva"]
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(date.isoformat)
WINTER = Span("2026-12-21", "2027-01-03", "holiday", "Winter holidays")
ICS = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
SUMMARY:Winter\\, holi
 days
DTSTART;VALUE=DATE:20261221
DTEND;VALUE=DATE:20270104
BEGIN:VALARM
DTSTART:19990101
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:Founders' day
DTSTART:20261127T080000Z
DTEND:20261127T120000Z
RRULE:FREQ=YEARLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
SUMMARY:Club
DTSTART;VALUE=DATE:20261124
RRULE:FREQ=WEEKLY
END:VEVENT
BEGIN:VEVENT
SUMMARY:Gone
DTSTART;VALUE=DATE:20261125
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
SUMMARY:Nonsense
DTSTART:tomorrow
END:VEVENT
END:VCALENDAR
"""


@st.composite
def spans(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return Span(
        first, last, draw(st.sampled_from(["term", "holiday", "extra"])), "x", draw(st.sampled_from(["", "3b"]))
    )


@given(st.lists(spans(), max_size=6), DAYS)
def test_a_day_has_school_or_a_reason_and_an_extra_day_always_has(found, day):
    kept = Calendar(tuple(found))

    for classes in ((), ("3b",), ("1a",), ("3b", "1a")):
        assert kept.is_school_day(day, classes) == (kept.why_free(day, classes) is None)
        if any(one.sort == "extra" and one.holds(day) and not one.school_class for one in found):
            assert kept.is_school_day(day, classes)
        after = kept.after(day, classes)
        assert after > day


def test_between_terms_is_no_school_but_before_and_after_all_of_them_weekdays_speak():
    kept = Calendar((Span("2026-09-01", "2026-12-18", "term"), Span("2027-01-11", "2027-04-02", "term")))

    assert not kept.is_school_day("2026-12-21")
    assert kept.is_school_day("2027-01-11")
    assert kept.is_school_day("2027-04-05")
    assert kept.is_school_day("2026-08-03")
    assert kept.days("2026-12-14", "2027-01-12")[-2:] == ["2027-01-11", "2027-01-12"]


def test_an_ics_file_brings_days_and_names_what_it_leaves_out():
    found = reading.read(ICS)

    assert [(one.first, one.last, one.title) for one in found.spans] == [
        ("2026-11-24", "2026-11-24", "Club"),
        ("2026-11-27", "2026-11-27", "Founders' day"),
        ("2026-12-21", "2027-01-03", "Winter, holidays"),
        ("2027-11-27", "2027-11-27", "Founders' day"),
    ]
    assert len(found.problems) == 2


@given(st.text(max_size=200))
def test_no_file_breaks_the_reader(text):
    for wrapped in (f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}\nEND:VEVENT\nEND:VCALENDAR", f"first,last\n{text}"):
        reading.read(wrapped)


@given(
    st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE"]),
    st.text("0123456789TZPDWFREQ=YLA;COUNTIVM-", max_size=24),
)
def test_no_value_breaks_it_either(name, value):
    text = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260302\n{name}:{value}\nEND:VEVENT\nEND:VCALENDAR"
    for told in (text, text.replace("DTSTART;VALUE=DATE:20260302\n", "", 1)):
        for one in reading.read(told).spans:
            assert one.first <= one.last


def test_the_office_brings_a_file_in_after_a_look_and_twice_is_once(cast, the_clock):
    park = cast.signed_in(cast.mrs_park)
    sent = {
        "file": (
            io.BytesIO(
                b"kind;first;last;title;class\nterm;2026-09-01;2026-12-18;Autumn;\n;2026-12-04;;Trip;3B\n;2026-12-04;;Trip;9Z\n"
            ),
            "days.csv",
        )
    }
    page = park.post("/calendar/file", data=sent).get_data(as_text=True)
    assert "Trip" in page
    assert "9Z" in page
    assert tables.calendar().spans == ()

    value = json.dumps(["2026-12-04", "2026-12-04", "holiday", "Trip", cast.class_3b.id])
    for _ in range(2):
        assert park.post("/calendar/file/keep", data={"span": value}).status_code == 303

    (kept,) = tables.calendar().spans
    assert not tables.calendar().is_school_day("2026-12-04", [cast.class_3b.id])
    assert tables.calendar().is_school_day("2026-12-04", [cast.class_1a.id])
    assert kept.title == "Trip"
    assert park.post("/calendar/file", data={"file": (io.BytesIO(b"\xff\xfe"), "x.ics")}).status_code == 422


def test_a_teacher_enters_a_day_off_for_her_class_and_not_for_the_school(cast, okoro):
    day = {"do": "add", "sort": "holiday", "first": "2026-11-27", "title": "Market day"}

    assert okoro.post("/calendar", data=day).status_code == 403
    assert okoro.post("/calendar", data={**day, "class": cast.class_1a.id}).status_code == 403
    assert okoro.post("/calendar", data={**day, "class": cast.class_3b.id}).status_code == 303

    page = okoro.get(f"/calendar?class={cast.class_3b.id}").get_data(as_text=True)
    assert "Market day" in page
    key = tables.calendar().spans[0].id
    assert okoro.post("/calendar", data={"do": "drop", "span": key}).status_code == 303
    assert tables.calendar().spans == ()


@pytest.mark.parametrize("wrong", [{"first": "x"}, {"first": "2026-12-02", "last": "2026-12-01"}, {"sort": "party"}])
def test_days_that_make_no_sense_are_refused(cast, box, wrong):
    park = cast.signed_in(cast.mrs_park)
    told = {"do": "add", "sort": "holiday", "first": "2026-11-27", **wrong}

    assert park.post("/calendar", data=told).status_code == 422
    assert tables.calendar().spans == ()


# --- who counts by it ---------------------------------------------------------------------------------


@pytest.fixture
def off(cast):
    """Let the office enter days without school: off("2026-11-25", "2026-11-27")."""

    def enter(first, last="", sort="holiday", school_class="", title="Holiday"):
        with journal.acting(actor="office:park"):
            return actions.keep(Span(first, last or first, sort, title, school_class))

    return enter


def test_a_short_week_gets_fewer_cards_and_minutes_and_says_so(cast, publish, off, okoro):
    off("2026-11-26", "2026-11-27")
    publish(count=5)

    wish = preparing.wish(playlists.plan(cast.class_3b.id, "2026-W48"))
    assert (wish.count, wish.minutes) == (3, 180)
    assert len(playlists.slots(cast.dora.id, "2026-W48")) <= 3
    page = okoro.get(f"/plan/{cast.class_3b.id}/2026-W48").get_data(as_text=True)
    assert "This week has 3 school days, so 3 of 5 cards are drafted." in page


def test_planning_skips_the_holidays_and_left_over_work_comes_after_them(cast, publish, off, the_clock):
    publish(count=4)
    off("2026-11-30", "2026-12-11")
    the_clock.set("2026-11-27 10:00")

    assert catalog.week_to_plan() == "2026-W51"
    assert standard.next_day(cast.class_3b.id) == "2026-12-14"
    (student,) = preparing.students([cast.dora], "2026-W51")
    assert any(pick.reason["facts"].get("carried") == "left" for pick in student.unfinished)


def test_the_days_since_a_word_of_the_teacher_are_school_days(cast, publish, off, the_clock, okoro):
    publish()
    child = Child(cast, cast.ada)
    slot = child.week["slots"][0]
    child.open(slot)
    said = okoro.post(f"/inbox/{child.id}/{slot['slot']}", data={"do": "reply", "text": "Good morning"})
    assert said.status_code == 303
    the_clock.set("2026-12-08 09:00")
    assert nudge_facts.seen([child.id])[child.id].quiet == 11

    off("2026-11-24", "2026-12-04")

    assert nudge_facts.seen([child.id])[child.id].quiet == 2


def test_what_was_there_before_the_holidays_does_not_fade_in_them(cast, publish, off, the_clock):
    publish()
    start = clock.now_ms()
    with journal.acting(actor=f"student:{cast.ada.id}"):
        for n in range(14):
            about = {"student": cast.ada.id, "slot": "s", "card": "halves-do", "when": start + n, "question": f"q{n}"}
            db.write(journal.write, AnswerGiven(**about, correct=True, skills=[HALVES], ms=5000))
    # She opens a tablet at home every third day, so no stretch is long enough to count as away by itself.
    worked = [start // mastery_rules.DAY + n for n in range(0, 30, 3)]
    off("2026-11-24", "2026-12-22")
    the_clock.pass_time(days=29)

    seen = mastery.forecast([cast.ada.id])
    assert mastery_rules.frozen(worked, worked[0], worked[-1]) == 0
    assert mastery_rules.frozen(worked, worked[0], worked[-1], seen._free) >= 18
    assert seen.state(cast.ada.id, HALVES).machine == "mastered"


def test_no_roll_makes_children_absent_in_the_holidays_and_reports_do_not_count_them(cast, off, okoro, the_clock):
    off("2026-11-23", "2026-11-27", title="Harvest")
    answer = okoro.post(f"/attendance/{cast.class_3b.id}/2026-11-23/confirm")

    assert answer.status_code == 422
    assert "Harvest" in answer.get_data(as_text=True)
    kiosk = cast.kiosk()
    assert kiosk.get("/api/kiosk").status_code == 200
    assert attendance.school_days("2026-11-20", "2026-11-27") == []
    assert "No school today: Harvest." in cast.signed_in(cast.mrs_park).get("/attendance").get_data(as_text=True)


def test_too_large_a_file_is_refused():
    with pytest.raises(Refused):
        reading.read("BEGIN:VCALENDAR" + "x" * reading.LARGEST)
