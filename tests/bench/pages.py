"""Pages: what ten watching teachers cost, and how soon pages are ready on a tablet four times slower."""

import asyncio
import json
import re
import statistics
import time

import psutil
from playwright.sync_api import sync_playwright
from tests.bench import load
from tests.bench.school import call

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
EVERY = 1.5  # seconds between two looks of a live page
# Milliseconds from notes on old tablets; ready = the page can be used, at a CPU four times slower.
READY = {"student page": 1500, "kiosk": 1500, "today": 2000}


def watch(box, cookie, *, viewers, seconds):
    """CPU seconds of the box while `viewers` keep a live page open and a class works a little."""
    _status, _headers, body = call(box.port, "GET", "/today", cookie=cookie)
    class_id = re.search(rb'data-class="([^"]+)"', body)[1].decode()
    process = psutil.Process(box.process.pid)
    before = sum(process.cpu_times()[:2])
    asyncio.run(_viewers(box.port, cookie, class_id, viewers, seconds))
    return sum(process.cpu_times()[:2]) - before, seconds


async def _viewers(port, cookie, class_id, viewers, seconds):
    until = time.perf_counter() + seconds
    await asyncio.gather(*(_viewer(port, cookie, class_id, until, i / viewers * EVERY) for i in range(viewers)))


async def _viewer(port, cookie, class_id, until, start):
    await asyncio.sleep(start)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    version = ""
    while time.perf_counter() < until:
        path = f"/api/live?class={class_id}&v={version}"
        status, answer = await load.exchange(reader, writer, load.request(port, path, cookie, b"", "GET"))
        assert status == 200, answer
        version = json.loads(answer)["version"]
        await asyncio.sleep(EVERY)
    writer.close()


def times(school):
    """First loads at 5 Mbit/s, 50 ms round trip and a CPU four times slower; medians of five."""
    print("\nPages on a slow tablet (CPU 4 x slower, 5 Mbit/s, 50 ms)")
    print(f"  {'':<34}{'ready ms':>16}{'budget ms':>16}{'long task ms':>16}")
    kiosk_code = school.code("kiosk")
    with school.open() as (box, cookie), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        kiosk = _enrol(browser, box, kiosk_code)
        name, _, value = cookie.partition("=")
        tablet = [{"name": name, "value": value, "url": box.url}]
        staff = _sign_in(browser, box, next(one for one in school.people if one.username == "okoro"))
        for label, path, cookies, sign in (
            ("student page", "/student", tablet, "main button, main a"),
            ("kiosk", "/kiosk/", kiosk, "button"),
            ("today", "/today", staff, "main h1, main h2"),
        ):
            found = [_one_load(browser, box.url + path, cookies, sign) for _ in range(5)]
            ready = statistics.median(one[0] for one in found)
            task = statistics.median(one[1] for one in found)
            print(f"  {label:<34}{ready:>16.0f}{READY[label]:>16}{task:>16.0f}")
        browser.close()


def _enrol(browser, box, code):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{box.url}/enrol?code={code}")
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    found = [{"name": one["name"], "value": one["value"], "url": box.url} for one in context.cookies()]
    context.close()
    return found


def _sign_in(browser, box, person):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{box.url}/sign-in")
    page.fill("input[name=username]", person.username)
    page.fill("input[name=password]", person.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today*")
    found = [{"name": one["name"], "value": one["value"], "url": box.url} for one in context.cookies()]
    context.close()
    return found


def _one_load(browser, url, cookies, sign):
    context = browser.new_context(viewport={"width": 800, "height": 1280})
    context.add_cookies(cookies)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    wire.send("Network.enable")
    speed = 5_000_000 / 8
    wire.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 50, "downloadThroughput": speed, "uploadThroughput": speed},
    )
    page.add_init_script(
        "window.longest = 0; new PerformanceObserver((list) => {"
        " for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);"
        "}).observe({type: 'longtask', buffered: true});"
    )
    started = time.perf_counter()
    page.goto(url)
    page.locator(sign).first.wait_for()
    ready = (time.perf_counter() - started) * 1000
    longest = page.evaluate("window.longest")
    context.close()
    return ready, longest
