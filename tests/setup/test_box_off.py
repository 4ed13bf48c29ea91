"""Where the browser may keep pages, kiosk and student page open again while the box is off."""

import contextlib
import json
import threading

import pytest
import waitress
from playwright.sync_api import expect

from browser import FLAGS
from cast import cast
from homeroom.people import devices
from homeroom.web import allow

__all__ = ["cast"]
pytestmark = pytest.mark.browser
KEPT = "async () => (await (await caches.open('pages-1')).keys()).map((one) => new URL(one.url).pathname)"


class Switch:
    """The box behind a real server that can be switched off."""

    def __init__(self, box):
        self.server = waitress.create_server(box, host="127.0.0.1", port=0, threads=8)
        self.origin = f"http://homeroom.test:{self.server.effective_port}"
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        with contextlib.suppress(OSError, ValueError):  # its sockets are closed under it
            self.server.run()

    def off(self):
        self.server.close()
        self.thread.join(5)
        for channel in list(self.server._map.values()):
            channel.close()


@pytest.fixture
def switch(box):
    made = Switch(box)
    yield made
    made.off()


@pytest.fixture
def page(playwright, switch, tmp_path):
    """A browser that was told, as by the policy for Chrome, to hold http://homeroom.test to be safe."""
    flags = [*FLAGS, "--host-resolver-rules=MAP homeroom.test 127.0.0.1"]
    flags += [f"--unsafely-treat-insecure-origin-as-secure={switch.origin}"]
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path / "browser"), executable_path="/usr/bin/chromium", args=flags, base_url=switch.origin
    )
    yield context.pages[0]
    context.close()


def enrol(page, cast, kind):
    code = devices.make_code(kind=kind, staff=cast.mrs_park.id, name="One", school_class="")
    page.goto("/setup")
    told = {"code": code.code, "kind": kind, "name": "One"}
    sent = "(told) => fetch('/api/enrol', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: told})"
    assert page.evaluate(f"async (told) => (await ({sent})(told)).ok", json.dumps(told))


def until_kept(page, *paths):
    """Wait until the browser holds these files."""
    page.wait_for_function(
        f"async (wanted) => {{ const kept = await ({KEPT})(); return wanted.every((one) => kept.includes(one)); }}",
        arg=list(paths),
        timeout=30_000,
    )


def test_the_kiosk_opens_again_while_the_box_is_off(page, switch, cast):
    enrol(page, cast, "kiosk")
    page.goto("/kiosk")
    page.get_by_role("button", name="3B").first.wait_for()
    until_kept(page, "/kiosk", "/kiosk/kiosk.js", "/kiosk/hall.js", "/static/tokens.css")

    switch.off()
    page.reload()

    expect(page.get_by_role("button", name="3B").first).to_be_visible(timeout=30_000)


def test_the_student_page_opens_again_while_the_box_is_off_and_keeps_no_child(page, switch, cast):
    enrol(page, cast, "tablet")
    page.goto("/student")
    page.get_by_role("button", name="3B").wait_for()
    page.evaluate("import('/static/offline.js')")
    until_kept(page, "/student", "/static/student/student.js", "/static/outbox.js")
    kept = page.evaluate(KEPT)

    switch.off()
    page.reload()

    expect(page.get_by_role("button", name="3B")).to_be_visible(timeout=30_000)
    assert not [path for path in kept if path.startswith("/api/") and not path.startswith("/api/cards/")]


def test_while_the_box_is_there_its_own_answer_counts(page, switch, cast, box):
    enrol(page, cast, "tablet")
    page.goto("/student")
    page.evaluate("import('/static/offline.js')")
    until_kept(page, "/student")
    newer = allow("everybody")(lambda: "<!doctype html><title>Newer</title><p>A newer page")
    box.view_functions["today.student_page"] = newer

    page.reload()

    expect(page.get_by_text("A newer page")).to_be_visible()
