import csv
import io
import re

import pytest

from homeroom import clock, config, db, journal
from homeroom.attendance import actions, announced, session_times, tables
from homeroom.cli import main
from homeroom.people import actions as people_actions


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def office(cast):
    return cast.signed_in(cast.mrs_park)


# --- export ------------------------------------------------------------------------------------------


def test_the_export_has_one_row_a_pupil_a_day_of_school(office, register, kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    the_clock.set("2026-11-23 08:25")
    kiosk.send("late", student=cast.ben.id, reason="bus")
    register.post("confirm")
    the_clock.set("2026-11-25 08:00")
    kiosk.send("arrive", student=cast.ada.id)

    answer = cast.signed_in(cast.mrs_park).get("/attendance/export.csv?from=2026-11-01&to=2026-11-30")
    rows = rows_of(answer.text)

    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbfschool_id,date,")
    assert [row["date"] for row in rows] == ["2026-11-23"] * 6 + ["2026-11-25"] * 6
    ben = next(row for row in rows if row["given_name"] == "Ben")
    assert {name: ben[name] for name in ("status", "ed_fi_category", "nces_code", "arrival_time", "minutes_late")} == {
        "status": "late",
        "ed_fi_category": "Tardy",
        "nces_code": "1A",
        "arrival_time": "08:25:00",
        "minutes_late": "25",
    }
    assert (ben["reason"], ben["source"], ben["recorded_by"]) == ("bus", "kiosk", "Front door")
    assert ben["recorded_at"].startswith("2026-11-23T08:25:00+")
    chidi = next(row for row in rows if row["given_name"] == "Chidi")
    assert (chidi["status"], chidi["ed_fi_category"], chidi["recorded_by"]) == (
        "absent",
        "Unexcused Absence",
        "Mr Okoro",
    )
    noor = next(row for row in rows if row["given_name"] == "Noor")
    assert (noor["status"], noor["nces_code"], noor["roll_confirmed"]) == ("expected", "", "no")


def test_a_name_that_is_a_formula_stays_a_name(office, kiosk, cast):
    people_actions.change_student(cast.ada.id, given_name="=HYPERLINK(1)")
    kiosk.send("arrive", student=cast.ada.id)

    rows = rows_of(office.get("/attendance/export.csv").text)

    assert "'=HYPERLINK(1)" in [row["given_name"] for row in rows]


def test_who_has_left_the_school_stays_in_the_days_she_was_there(office, kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id)
    people_actions.archive_student(cast.ada.id)

    assert "Ada" in [row["given_name"] for row in rows_of(office.get("/attendance/export.csv").text)]


def test_the_command_writes_the_same_table(kiosk, cast, box, tmp_path, capsys, office):
    kiosk.send("arrive", student=cast.ada.id)
    over_http = office.get("/attendance/export.csv?from=2026-11-23&to=2026-11-23").data
    db.close()

    folder = str(tmp_path / "box")
    file = tmp_path / "days.csv"
    command = ["attendance", "export", "--from", "2026-11-23", "--to", "2026-11-23", "--out", str(file)]
    main([*command, "--data", folder], standalone_mode=False)

    assert file.read_bytes() == over_http


def test_a_range_the_wrong_way_round_is_refused(office):
    assert office.get("/attendance/export.csv?from=2026-11-30&to=2026-11-01").status_code == 422


# --- roll call ---------------------------------------------------------------------------------------


def test_the_roll_call_says_who_is_in_the_building_now(office, kiosk, cast, the_clock):
    for child in (cast.ada, cast.ben, cast.noor):
        kiosk.send("arrive", student=child.id)
    the_clock.pass_time(minutes=20)
    kiosk.send("leave", student=cast.ben.id)

    page = office.get("/roll-call").text

    assert re.search(r'<strong class="number">2</strong>\s*<span>children are in the building', page)
    assert page.index("1A") < page.index("Noor Aziz") < page.index("3B") < page.index("Ada Obi")
    assert "Ben Cruz" not in page
    assert '<b class="number">08:20</b>' in page


def test_a_teacher_calls_her_own_children_and_knows_how_many_there_are_in_all(kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("arrive", student=cast.noor.id)

    page = cast.signed_in(cast.ms_silva).get("/roll-call").text

    assert "Noor Aziz" in page
    assert "Ada" not in page
    assert "In the whole building: 2" in page


def test_a_child_marked_absent_who_came_later_is_called(office, register, kiosk, cast, the_clock):
    register.post("confirm")
    the_clock.set("2026-11-23 08:20")
    kiosk.send("arrive", student=cast.ada.id)

    assert "Ada Obi" in office.get("/roll-call").text


# --- announced absences ------------------------------------------------------------------------------


def test_an_announced_absence_excuses_each_of_its_days(office, cast, the_clock):
    form = {"student": cast.ada.id, "from": "2026-11-24", "to": "2026-11-26", "reason": "sick", "note": "Fever"}
    assert office.post("/attendance/absences", data=form).status_code == 303

    page = office.get("/attendance/absences").text

    assert "Fever" in page
    assert [tables.record(cast.ada.id, f"2026-11-{n}").status for n in (23, 24, 25, 26, 27)] == [
        "expected",
        "excused",
        "excused",
        "excused",
        "expected",
    ]


def test_an_announced_absence_is_not_made_absent_by_the_roll(register, cast):
    actions.excuse(cast.ada.id, "2026-11-23", "2026-11-23", reason="trip")
    register.post("confirm")

    row = rows_of(register.page(".csv"))[0]

    assert (row["status"], row["ed_fi_category"], row["nces_code"]) == ("excused", "In Attendance", "1D")


def test_taking_an_absence_back_frees_all_of_its_days(office, cast):
    absence = actions.excuse(cast.ada.id, "2026-11-23", "2026-11-25", reason="sick")
    office.post(f"/attendance/absences/{absence}/take-back")

    assert tables.record(cast.ada.id, "2026-11-24").status == "expected"
    assert announced.reaching("2026-11-01") == []


def test_days_that_were_only_announced_are_not_exported(office, cast):
    actions.excuse(cast.ada.id, "2026-11-21", "2026-11-22", reason="sick")

    assert rows_of(office.get("/attendance/export.csv?from=2026-11-20&to=2026-11-23").text) == []


@pytest.mark.parametrize("days", [("2026-11-25", "2026-11-24"), ("", ""), ("2026-01-01", "2027-01-01")])
def test_impossible_absences_are_refused(office, cast, days):
    form = {"student": cast.ada.id, "from": days[0], "to": days[1]}

    assert office.post("/attendance/absences", data=form).status_code == 422


# --- school hours ------------------------------------------------------------------------------------


def set_hours(browser, **changes):
    form = {"class": "", "first": "2026-11-23", "last": "", "start": "09:00", "grace": "5", "end": "15:00"}
    return browser.post("/attendance/hours", data={**form, **changes})


def test_a_late_start_today_counts_those_again_who_have_arrived(office, kiosk, cast, the_clock):
    the_clock.set("2026-11-23 08:25")
    kiosk.send("arrive", student=cast.ada.id)

    assert tables.record(cast.ada.id, "2026-11-23").status == "late"

    set_hours(office, last="2026-11-23")

    assert tables.record(cast.ada.id, "2026-11-23").status == "here"

    set_hours(office, last="2026-11-23", drop="1")

    assert tables.record(cast.ada.id, "2026-11-23").minutes_late == 25


def test_a_class_has_hours_of_its_own(office, cast):
    set_hours(office, **{"class": cast.class_1a.id, "start": "08:30"})

    def start(group):
        return clock.local(session_times.times_for([group.id], "2026-11-24").starts).strftime("%H:%M")

    assert (start(cast.class_1a), start(cast.class_3b)) == ("08:30", "08:00")


def test_later_hours_do_not_change_days_that_were(office, kiosk, cast, the_clock):
    the_clock.set("2026-11-23 08:25")
    kiosk.send("arrive", student=cast.ada.id)
    the_clock.set("2026-11-24 08:00")
    set_hours(cast.signed_in(cast.mrs_park), first="2026-11-24")

    assert tables.record(cast.ada.id, "2026-11-23").minutes_late == 25


@pytest.mark.parametrize(
    "wrong", [{"start": "8"}, {"end": "07:00"}, {"grace": "-1"}, {"first": "2026-01-01"}, {"last": "2026-11-01"}]
)
def test_impossible_hours_are_refused(office, wrong):
    assert set_hours(office, **wrong).status_code == 422
    assert session_times.times_of_school() == []


def test_late_is_counted_in_school_time_when_the_clocks_change(kiosk, cast, the_clock):
    config.use(config.load(None, {}, data=config.current().data, timezone="Europe/Berlin"))
    for day in ("2026-10-23", "2026-10-26"):  # clocks go back on the 25th
        the_clock.set(f"{day} 08:20")
        kiosk.send("arrive", student=cast.ada.id)

        assert tables.record(cast.ada.id, day).minutes_late == 20


# --- numbers for others ------------------------------------------------------------------------------


def test_the_hub_counts_by_school(kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id)
    actions.mark(cast.ben.id, clock.today(), "absent")

    (counts,) = tables.counts_by_school(clock.today()).values()

    assert (counts["here"], counts["absent"]) == (1, 1)


def test_rebuilding_gives_the_same_tables(register, kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    actions.excuse(cast.dora.id, "2026-11-23", "2026-11-24", reason="sick")
    register.post("confirm")
    the_clock.set("2026-11-23 12:00")
    kiosk.send("leave", student=cast.ada.id)
    before = everything()

    journal.rebuild()

    assert everything() == before


def everything():
    return [list(table.select().tuples()) for table in (tables.AttendanceDay, tables.RollTaken)]
