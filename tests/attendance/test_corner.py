"""The corner for staff at the kiosk, as the box sees it: the PIN, all home, visitors, who may."""

import hashlib
import hmac

import pytest
from click.testing import CliRunner

from conftest import make_settings
from homeroom import app, clock, config, db, journal, timekeeping
from homeroom.attendance import tables
from homeroom.attendance.events import VisitErased, VisitorCame
from homeroom.attendance.visitors import tables as visits
from homeroom.cli import main
from homeroom.errors import BadConfig
from homeroom.neighbors import sign_in
from homeroom.people.on_this_box import CornerPin
from homeroom.privacy import retention
from homeroom.sync import policy


@pytest.fixture
def office(cast):
    return cast.signed_in(cast.mrs_park)


def told(kiosk):
    return kiosk.browser.get("/api/kiosk/corner").json


def opens(verifier, pin):
    """As the kiosk does it."""
    key = hashlib.pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(verifier["salt"]), verifier["rounds"])
    return hmac.new(key, verifier["bound"].encode(), hashlib.sha256).hexdigest() == verifier["mark"]


# --- the PIN -----------------------------------------------------------------------------------------


def test_the_office_sets_a_pin_and_each_kiosk_can_check_it_by_itself(kiosk, cast, office):
    assert told(kiosk)["pin"] is None
    assert "No PIN is set" in office.get("/devices").text
    assert office.post("/devices/pin", data={"pin": "24680"}).status_code == 303
    verifier, other = told(kiosk)["pin"], cast.kiosk("Back door").get("/api/kiosk/corner").json["pin"]

    assert opens(verifier, "24680")
    assert not opens(verifier, "24681")
    assert verifier["mark"] != other["mark"]
    assert "24680" not in office.get("/devices").text
    assert not any("24680" in str(value) for value in vars(CornerPin.get())["__data__"].values())


def test_digits_of_another_script_are_the_same_pin(kiosk, office):
    office.post("/devices/pin", data={"pin": "٢٤٦٨"})

    assert opens(told(kiosk)["pin"], "2468")


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "½½½½", "12 34"])
def test_what_is_no_pin_is_refused_in_words_and_changes_nothing(kiosk, office, pin):
    office.post("/devices/pin", data={"pin": "1357"})
    answer = office.post("/devices/pin", data={"pin": pin})

    assert answer.status_code == 422
    assert "four to eight digits" in answer.text
    assert opens(told(kiosk)["pin"], "1357")


def test_the_pin_can_be_taken_away(kiosk, office):
    office.post("/devices/pin", data={"pin": "1357"})
    office.post("/devices/pin", data={"none": "1"})

    assert told(kiosk)["pin"] is None
    assert "No PIN is set" in office.get("/devices").text


def test_only_the_office_sets_it_and_only_kiosks_hear_of_it(cast, client, office):
    assert cast.signed_in(cast.mr_okoro).post("/devices/pin", data={"pin": "1357"}).status_code == 403
    assert "PIN of the kiosks" not in cast.signed_in(cast.mr_okoro).get("/devices").text
    for browser in (client, office, cast.tablet(cast.class_3b)):
        assert browser.get("/api/kiosk/corner").status_code in (401, 403)


def test_another_box_of_the_school_hears_the_newest_pin(kiosk, office, the_clock):
    office.post("/devices/pin", data={"pin": "1357"})
    old = sign_in.items(["pin/corner"])
    the_clock.pass_time(minutes=1)
    office.post("/devices/pin", data={"pin": "2468"})
    new = sign_in.items(["pin/corner"])
    assert "pin/corner" in sign_in.newer({"pin/corner": [0, 1, ""]}, sign_in.stamps())
    assert sign_in.take(old) == 0
    db.write(lambda: CornerPin.delete().execute())

    assert sign_in.take(new) == 1
    assert opens(told(kiosk)["pin"], "2468")
    assert sign_in.take({"pin/corner": {**new["pin/corner"], "changed": "tomorrow"}}) == 0
    assert sign_in.take({"pin/other": {**new["pin/corner"], "id": "other", "changed": 2**50}}) == 0


# --- all home ----------------------------------------------------------------------------------------


def test_all_home_is_one_departure_a_child_that_counts_once_and_can_be_taken_back(kiosk, cast, the_clock):
    for child in (cast.ada, cast.ben):
        kiosk.send("arrive", student=child.id)
    the_clock.pass_time(hours=7)
    for n, child in ((11, cast.ada), (12, cast.ben), (11, cast.ada)):
        kiosk.send("leave", n=n, student=child.id, method="staff")
    assert {tables.record(one.id, clock.today()).status for one in (cast.ada, cast.ben)} == {"left"}
    assert len(tables.history(cast.ada.id, clock.today())) == 2
    assert tables.history(cast.ada.id, clock.today())[1].event.method == "staff"
    kiosk.send("undo", n=13, of=11, student=cast.ada.id)

    assert tables.record(cast.ada.id, clock.today()).status == "here"
    assert tables.record(cast.ben.id, clock.today()).status == "left"


# --- visitors ----------------------------------------------------------------------------------------


@pytest.fixture
def grandma(kiosk):
    """Somebody who came at eight to see Mrs Park."""
    kiosk.send("visitor-in", n=1, visit="visit1", name="Grandma Adeyemi", host="Mrs Park")
    return kiosk


def test_a_visitor_is_in_the_roll_call_of_all_kiosks_and_of_the_box_until_she_leaves(grandma, cast, office, the_clock):
    mine = {"id": "visit1", "name": "Grandma Adeyemi", "host": "Mrs Park", "came": the_clock.ms}
    assert told(grandma) == {"day": clock.today(), "pin": None, "visitors": [mine]}
    page = office.get("/roll-call").text
    assert "Grandma Adeyemi" in page
    assert "Mrs Park" in page
    assert "Grandma Adeyemi" in cast.signed_in(cast.mr_okoro).get("/roll-call").text
    news = page.split('data-news="')[1].split('"')[0]
    assert office.get(f"/roll-call/live?news={news}").status_code == 204
    grandma.send("visitor-out", n=2, visit="visit1")

    assert told(grandma)["visitors"] == []
    assert "Grandma Adeyemi" not in office.get(f"/roll-call/live?news={news}").text


def test_the_same_again_and_the_wrong_way_round_make_one_visit(kiosk, the_clock):
    kiosk.send("visitor-out", n=2, visit="visit1")
    for _time in range(2):
        kiosk.send("visitor-in", n=1, visit="visit1", name="Grandma", host="")

    assert [one.name for one in visits.known()] == ["Grandma"]
    assert visits.inside() == []


def test_a_visitor_of_yesterday_is_in_the_building_no_more(grandma, the_clock):
    the_clock.pass_time(hours=24)

    assert told(grandma)["visitors"] == []


@pytest.mark.parametrize(
    "body", [{}, {"visit": "v"}, {"visit": "no id", "name": "X"}, {"visit": "v", "name": "x" * 81}]
)
def test_nonsense_about_visitors_is_kept_aside(kiosk, body):
    assert kiosk.send("visitor-in", **body)["status"] == "refused"
    assert visits.known() == []


def test_a_tablet_checks_nobody_in(kiosk, cast):
    tablet = type(kiosk)(cast.tablet(cast.class_3b))

    assert tablet.send("visitor-in", visit="v", name="X")["status"] == "refused"


def words_of(visit="visit1"):
    return [one.body for one in journal.of_register(f"visit/{visit}") if isinstance(one.event, VisitorCame)]


def test_names_of_visitors_leave_the_school_under_no_policy(grandma):
    entry = journal.of_register("visit/visit1")[0]

    assert policy.apply(entry, names="full", work="full").body is None


def test_names_go_after_thirty_days_and_a_dry_run_says_so_first(grandma, the_clock, monkeypatch):
    monkeypatch.setattr(timekeeping, "is_doubtful", lambda: False)
    the_clock.pass_time(days=29, hours=23)
    assert {one.name: one.rows for one in retention.due()}["visitors"] == 0
    the_clock.pass_time(hours=2)
    data = config.current().data
    db.close()
    run = CliRunner().invoke(main, ["retention", "--dry-run", "--data", str(data), "--port", "0"])
    assert "1 rows older than 30 days: who visited the school" in run.output
    db.close()
    app.create_box(make_settings(data))
    assert words_of()[0]["name"] == "Grandma Adeyemi"
    retention.carry_out()

    assert [(one["name"], one["host"]) for one in words_of()] == [("", "")]
    assert visits.known() == []
    journal.rebuild()
    assert visits.known() == []


def test_no_setting_keeps_names_of_visitors_for_no_time(tmp_path):
    with pytest.raises(BadConfig, match="keep_visitors_days"):
        config.load(None, {}, keep_visitors_days=0)


def test_the_office_erases_a_visit_before_its_time(grandma, cast, office):
    page = office.get("/attendance/visitors").text
    assert "Grandma Adeyemi" in page
    assert "30 days" in page
    assert office.post("/attendance/visitors/visit1/erase").status_code == 303
    assert "Grandma Adeyemi" not in office.get("/attendance/visitors").text
    assert words_of()[0]["name"] == ""
    assert office.post("/attendance/visitors/visit1/erase").status_code == 404
    assert cast.signed_in(cast.mr_okoro).get("/attendance/visitors").status_code == 403


def test_a_visit_erased_on_one_box_keeps_no_words_on_another(grandma):
    came = journal.of_register("visit/visit1")[0]
    gone = VisitErased(visit="visit1", day=came.event.day, when=came.event.when)
    db.write(journal.write, gone)
    erased = next(one for one in journal.of_register("visit/visit1") if isinstance(one.event, VisitErased))
    db.write(visits.stay_erased, [erased])

    assert words_of()[0] == {"visit": "visit1", "day": came.event.day, "when": came.event.when, "name": "", "host": ""}
