"""Games of strangers inside lessons: they run, they are kept apart, and what they say is a claim."""

import io
import os
import threading
import zipfile
from contextlib import suppress

import pytest
import waitress
from playwright.sync_api import expect

from homeroom import blobs
from homeroom.errors import Refused
from homeroom.evidence import tables as evidence
from homeroom.mastery import tables as mastery
from homeroom.packs import actions, tables
from homeroom.packs.programs import doors, serve, zipped

GAME = """<!doctype html><html><head><title>Sugar</title></head><body>
<button id="win">Win</button> <button id="leave">Next page</button> <p id="kept"></p>
<script>
  document.getElementById("kept").textContent = `kept: ${localStorage.getItem("level") || "nothing"}`;
  document.getElementById("win").onclick = () => {
    localStorage.level = "seven";
    API.LMSInitialize("");
    API.LMSSetValue("cmi.core.score.raw", "8");
    API.LMSSetValue("cmi.core.score.max", "10");
    API.LMSSetValue("cmi.core.lesson_status", "passed");
    API.LMSCommit("");
  };
  document.getElementById("leave").onclick = () => { location.href = "more/two.html"; };
</script></body></html>"""
TWO = "<p id='kept'></p><script>document.getElementById('kept').textContent = localStorage.level || 'nothing';</script>"
# What a hostile program tries: the session, the box, the pages around it. It writes what worked into its own page.
ATTACK = """<!doctype html><html><head></head><body><p id="worked"></p><script>
const worked = [];
const tried = (name, run) => { try { if (run()) worked.push(name); } catch { /* kept out */ } };
const box = decodeURIComponent(location.hash.slice(1)) || location.ancestorOrigins[0];
tried("cookies", () => { document.cookie = "homeroom-language=zz; path=/"; return document.cookie && !self.API; });
tried("parent", () => parent !== window && parent.document.body);
tried("top", () => { if (top !== window) top.location = "about:blank"; });
tried("window", () => window.open("about:blank"));
const post = { method: "POST", credentials: "include", mode: "no-cors", body: "language=sw" };
const image = (done) => {
  const made = new Image();
  made.onload = () => { worked.push("image"); done(); };
  made.onerror = done;
  made.src = `${box}/static/art/favicon.svg`;
};
Promise.all([
  fetch(`${box}/language`, post).catch(() => {}),
  fetch(`${box}/healthz`, { credentials: "include", mode: "no-cors" }).then(() => worked.push("get"), () => {}),
  new Promise(image),
]).then(() => { document.getElementById("worked").textContent = `worked: ${worked.join(" ") || "nothing"}`; });
</script></body></html>"""
BODY = """Try it.

```program
title: Sugar
file: programs/sugar.zip
```
"""


def zip_of(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(name, text)
    return made.getvalue()


FILES = {"index.html": GAME, "more/two.html": TWO, "attack.html": ATTACK, "data/über.json": '{"a": 1}'}
FILES |= {"sound.mp3": b"ID3" + bytes(range(200)), "notes.xyz": "?"}
# A course as many are built: a page around two frames, one of which has a name that links aim at.
COURSE = """<!doctype html><html><head></head><body><button id="again">Again</button>
<a href="more/two.html" target="room">Next</a>
<iframe name="room" title="Room" src="more/room.html"></iframe>
<iframe title="Notes" src="more/notes.html"></iframe>
<script>
document.getElementById("again").onclick = () => { location.href = "course.html?again"; };
</script></body></html>"""
ROOM = """<!doctype html><html><head></head><body><p id="kept"></p><button id="go">Go on</button><script>
document.getElementById("kept").textContent = `${API.LMSGetValue("cmi.core.entry")} ${localStorage.place || "door"}`;
document.getElementById("go").onclick = () => {
  localStorage.place = "garden";
  localStorage.removeItem("lamp");
  API.LMSSetValue("cmi.core.lesson_location", "garden");
  API.LMSCommit("");
};
</script></body></html>"""
NOTES = """<!doctype html><html><head></head><body><p id="kept"></p><button id="look">Look</button>
<script>
localStorage.lamp = "found";
document.getElementById("look").onclick = () => {
  document.getElementById("kept").textContent = `${localStorage.place} ${localStorage.lamp}`;
};
</script></body></html>"""


@pytest.fixture
def sugar(garden):
    """The pack "Garden" with a program, on the box; its hash."""
    course = {"course.html": COURSE, "more/room.html": ROOM, "more/notes.html": NOTES}
    garden.write("programs/sugar.zip", zip_of(**FILES, **course))
    garden.card("course-1", BODY.replace("sugar.zip\n", "sugar.zip\nstart: course.html\n"), title="A course")
    garden.card("sugar-1", BODY, title="Sugar in water")
    garden.card("attack-1", BODY.replace("sugar.zip\n", "sugar.zip\nstart: attack.html\n"), title="A trap")
    pack = actions.install(garden.build())
    return next(row.sha256 for row in tables.PackFile.select() if row.path == "programs/sugar.zip" and pack)


@pytest.fixture
def ask(box):
    def run(path, host="homeroom-content.local", method="GET", **headers):
        return box.test_client().open(path, method=method, base_url=f"http://{host}", headers=headers)

    return run


# --- addresses ---------------------------------------------------------------------------------------


def test_programs_have_a_host_name_of_their_own(ask, sugar):
    assert ask(f"/x/{sugar}/index.html").status_code == 200
    assert ask(f"/x/{sugar}/index.html", "homeroom.local").status_code == 404
    for path in ("/", "/sign-in", "/api/ping", "/static/base.css", "/healthz"):
        assert ask(path).status_code == 404, path


def test_by_a_bare_address_programs_have_a_port_of_their_own(ask, sugar, monkeypatch):
    monkeypatch.setattr(doors, "_ports", {"http": 18080, "https": 10443})

    assert ask(f"/x/{sugar}/index.html", "10.0.0.7:18080").status_code == 200
    assert ask(f"/x/{sugar}/index.html", "10.0.0.7:8080").status_code == 404
    assert ask("/sign-in", "10.0.0.7:18080").status_code == 404
    assert doors.origins("10.0.0.7:8080", "http") == ["http://10.0.0.7:18080"]
    assert doors.origins("10.0.0.7", "https") == ["https://10.0.0.7:10443"]
    assert doors.origins("homeroom.local", "http") == ["http://homeroom-content.local", "http://homeroom.local:18080"]


def test_a_program_is_sandboxed_and_never_gets_a_cookie(ask, sugar):
    answer = ask(f"/x/{sugar}/index.html", Cookie="homeroom-staff=secret")
    policy = answer.headers["Content-Security-Policy"]

    assert policy.startswith("sandbox allow-scripts allow-forms allow-modals;")
    assert "allow-same-origin" not in policy
    assert "form-action 'none'" in policy
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_pages_get_the_bridge_before_anything_else(ask, sugar):
    page = ask(f"/x/{sugar}/index.html").get_data(as_text=True)

    assert page.index("/bridge.js") < page.index("<title>")
    assert ask("/bridge.js").mimetype == "text/javascript"


@pytest.mark.parametrize("page", [b"", b"<p>x", b"<HTML lang=en>x", b"<!DOCTYPE html>x", b"<head >x<header>"])
def test_the_bridge_gets_into_any_page(page):
    assert serve.bridged(page).count(serve.BRIDGE) == 1


def test_files_come_whole_or_in_ranges_and_nothing_is_written(ask, sugar):
    whole = ask(f"/x/{sugar}/sound.mp3")
    part = ask(f"/x/{sugar}/sound.mp3", Range="bytes=3-5")

    assert (whole.mimetype, whole.data) == ("audio/mpeg", FILES["sound.mp3"])
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (
        206,
        FILES["sound.mp3"][3:6],
        "bytes 3-5/203",
    )
    assert ask(f"/x/{sugar}/sound.mp3", Range="bytes=900-").status_code == 416
    assert ask(f"/x/{sugar}/data/%C3%BCber.json").json == {"a": 1}
    assert ask(f"/x/{sugar}/notes.xyz").mimetype == "application/octet-stream"
    assert ask(f"/x/{sugar}/sound.mp3", method="POST").status_code == 405
    assert ask(f"/x/{sugar}/sound.mp3", **{"If-None-Match": whole.headers["ETag"]}).status_code == 304


def test_only_programs_of_packs_are_opened(ask, sugar):
    photo = blobs.put(io.BytesIO(zip_of(**{"index.html": "a child's work"})), most=10_000)
    drawing = tables.card("seed-1").image_url.rpartition("/")[2]

    for sha in (photo, drawing, "0" * 64):
        assert ask(f"/x/{sha}/index.html").status_code == 404
    for name in ("../pack.json", "none.html", "more", "more/"):
        assert ask(f"/x/{sugar}/{name}").status_code == 404


# --- packs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04nonsense", "damaged"),
        (zip_of(**{"readme.txt": "no page"}), "no page"),
        (zip_of(**{"index.html": "x", "../out.html": "x"}), "does not belong"),
        (zip_of(**{"index.html": "x", "bomb.txt": "0" * 9_000_000}), "unpacks to far more"),
    ],
)
def test_a_program_that_is_hostile_or_broken_keeps_its_pack_out(garden, data, why):
    garden.write("programs/sugar.zip", data)
    garden.card("sugar-1", BODY, title="Sugar in water")

    with pytest.raises(Refused, match=why):
        garden.build()


def test_a_foreign_pack_with_a_hostile_program_is_refused(garden, monkeypatch):
    garden.write("programs/sugar.zip", zip_of(**{"index.html": "x", "../out.html": "x"}))
    garden.card("sugar-1", BODY, title="Sugar in water")
    with monkeypatch.context() as patch:
        patch.setattr(zipped, "check", lambda _source: frozenset(["index.html"]))
        pack = garden.build()

    with pytest.raises(Refused, match="does not belong"):
        actions.install(pack)
    assert tables.packs() == []


def test_a_card_must_begin_at_a_page_that_is_there(garden):
    garden.write("programs/sugar.zip", zip_of(**FILES))
    garden.card("sugar-1", BODY.replace("sugar.zip\n", "sugar.zip\nstart: none.html\n"), title="Sugar in water")

    with pytest.raises(Refused, match=r"no page none\.html"):
        garden.build()


# --- in the browser ----------------------------------------------------------------------------------


@pytest.fixture
def served(box):
    """The box on one port and its programs on another; the address of the box."""
    server = waitress.create_server(box, listen="127.0.0.1:0 127.0.0.1:0", threads=8)

    def run():
        with suppress(OSError, ValueError):  # the sockets are closed under it at the end
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    (_host, port), (_same, other) = server.effective_listen
    doors.listen(http=int(other))
    yield f"http://127.0.0.1:{port}"
    doors.listen()
    server.close()
    thread.join(5)
    for channel in list(server.map.values()):
        channel.close()


@pytest.fixture
def window(chromium, served, cast):
    """A browser in which Mrs Park is signed in."""
    context = chromium.new_context(base_url=served, viewport={"width": 800, "height": 1280})
    cast.sign_in_at(context, cast.mrs_park)
    yield context
    context.close()


@pytest.mark.browser
def test_a_game_runs_and_its_place_survives_its_own_pages(window, sugar):
    page = window.new_page()
    page.goto("/packs/cards/sugar-1")
    page.get_by_role("button", name="Start").click()
    game = page.frame_locator("iframe[title=Sugar]")
    expect(game.locator("#kept")).to_have_text("kept: nothing")

    game.get_by_role("button", name="Win").click()
    game.get_by_role("button", name="Next page").click()

    expect(game.locator("#kept")).to_have_text("seven")
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/program.png")
    assert page.evaluate("localStorage.level") is None


@pytest.mark.browser
def test_frames_inside_a_program_go_on_where_they_were_and_share_what_they_keep(window, sugar):
    page = window.new_page()
    page.goto("/packs/cards/course-1")
    page.get_by_role("button", name="Start").click()
    course = page.frame_locator("iframe[title=Sugar]")
    room, notes = course.frame_locator("iframe[title=Room]"), course.frame_locator("iframe[title=Notes]")
    expect(room.locator("#kept")).to_have_text("ab-initio door")

    room.get_by_role("button", name="Go on").click()
    expect(room.locator("#kept")).to_have_text("ab-initio door")
    look = notes.get_by_role("button", name="Look")
    expect(look).to_be_visible()

    def looked():
        look.click()
        return notes.locator("#kept").text_content()

    eventually(page, looked, "garden undefined")
    course.get_by_role("button", name="Again").click()
    expect(room.locator("#kept")).to_have_text("resume garden")
    course.get_by_role("link", name="Next").click()
    expect(room.locator("#kept")).to_have_text("nothing")  # its name is still its own


def eventually(page, see, wanted):
    """Ask until it is so: messages between frames take a moment."""
    for _time in range(200):
        if (seen := see()) == wanted:
            return
        page.wait_for_timeout(50)
    assert seen == wanted


@pytest.fixture
def arrived(box, monkeypatch):
    """What reached the box while it was watched: method, path, and whether a session came along."""
    found, answer = [], box.wsgi_app

    def watch(environ, start):
        if not doors.is_for_programs(environ["HTTP_HOST"]):
            found.append(
                (environ["REQUEST_METHOD"], environ["PATH_INFO"], "homeroom" in environ.get("HTTP_COOKIE", ""))
            )
        return answer(environ, start)

    monkeypatch.setattr(box, "wsgi_app", watch)
    return found


@pytest.mark.browser
@pytest.mark.parametrize("walls", [True, False])
def test_a_hostile_program_gets_nothing_and_without_walls_it_would(window, served, sugar, arrived, walls, monkeypatch):
    if not walls:
        monkeypatch.setattr(serve, "POLICY", "default-src * 'unsafe-inline'; x-%(here)s")
        monkeypatch.setattr(serve, "BRIDGE", b"")
    content = doors.origins(served.removeprefix("http://"), "http")[0]
    page = window.new_page()
    arrived.clear()

    page.goto(f"{content}/x/{sugar}/attack.html#{served}")
    worked = page.locator("#worked")
    expect(worked).to_contain_text("worked:")

    stolen = any(cookie["value"] == "zz" for cookie in window.cookies())
    if walls:
        expect(worked).to_have_text("worked: nothing")
        assert (arrived, stolen) == ([], False)
    else:
        assert ("POST", "/language", True) in arrived
        assert stolen


@pytest.mark.browser
def test_a_hostile_program_in_a_card_gets_nothing(window, sugar, arrived):
    page = window.new_page()
    page.goto("/packs/cards/attack-1")
    page.wait_for_load_state("networkidle")
    arrived.clear()
    page.get_by_role("button", name="Start").click()

    expect(page.frame_locator("iframe[title=Sugar]").locator("#worked")).to_have_text("worked: nothing")
    assert [path for _method, path, _session in arrived if path in ("/language", "/healthz")] == []
    assert page.url.endswith("/packs/cards/attack-1")


# --- what it says ------------------------------------------------------------------------------------


def test_what_a_program_says_is_kept_as_a_claim_and_moves_no_skill(sugar, cast):
    card = tables.card("sugar-1")
    work = {"slot": "free-1", "card": card.id, "card_version": card.sha256, "question": "program1"}
    said = {"program": {"share": 0.8, "raw": 8, "most": 10, "completed": True}}
    act = {"n": 1, "kind": "work.answer", "when": 1_795_420_800_000, "student": cast.ada.id}
    act |= {"body": {**work, "response": said, "correct": True, "score": 0.8}}
    told = cast.child(cast.ada).post("/api/acts", json={"outbox": "o", "time": act["when"], "acts": [act]})

    assert [one["status"] for one in told.json["results"]] == ["saved"]
    (attempt,) = evidence.attempts(cast.ada.id, "free-1")
    assert (attempt.checked, attempt.claimed, attempt.score) == (False, True, 0.8)
    assert mastery.states_of(cast.ada.id) == {}
    page = cast.signed_in(cast.mr_okoro).get(f"/inbox/{cast.ada.id}/free-1").get_data(as_text=True)
    assert "by its own count" in page
    assert "8 / 10" in page
