"""Power cuts, dead boxes and lost answers: what was confirmed is stored, and nothing is stored twice."""

import contextlib
import os
import random
import signal
from pathlib import Path

import playwright.sync_api as playwright_api
import pytest

from browser import FLAGS
from waiting import until

pytestmark = pytest.mark.browser

KILLS = 6
WRITE = """async (first) => {
    const {openOutbox} = await import("/static/outbox.js");
    window.outbox = await openOutbox({name: "chaos"});
    for (let i = first; i < first + 400; i++) {
        await outbox.add("test.done", {i});
        console.log(`confirmed ${i}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}"""
FINISH = """async () => {
    const {openOutbox} = await import("/static/outbox.js");
    window.outbox = await openOutbox({name: "chaos"});
}"""


def launch(playwright, folder):
    return playwright.chromium.launch_persistent_context(folder, executable_path="/usr/bin/chromium", args=FLAGS)


def browser_pid(folder):
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = line.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"--user-data-dir={folder}" in words and "--type=" not in words:
            return int(line.parent.name)
    raise AssertionError("the browser is not there")


def open_blank(context, box):
    page = context.new_page()
    until(lambda: reached(page, box))
    return page


def reached(page, box):
    try:
        page.goto(f"{box.url}/blank", timeout=10_000)
        return page.evaluate("import('/static/outbox.js').then(() => true)")
    except playwright_api.Error:
        return False


def test_kills_of_browser_and_box_lose_and_double_nothing(box, playwright, tmp_path):
    folder, dice, confirmed = str(tmp_path / "profile"), random.Random(7), set()
    box.faults = lambda: dice.choice(
        ["503", "commit-then-500", "commit-then-die", "drop"] if dice.random() < 0.6 else ["none"]
    )
    for life in range(3 * KILLS):  # on a slow machine less happens in a life
        context = launch(playwright, folder)
        page = open_blank(context, box)
        page.on(
            "console",
            lambda message: confirmed.add(int(message.text.split()[1])) if "confirmed" in message.text else None,
        )
        page.evaluate(f"{{ ({WRITE})({life * 1000}); 0; }}")
        page.wait_for_timeout(dice.randint(1200, 2600))
        os.kill(browser_pid(folder), signal.SIGKILL)
        with contextlib.suppress(playwright_api.Error):
            context.close()
        if life + 1 >= KILLS and box.deaths >= 5 and len(confirmed) > 50:
            break

    box.faults = lambda: "none"
    context = launch(playwright, folder)
    page = open_blank(context, box)
    page.evaluate(f"({FINISH})()")
    until(lambda: page.evaluate("outbox.flush().then(() => outbox.waiting() === 0)"))
    context.close()

    stored = [act["body"]["i"] for act in box.stored()]
    sends = sum(len(send["acts"]) for send in box.sends)
    assert len(stored) == len(set(stored))
    assert confirmed <= set(stored)
    assert len(confirmed) > 50
    assert box.deaths >= 5
    assert sends > len(stored)  # some were really sent again


def test_the_kiosk_loses_nothing_when_answers_get_lost(box, device):
    dice = random.Random(3)
    box.faults = lambda: dice.choice(["503", "commit-then-500", "drop"]) if dice.random() < 0.6 else "none"
    page = device.new_page()
    page.goto("/kiosk")
    names = ["Ada", "Ben", "Chidi", "Dora", "Emeka", "Farah"]
    for name in names:
        page.get_by_role("button", name=f"{name}, not here yet").tap()
        page.get_by_role("button", name="I am here").tap()
        page.get_by_role("button", name=f"{name}, at school").wait_for()
    box.faults = lambda: "none"
    page.get_by_text("All sent").wait_for()

    assert sorted(act["body"]["student"] for act in box.stored()) == [f"3b-{i}" for i in range(6)]
