"""Every page of box and hub, as each person who may see it: axe, both directions of writing, all sizes of screens."""

import re
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from tests.journeys.busy_morning import Morning

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
FIND = """() => axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations
  .filter(({impact}) => ["serious", "critical"].includes(impact))
  .map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 160)).slice(0, 3).join(" | ")}`))"""
TOO_WIDE = """() => {
  const out = (one) => { const box = one.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1; };
  const hides = (one) => getComputedStyle(one).overflowX !== "visible";
  const held = (one) => one !== document.body && (hides(one) || held(one.parentElement));
  if (document.documentElement.scrollWidth <= innerWidth) return "";
  const wide = Array.from(document.querySelectorAll("body *")).filter((one) => out(one) && !held(one.parentElement));
  return wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120)).join(" | ") || "nobody knows why";
}"""
TOO_SMALL = """(least) => Array.from(document.querySelectorAll("button, a.button, label.button, select, textarea"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && !one.disabled && Math.min(box.width, box.height) < least - 0.5)
  .map(([one, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`)"""
LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]+)')
DIRECTION = {"en": "ltr", "ar": "rtl"}
LOOKS = {  # language: widths at which axe looks, and more at which nothing may stand out (half of 1366 is 200 % zoom)
    "en": ((1366, 360), (683, 512)),
    "ar": ((800, 360), (1024,)),
}


@pytest.fixture(scope="module")
def morning(playwright, school):
    """The school with its children at work."""
    found = Morning(playwright, school).happen()
    yield found
    found.end()


@pytest.fixture(params=["en", "ar"])
def language(request):
    return request.param


def speaking(page, school, language):
    """A device on which somebody has chosen this language."""
    for url in (school.url, school.hub_url):
        page.context.add_cookies([{"name": "homeroom-language", "value": language, "url": url}])
    return page


def complaints(page, language, *, least_target=0, looks=None):
    """What is wrong with the page as it is shown now, at all widths."""
    found = []
    html = page.locator("html")
    if (html.get_attribute("lang"), html.get_attribute("dir")) != (language, DIRECTION[language]):
        found.append("lang and dir of <html>")
    page.evaluate(AXE)
    by_axe, others = looks or LOOKS[language]
    for width in (*by_axe, *others):
        page.set_viewport_size({"width": width, "height": 768})
        wide = page.evaluate(TOO_WIDE)
        found += [f"at {width} px: scrolls sideways: {wide}"] if wide else []
        found += [f"at {width} px: {one}" for one in (page.evaluate(FIND) if width in by_axe else [])]
        found += [
            f"at {width} px: small: {one}" for one in (page.evaluate(TOO_SMALL, least_target) if least_target else [])
        ]
    return found


# --- pages that are found by following links -------------------------------------------------------------


def shape(path):
    """/plan/<id>/2026-W48 → /plan/*/*: one page of each shape is enough."""
    first, *rest = path.strip("/").split("/")
    return "/".join([first, *("*" if re.search(r"[\d.-]|.{16}", part) else part for part in rest)])


def crawl(client, base, start, wanted=250):
    """Addresses of one page of each shape that this person can reach by links."""
    found, seen, queue = {}, set(), [start]
    while queue and len(seen) < wanted:
        path = queue.pop(0)
        if path in seen or shape(urlsplit(path).path) in found:
            continue
        seen.add(path)
        answer = client.get(base + path)
        if "text/html" not in answer.headers["content-type"]:
            continue
        assert answer.ok, f"{path}: {answer.status}"
        here = urlsplit(answer.url)
        found.setdefault(shape(here.path), here.path + (f"?{here.query}" if here.query else ""))
        queue += [link.replace("&amp;", "&") for link in LINK.findall(answer.text()) if link.startswith("/")]
    return found


def signed_in(visitors, school, name, door="Teacher"):
    username, password = school.sign_in_of(name)
    page = visitors.device("laptop")
    page.goto(school.doors[door])
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name=f"Sign out {name}")).to_be_visible()
    return page


def look_at_all(page, base, paths, language, looks=None):
    found = {}
    for path in paths:
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(base + path)
        wrong = complaints(page, language, looks=looks)
        if wrong:
            found[path] = wrong
    return found


def test_the_check_itself_sees_what_is_wrong(visitors, school):
    page = visitors.device("laptop")
    page.goto(school.url + "/style")
    page.set_content('<main><img src="/static/art/logo.svg"><p>wide<button></button></p></main>')
    page.evaluate("() => { document.querySelector('p').style.width = '2000px' }")

    found = " ".join(complaints(page, "en", least_target=44))
    assert all(word in found for word in ("lang and dir", "image-alt", "button-name", "scrolls sideways", "small")), (
        found
    )


@pytest.mark.parametrize(("name", "least", "looks"), [("Mrs Park", 33, None), ("Mr Okoro", 24, ((360,), (800,)))])
def test_pages_of_staff(visitors, school, morning, language, name, least, looks):
    page = signed_in(visitors, school, name)
    client = page.context.request
    paths = crawl(client, school.url, "/today")
    assert len(paths) >= least, sorted(paths)
    more = ["/style", urlsplit(client.post(school.url + "/devices", form={"kind": "kiosk"}).url).path]
    if name == "Mrs Park":
        roster = {"name": "new.csv", "mimeType": "text/csv", "buffer": b"name,classes\nZoe Quist,3B\n,3B\n"}
        more.append(urlsplit(client.post(school.url + "/people/import", multipart={"file": roster}).url).path)
    speaking(page, school, language)

    assert look_at_all(page, school.url, [*sorted(paths.values()), *more], language, looks) == {}


def test_pages_of_the_hub(visitors, school, morning, language):
    visitors.expected = re.compile("404")
    morning.office.post("/sync/now")
    page = signed_in(visitors, school, "Ms Amani", "Hub")
    paths = crawl(page.context.request, school.hub_url, "/")
    assert {"", "schools/*"} <= set(paths)
    speaking(page, school, language)
    assert look_at_all(page, school.hub_url, [*sorted(paths.values()), "/nowhere"], language) == {}

    page.goto(school.hub_url)
    page.locator("form[action='/codes'] button").click()
    page.locator(".big-code").wait_for()
    assert complaints(page, language) == []


def test_pages_before_anybody_has_signed_in(visitors, school, language):
    page = speaking(visitors.device("laptop"), school, language)
    visitors.expected = re.compile("404")

    assert look_at_all(page, school.url, ["/", "/sign-in", "/enrol?code=ABCD2345", "/nowhere"], language) == {}
    assert look_at_all(page, school.hub_url, ["/sign-in"], language) == {}


# --- screens of children ---------------------------------------------------------------------------------


def test_the_wall(visitors, school, morning, language):
    page = enrolled(visitors, school, morning, "kiosk", "ipad")
    speaking(page, school, language).reload()
    page.locator("button.tile").first.wait_for()
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert complaints(page, language, least_target=48) == []
    page.locator("button.tile").first.tap()
    page.get_by_role("dialog").wait_for()
    assert complaints(page, language, least_target=48) == []


@pytest.mark.parametrize(("language", "group", "name"), [("en", "3B", "Uchenna"), ("ar", "2A", "Aisha")])
def test_the_tablet(visitors, school, morning, language, group, name):
    page = enrolled(visitors, school, morning, "tablet", "tablet")
    child = next(one["id"] for one in morning.of_class(group) if one["short"] == name)
    page.get_by_role("button", name=group).tap()
    page.get_by_role("button", name=name, exact=True).wait_for()
    assert complaints(page, "en", least_target=64) == []
    page.get_by_role("button", name=name, exact=True).tap()
    page.get_by_role("button", name="Fox").wait_for()
    assert complaints(page, "en", least_target=64) == []

    assert morning.office.post(f"/people/students/{child}/open").ok
    page.reload()
    page.get_by_role("button", name=group).tap()
    page.get_by_role("button", name=name, exact=True).tap()
    page.locator(".w-tile").first.wait_for()
    assert complaints(page, language, least_target=64) == []
    for n in range(3):
        page.locator(".w-tile").nth(3 * n).tap()
        page.locator(".c-buttons .primary").wait_for()
        assert complaints(page, language, least_target=64) == []
        page.locator(".c-buttons .primary").tap()
        page.locator(".p-bar").wait_for()
        while page.locator(".p-end").count() == 0:
            assert complaints(page, language, least_target=64) == []
            page.locator(".p-bar > :last-child").tap()
        assert complaints(page, language, least_target=64) == []
        page.locator(".c-back").tap()
        page.locator(".w-tile").first.wait_for()


def enrolled(visitors, school, morning, kind, device):
    """A new device of the school, at its own page."""
    page = visitors.device(device)
    made = morning.office.post("/devices", form={"kind": kind})
    page.goto(school.url + "/enrol?code=" + made.url.rpartition("/")[2])
    page.get_by_role("button", name="Let this device in").tap()
    page.get_by_role("button", name="3B").wait_for()
    return page
