"""Bringing a pack from a page: what it is before anything, a bar that moves, going on after a cut."""

import os
import threading
from contextlib import suppress

import pytest
from playwright.sync_api import expect
from tests.packs.web_server import WebServer

from homeroom import config
from homeroom.packs import bringing, minisign, tables
from homeroom.stick import mounts
from waiting import until

IDENT = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def park(cast):
    return cast.signed_in(cast.mrs_park)


@pytest.fixture
def stick(tmp_path, monkeypatch):
    """A stick that is plugged in: its folder."""
    folder = tmp_path / "sticks" / "BLUE"
    folder.mkdir(parents=True)
    monkeypatch.setattr(mounts, "SMALLEST", 0)
    config.use(config.replace(config.current(), stick_folders=str(tmp_path / "sticks")))
    return folder


@pytest.fixture(autouse=True)
def nothing_on_its_way(monkeypatch):
    monkeypatch.setattr(bringing, "_coming", None)


def until_over(client):
    """Wait until the pack is here or refused."""

    def told():
        now = client.get("/api/packs/coming").json
        return now if now["state"] in ("done", "failed") else None

    return until(told)


def test_a_pack_on_a_stick_is_found_looked_at_and_installed(garden, park, stick):
    (stick / "lessons").mkdir()
    pack = garden.build().rename(stick / "lessons" / "garden.pack")
    assert "garden.pack" in park.get("/packs/bring").text

    offer = park.post("/packs/bring/look", data={"source": str(pack)}).text
    assert "Garden" in offer
    assert "1.0.0" in offer
    assert tables.packs() == []
    park.post("/packs/bring", data={"source": str(pack), "name": "Garden"})

    assert until_over(park)["pack"] == "org.example.garden"
    assert "The pack is installed." in park.get("/packs/bring/now").text


def test_of_an_address_only_the_list_of_contents_is_read_before_the_yes(garden, park):
    server = WebServer()
    try:
        data = garden.build().read_bytes()
        server.files["garden.pack"] = data
        offer = park.post("/packs/bring/look", data={"source": server.url("garden.pack")})
        assert offer.status_code == 200
        assert tables.packs() == []
        park.post("/packs/bring", data={"source": server.url("garden.pack"), "name": "Garden"})
        assert until_over(park)["state"] == "done"
    finally:
        server.stop()


def test_an_upload_goes_on_where_it_was(garden, park):
    data = garden.build().read_bytes()
    half = len(data) // 2
    url = f"/api/packs/uploads/{IDENT}"

    assert park.put(f"{url}/0", data=data[:half]).json == {"received": half}
    assert park.put(f"{url}/0", data=data[:half]).json == {"received": half}
    assert park.put(f"{url}/{half + 5}", data=b"x").json == {"received": half}
    assert park.get(url).json == {"received": half}
    assert park.put(f"{url}/{half}", data=data[half:]).json == {"received": len(data)}
    park.post("/packs/bring", data={"source": f"upload:{IDENT}", "name": "Garden"})

    assert until_over(park)["state"] == "done"
    assert park.get(url).json == {"received": 0}


def test_a_pack_of_a_stranger_is_refused_with_the_reason_and_changes_nothing(garden, park, stick):
    pack = garden.build(key=minisign.new_key()).rename(stick / "garden.pack")

    looked = park.post("/packs/bring/look", data={"source": str(pack)})
    park.post("/packs/bring", data={"source": str(pack), "name": "Garden"})

    assert looked.status_code == 422
    assert "does not trust" in looked.text
    assert "does not trust" in until_over(park)["problem"]
    assert tables.packs() == []


@pytest.mark.parametrize("source", ["/etc/passwd", "../homeroom.sqlite3", "", "file:///etc/passwd", "upload:zz"])
def test_a_page_can_not_read_the_boxs_own_files(park, stick, source):
    answer = park.post("/packs/bring/look", data={"source": source})

    assert answer.status_code in (404, 422)
    assert "root:" not in answer.text


@pytest.mark.parametrize("ident", ["..%2Fx", "ABC", "0" * 33])
def test_an_upload_has_a_plain_name(park, ident):
    assert park.put(f"/api/packs/uploads/{ident}/0", data=b"x").status_code in (404, 422)


def test_teachers_do_not_bring_packs(cast, stick):
    okoro = cast.signed_in(cast.mr_okoro)

    assert okoro.get("/packs/bring").status_code == 403
    assert okoro.put(f"/api/packs/uploads/{IDENT}/0", data=b"x").status_code == 403


@pytest.mark.browser
def test_a_file_of_this_device_is_sent_looked_at_and_installed(chromium, served, cast, garden):
    pack = garden.build()
    context = chromium.new_context(base_url=served, viewport={"width": 800, "height": 1280})
    cast.sign_in_at(context, cast.mrs_park)
    page = context.new_page()
    page.goto("/packs")
    page.get_by_role("link", name="Bring lessons").click()
    page.get_by_label("Pack file", exact=True).set_input_files(pack)
    page.get_by_role("button", name="Send it to the box").click()
    page.get_by_role("heading", name="Garden").wait_for()
    expect(page.get_by_text("Still lacking here")).to_be_visible()
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/offer.png")
        beside = context.new_page()
        beside.goto("/packs/bring")
        beside.screenshot(path=f"{shots}/bring.png")
    page.get_by_role("button", name="Check and install").click()

    expect(page.get_by_text("The pack is installed.")).to_be_visible(timeout=20_000)
    context.close()


def test_a_piece_that_is_sent_twice_at_once_counts_once(box, monkeypatch):
    """As a browser does that gave up waiting for the first answer."""
    both = threading.Barrier(2)

    def wait(_size):
        with suppress(threading.BrokenBarrierError):
            both.wait(0.3)

    monkeypatch.setattr(bringing.blobs, "make_room", wait)
    sent = [threading.Thread(target=bringing.add, args=("a" * 32, 0, b"seed"), daemon=True) for _ in range(2)]
    for one in sent:
        one.start()
    for one in sent:
        one.join(30)

    assert bringing.received("a" * 32) == 4
