"""What a first load may cost in bytes and requests, as they travel. Times are the business of `make bench`."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect
from tests.journeys.busy_morning import Morning

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KB, KIB = 1000, 1024
LESSON = re.compile(r"/b/[0-9a-f]{64}|/api/cards/")


@dataclass
class Traffic:
    """Bytes of bodies as they were encoded for the way, by address, since the page was opened."""

    sizes: dict = field(default_factory=dict)  # url → (type, bytes)
    first: object = None

    def of(self, *kinds):
        return sum(size for kind, size in self.sizes.values() if kind in kinds)

    @property
    def pages(self):
        """HTML and styles."""
        return self.of("text/html", "text/css")

    @property
    def scripts(self):
        return self.of("text/javascript", "application/javascript")

    @property
    def total(self):
        """Everything but the pictures and texts of lessons."""
        return sum(size for url, (_kind, size) in self.sizes.items() if not LESSON.search(url))

    def __str__(self):
        rows = sorted(self.sizes.items(), key=lambda one: -one[1][1])
        told = "".join(f"\n  {size:7} {kind:24} {url}" for url, (kind, size) in rows)
        return f"pages {self.pages}, scripts {self.scripts}, total {self.total}, {len(rows)} requests{told}"


def watched(page, until=""):
    """Counts what this page takes from the network from now on; `.first` is what came before `until` was asked for."""
    traffic = Traffic()
    heads, kept = {}, set()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")

    def answered(event):
        told = event["response"]
        if told["url"].startswith("http") and event["requestId"] not in kept and not told.get("fromDiskCache"):
            heads[event["requestId"]] = (told["url"], told["mimeType"], told["encodedDataLength"])

    def finished(event):
        url, kind, head = heads.pop(event["requestId"], ("", "", 0))
        if url:
            traffic.sizes[url] = (kind, max(0, event["encodedDataLength"] - head))

    def asked(event):
        if until and until in event["request"]["url"] and traffic.first is None:
            traffic.first = Traffic(dict(traffic.sizes))

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))
    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    return traffic


@pytest.fixture(scope="module")
def morning(playwright, school):
    found = Morning(playwright, school).happen()
    yield found
    found.end()


def enrolled(visitors, school, morning, kind, device):
    page = visitors.device(device)
    code = morning.office.post("/devices", form={"kind": kind}).url.rpartition("/")[2]
    assert page.context.request.post(school.url + "/api/enrol", data={"code": code, "kind": kind}).ok
    return page


def test_the_week_of_a_child_who_is_signed_in(visitors, school, morning):
    page = enrolled(visitors, school, morning, "tablet", "tablet")
    known = {"student": morning.children["Ada Ob."], "secret": ["fox", "sun", "boat"]}
    assert page.context.request.post(school.url + "/api/sign-in", data=known).ok
    traffic = watched(page, until="/api/week")
    page.goto(school.url + "/student")
    page.locator(".w-tile").first.wait_for()
    page.wait_for_load_state("networkidle")
    # The page also brings the words of two more languages: 2 kB that a school of one language will not notice.
    assert traffic.first.pages <= 22 * KB, traffic.first
    assert traffic.first.scripts <= 30 * KIB, traffic.first
    assert traffic.first.total <= 150 * KB, traffic.first
    assert len(traffic.first.sizes) <= 40, traffic.first
    assert traffic.total <= 300 * KB, traffic  # with all that cards need, fetched while nobody waits for it

    again = watched(page)
    page.goto(school.url + "/student")
    page.locator(".w-tile").first.wait_for()
    page.wait_for_load_state("networkidle")
    # Who may sign in, her week with the questions that may be asked to skip a card, and one quick question.
    assert again.total <= 18 * KB, again
    assert {re.sub(r".*/api", "/api", url) for url in again.sizes} == {"/api/tablet", "/api/week", "/api/skills"}


def test_the_kiosk_of_a_small_school_and_of_one_with_three_hundred(visitors, school, morning):
    first_class = "0A"
    for children, pages in ((36, 20 * KB), (300 - 95 - 36, 30 * KB)):
        bring_in(morning.office, children, first_class)
        page = enrolled(visitors, school, morning, "kiosk", "ipad")
        all_of_it = watched(page, until="/kiosk/corner/")  # for grown-ups, fetched when the children's screen is there
        page.goto(school.url + "/kiosk")
        expect(page.locator("button.tile")).to_have_count(36)
        page.wait_for_load_state("networkidle")
        traffic = all_of_it.first or all_of_it
        assert traffic.pages <= pages, traffic
        assert traffic.scripts <= 30 * KIB, traffic
        assert traffic.total <= 300 * KB, traffic
        first_class = "7E"


def bring_in(office, many, group):
    """As the office does with a list from the register of the district."""
    rows = "".join(f"{group} Child {n},{group}\n" for n in range(1, many + 1))
    roster = {"name": "new.csv", "mimeType": "text/csv", "buffer": f"name,classes\n{rows}".encode()}
    plan = office.post("/people/import", multipart={"file": roster})
    shown = re.search(r'name="shown" value="([^"]+)"', plan.text())[1]
    assert office.post(plan.url + "/apply", form={"shown": shown}).ok


@pytest.mark.parametrize("path", ["/today", "/inbox", "/plan", "/attendance", "/people"])
@pytest.mark.parametrize("name", ["Mr Okoro", "Mrs Park"])
def test_a_page_of_staff(visitors, school, morning, name, path):
    page = visitors.device("laptop")
    username, password = school.sign_in_of(name)
    assert page.context.request.post(school.url + "/sign-in", form={"username": username, "password": password}).ok
    traffic = watched(page)
    page.goto(school.url + path)
    page.wait_for_load_state("load")
    assert traffic.pages <= 40 * KB, traffic
    assert traffic.scripts <= 60 * KB, traffic
    assert traffic.total <= 250 * KB, traffic
