"""What the tests of the kiosk do with their hands."""

import re
import time

from waiting import until


def zone(hour):
    """A time zone in which it is now about this hour, so that tests hold at any time of the day."""
    ahead = (hour - time.gmtime().tm_hour) % 24
    ahead = ahead if ahead <= 14 else ahead - 24
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def tile(page, name):
    """The child's button of the big place; its label says where she is."""
    return page.get_by_role("button", name=re.compile(f"^{name}, "))


def token(page, name):
    """The child's small portrait in the other place."""
    return page.locator(".token:not(.gone)", has_text=re.compile(f"^{name}$"))


def is_at(page, name, words):
    """Wait until the child's button says so."""
    page.get_by_role("button", name=re.compile(f"^{name}, {words}")).wait_for()


def middle(locator):
    """The point a finger would aim at, once the page has drawn it and does not draw it again at this moment."""
    found = []
    until(lambda: locator.wait_for() or found.append(locator.bounding_box()) or found[-1])
    box = found[-1]
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, start, dx, dy=0, steps=8):
    """One finger, as the operating system reports it."""
    finger = page.context.new_cdp_session(page)
    x, y = middle(start)

    def touch(kind, *points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, steps + 1):
        touch("touchMove", {"x": x + dx * step / steps, "y": y + dy * step / steps})
        page.wait_for_timeout(16)
    touch("touchEnd")


def hold_school_name(page):
    """The long press that leads to the corner for grown-ups; → its dialog, or the one for the PIN."""
    x, y = middle(page.get_by_role("button", name="Riverside Primary"))
    page.mouse.move(x, y)
    page.mouse.down()
    dialog = page.get_by_role("dialog", name=re.compile("grown-ups"))
    dialog.wait_for()
    page.mouse.up()
    return dialog


def kiosk_with_its_corner(device):
    """As `open_kiosk`, and all that the corner for grown-ups needs has come, quietly."""
    page = device.new_page()
    with page.expect_response("**/api/kiosk/corner") as told:
        page.goto("/kiosk")
    told.value.finished()
    tile(page, "Ada").wait_for()
    return page


def open_kiosk(device):
    """The kiosk's page, with class 3B on it."""
    page = device.new_page()
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()
    return page
