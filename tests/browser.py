"""A real browser and a served box, for tests that need to see what people see."""

import contextlib
import threading

import pytest
import waitress
from playwright.sync_api import expect, sync_playwright

# What Playwright switches off (our switch replaces its own), and three popups of the address bar that nobody sees:
# they are pages, too, and made up half of what a new page of ours costs.
SWITCHED_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FLAGS += [f"--disable-features={SWITCHED_OFF}"]
expect.set_options(timeout=30_000)  # as all other waiting: a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def playwright():
    """The driver of the browsers; one for the whole run, since two can't live in one thread."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright):
    """One headless Chromium for all tests."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def served(box):
    """The address of the box, which answers real requests while the test runs."""
    server = waitress.create_server(box, host="127.0.0.1", port=0, threads=8)

    def run():
        with contextlib.suppress(OSError, ValueError):  # the socket is closed under it at the end
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=30)
    for channel in list(server._map.values()):
        channel.close()


@pytest.fixture
def adas_tablet(chromium, served, cast):
    """A window of a tablet on which Ada is signed in, not on any page yet; at its end no script has failed."""
    context = chromium.new_context(
        base_url=served, viewport={"width": 800, "height": 1280}, has_touch=True, reduced_motion="reduce"
    )
    page, troubles = context.new_page(), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    cast.enrol_at(context)
    cast.child_at(context, cast.ada)
    yield page
    context.close()
    assert troubles == []
