"""One whole school day, as the people of Riverside Primary live it: from `make run` to the hub."""

import json
import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from tests.journeys.photo import GPS, MAKE, strips_on_a_table, written_into
from tests.kiosk.hands import drag, is_at, tile

from student.conftest import EVERYTHING
from waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADA = "Ada Ob."  # there are two in her class
CARD = "Fold a fraction"  # off the screen: fold, take a photo, count, look back
HER_WORDS = "The third fold. The paper got thick."
HER_NEW_WORDS = "I put the corners on each other."
ANSWER = "Count the parts between the folds."
AGAIN = "Lovely strips! Say how you got two equal parts."
SLACK = 3  # for a machine that does other things, too


def test_a_school_day_from_the_door_to_the_hub(school, visitors, album):
    office = visitors.device("laptop")
    go_in(office, school, "Teacher", "Mrs Park")
    the_bell_rings_now(office, school)

    wall = visitors.device("ipad")
    enroll(wall, school, "Kiosk")
    album.keep(wall, "kiosk-before-school", "tablet", "phone", "laptop")
    three_children_arrive(wall, album)

    okoro = visitors.device("phone")
    go_in(okoro, school, "Teacher", "Mr Okoro")
    expect(okoro.get_by_text("3 of ")).to_be_visible()
    album.keep(okoro, "today-in-the-morning", "laptop", whole=True)

    tablet = visitors.device("tablet")
    enroll(tablet, school, "Tablet")
    album.keep(tablet, "tablet-which-class", "ipad", "phone")
    sign_in_with_pictures(tablet, school, ADA, album)
    album.keep(tablet, "week", "ipad", "phone", "laptop")
    open_card(tablet, album)
    take_the_photo(tablet, album)
    ask_for_help(tablet, okoro, album)
    answer_the_hand(okoro, tablet, album)
    get_it_wrong_take_a_hint_get_it_right(tablet, album)

    school.kill_the_box()
    with pytest.raises(AssertionError):
        school.server.wait_until_healthy(1)
    ada_works_on(tablet, album)
    dora_comes_late(wall, school, album)
    school.start()
    everything_arrives_once(school, tablet, wall)

    ada_knows = hand_over(tablet)
    ben_takes_the_tablet(tablet, school, album, ada_knows)

    teacher_returns_it(okoro, album)
    the_photo_says_nothing_about_the_place(school)
    leave(tablet)
    ada_does_it_again(tablet, school, album)
    teacher_accepts(okoro, album)

    send_to_the_hub(office, album)
    hub = visitors.device("laptop")
    go_in(hub, school, "Hub", "Ms Amani")
    the_hub_shows_the_day(hub, school, album)


# --- doors ----------------------------------------------------------------------------------------------


def go_in(page, school, door, name):
    """A grown-up opens a printed address and signs in with what is printed beside her name."""
    username, password = school.sign_in_of(name)
    page.goto(school.doors[door])
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name=f"Sign out {name}")).to_be_visible()


def enroll(page, school, door):
    """The printed QR code, read by the device itself."""
    page.goto(school.doors[door])
    page.get_by_role("button", name="Let this device in").tap()
    page.wait_for_url(re.compile("/kiosk|/student"))
    page.get_by_role("button", name="3B").wait_for()


def go_to(page, name):
    """A link of the bar on top."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()


# --- attendance -----------------------------------------------------------------------------------------


def the_bell_rings_now(office, school):
    """Mrs Park sets today's hours so that who comes from the minute after the next half minute on is late."""
    now = datetime.now(ZoneInfo(school.timezone))
    late_after = (now + timedelta(seconds=30)).replace(second=0)
    go_to(office, "Attendance")
    office.get_by_role("link", name="School hours").click()
    office.get_by_label("School starts").fill(f"{late_after - timedelta(minutes=10):%H:%M}")
    office.get_by_role("button", name="Save").click()
    expect(office.get_by_role("cell", name=f"{late_after - timedelta(minutes=10):%H:%M}")).to_be_visible()
    school.late_from = late_after + timedelta(minutes=1)


def three_children_arrive(wall, album):
    wall.get_by_role("button", name="3B").tap()
    drag(wall, tile(wall, ADA), 560)
    is_at(wall, ADA, "at school since")
    drag(wall, tile(wall, "Ben"), 560)
    is_at(wall, "Ben", "at school since")
    tile(wall, "Chidi").tap()
    album.keep(wall, "kiosk-is-this-you")
    wall.get_by_role("button", name="I am here").tap()
    is_at(wall, "Chidi", "at school since")
    album.keep(wall, "kiosk-three-are-here", "tablet", "phone")


def dora_comes_late(wall, school, album):
    """The box is away, the door is not."""
    until(lambda: datetime.now(ZoneInfo(school.timezone)) > school.late_from, seconds=95)
    drag(wall, tile(wall, "Dora"), 560)
    album.keep(wall, "kiosk-why-late")
    wall.get_by_role("button", name="The bus was late").tap()
    is_at(wall, "Dora", "at school, came late at")
    expect(wall.get_by_text("1 waiting")).to_be_visible()


# --- on the tablet --------------------------------------------------------------------------------------


def sign_in_with_pictures(tablet, school, name, album=None):
    """Class, portrait, three pictures; then the week."""
    other_class = tablet.get_by_role("button", name="3B")
    if other_class.is_visible():
        other_class.tap()
    child = tablet.get_by_role("button", name=name, exact=True)
    child.wait_for()
    if album:
        album.keep(tablet, "tablet-who-are-you", "ipad", "phone")
    child.tap()
    pictures = school.sign_in_of("Ada Obi") if name == ADA else ["tree", "fish", "star"]
    for n, picture in enumerate(pictures):
        tablet.get_by_role("button", name=picture.capitalize()).tap()
        if album and n == 0:
            album.keep(tablet, "tablet-three-pictures", "ipad", "phone")
    expect(tablet.get_by_role("heading", name="My week")).to_be_visible()


def open_card(tablet, album):
    tablet.get_by_role("button", name=re.compile(rf"^{CARD}")).tap()
    expect(tablet.get_by_role("heading", name=CARD)).to_be_visible()
    album.keep(tablet, "card-cover", "ipad", "phone")
    tablet.get_by_role("button", name="Start").tap()
    expect(tablet.get_by_role("heading", name=CARD).last).to_be_visible()
    album.keep(tablet, "card-first-page", "ipad", "phone", "laptop", whole=True)


def take_the_photo(tablet, album):
    with tablet.expect_file_chooser() as asked:
        tablet.get_by_text("Take a photo", exact=True).tap()
    photo = strips_on_a_table()
    assert {GPS, MAKE} <= set(written_into(photo))
    asked.value.set_files({"name": "IMG_0412.JPG", "mimeType": "image/jpeg", "buffer": photo})
    expect(tablet.get_by_role("img", name="Photo 1")).to_be_visible()
    saved(tablet)
    album.keep(tablet, "card-photo", "ipad", "phone", whole=True)


def ask_for_help(tablet, okoro, album):
    """Her hand is on the teacher's phone with the next look the page takes, every second and a half."""
    tablet.get_by_role("button", name="Next").tap()
    expect(tablet.get_by_label("Your answer")).to_be_visible()
    expect(okoro.get_by_role("heading", name="Needs you")).to_have_count(0)
    tablet.get_by_role("button", name="I need help").tap()
    saved(tablet)
    started = time.monotonic()
    expect(okoro.get_by_role("heading", name="Needs you")).to_be_visible()
    assert time.monotonic() - started < 2 * SLACK
    expect(okoro.get_by_role("listitem").filter(has_text=ADA).first).to_contain_text("Hand is up")
    album.keep(okoro, "today-a-hand-is-up", "laptop", "ipad", whole=True)


def get_it_wrong_take_a_hint_get_it_right(tablet, album):
    type_answer(tablet, "6")
    expect(tablet.get_by_text("Not yet.")).to_be_visible()
    expect(tablet.get_by_text("It cuts every part in two.")).to_be_visible()
    album.keep(tablet, "card-not-yet", "ipad", "phone", "laptop")
    tablet.get_by_role("button", name="Hint").tap()
    expect(tablet.get_by_text("touch each part while you count")).to_be_visible()
    album.keep(tablet, "card-hint", "ipad", "phone", "laptop")
    tablet.get_by_role("button", name="Delete").tap()
    type_answer(tablet, "8")
    expect(tablet.get_by_text("Yes! You worked it out.")).to_be_visible()
    saved(tablet)
    album.keep(tablet, "card-right", "ipad", "phone")


def type_answer(tablet, answer):
    for digit in answer:
        tablet.get_by_role("group", name="Number keys").get_by_role("button", name=digit, exact=True).tap()
    tablet.get_by_role("button", name="Check", exact=True).tap()


def ada_works_on(tablet, album):
    """Without the box: the gaps, the looking back, the end. The sign says that it waits."""
    tablet.get_by_role("button", name="Next").tap()
    tablet.get_by_label("Gap 1").fill("two")
    tablet.get_by_label("Gap 2").fill("4")
    tablet.get_by_role("button", name="Check", exact=True).tap()
    expect(tablet.get_by_text("Yes, that's it.")).to_be_visible()
    expect(tablet.get_by_text("wait for the box").or_(tablet.get_by_text("waits for the box"))).to_be_visible()
    album.keep(tablet, "card-box-is-away", "ipad", "phone")
    tablet.get_by_role("button", name="Next").tap()
    tablet.get_by_label("Write here").fill(HER_WORDS)
    album.keep(tablet, "card-looking-back", "ipad", "phone")
    finish(tablet)
    album.keep(tablet, "week-box-is-away", "ipad", "phone")


def finish(tablet):
    tablet.get_by_role("button", name="Next").tap()
    tablet.get_by_role("button", name="Finish").tap()
    expect(tablet.get_by_role("heading", name="My week")).to_be_visible()
    expect(tablet.get_by_role("button", name=re.compile(rf"^{CARD}.*Teacher is looking"))).to_be_visible()


def saved(tablet):
    expect(tablet.get_by_text("Saved", exact=True)).to_be_visible()


def leave(tablet):
    tablet.get_by_role("button", name="I'm done").tap()
    expect(tablet.get_by_role("heading", name=re.compile("Which class|Who are you"))).to_be_visible()


def hand_over(tablet):
    """Ada is done. Returns what the tablet had of hers and of nobody else's: her week, her words, her cookies."""
    kept = json.loads(tablet.evaluate(EVERYTHING))[0]["homeroom-student/child"]
    week = next(row for row in kept if "slots" in row)
    cookies = tablet.context.cookies()
    leave(tablet)
    return {"words": [HER_WORDS, *(slot["slot"] for slot in week["slots"])], "cookies": cookies}


def ben_takes_the_tablet(tablet, school, album, ada_had):
    sign_in_with_pictures(tablet, school, "Ben")
    saved(tablet)
    album.keep(tablet, "week-of-the-next-child")
    nothing_is_left_of(ada_had, tablet)
    tablet.evaluate("history.back()")
    expect(tablet.get_by_role("heading", name=re.compile("My week|Make this a device"))).to_be_visible()
    nothing_is_left_of(ada_had, tablet)
    tablet.goto(school.url + "/student")
    expect(tablet.get_by_role("banner").get_by_text("Ben")).to_be_visible()
    hers = {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in ada_had["cookies"])}
    stranger = tablet.context.browser.new_context(extra_http_headers=hers)
    assert stranger.request.get(school.url + "/api/week").status in (401, 403)
    stranger.close()


def nothing_is_left_of(had, tablet):
    kept = tablet.evaluate(EVERYTHING)
    assert [word for word in had["words"] if word in kept] == []


# --- the teacher ----------------------------------------------------------------------------------------


def answer_the_hand(okoro, tablet, album):
    """From the phone, in the inbox; Ada reads it where she is."""
    okoro.get_by_role("link", name="Look").first.tap()
    okoro.get_by_label("Your words for Ada").fill(ANSWER)
    album.keep(okoro, "inbox-answer-a-hand", "laptop", "ipad", whole=True)
    okoro.get_by_role("button", name="I was there").tap()
    expect(okoro.get_by_role("heading", name="Nothing waits")).to_be_visible()
    expect(tablet.get_by_text(ANSWER)).to_be_visible()
    expect(tablet.get_by_role("button", name="I need help")).to_be_visible()
    album.keep(tablet, "card-the-teacher-answers", "ipad", "phone")
    go_to(okoro, "Today")


def teacher_returns_it(okoro, album):
    go_to(okoro, "Inbox")
    okoro.get_by_role("link", name=re.compile(f"{ADA}.*{CARD}")).tap()
    expect(okoro.get_by_text(HER_WORDS)).to_be_visible()
    expect(okoro.get_by_role("img", name=re.compile("^Photo"))).to_be_visible()
    album.keep(okoro, "inbox-work", "laptop", "ipad", whole=True)
    okoro.get_by_text(re.compile("^Answers")).tap()
    tries = okoro.locator(".answers").get_by_role("listitem").filter(has_not=okoro.get_by_role("listitem"))
    expect(tries).to_have_text([re.compile("6"), re.compile("8.*1 hint"), re.compile("two.*4")])
    okoro.get_by_label("Your words for Ada").fill(AGAIN)
    okoro.get_by_role("button", name="Return for another try").tap()
    expect(okoro.get_by_role("heading", name="Nothing waits")).to_be_visible()


def the_photo_says_nothing_about_the_place(school):
    photos = [file for file in (school.folder / "box" / "blobs").rglob("*") if file.is_file()]
    photos = [data for data in (file.read_bytes() for file in photos) if data.startswith(b"\xff\xd8")]
    assert len(photos) == 1
    assert written_into(photos[0]) == {}
    assert b"Phone of the family" not in photos[0]


def ada_does_it_again(tablet, school, album):
    sign_in_with_pictures(tablet, school, ADA)
    expect(tablet.get_by_text(AGAIN)).to_be_visible()
    album.keep(tablet, "week-try-again", "ipad", "phone")
    tablet.get_by_role("button", name=re.compile(rf"^{CARD}.*Try again")).tap()
    album.keep(tablet, "card-cover-try-again", "ipad", "phone")
    tablet.get_by_role("button", name="Try again", exact=True).tap()
    for _ in range(3):
        tablet.get_by_role("button", name=re.compile("Next|Later")).tap()
    tablet.get_by_label("Write here").fill(HER_NEW_WORDS)
    finish(tablet)
    saved(tablet)
    leave(tablet)


def teacher_accepts(okoro, album):
    go_to(okoro, "Today")
    expect(okoro.get_by_role("link", name=re.compile("Inbox 1"))).to_be_visible()
    okoro.get_by_role("link", name=re.compile("Inbox 1")).tap()
    okoro.get_by_role("link", name=re.compile(f"{ADA}.*{CARD}")).tap()
    expect(okoro.get_by_text(HER_NEW_WORDS)).to_be_visible()
    okoro.get_by_role("button", name="Accept").tap()
    expect(okoro.get_by_role("heading", name="Nothing waits")).to_be_visible()
    go_to(okoro, "Today")
    expect(okoro.get_by_role("link", name=re.compile(f"^{ADA}.*1 of 25"))).to_be_visible()
    album.keep(okoro, "today-at-the-end", "laptop", "ipad", whole=True)
    okoro.get_by_role("link", name=re.compile(f"^{ADA}")).tap()
    expect(okoro.get_by_role("heading", name="Ada Obi")).to_be_visible()
    album.keep(okoro, "child-page", "laptop", "ipad", whole=True)


# --- the box and the hub --------------------------------------------------------------------------------


def everything_arrives_once(school, tablet, wall):
    """What was done without the box is in the journal, and nothing is there twice."""
    saved(tablet)
    expect(wall.get_by_text("All sent")).to_be_visible()
    ada = of_child(school, "Ada", "Obi")
    assert ada.pop("evidence.place-kept") >= 1
    assert ada == {
        "attendance.arrived": 1,
        "evidence.card-opened": 1,
        "evidence.photo-added": 1,
        "evidence.upload-kept": 1,
        "evidence.help-asked": 1,
        "evidence.help-answered": 1,
        "evidence.answer-given": 3,
        "evidence.hint-taken": 1,
        "evidence.text-written": 1,
        "evidence.card-finished": 1,
    }
    assert of_child(school, "Dora", "Lind") == {"attendance.arrived": 1}
    assert school.look_into("SELECT count(*) FROM kept_aside") == [(0,)]


def of_child(school, given, family):
    own = ("people", "playlists", "goals")  # what the demo school begins with
    others = " AND ".join(f"kind NOT LIKE '{feature}.%'" for feature in own)
    query = (
        f"SELECT kind, count(*) FROM entry WHERE {others} AND subject ="
        " (SELECT id FROM student WHERE given_name = ? AND family_name = ?) GROUP BY kind"
    )
    return dict(school.look_into(query, given, family))


def send_to_the_hub(office, album):
    office.reload()
    go_to(office, "Sync")
    album.keep(office, "sync-before", "phone", whole=True)
    office.get_by_role("button", name="Send now").click()
    expect(office.get_by_role("heading", name="Everything has been sent.")).to_be_visible()
    album.keep(office, "sync-after", "phone", whole=True)


def the_hub_shows_the_day(hub, school, album):
    """Counts, but nobody's name: not on a page, not in its source, not in the hub's own tables."""
    line = hub.get_by_role("row", name=re.compile("Riverside Primary"))
    expect(line).to_contain_text("4 / 95")
    album.keep(hub, "hub-schools", "phone", whole=True)
    pages = [hub.content()]
    hub.get_by_role("link", name="Riverside Primary").click()
    expect(hub.get_by_role("heading", name="Riverside Primary")).to_be_visible()
    expect(hub.get_by_role("row", name=re.compile("3B"))).to_be_visible()
    cells = hub.get_by_role("row", name=re.compile("3B")).get_by_role("cell")
    assert [one.inner_text() for one in cells.all()] == ["25", "4", "1", "0", "1"]
    album.keep(hub, "hub-school", "phone", whole=True)
    pages.append(hub.content())
    names = {name for row in school.look_into("SELECT given_name, family_name FROM student") for name in row}
    assert len(names) > 100
    assert [name for name in names for page in pages if re.search(rf"\b{re.escape(name)}\b", page)] == []
    told = school.look_into("SELECT count(*), max(given_name), max(family_name) FROM student", data="hub")
    assert told == [(95, "", "")]
