"""A real browser and a served box, for tests that need to see what people see."""

import contextlib
import threading

import pytest
import waitress
from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


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
    thread.join(timeout=5)
    for channel in list(server._map.values()):
        channel.close()
