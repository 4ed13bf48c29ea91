"""Takes the pictures of docs/screens anew: `.venv/bin/python tools/screens.py`. A demo school, used for a morning."""

import io
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from PIL import Image  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402
from tests.journeys.busy_morning import Morning  # noqa: E402
from tests.journeys.demo_school import DemoSchool  # noqa: E402
from tests.kiosk.hands import middle, tile  # noqa: E402

SCREENS = ROOT / "docs" / "screens"
MOST = 200_000  # bytes
EARLY = ("Ada Ok.", "Chidi", "Emeka", "Gita", "Hugo", "Imani", "Khadija", "Mei", "Oluwaseun", "Rashid", "Wei", "Zain")


def keep(page, name):
    """One picture in 256 colors: flat drawings lose nothing by it."""
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        flat = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    SCREENS.mkdir(parents=True, exist_ok=True)
    flat.save(SCREENS / f"{name}.png", optimize=True)
    size = (SCREENS / f"{name}.png").stat().st_size
    assert size <= MOST, f"{name}: {size} bytes"


def opened(browser, school, size, path, touch=True):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        has_touch=touch,
        reduced_motion="reduce",
        timezone_id=school.timezone,
    )
    page = context.new_page()
    page.goto(path)
    return page


def enrolled(browser, school, door, size=(1024, 768)):
    page = opened(browser, school, size, school.doors[door])
    page.get_by_role("button", name="Let this device in").tap()
    page.get_by_role("button", name="3B").tap()
    return page


def the_wall(browser, school):
    """Twenty to eight: half of 3B is here, and Ben is on his way."""
    page = enrolled(browser, school, "Kiosk")
    roster = page.context.request.get(school.url + "/api/kiosk").json()
    ids = {one["short"]: one["id"] for one in roster["students"]}
    acts = [
        {"n": n, "kind": "attendance.arrive", "when": roster["time"] - 9_000 * n - 60_000, "body": body}
        for n, body in enumerate(({"student": ids[name], "method": "drag"} for name in EARLY), start=1)
    ]
    page.context.request.post(school.url + "/api/acts", data={"outbox": "a", "time": roster["time"], "acts": acts})
    expect(page.locator(".tile.ghost")).to_have_count(len(EARLY), timeout=20_000)
    tile(page, "Dora").tap()
    page.get_by_role("button", name="I am here").tap()
    page.get_by_text("Hello, Dora!", exact=True).wait_for()
    x, y = middle(tile(page, "Ben"))
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        point = {"x": x + 46 * step, "y": y + 14 * step}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        page.wait_for_timeout(30)
    expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)
    keep(page, "kiosk")
    page.context.close()


def choose(page):
    """Open the first card of the week that begins with a choice of answers."""
    for number in range(page.locator(".w-tile").count()):
        page.locator(".w-tile").nth(number).tap()
        page.get_by_role("button", name=re.compile("^(Start|Continue)$")).tap()
        page.locator(".p-steps").wait_for()
        if page.locator(".p-option").first.is_visible() and page.get_by_role("button", name="Hint").is_visible():
            return
        page.get_by_role("button", name="My week").tap()
        page.locator(".w-tile").first.wait_for()
    raise SystemExit("no card of this week begins with a choice")


def the_tablet(browser, school):
    page = enrolled(browser, school, "Tablet", (800, 1280))
    page.get_by_role("button", name="Ada Ob.", exact=True).tap()
    for picture in ("Fox", "Sun", "Boat"):
        page.get_by_role("button", name=picture).tap()
    page.locator(".w-tile").first.wait_for()
    page.wait_for_load_state("networkidle")
    keep(page, "week")
    choose(page)
    page.locator(".p-option").last.tap()
    page.get_by_role("button", name="Hint").tap()
    page.get_by_role("button", name="Check", exact=True).tap()
    page.locator(".p-verdict").wait_for()
    page.wait_for_timeout(600)
    keep(page, "card")
    page.context.close()


def the_teacher(browser, school):
    username, password = school.sign_in_of("Mr Okoro")
    page = opened(browser, school, (1366, 1024), school.doors["Teacher"], touch=False)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Needs you").wait_for()
    page.wait_for_load_state("networkidle")
    keep(page, "today")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Plan").click()
    page.wait_for_load_state("networkidle")
    if not page.get_by_text("This week", exact=True).is_visible():  # at the weekend the page opens the next one
        page.locator("a[rel=prev]").click()
    expect(page.get_by_text("This week", exact=True)).to_be_visible()
    page.locator(".plan-row .strip").nth(1).press("Enter")
    page.locator(".child-week .plan-card").first.wait_for()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    keep(page, "plan")
    page.context.close()


def main():
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        for hour, scenes in ((7, [the_wall]), (9, [the_tablet, the_teacher])):
            school = DemoSchool(Path(folder) / str(hour), hour).start()
            try:
                if hour == 9:
                    morning = Morning(playwright, school).happen()
                    morning.work("Ada Ob.", 6, "", "opens", 60_000)
                for scene in scenes:
                    scene(browser, school)
            finally:
                school.stop()
        browser.close()


if __name__ == "__main__":
    main()
