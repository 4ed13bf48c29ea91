"""A box in memory for the student page: the API of the real one, cards of every kind; it can go away and come back."""

import hashlib
import json
import logging
import mimetypes
import re
import secrets
import sys
import threading
import time
from pathlib import Path

from flask import Flask, Response, jsonify, render_template, request
from jinja2 import FileSystemLoader
from werkzeug.serving import make_server

from homeroom.packs import cardmd
from homeroom.people import portraits

ROOT = Path(__file__).parents[2]
HOME = ROOT / "server" / "homeroom"
PICTURES = ["fox", "sun", "boat", "tree", "fish", "star", "house", "apple", "bird", "key", "drum", "moon"]
SECRET = ["fox", "sun", "boat"]
DROP = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60">'
    '<path fill="#174a8b" d="M30 5c12 18 18 24 18 34a18 18 0 0 1-36 0c0-10 6-16 18-34z"/></svg>'
)
CSP = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
CLASSES = [
    {"id": "c3b", "name": "3B", "sign": "fox", "sign_in": "pictures"},
    {"id": "c1a", "name": "1A", "sign": "turtle", "sign_in": "none"},
    {"id": "c4c", "name": "4C", "sign": "owl", "sign_in": "pin"},
]
NAMES = {
    "c3b": ["Ada Obi", "Ben Cruz", "Chidi Eze", "Dora Lind", "Emeka Bello", "Farah Haddad", "Grace Kim", "Hugo Weber"],
    "c1a": ["Noor Aziz", "Tomas Silva"],
    "c4c": ["Petra Novak"],
}
MEDIA = re.compile(r"(?:images|audio|video)/[a-z0-9._-]+")
TABLET = {"name": "Tablet 7", "sign": "fox", "mark": "blue", "words": "Fox, blue circle"}
FRESH = {"status": "new", "right": 0, "answered": 0, "note": None, "resume": None, "variants": []}
STANDS = ("title", "kind", "level", "minutes", "with", "offscreen", "image")
WHY = "You were sure about halves; this looks one step further."


def _students():
    for group, names in NAMES.items():
        for name in names:
            ident = name.split()[0].lower()
            language = "ar" if ident == "farah" else "en"
            yield {
                "id": ident, "name": name, "short": name.split()[0], "class": [group],
                "portrait": f"/portraits/{ident}?v=1", "language": language,
            }  # fmt: skip


logging.getLogger("werkzeug").setLevel(logging.ERROR)


class FakeBox:
    """The box; start() and stop() keep its port, so that tablets find it again."""

    def __init__(self, port=0):
        self.port, self.server = port, None
        self.blobs = {hashlib.sha256(DROP.encode()).hexdigest(): (DROP.encode(), "image/svg+xml")}
        self.drop = "/b/" + next(iter(self.blobs))
        self.students = {one["id"]: one for one in _students()}
        self.enrolled, self.catalogs, self.delay = True, {}, 0
        self.acts, self.seen, self.files, self.signed, self.wrong = [], set(), {}, {}, {}
        self.opened, self.version, self.waits = set(), 1, ""
        self.cards = {}
        self.weeks = {}
        self.app = _make_app(self)

    def start(self):
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def card(self, path):
        """The slot of a card written in Markdown, and the card itself under its hash."""
        made = cardmd.read(path.read_text("utf-8"), path.name).card
        text = json.dumps(made, sort_keys=True)
        for name in sorted(set(MEDIA.findall(text)), key=len, reverse=True):
            file = path.parents[1] / name
            text = text.replace(name, self.blob(file) if file.exists() else self.drop)
        made = json.loads(text)
        sha = hashlib.sha256(text.encode()).hexdigest()
        self.cards[sha] = text
        return {
            **{key: made[key] for key in STANDS},
            "card": made["id"],
            "card_version": sha,
            "url": f"/api/cards/{sha}.json",
            "subject": made["subject"] or "math",
            "reason": WHY,
            "must": True,
        }

    def blob(self, file):
        sha = hashlib.sha256(file.read_bytes()).hexdigest()
        self.blobs[sha] = (file.read_bytes(), "image/svg+xml" if file.suffix == ".svg" else "application/octet-stream")
        return f"/b/{sha}"

    def week(self, student):
        """The same week for everybody, made when it is first asked for."""
        if student not in self.weeks:
            mine = sorted((Path(__file__).parent / "cards").glob("*.md"))
            packs = [ROOT / "content_packs" / name for name in ("fractions", "water-and-plants", "first-reading")]
            more = [path for pack in packs for path in sorted((pack / "cards").glob("*.md"))]
            subjects = {"fractions": "math", "water-and-plants": "science", "first-reading": "reading"}
            slots = []
            for n, path in enumerate([*mine, *more[::3][:20]]):
                slot = self.card(path)
                slot |= {"subject": subjects.get(path.parts[-3], slot["subject"]), "must": n % 3 != 2}
                slots.append({"slot": f"slot-{n + 1}", **slot, **FRESH})
            shelf = [self.card(path) for path in more[1::3][:6]]
            if len(slots) > 4:
                keys = ("card", "title", "url", "card_version", "image")
                slots[4]["variants"] = [{key: one[key] for key in keys} | {"interest": []} for one in shelf[-2:]]
            named = {"week": "2026-W48", "title": "Halves, quarters and water"}
            self.weeks[student] = {**named, "slots": slots, "shelf": shelf, "messages": []}
        return self.weeks[student]

    def slot(self, student, ident):
        return next(one for one in self.week(student)["slots"] if one["slot"] == ident)

    def of(self, kind, student=None):
        """What was done, oldest first."""
        return [act for act in self.acts if act["kind"] == kind and student in (None, act.get("student"))]

    def heard(self, act):
        """An act changes the week as the real box does."""
        self.acts.append(act)
        self.version += 1
        week, body, kind = self.week(act["student"]), act["body"], act["kind"]
        slot = next((one for one in week["slots"] if one["slot"] == body.get("slot")), None)
        if kind == "week.add":
            card = next(one for one in week["shelf"] if one["card"] == body["card"])
            week["shelf"].remove(card)
            week["slots"].append({"slot": body["slot"], **card, **FRESH, "must": False})
        elif kind == "week.order":
            place = {ident: n for n, ident in enumerate(body["slots"])}
            week["slots"].sort(key=lambda one: place.get(one["slot"], 999))
        elif slot is None:
            return
        elif kind == "week.swap":
            slot |= next(one for one in slot["variants"] if one["card"] == body["card"])
        elif kind == "work.open" and slot["status"] == "new":
            slot["status"] = "started"
        elif kind == "work.place":
            slot["resume"] = body["place"]
        elif kind == "work.finish":
            slot["status"] = "waiting" if slot.get("shown") else "done"
        elif kind in ("work.write", "work.photo", "work.drawing", "work.recording"):
            slot["shown"] = True
        elif kind in ("work.ask", "work.unask"):
            slot["asked"] = kind == "work.ask"
        if kind in ("work.say", "work.ask") and body.get("text"):
            self.say(act["student"], body["slot"], body["text"], who="me")

    def say(self, student, slot, text, who="teacher"):
        self.version += 1
        told = {"id": secrets.token_hex(4), "slot": slot, "from": who, "text": text, "when": 0, "kind": "reply"}
        self.week(student)["messages"].append(told)

    def give_back(self, student, slot, text):
        self.say(student, slot, text)
        self.slot(student, slot).update(status="returned", note=text)


def _asset(name):
    return f"/static/{name}?v={hashlib.sha256((HOME / 'static' / name).read_bytes()).hexdigest()[:12]}"


def _make_app(box):
    app = Flask("fake", static_folder=None)
    app.jinja_loader = FileSystemLoader(HOME / "today" / "templates")
    app.jinja_env.globals.update(asset=_asset, _=lambda text: text)

    def me():
        return box.signed.get(request.cookies.get("homeroom-student", ""))

    def problem(status, detail, **more):
        return jsonify({"detail": detail, **more}), status

    @app.before_request
    def slow():
        time.sleep(box.delay)

    @app.after_request
    def headers(response):
        response.headers.setdefault("Content-Security-Policy", CSP)
        if not request.path.startswith(("/static", "/b/", "/student", "/portraits", "/api/cards")):
            response.headers["Cache-Control"] = "no-store"
        return response

    def lasting(body, kind):
        return Response(body, mimetype=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})

    @app.get("/static/<path:name>")
    def static(name):
        # Read whole: a browser that hangs up must not leave an open file behind.
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        body = (HOME / "static" / name).read_bytes()
        return Response(body, mimetype=kind, headers={"Cache-Control": "public, max-age=604800"})

    @app.get("/student")
    def page():
        words = {"language": "en", "dir": "ltr", "school_name": "Riverside Primary", "catalogs": box.catalogs}
        made = render_template("student.html", **words)
        return Response(made, headers={"Cache-Control": "max-age=604800"})

    @app.get("/api/ping")
    def ping():
        return jsonify(time=int(time.time() * 1000), version="1")

    @app.get("/portraits/<ident>")
    def portrait(ident):
        return lasting(portraits.draw(ident), "image/svg+xml")

    @app.get("/b/<sha>")
    def blob(sha):
        return lasting(*box.blobs[sha])

    @app.get("/api/cards/<sha>.json")
    def card(sha):
        return lasting(box.cards[sha], "application/json")

    @app.get("/api/tablet")
    def tablet():
        if not box.enrolled:
            return problem(401, "This tablet is not enrolled.")
        pictures = [{"id": one, "url": f"/static/art/picture-{one}.svg", "name": one.capitalize()} for one in PICTURES]
        inside = me() and {"student": me(), "session": request.cookies["homeroom-student"]}
        listed = [{key: value for key, value in one.items() if key != "language"} for one in box.students.values()]
        device = {"id": "t7", **TABLET}
        shown = {"students": listed, "classes": CLASSES, "pictures": pictures}
        return jsonify(**shown, signed_in=inside, device=device, language="en", school={"name": "Riverside"})

    @app.get("/api/tablet/waits")
    def waits():
        return jsonify(student=box.waits, tablet=TABLET, again=1)

    @app.post("/api/sign-in")
    def sign_in():
        found = request.get_json()
        student, secret = box.students[found["student"]], found["secret"]
        way = next(one["sign_in"] for one in CLASSES if one["id"] in student["class"])
        if way != "none" and student["id"] not in box.opened:
            if secret is None:
                return problem(422, "Show that it is you first.")
            if box.wrong.get(student["id"], 0) >= 4:
                return problem(429, "Wait a little.", retry_after=30)
            if secret != (SECRET if way == "pictures" else "1234"):
                box.wrong[student["id"]] = box.wrong.get(student["id"], 0) + 1
                return problem(422, "Not quite. Look at your pictures and try again.")
        session = secrets.token_hex(8)
        box.signed[session] = student
        answer = jsonify(student=student, session=session)
        answer.set_cookie("homeroom-student", session, httponly=True, samesite="Lax")
        return answer

    @app.post("/api/sign-out")
    def sign_out():
        box.signed.pop(request.cookies.get("homeroom-student", ""), None)
        answer = Response(status=204)
        answer.delete_cookie("homeroom-student")
        return answer

    @app.get("/api/skills")
    def skills():
        if not me():
            return problem(401, "Please sign in first.")
        return jsonify(version=box.version, skills=[], rechecks=[])

    @app.get("/api/week")
    def week():
        if not me():
            return problem(401, "Please sign in first.")
        tag = f'"{me()["id"]}-{box.version}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304)
        found = box.week(me()["id"])
        done = sum(one["status"] in ("done", "waiting", "accepted") for one in found["slots"])
        answer = jsonify(version=box.version, **found, done=done, total=len(found["slots"]))
        answer.headers["ETag"] = tag
        return answer

    @app.post("/api/acts")
    def acts():
        if not box.enrolled:
            return problem(403, "This tablet is not enrolled.")
        sent, results = request.get_json(), []
        for act in sent["acts"]:
            key = (sent["outbox"], act["n"])
            results.append({"n": act["n"], "status": "known" if key in box.seen else "saved"})
            if key not in box.seen:
                box.seen.add(key)
                box.heard(act)
        return jsonify(time=int(time.time() * 1000), results=results)

    @app.put("/api/<kind>/<ident>")
    def upload(kind, ident):
        box.files[ident] = (kind, request.get_data(), request.headers.get("X-Student"))
        return jsonify(photo=ident, sha256=hashlib.sha256(request.get_data()).hexdigest())

    return app


if __name__ == "__main__":
    shown = FakeBox(int(sys.argv[1]) if len(sys.argv) > 1 else 0).start()
    sys.stdout.write(f"{shown.url}/student\n")
    sys.stdout.flush()
    threading.Event().wait()
