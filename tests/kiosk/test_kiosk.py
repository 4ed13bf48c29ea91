"""Children at the wall: driven by role and label, with a finger, a mouse and the keyboard."""

import re
import time

import pytest
from playwright.sync_api import expect
from tests.kiosk.fake_box import NAMES, children
from tests.kiosk.hands import (
    drag,
    hold_school_name,
    is_at,
    kiosk_with_its_corner,
    middle,
    open_kiosk,
    tile,
    token,
    zone,
)

from waiting import until

pytestmark = pytest.mark.browser
TABLET_7 = {"name": "Tablet 7", "sign": "fox", "mark": "blue", "words": "Fox, blue circle"}


def kinds(box):
    return [act["kind"] for act in box.stored()]


def test_a_child_drags_her_portrait_to_school(box, device):
    page = open_kiosk(device)
    drag(page, tile(page, "Ada"), 500)

    is_at(page, "Ada", "at school since")
    until(lambda: kinds(box) == ["attendance.arrive"])
    assert box.stored()[0]["body"] == {"student": "3b-0", "method": "drag"}
    expect(token(page, "Ada")).to_be_visible()
    page.get_by_text("Hello, Ada!", exact=True).wait_for()


def test_a_mouse_can_drag_too_and_the_click_that_follows_opens_nothing(box, device):
    page = open_kiosk(device)
    x, y = middle(tile(page, "Ben"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 600, y + 20, steps=6)
    page.mouse.up()

    is_at(page, "Ben", "at school")
    assert page.get_by_role("dialog").count() == 0


def test_a_short_pull_or_a_swipe_up_or_down_checks_nobody_in(box, device):
    page = open_kiosk(device)
    drag(page, tile(page, "Ada"), 60)
    drag(page, tile(page, "Kofi"), 4, -200)
    drag(page, tile(page, "Kofi"), 30, 200)
    page.wait_for_timeout(400)

    is_at(page, "Ada", "not here yet")
    is_at(page, "Kofi", "not here yet")
    assert box.acts == {}
    assert page.locator(".hand").count() == 0


def test_two_children_drag_at_the_same_time(box, device):
    page = open_kiosk(device)
    finger = page.context.new_cdp_session(page)
    (ax, ay), (bx, by) = middle(tile(page, "Ada")), middle(tile(page, "Zeno"))
    points = lambda dx: [{"x": ax + dx, "y": ay, "id": 1}, {"x": bx + dx / 2, "y": by, "id": 2}]  # noqa: E731
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points(0)})
    for dx in range(60, 601, 60):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points(dx)})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    is_at(page, "Ada", "at school")
    is_at(page, "Zeno", "at school")


def test_a_child_who_cannot_drag_taps(box, device):
    page = open_kiosk(device)
    tile(page, "Chidi").tap()
    page.get_by_role("dialog", name="Chidi").wait_for()
    page.get_by_role("button", name="I am here").tap()

    is_at(page, "Chidi", "at school")
    until(lambda: [act["body"]["method"] for act in box.stored()] == ["tap"])


def test_not_me_and_waiting_too_long_record_nothing(box, device):
    page = open_kiosk(device)
    tile(page, "Ada").tap()
    page.get_by_role("button", name="Not me").tap()
    assert page.get_by_role("dialog").count() == 0
    tile(page, "Ben").tap()
    page.get_by_role("dialog").wait_for(state="detached")

    assert box.acts == {}
    is_at(page, "Ben", "not here yet")


def test_everything_can_be_done_with_the_keyboard(box, device):
    page = open_kiosk(device)
    tile(page, "Ada").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Ben").wait_for()
    page.keyboard.press("Enter")
    is_at(page, "Ben", "at school")
    until(lambda: [act["body"]["method"] for act in box.stored()] == ["key"])
    assert tile(page, "Ben").evaluate("tile => tile === document.activeElement")

    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take it back", exact=True).press("Enter")
    is_at(page, "Ben", "not here yet")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


def test_what_happened_is_told_to_those_who_listen(box, device):
    page = open_kiosk(device)
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()

    page.get_by_role("status").filter(has_text="Hello, Ada!").wait_for()


@pytest.mark.parametrize("way", ["button", "drag", "card"])
def test_a_move_can_be_taken_back(box, device, way):
    page = open_kiosk(device)
    drag(page, tile(page, "Ada"), 500)
    is_at(page, "Ada", "at school")
    if way == "button":
        page.get_by_role("button", name="Take it back: Ada").tap()
    elif way == "drag":
        drag(page, token(page, "Ada"), -450)
    else:
        tile(page, "Ada").tap()
        page.get_by_role("button", name="Take it back", exact=True).tap()

    is_at(page, "Ada", "not here yet")
    until(lambda: kinds(box) == ["attendance.arrive", "attendance.undo"])
    arrive, undo = box.stored()
    assert undo["body"] == {"student": "3b-0", "of": arrive["n"]}
    page.wait_for_timeout(500)
    is_at(page, "Ada", "not here yet")


def test_after_a_minute_dragging_back_means_going_home(box, device):
    page = device.new_page()
    page.clock.install()
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()
    drag(page, tile(page, "Ada"), 500)
    is_at(page, "Ada", "at school")
    page.clock.fast_forward(61_000)
    drag(page, token(page, "Ada"), -450)

    is_at(page, "Ada", "went home at")
    until(lambda: kinds(box) == ["attendance.arrive", "attendance.leave"])


def test_who_comes_late_chooses_a_picture(box, device):
    box.late_after = "00:01"
    page = open_kiosk(device)
    drag(page, tile(page, "Ada"), 500)
    page.get_by_role("dialog", name="Ada: Why are you late?").wait_for()
    assert page.get_by_role("dialog").get_by_role("button").count() == 6
    page.get_by_role("button", name="The bus was late").tap()

    is_at(page, "Ada", "at school, came late")
    until(lambda: [act["body"].get("reason") for act in box.stored("attendance.late")] == ["bus"])


def test_who_comes_late_and_runs_off_is_here_all_the_same(box, device):
    box.late_after = "00:01"
    page = open_kiosk(device)
    drag(page, tile(page, "Ada"), 500)
    page.get_by_role("dialog").wait_for()
    page.mouse.click(5, 760)  # the next child pushes

    is_at(page, "Ada", "at school, came late")
    until(lambda: kinds(box) == ["attendance.arrive"])


def test_who_dragged_a_friend_in_late_says_not_me(box, device):
    box.late_after = "00:01"
    page = open_kiosk(device)
    drag(page, tile(page, "Ada"), 500)
    page.get_by_role("button", name="Not me").tap()

    is_at(page, "Ada", "not here yet")
    assert box.acts == {}


def test_going_home_before_the_end_asks_why(box, device):
    box.ends = "23:59"
    page = open_kiosk(device)
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()
    is_at(page, "Ada", "at school")
    page.wait_for_timeout(1600)
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I go home").tap()
    page.get_by_role("button", name="I feel ill").tap()

    is_at(page, "Ada", "went home")
    until(lambda: [act["body"].get("reason") for act in box.stored("attendance.leave")] == ["sick"])


def test_spots_do_not_move_when_children_arrive(box, device):
    page = open_kiosk(device)
    before = [tile(page, name).bounding_box() for name in NAMES]
    for name in ("Ada", "Gita"):
        drag(page, tile(page, name), 600)
        is_at(page, name, "at school")

    assert [tile(page, name).bounding_box() for name in NAMES] == before


def test_what_another_kiosk_or_the_teacher_did_is_shown(box, device):
    page = open_kiosk(device)
    act = {"n": 1, "kind": "attendance.arrive", "when": int(time.time() * 1000), "body": {"student": "3b-2"}}
    box.take({"outbox": "another", "acts": [act]})

    is_at(page, "Chidi", "at school")


def test_a_class_is_found_by_its_animal_and_its_name(box, device):
    page = open_kiosk(device)
    page.get_by_role("button", name="1A").tap()

    tile(page, "Tomas").wait_for()
    assert tile(page, "Ada").count() == 0
    assert page.get_by_role("button", name="1A").get_attribute("aria-pressed") == "true"


def test_more_than_a_screen_of_children_are_on_pages_with_their_letters(box, device):
    box.students = children("3b", [f"{letter}{i:02}" for letter in "ADMZ" for i in range(20)])
    page = device.new_page()
    page.goto("/kiosk")
    page.locator("button.tile").first.wait_for()
    assert page.locator("button.tile").count() <= 36
    page.get_by_role("button", name=re.compile("^Page .*Z")).last.tap()

    tile(page, "Z19").wait_for()


def test_the_kiosk_works_without_the_box_and_sends_everything_once(box, device):
    page = open_kiosk(device)
    box.stop()
    for name in ("Ada", "Ben", "Chidi"):
        tile(page, name).tap()
        page.get_by_role("button", name="I am here").tap()
        is_at(page, name, "at school")
    page.get_by_text(re.compile("^3 waiting")).wait_for()

    box.start()
    page.get_by_text(re.compile("^All sent")).wait_for()
    assert kinds(box) == ["attendance.arrive"] * 3
    is_at(page, "Ada", "at school")


def test_a_new_page_while_the_box_is_away_knows_the_children_and_the_queue(box, device):
    page = open_kiosk(device)
    box.stop()
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()
    is_at(page, "Ada", "at school")
    page.get_by_text(re.compile("^1 waiting")).wait_for()
    page.close()

    page = open_kiosk(device)  # from the browser's cache
    is_at(page, "Ada", "at school")
    page.get_by_text(re.compile("^1 waiting")).wait_for()
    box.start()
    page.get_by_text(re.compile("^All sent")).wait_for()
    assert kinds(box) == ["attendance.arrive"]


def test_an_answer_of_yesterday_is_not_shown_today(box, device):
    page = device.new_page()
    page.clock.install()
    page.goto("/kiosk")
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()
    is_at(page, "Ada", "at school")
    until(lambda: len(box.acts) == 1)
    box.stop()
    page.clock.fast_forward("24:00:00")
    page.clock.run_for(30_000)

    is_at(page, "Ada", "not here yet")


def test_the_kiosk_never_loads_itself_anew_while_the_box_is_away(box, device):
    page = device.new_page()
    page.clock.install()
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()
    page.evaluate("window.same = true")
    box.stop()
    for _ in range(4):
        page.clock.fast_forward(5 * 60_000)
        page.wait_for_timeout(200)
    assert page.evaluate("window.same === true")

    box.version = "2"
    box.start()
    with page.expect_navigation():
        page.clock.fast_forward(5 * 60_000)


def test_a_disk_that_keeps_nothing_puts_the_portrait_back_and_says_so(box, device):
    page = open_kiosk(device)
    page.evaluate(
        """IDBDatabase.prototype.transaction = () => { throw new DOMException('dead', 'InvalidStateError'); };
        IDBFactory.prototype.open = () => { throw new Error('no'); };
        Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
        true;"""
    )
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()

    page.get_by_text("This was not kept. Please tell a teacher: Ada").first.wait_for()
    is_at(page, "Ada", "not here yet")


def test_a_broken_database_does_not_stop_the_kiosk(box, device):
    page = device.new_page()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('no'); };")
    page.goto("/kiosk")
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()

    is_at(page, "Ada", "at school")
    until(lambda: kinds(box) == ["attendance.arrive"])


def test_two_tabs_show_and_send_the_same(box, device):
    one, two = open_kiosk(device), open_kiosk(device)
    for page, name in ((one, "Ada"), (two, "Ben")):
        page.bring_to_front()
        tile(page, name).tap()
        page.get_by_role("button", name="I am here").tap()
        is_at(page, name, "at school")
    until(lambda: len(box.acts) == 2)

    for page, name in ((one, "Ben"), (two, "Ada")):
        page.evaluate("dispatchEvent(new Event('online'))")  # a headless tab never learns that it is in front
        is_at(page, name, "at school")
    assert kinds(box) == ["attendance.arrive"] * 2


def test_a_kiosk_that_is_not_enrolled_says_what_to_do(box, device):
    box.enrolled = False
    page = device.new_page()
    page.goto("/kiosk")

    page.get_by_role("link", name="Enrol this device").tap()
    page.get_by_role("heading", name="Enrol this device").wait_for()


def test_a_kiosk_that_lost_its_enrolment_keeps_its_queue_and_forgets_the_children(box, device):
    page = open_kiosk(device)
    box.enrolled = False
    drag(page, tile(page, "Ada"), 500)
    page.get_by_role("heading", name="This kiosk does not belong to a school yet").wait_for()
    page.get_by_text(re.compile("^1 waiting")).wait_for()

    box.enrolled = True
    is_at(page, "Ada", "at school")
    until(lambda: kinds(box) == ["attendance.arrive"])


def test_without_the_box_at_the_first_start_the_page_waits(box, device):
    page = open_kiosk(device)
    page.evaluate("indexedDB.deleteDatabase('homeroom-kiosk')")
    page.close()
    box.stop()
    page = device.new_page()
    page.goto("/kiosk")
    page.get_by_role("heading", name=re.compile("Looking for the school")).wait_for()
    box.start()

    tile(page, "Ada").wait_for()


def test_the_corner_for_grown_ups_has_the_roll_call_also_without_the_box(box, device):
    page = kiosk_with_its_corner(device)
    box.stop()
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()
    is_at(page, "Ada", "at school")
    page.get_by_role("button", name="Riverside Primary").tap()
    assert page.get_by_role("dialog").count() == 0

    staff = hold_school_name(page)
    staff.get_by_text("1 child in the building").wait_for()
    staff.get_by_text("Ada Example").wait_for()
    staff.get_by_role("button", name="This kiosk").click()
    staff.get_by_text(re.compile("^1 waiting")).wait_for()


def test_a_grown_up_chooses_one_class_and_the_kiosk_remembers(box, device):
    page = open_kiosk(device)
    staff = hold_school_name(page)
    staff.get_by_role("button", name="This kiosk").click()
    staff.get_by_label("This kiosk shows").select_option("1A")
    page.get_by_role("button", name="Close").click()
    tile(page, "Tomas").wait_for()
    page.reload()
    tile(page, "Tomas").wait_for()

    assert page.get_by_role("button", name="3B").count() == 0


def test_refused_moves_are_listed_until_a_teacher_is_done(box, device):
    page = open_kiosk(device)
    page.evaluate(
        """import('/static/outbox.js').then(({openOutbox}) => openOutbox({name: 'kiosk'}))
        .then((outbox) => outbox.add('test.refuse', {student: '3b-0'}))"""
    )
    until(lambda: box.sends)
    page.wait_for_timeout(300)
    staff = hold_school_name(page)
    staff.get_by_role("button", name="This kiosk").click()
    staff.get_by_text("Nobody may do that.").wait_for()
    staff.get_by_role("button", name="Done").click()

    staff.get_by_text("Nobody may do that.").wait_for(state="detached")


def test_right_to_left_school_is_on_the_left(box, device):
    box.language = "ar"
    page = open_kiosk(device)
    drag(page, tile(page, "Ada"), -500)

    is_at(page, "Ada", "at school")
    assert token(page, "Ada").bounding_box()["x"] < 300


def test_in_the_evening_the_screen_is_dark_until_somebody_touches_it(box, chromium):
    context = chromium.new_context(base_url=box.url, timezone_id=zone(21), has_touch=True)
    page = context.new_page()
    page.clock.install()
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()
    assert page.get_by_role("button", name="Wake the screen").count() == 0  # somebody is here: she opened it
    page.clock.fast_forward("01:30")
    page.get_by_role("button", name="Wake the screen").tap()

    page.get_by_role("button", name="Wake the screen").wait_for(state="hidden")
    tile(page, "Ada").tap()
    page.get_by_role("dialog", name="Ada").wait_for()
    context.close()


def test_in_the_afternoon_the_school_is_the_big_place_and_children_go_home(box, chromium):
    box.take(
        {
            "outbox": "o",
            "acts": [
                {
                    "n": 1,
                    "kind": "attendance.arrive",
                    "when": int(time.time() * 1000),
                    "body": {"student": "3b-4"},
                }
            ],
        }
    )
    context = chromium.new_context(
        base_url=box.url,
        timezone_id=zone(15),
        has_touch=True,
        viewport={"width": 1024, "height": 768},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/kiosk")
    is_at(page, "Emeka", "at school")
    drag(page, tile(page, "Emeka"), -700)

    is_at(page, "Emeka", "went home")
    context.close()


def test_no_text_of_a_child_or_school_is_read_as_markup(box, device):
    box.students[0]["short"] = "<img src=x onerror=alert(1)>"
    box.classes[0]["name"] = "<b>3B</b>"
    page = device.new_page()
    page.goto("/kiosk")
    page.get_by_role("button", name=re.compile("^<img src=x")).wait_for()

    assert page.get_by_role("button", name="<b>3B</b>").count() == 1


def test_the_page_breaks_no_rule_of_its_content_policy(box, device):
    page = device.new_page()
    complaints = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/kiosk")
    drag(page, tile(page, "Ada"), 500)
    is_at(page, "Ada", "at school")
    tile(page, "Ben").tap()
    page.get_by_role("dialog").wait_for()

    assert complaints == []


def test_three_hundred_portraits_drag_smoothly(box, device):
    box.students = children("3b", [f"{chr(65 + i % 26)}{i:03}" for i in range(300)])
    page = device.new_page()
    page.goto("/kiosk")
    page.locator("button.tile").first.wait_for()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(
        """window.frames_ = []; let last = 0;
        (function frame(now) { if (last) frames_.push(now - last); last = now; requestAnimationFrame(frame); })(0)"""
    )
    drag(page, page.locator("button.tile").first, 500, steps=40)
    frames = sorted(page.evaluate("frames_"))

    assert page.locator("button.tile").count() <= 36
    assert frames[int(len(frames) * 0.5)] < 70, frames


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_kiosk_with_a_wrong_clock_shows_the_time_of_the_box_and_warns_grown_ups(box, device, hours):
    box.skew = hours * 3_600_000
    page = open_kiosk(device)
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()

    hour = (9 + hours) % 24
    is_at(page, "Ada", f"at school since {hour:02}:")
    hold_school_name(page).get_by_text("The clock of this device is wrong by 120 minutes").wait_for()


def test_a_child_is_told_which_tablet_to_take(box, device):
    box.students[0]["tablet"] = TABLET_7 | {"own": True}
    page = open_kiosk(device)
    box.stop()  # her own tablet is known without the box
    drag(page, tile(page, "Ada"), 600)

    page.locator(".greeting").get_by_text("Tablet 7", exact=True).wait_for()
    page.get_by_role("status").filter(has_text="Take Tablet 7: Fox, blue circle.").wait_for()


def test_the_next_free_tablet_is_told_when_the_box_has_given_it_and_not_before(box, device):
    # What the kiosk knew of this morning: another kiosk has seen her leave since.
    box.students[0]["tablet"] = TABLET_7 | {"own": False}
    page = open_kiosk(device)
    busy = ["503"]
    box.faults = lambda: busy[-1]
    drag(page, tile(page, "Ada"), 600)
    page.locator(".greeting").get_by_text("Hello, Ada!", exact=True).wait_for()
    assert page.get_by_text("Tablet 7", exact=True).count() == 0
    busy.append("none")

    page.locator(".greeting").get_by_text("Tablet 7", exact=True).wait_for()
    page.get_by_role("status").filter(has_text="Take Tablet 7: Fox, blue circle.").wait_for()


def test_a_picture_that_does_not_come_is_a_letter(box, device):
    box.students[0]["portrait"] = "/nowhere.webp"
    page = open_kiosk(device)

    tile(page, "Ada").get_by_text("A", exact=True).wait_for()


def test_the_name_is_spoken_only_by_a_voice_that_needs_no_internet(box, device):
    page = device.new_page()
    page.add_init_script(
        """window.spoken = [];
        const voice = (lang, localService) => ({lang, localService, name: lang});
        speechSynthesis.getVoices = () => [voice("en-US", false), voice("de-DE", true), voice("en-GB", true)];
        speechSynthesis.speak = (said) => spoken.push([said.text, said.lang]);
        window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""
    )
    page.goto("/kiosk")
    drag(page, tile(page, "Ada"), 600)
    is_at(page, "Ada", "at school")
    assert page.evaluate("spoken") == [["Hello, Ada!", "en-GB"]]

    staff = hold_school_name(page)
    staff.get_by_role("button", name="This kiosk").click()
    staff.get_by_label("Sound").select_option("Silent")
    page.get_by_role("button", name="Close").click()
    drag(page, tile(page, "Ben"), 600)
    is_at(page, "Ben", "at school")
    assert len(page.evaluate("spoken")) == 1
