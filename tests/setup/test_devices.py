"""How devices come to the box: the poster, the page for one device, profiles and policies."""

import json
import plistlib
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from cast import PASSWORD, cast
from homeroom import clock, config
from homeroom.clock import Trust
from homeroom.setup import authority, keeping

__all__ = ["cast"]


@pytest.fixture
def certified(box, monkeypatch):
    """A box that has made its certificate."""
    monkeypatch.setattr(keeping.discovery, "own_addresses", lambda: ["10.77.0.1"])
    clock.clock.learn(clock.clock.wall(), Trust.NETWORK)
    keeping.settle()


def payloads(answer):
    return {one["PayloadType"]: one for one in plistlib.loads(answer.data)["PayloadContent"]}


def test_the_poster_has_the_name_first_and_a_code_for_it(box, client):
    config.use(replace(config.current(), box_name="hillside", front_port=80))

    page = client.get("/setup", headers={"Host": "10.0.0.7"}).text

    assert page.index("http://hillside.local/") < page.index("http://10.0.0.7/")
    assert page.count("data:image/svg+xml;base64,") == 2


def test_an_ipad_gets_the_kiosk_and_the_root_in_one_profile(certified, client):
    answer = client.get("/setup/school.mobileconfig")
    found = payloads(answer)

    assert answer.mimetype == "application/x-apple-aspen-config"
    assert found["com.apple.security.root"]["PayloadContent"] == authority.der(keeping.root())
    assert found["com.apple.webClip.managed"]["URL"].endswith(".local/kiosk")
    assert "com.apple.wifi.managed" not in found
    assert len({one["PayloadUUID"] for one in found.values()}) == 2


def test_a_second_profile_replaces_the_first(certified, client):
    assert client.get("/setup/school.mobileconfig").data == client.get("/setup/school.mobileconfig").data


def test_the_office_may_put_the_wifi_into_it_and_nobody_keeps_it(certified, cast, tmp_path):
    typed = {"wifi": "Riverside", "password": "long-enough-word"}
    answer = cast.signed_in(cast.mrs_park).post("/setup/school.mobileconfig", data=typed)

    assert payloads(answer)["com.apple.wifi.managed"]["Password"] == "long-enough-word"
    assert cast.signed_in(cast.mr_okoro).post("/setup/school.mobileconfig", data=typed).status_code == 403
    for path in config.current().data.rglob("*"):
        assert not path.is_file() or b"long-enough-word" not in path.read_bytes(), path


@pytest.mark.parametrize(
    "typed", [{"wifi": "", "password": "long-enough"}, {"wifi": "x" * 33, "password": "short"}, {}]
)
def test_a_wifi_that_can_not_be_is_refused_kindly(cast, typed):
    answer = cast.signed_in(cast.mrs_park).post("/setup/school.mobileconfig", data=typed)

    assert answer.status_code == 422
    assert "A Wi-Fi has a name" in answer.text


def test_chrome_is_told_of_this_one_address(client):
    found = json.loads(client.get("/setup/chrome-policy.json").data)

    assert found["OverrideSecurityRestrictionsOnInsecureOrigin"] == ["http://homeroom.local"]


def test_without_a_certificate_the_page_speaks_of_none(client):
    page = client.get("/setup/devices").text

    assert "Profile for iPads" in page
    assert "Fingerprint" not in page
    assert client.get("/setup/school-ca.crt").status_code == 404


def test_cookies_with_and_without_tls_have_different_names(cast):
    cast.signed_in(cast.mrs_park)
    typed = {"username": cast.mrs_park.username, "password": PASSWORD}
    plain = cast.box.test_client().post("/sign-in", data=typed, base_url="http://homeroom.local")
    secure = cast.box.test_client().post("/sign-in", data=typed, base_url="https://homeroom.local")

    names = [answer.headers["Set-Cookie"].partition("=")[0] for answer in (plain, secure)]
    assert len(set(names)) == 2
    assert "Secure" in secure.headers["Set-Cookie"]
    assert "Secure" not in plain.headers["Set-Cookie"]


@pytest.mark.browser
def test_a_device_sees_what_it_can_do(chromium, served, certified, tmp_path):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{served}/setup/devices")

    expect(page.get_by_text("Work waits safely on this device")).to_be_visible()
    expect(page.locator("#checks li")).to_have_count(7)
    works = page.locator("#checks li", has_text="Work waits safely")
    expect(works.get_by_role("img", name="Yes")).to_be_visible()
    expect(page.get_by_text("instead: a number may change")).to_be_visible()
    context.close()
