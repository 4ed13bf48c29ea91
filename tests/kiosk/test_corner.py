"""The corner for grown-ups at the kiosk: its PIN, roll call, all home and visitors, with and without the box."""

import hashlib
import re
import time

import pytest
from playwright.sync_api import expect
from tests.kiosk.hands import hold_school_name, is_at, kiosk_with_its_corner, open_kiosk, tile

from waiting import until

pytestmark = pytest.mark.browser
PIN = "2468"
# A press of two seconds, and two seconds after the start: tests of the press itself are in test_kiosk.py.
HASTE = "const wait = setTimeout; window.setTimeout = (f, ms, ...more) => wait(f, ms === 2000 ? 30 : ms, ...more);"


@pytest.fixture
def device(device):
    """An iPad on which nobody waits for two seconds."""
    device.add_init_script(HASTE)
    return device


@pytest.fixture
def school(box):
    """A box with a PIN; Ada, Ben and Noor of 1A are in the building."""
    box.pin = PIN
    for student in box.students:
        if student["id"] in ("3b-0", "3b-1", "1a-0"):
            student["state"] = "here"
    return box


def type_pin(page, pin=PIN):
    page.keyboard.type(pin)
    page.keyboard.press("Enter")


def enter(page, tab="Roll call"):
    """Hold, PIN, and this part of the corner."""
    hold_school_name(page)
    type_pin(page)
    staff = page.get_by_role("dialog", name="For grown-ups", exact=True)
    staff.get_by_role("button", name=tab, exact=True).click()
    return staff


def kinds(box):
    return [act["kind"] for act in box.stored()]


# --- the PIN -----------------------------------------------------------------------------------------


def test_the_pin_opens_the_corner_while_the_box_is_down_and_nothing_else_does(school, device):
    page = kiosk_with_its_corner(device)
    school.stop()
    pad = hold_school_name(page)
    for pin in ("2469", "24680", "1"):
        for digit in pin:
            pad.get_by_role("button", name=digit, exact=True).tap()
        pad.get_by_role("button", name="Open").tap()
        pad.get_by_text("This PIN is not right.").wait_for()
        pad.get_by_label("Digits typed: 0").wait_for()
    for digit in "24699":
        pad.get_by_role("button", name=digit, exact=True).tap()
    for _slip in range(2):
        pad.get_by_role("button", name="Delete the last digit").tap()
    pad.get_by_role("button", name="8", exact=True).tap()
    pad.get_by_role("button", name="Open").tap()

    staff = page.get_by_role("dialog", name="For grown-ups", exact=True)
    staff.get_by_text("3 children in the building").wait_for()
    assert pad.get_by_label("Digits typed").count() == 0


def test_after_five_wrong_tries_everybody_waits_also_over_a_restart(school, device):
    page = kiosk_with_its_corner(device)
    pad = hold_school_name(page)
    for n in range(5):
        type_pin(page, f"111{n}")
        pad.get_by_text("Wait 0:" if n == 4 else "This PIN is not right.").wait_for()
        page.evaluate("document.querySelector('.pin-said').textContent = ''")
    type_pin(page)
    pad.get_by_text(re.compile(r"Too many wrong tries. Wait 0:\d\d.")).wait_for()
    page.close()

    page = device.new_page()
    page.clock.install()
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()
    hold_school_name(page)
    page.get_by_text("Too many wrong tries.").wait_for()
    type_pin(page)
    page.get_by_label("Digits typed: 0").wait_for()
    assert page.get_by_role("button", name="All home").count() == 0
    page.clock.fast_forward(31_000)
    expect(page.get_by_text("Too many wrong tries.")).to_have_count(0)
    type_pin(page)
    page.get_by_role("button", name="All home").wait_for()


def test_the_keyboard_is_enough_and_stays_inside(school, device):
    page = open_kiosk(device)
    name = page.get_by_role("button", name="Riverside Primary")
    name.focus()
    page.keyboard.down("Enter")
    pad = page.get_by_role("dialog", name="PIN for grown-ups")
    pad.wait_for()
    page.keyboard.up("Enter")
    for _stop in range(14):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    page.keyboard.press("Escape")
    expect(name).to_be_focused()
    assert pad.count() == 0


def test_the_corner_closes_by_itself_after_a_minute_without_a_touch(school, device):
    page = device.new_page()
    page.clock.install()
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()
    staff = enter(page)
    page.clock.fast_forward(50_000)
    staff.get_by_role("button", name="Visitors", exact=True).click()
    page.clock.fast_forward(50_000)
    staff.get_by_role("heading", name="Visitors", exact=True).wait_for()
    page.clock.fast_forward(11_000)

    staff.wait_for(state="detached")


def test_without_a_pin_the_corner_says_where_to_set_one_and_does_nothing(box, device):
    page = open_kiosk(device)
    staff = hold_school_name(page)
    staff.get_by_text("The office sets one on the page Devices").wait_for()
    staff.get_by_text("0 children in the building").wait_for()

    assert staff.get_by_role("button", name="All home").count() == 0
    assert staff.get_by_role("button", name="Visitors").count() == 0


def test_a_corner_that_could_not_be_fetched_says_so_and_comes_later(school, device):
    page = device.new_page()
    page.route("**/kiosk/corner/*", lambda route: route.abort())
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()
    hold_school_name(page).get_by_text("could not be fetched yet").wait_for()
    page.keyboard.press("Escape")
    page.unroute("**/kiosk/corner/*")

    hold_school_name(page).get_by_role("button", name="Open").wait_for()


def test_the_kiosks_own_sums_are_those_of_everybody(box, device):
    page = device.new_page()
    page.goto("/blank")
    pins = ["", "2468", "0" * 8, "é" * 40, "k" * 64, "k" * 65]
    made = page.evaluate(
        """(pins) => import("/kiosk/corner/hash.js").then(({pbkdf2, sha256, toHex}) => pins.map((pin) => {
            const bytes = new TextEncoder().encode(pin);
            return [toHex(sha256(bytes)), toHex(pbkdf2(bytes, new Uint8Array([1, 2, 250]), 3))];
        }))""",
        pins,
    )

    assert made == [
        [
            hashlib.sha256(pin.encode()).hexdigest(),
            hashlib.pbkdf2_hmac("sha256", pin.encode(), b"\x01\x02\xfa", 3).hex(),
        ]
        for pin in pins
    ]


# --- roll call ---------------------------------------------------------------------------------------


def test_a_drill_is_ticked_off_on_this_device_only_and_goes_on_after_a_break(school, device):
    page = kiosk_with_its_corner(device)
    page.evaluate("void (window.print = () => (window.printed = document.querySelector('.roll').innerText))")
    staff = enter(page)
    staff.get_by_text("The box answered at").wait_for()
    staff.get_by_role("button", name="Ada Example").tap()
    staff.get_by_text("Checked: 1 of 3").wait_for()
    staff.get_by_role("button", name="Noor Example").tap()
    staff.get_by_role("button", name="Print the roll call").tap()
    assert "Noor Example" in page.evaluate("window.printed")
    staff.get_by_role("button", name="Close").tap()
    page.close()
    school.stop()

    page = open_kiosk(device)
    page.clock.install()
    page.clock.fast_forward("10:00")
    staff = enter(page)
    staff.get_by_text(re.compile(r"last heard of at \d\d:\d\d, 10 minutes ago")).wait_for()
    staff.get_by_text("Checked: 2 of 3").wait_for()
    expect(staff.get_by_role("button", name="Noor Example")).to_have_attribute("aria-pressed", "true")
    staff.get_by_role("button", name="Noor Example").tap()
    staff.get_by_text("Checked: 1 of 3").wait_for()
    staff.get_by_role("button", name="Begin anew").tap()
    staff.get_by_text("Checked: 0 of 3").wait_for()
    assert school.acts == {}


# --- all home ----------------------------------------------------------------------------------------


def test_all_home_asks_first_and_is_one_move_a_child_also_without_the_box(school, device):
    page = kiosk_with_its_corner(device)
    school.stop()
    staff = enter(page, "All home")
    staff.get_by_label("Who goes home?").select_option("3B")
    staff.get_by_role("button", name="Send 2 children home").tap()
    staff.get_by_role("button", name="No", exact=True).tap()
    staff.get_by_role("button", name="Send 2 children home").tap()
    staff.get_by_role("button", name="Yes, all home").tap()
    staff.get_by_text("Nobody of these is in the building.").wait_for()
    staff.get_by_role("button", name="Roll call", exact=True).tap()
    staff.get_by_text("1 child in the building").wait_for()
    page.keyboard.press("Escape")
    is_at(page, "Ada", "went home")
    school.start()
    page.evaluate("void dispatchEvent(new Event('online'))")

    until(lambda: len(school.acts) == 2)
    assert sorted(act["body"]["student"] for act in school.stored()) == ["3b-0", "3b-1"]
    assert {(act["kind"], act["body"]["method"]) for act in school.stored()} == {("attendance.leave", "staff")}


def test_all_home_can_be_taken_back_for_a_minute(school, device):
    page = device.new_page()
    page.clock.install()
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()
    staff = enter(page, "All home")
    staff.get_by_role("button", name="Send 3 children home").tap()
    staff.get_by_role("button", name="Yes, all home").tap()
    staff.get_by_text(re.compile("^3 children went home at")).wait_for()
    staff.get_by_role("button", name="Take it back").tap()
    staff.get_by_role("button", name="Send 3 children home").wait_for()
    until(lambda: sorted(kinds(school)) == ["attendance.leave"] * 3 + ["attendance.undo"] * 3)
    left = {act["body"]["student"]: act["n"] for act in school.stored("attendance.leave")}
    assert {act["body"]["student"]: act["body"]["of"] for act in school.stored("attendance.undo")} == left

    staff.get_by_role("button", name="Send 3 children home").tap()
    staff.get_by_role("button", name="Yes, all home").tap()
    staff.get_by_role("button", name="Take it back").wait_for()
    page.clock.fast_forward(59_000)
    staff.get_by_label("Who goes home?").press("Shift")
    page.clock.fast_forward(2_000)
    expect(staff.get_by_role("button", name="Take it back")).to_have_count(0)


# --- visitors ----------------------------------------------------------------------------------------


def test_a_visitor_comes_and_goes_without_the_box_and_is_in_the_roll_call(school, device):
    school.visitors = [{"id": "v1", "name": "Mr Nowak", "host": "the office", "came": int(time.time() * 1000)}]
    page = kiosk_with_its_corner(device)
    school.stop()
    staff = enter(page, "Visitors")
    staff.get_by_text("1 visitor in the building").wait_for()
    staff.get_by_role("button", name="Check in").tap()
    staff.get_by_text("Please write a name.").wait_for()
    staff.get_by_label("Visitor’s name").fill("  Grandma <b>Adeyemi</b> ")
    staff.get_by_label("Visits whom?").fill("Mrs Park")
    staff.get_by_role("button", name="Check in").tap()
    staff.get_by_text("Grandma <b>Adeyemi</b>").wait_for()
    staff.get_by_role("button", name="Has left: Mr Nowak").tap()
    staff.get_by_text("1 visitor in the building").wait_for()
    page.close()

    page = open_kiosk(device)
    staff = enter(page)
    staff.get_by_role("button", name="Grandma <b>Adeyemi</b> Mrs Park").tap()
    staff.get_by_text("Checked: 1 of 4").wait_for()
    school.start()
    page.evaluate("void dispatchEvent(new Event('online'))")
    until(lambda: sorted(kinds(school)) == ["attendance.visitor-in", "attendance.visitor-out"])
    came, went = school.stored("attendance.visitor-in")[0], school.stored("attendance.visitor-out")[0]
    assert (came["body"]["name"], came["body"]["host"]) == ("Grandma <b>Adeyemi</b>", "Mrs Park")
    assert went["body"] == {"visit": "v1"}
    staff.get_by_role("button", name="Visitors", exact=True).click()
    staff.get_by_role("button", name="Has left: Grandma <b>Adeyemi</b>").tap()
    until(lambda: len(school.stored("attendance.visitor-out")) == 2)
    staff.get_by_text("0 visitors in the building").wait_for()


def test_a_kiosk_out_of_use_forgets_who_visits_and_the_pin(school, device):
    school.visitors = [{"id": "v1", "name": "Mr Nowak", "host": "", "came": int(time.time() * 1000)}]
    page = kiosk_with_its_corner(device)
    kept = """() => new Promise((done) => {
        indexedDB.open("homeroom-kiosk", 1).onsuccess = ({target: {result}}) => {
          const asked = result.transaction("meta").objectStore("meta").get("corner");
          asked.onsuccess = () => done(JSON.stringify(asked.result || 0));
          result.close();
        };
    })"""
    until(lambda: "Mr Nowak" in page.evaluate(kept))
    school.enrolled = False
    page.reload()
    page.get_by_role("heading", name="This kiosk does not belong to a school yet").wait_for()

    until(lambda: "Mr Nowak" not in page.evaluate(kept))
