import re

from homeroom import clock
from homeroom.attendance import actions, tables


def status(child):
    return tables.record(child.id, clock.today()).status


def test_a_teacher_sees_first_who_is_not_here_yet(register, kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id)

    page = register.page()

    assert page.index("Not here yet") < page.index("Ben Cruz") < page.index("Ada Obi")
    assert re.search(r"<strong[^>]*>1</strong> <span>of 4 in school", page)


def test_one_tap_marks_an_exception(register, cast):
    register.say("absent", cast.ben)

    assert status(cast.ben) == "absent"


def test_everybody_else_is_here_with_one_tap(register, cast):
    register.say("absent", cast.ben)
    register.post("rest", status="here")

    assert tables.status_counts(cast.class_3b.id, clock.today()) == {
        "expected": 0, "here": 3, "late": 0, "left": 0, "absent": 1, "excused": 0,
    }  # fmt: skip


def test_everybody_else_means_who_the_page_showed(register, cast):
    register.post("rest", status="here", students=f"{cast.ada.id} {cast.ben.id}")

    assert [status(child) for child in (cast.ada, cast.ben, cast.chidi)] == ["here", "here", "expected"]


def test_nobody_is_absent_before_an_adult_confirms(register, kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    the_clock.pass_time(hours=3)

    assert status(cast.ben) == "expected"

    register.post("confirm")

    assert (status(cast.ada), status(cast.ben)) == ("here", "absent")


def test_what_the_kiosk_said_is_unverified_until_the_roll_is_confirmed(register, kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id)
    line = tables.day(cast.class_3b.id, clock.today())[0]

    assert not line.verified

    register.post("confirm")
    line = tables.day(cast.class_3b.id, clock.today())[0]

    assert line.verified
    assert "Confirmed by Mr Okoro" in register.page()


def test_going_home_after_the_roll_needs_no_second_look(register, kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    register.post("confirm")
    the_clock.set("2026-11-23 14:31")
    kiosk.send("leave", student=cast.ada.id)

    line = tables.day(cast.class_3b.id, clock.today())[0]

    assert (line.record.status, line.verified) == ("left", True)


def test_a_roll_confirmed_too_early_can_be_opened_again(register, kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    register.say("absent", cast.chidi)
    register.post("confirm")
    register.post("reopen")

    assert [status(child) for child in (cast.ada, cast.ben, cast.chidi)] == ["here", "expected", "absent"]
    assert "Confirmed by" not in register.page()
    assert register.post("reopen").status_code == 422

    register.post("confirm")

    assert "Confirmed by" in register.page()


def test_marking_everybody_can_be_undone_at_once(register, cast):
    answer = register.browser.post(
        f"{register.address}/rest", data={"status": "here"}, headers={"Accept": "application/json"}
    )
    register.post(answer.json["undo"]["path"], refs=answer.json["undo"]["refs"])

    assert tables.status_counts(cast.class_3b.id, clock.today())["expected"] == 4


def test_a_correction_keeps_who_when_and_why(register, kiosk, cast, the_clock):
    the_clock.set("2026-11-23 08:40")
    kiosk.send("arrive", student=cast.ada.id)
    the_clock.set("2026-11-23 09:00")
    register.say("here", cast.ada, arrived="08:05", note="Helped me carry the books")

    page = register.page(f"/{cast.ada.id}")

    assert tables.record(cast.ada.id, clock.today()).minutes_late == 0
    for words in ("Mr Okoro", "08:05", "Helped me carry the books", "Front door", "came in", "08:40"):
        assert words in page


def test_a_tap_can_be_undone(register, cast):
    answer = register.browser.post(
        f"{register.address}/mark",
        data={"student": cast.ben.id, "status": "absent"},
        headers={"Accept": "application/json"},
    )
    register.post("take-back", refs=answer.json["undo"]["refs"])

    assert status(cast.ben) == "expected"
    assert "taken back" in register.page(f"/{cast.ben.id}")


def test_two_adults_with_old_pages_disagree_visibly_and_one_tap_settles_it(register, open_register, cast):
    office = open_register(cast.mrs_park, cast.class_3b)
    register.say("absent", cast.ben, known="")
    office.say("here", cast.ben, known="")

    assert "Two adults said different things" in register.page()

    known = tables.record(cast.ben.id, clock.today()).marks
    register.say("absent", cast.ben, known=known)

    assert status(cast.ben) == "absent"
    assert "Two adults said different things" not in register.page()


def test_who_comes_after_being_marked_absent_is_shown_on_top(register, kiosk, cast, the_clock):
    register.post("confirm")
    the_clock.set("2026-11-23 09:15")
    kiosk.send("arrive", student=cast.ada.id)

    page = register.page()

    assert "after being marked absent" in page
    assert page.index("Please look") < page.index("Ada Obi") < page.index("Ben Cruz")

    known = tables.record(cast.ada.id, clock.today()).marks
    register.say("late", cast.ada, known=known)

    assert "after being marked absent" not in register.page()
    assert tables.record(cast.ada.id, clock.today()).minutes_late == 75


def test_four_check_ins_in_five_seconds_ask_for_a_look_until_confirmed(register, kiosk, cast):
    for child in cast.children[:4]:
        kiosk.send("arrive", student=child.id)

    assert register.page().count("Four check-ins within five seconds") == 4

    register.post("confirm")

    assert "Four check-ins" not in register.page()


def test_late_by_hand_is_now_when_nobody_saw_her_come(register, cast, the_clock):
    the_clock.set("2026-11-23 08:31")
    register.say("late", cast.ben)

    assert tables.record(cast.ben.id, clock.today()).minutes_late == 31


def test_a_wrong_time_is_refused_with_a_sentence(register, cast):
    for times in ({"arrived": "25:99"}, {"arrived": "12:00", "left": "09:00"}):
        answer = register.post("mark", student=cast.ben.id, status="left", **times)

        assert answer.status_code == 422
    assert status(cast.ben) == "expected"


def test_tomorrow_can_not_be_marked_today(open_register, cast):
    tomorrow = open_register(cast.mr_okoro, cast.class_3b, "2026-11-24")

    assert tomorrow.post("mark", student=cast.ben.id, status="absent").status_code == 422


def test_a_day_that_is_no_day_is_not_found(register):
    assert register.browser.get(register.address.replace("2026-11-23", "2026-02-31")).status_code == 404


def test_an_open_page_gets_news_and_costs_nothing_while_there_is_none(register, kiosk, cast):
    news = re.search(r'data-news="([^"]+)"', register.page())[1]

    assert register.browser.get(f"{register.address}/live?news={news}").status_code == 204

    kiosk.send("arrive", student=cast.ada.id)
    answer = register.browser.get(f"{register.address}/live?news={news}")

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "since 08:00" in answer.text


def test_a_late_entry_of_an_offline_kiosk_folds_the_day_again(register, kiosk, cast, the_clock):
    came = clock.now_ms()
    the_clock.set("2026-11-23 09:00")
    register.post("confirm")
    the_clock.set("2026-11-23 11:00")
    kiosk.send("arrive", student=cast.ada.id, when=came)

    assert status(cast.ada) == "absent"
    assert "The kiosk says otherwise" in register.page()


def test_the_day_rolls_over_and_open_presences_say_so(open_register, kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    the_clock.set("2026-11-24 02:59")

    assert [one.student for one in tables.present_now()] == [cast.ada.id]

    the_clock.set("2026-11-24 03:00")

    assert tables.present_now() == []
    assert "Did not sign out" in open_register(cast.mr_okoro, cast.class_3b, "2026-11-23").page()
    assert tables.record(cast.ada.id, "2026-11-23").status == "here"


def test_yesterdays_left_without_a_time_is_the_end_of_school(cast, the_clock):
    the_clock.set("2026-11-24 09:00")
    actions.mark(cast.ada.id, "2026-11-23", "left")

    left = tables.record(cast.ada.id, "2026-11-23").left

    assert clock.local(left).strftime("%d %H:%M") == "23 14:30"


def test_the_way_in_shows_the_office_every_class_and_brings_a_teacher_to_hers(cast):
    office = cast.signed_in(cast.mrs_park).get("/attendance")
    teacher = cast.signed_in(cast.mr_okoro).get("/attendance")

    assert "1A" in office.text
    assert "3B" in office.text
    assert teacher.headers["Location"].endswith(f"/attendance/{cast.class_3b.id}/2026-11-23")
