"""The page Stick: sizes before it starts, a bar that survives a reload, Stop, and what came of it in plain words."""

import threading

import pytest
from playwright.sync_api import expect

from conftest import make_settings
from homeroom import app, clock, config, db
from homeroom.people import actions as people
from homeroom.stick import files, journeys


@pytest.fixture
def box(tmp_path, the_clock):
    """A box with a stick in."""
    (tmp_path / "media" / "BLUE").mkdir(parents=True)
    clock.clock.reset()
    yield app.create_box(make_settings(tmp_path / "box", stick_folders=str(tmp_path / "media")))
    journeys.stop()
    journeys.wait(60)
    db.close()
    config.use(config.Config())


@pytest.fixture
def blue(tmp_path):
    return str(tmp_path / "media" / "BLUE")


@pytest.fixture
def office(cast):
    return cast.signed_in(cast.mrs_park)


def page(office, folder=""):
    return office.get("/stick", query_string={"folder": folder}).get_data(as_text=True)


def begin(office, way, folder):
    answer = office.post("/stick/begin", data={"way": way, "folder": folder})
    journeys.wait(60)
    return answer


def test_the_sync_page_leads_to_the_stick(office):
    assert 'href="/stick"' in office.get("/sync").get_data(as_text=True)


def test_a_stick_that_is_in_is_shown_with_its_room(office, blue):
    told = page(office)

    assert "BLUE" in told
    assert "GB" in told or "MB" in told
    assert "Write onto this stick" in told


def test_a_box_without_a_hub_leaves_its_request(office, blue, tmp_path):
    begin(office, "out", blue)

    told = page(office, blue)

    assert "The stick is written" in told
    assert "asks to let this box in" in told
    assert list((tmp_path / "media" / "BLUE" / "homeroom").glob("request-*"))


def test_another_folder_of_the_box_can_not_be_named(office, tmp_path):
    answer = begin(office, "out", str(tmp_path))

    assert answer.status_code == 422
    assert "not in any more" in answer.get_data(as_text=True)
    assert not (tmp_path / "homeroom").exists()


def test_a_stick_with_nothing_of_ours_says_so(office, blue):
    begin(office, "in", blue)

    assert "nothing of Homeroom on this stick" in page(office, blue)


def test_only_the_office_may(cast, blue):
    okoro = cast.signed_in(cast.mr_okoro)

    assert okoro.get("/stick").status_code == 403
    assert okoro.post("/stick/begin", data={"way": "out", "folder": blue}).status_code == 403


def test_a_trip_that_a_restart_cut_off_says_so(office, blue, monkeypatch):
    begin(office, "out", blue)
    from homeroom.stick import actions

    actions.begin_trip("another process", "out", blue, 100)

    assert office.get("/api/stick").json["state"] == "cut"
    assert "switched off meanwhile" in page(office, blue)


@pytest.fixture
def slow(monkeypatch):
    """A stick that takes its time: it goes on when told to."""
    gate = threading.Event()
    plain = files._Counting.write

    def write(self, data):
        self._watch(0)
        gate.wait(60)
        return plain(self, data)

    monkeypatch.setattr(files._Counting, "write", write)
    yield gate
    gate.set()


def test_only_one_trip_at_a_time_and_stop_ends_it(office, blue, slow):
    office.post("/stick/begin", data={"way": "out", "folder": blue})

    assert office.get("/api/stick").json["state"] == "running"
    assert office.post("/stick/begin", data={"way": "in", "folder": blue}).status_code == 409
    office.post("/stick/stop")
    slow.set()
    journeys.wait(60)

    assert office.get("/api/stick").json["state"] in ("stopped", "done")


@pytest.mark.browser
def test_in_a_browser_the_bar_survives_a_reload_and_ends_in_words(served, cast, chromium, blue, slow):
    people.change_staff(cast.mrs_park.id, name="Mrs Park")
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, base_url=served)
    cast.sign_in_at(context, cast.mrs_park)
    page = context.new_page()
    page.goto("/stick")
    page.get_by_role("button", name="Write onto this stick").tap()
    expect(page.locator("progress")).to_be_visible()
    page.reload()
    expect(page.locator("progress")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    slow.set()

    expect(page.get_by_text("The stick is written. You can take it out.")).to_be_visible()
    page.get_by_role("button", name="Read this stick").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The stick was read.")).to_be_visible()
    context.close()
