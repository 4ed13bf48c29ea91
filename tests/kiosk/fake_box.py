"""A small box for browser tests: serves the kiosk, takes acts exactly once, and fails when told to."""

import contextlib
import hashlib
import hmac
import json
import mimetypes
import random
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from homeroom.people.portraits import draw

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "server" / "homeroom" / "static"
KIOSK = ROOT / "kiosk"
CSP = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
PLACES = {"attendance.arrive": "here", "attendance.late": "late", "attendance.leave": "left"}


NAMES = [
    *("Ada", "Ben", "Chidi", "Dora", "Emeka", "Farah", "Gita", "Hugo", "Ines", "Jamal", "Kofi", "Lena", "Mira"),
    *("Noor", "Omar", "Pia", "Quin", "Rosa", "Sami", "Tara", "Uma", "Vito", "Wanda", "Yara", "Zeno"),
]


def children(school_class, names):
    """Students of the fake box, in the order of their names."""
    return [
        {
            "id": f"{school_class}-{i}",
            "name": f"{name} Example",
            "short": name,
            "class": [school_class],
            "portrait": f"/portraits/{school_class}-{i}",
        }
        for i, name in enumerate(names)
    ]


def verifier(pin):
    """As corner_pin.verifier makes it, with a salt of its own."""
    key = hashlib.pbkdf2_hmac("sha256", pin.encode(), b"salty", 1000)
    mark = hmac.new(key, b"kiosk-1", hashlib.sha256).hexdigest()
    return {"salt": b"salty".hex(), "rounds": 1000, "bound": "kiosk-1", "mark": mark}


class FakeBox:
    """Starts on a free port; `faults` picks what goes wrong with each request that has a body."""

    def __init__(self, students=(), classes=()):
        self.students, self.classes = list(students), list(classes)
        self.acts, self.sends, self.files, self.statuses = {}, [], {}, []
        self.faults = lambda: "none"
        self.enrolled, self.late_after, self.ends, self.language, self.skew = True, "23:59", None, "en", 0
        self.places, self.pin, self.visitors = {}, "", []
        self.deaths, self.version, self.asked, self.messages = 0, "1", 0, None
        self.lock = threading.Lock()
        self.server, self.port = None, 0
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        handler = type("Handler", (Answers,), {"box": self})
        for _ in range(100):
            try:
                self.server = Server(("127.0.0.1", self.port), handler)
                break
            except OSError:
                time.sleep(0.05)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        with self.lock:
            server, self.server = self.server, None
        if server:
            server.shutdown()
            server.server_close()
            server.hang_up()

    def die_for(self, seconds):
        """The process is gone after a commit and before the answer; it is back a moment later."""
        with self.lock:
            if self.server is None:  # dying already
                return
        self.deaths += 1

        def restart():
            self.stop()
            time.sleep(seconds)
            if self.server is None:
                self.start()

        threading.Thread(target=restart, daemon=True).start()

    def take(self, message):
        """Commit all acts of one request; the same (outbox, n) is known."""
        results = []
        with self.lock:
            self.sends.append(message)
            for act in message["acts"]:
                key = (message["outbox"], act["n"])
                if act["kind"] == "test.refuse":
                    results.append({"n": act["n"], "status": "refused", "message": "Nobody may do that."})
                    continue
                results.append({"n": act["n"], "status": "known" if key in self.acts else "saved"})
                self.acts.setdefault(key, act)
        return results

    def stored(self, *kinds):
        with self.lock:
            acts = sorted(self.acts.values(), key=lambda act: act["when"])
        return [act for act in acts if not kinds or act["kind"] in kinds]

    def state_of(self, student):
        """(state, since) as a box would fold it."""
        with self.lock:
            acts = [(key, act) for key, act in self.acts.items() if act["body"].get("student") == student]
        undone = {(key[0], act["body"]["of"]) for key, act in acts if act["kind"] == "attendance.undo"}
        state = ("expected", None)
        for key, act in sorted(acts, key=lambda pair: pair[1]["when"]):
            if key not in undone and act["kind"] in PLACES:
                state = (PLACES[act["kind"]], act["when"])
        return state

    def corner(self):
        """What the corner for staff needs: the PIN's verifier and who visits."""
        inside = {one["id"]: one for one in self.visitors}
        for act in self.stored("attendance.visitor-in", "attendance.visitor-out"):
            visit = act["body"]["visit"]
            inside.pop(visit, None)
            if act["kind"] == "attendance.visitor-in":
                inside[visit] = {"id": visit, "came": act["when"]} | {k: act["body"][k] for k in ("name", "host")}
        return {"day": self.day(), "pin": verifier(self.pin) if self.pin else None, "visitors": list(inside.values())}

    @staticmethod
    def day():
        return time.strftime("%Y-%m-%d", time.localtime(time.time() - 3 * 3600))

    def roster(self):
        students = []
        for student in self.students:
            state, since = self.state_of(student["id"])
            if state == "expected":
                state = student.get("state", "expected")
            students.append({"tablet": None, **student, "state": state, "since": since})
        return {
            "version": len(self.acts),
            "school": {"name": "Riverside Primary", "language": self.language, "dir": self.direction},
            "day": self.day(),
            "time": int(time.time() * 1000) + self.skew,
            "late_after": self.late_after,
            "ends": self.ends,
            "language": self.language,
            "messages": self.messages,
            "classes": self.classes,
            "students": students,
        }

    @property
    def direction(self):
        return "rtl" if self.language in ("ar", "fa", "ur") else "ltr"


class Server(ThreadingHTTPServer):
    """Answers in threads that die with the test; a port that can be taken again at once."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *where):
        self.talking = set()
        super().__init__(*where)

    def process_request(self, request, client_address):
        self.talking.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self.talking.discard(request)
        super().shutdown_request(request)

    def hang_up(self):
        """End also the connections that browsers keep open."""
        for request in list(self.talking):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def server_bind(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        super().server_bind()

    def handle_error(self, request, client_address):
        """A browser that was killed is no news."""


class Answers(BaseHTTPRequestHandler):
    """The few routes a kiosk needs."""

    box = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        """Quiet."""

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/api/ping":
            self.answer(200, {"time": int(time.time() * 1000), "version": self.box.version})
        elif path == "/api/stations":
            self.answer(200, {"day": time.strftime("%Y-%m-%d"), "places": self.box.places})
        elif path == "/api/kiosk/corner":
            self.answer(*((200, self.box.corner()) if self.box.enrolled else (401, {"title": "Unauthorized"})))
        elif path == "/api/kiosk":
            self.kiosk()
        elif path.startswith("/portraits/"):
            self.portrait(path.rsplit("/", 1)[1])
        elif path == "/blank":
            self.send(200, b"<!doctype html><title>blank</title>", "text/html")
        elif path == "/enrol":
            self.send(200, b"<!doctype html><title>Enrol</title><h1>Enrol this device</h1>", "text/html")
        elif path in ("/kiosk", "/kiosk/"):
            self.file(KIOSK / "index.html")
        elif path.startswith("/kiosk/"):
            self.file(KIOSK / path[len("/kiosk/") :])
        elif path.startswith("/static/"):
            self.file(STATIC / path[len("/static/") :])
        else:
            self.answer(404, {"title": "Not found"})

    def do_POST(self):
        self.change(lambda body: (200, {"time": int(time.time() * 1000), "results": self.box.take(json.loads(body))}))

    def do_PUT(self):
        def keep(body):
            name = self.path.rsplit("/", 1)[1]
            if body.startswith(b"poison"):
                return 422, {"title": "Refused", "detail": "This is not a picture."}
            self.box.files[name] = (body, dict(self.headers))
            return 200, {"photo": name}

        self.change(keep)

    def change(self, work):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = self.box.faults()
        if not self.box.enrolled:
            return self.answer(401, {"title": "Unauthorized"})
        if fault == "503":
            return self.answer(503, {"title": "Busy"})
        if fault == "413" and len(body) > 900:
            return self.answer(413, {"title": "Too large"})
        if fault == "422" and b'"poison"' in body:
            return self.answer(422, {"detail": "An act must be an object."})
        if fault == "drop":
            self.close_connection = True
            return self.connection.close()
        status, answer = work(body)
        if fault == "commit-then-500":
            return self.answer(500, {"title": "Broken"})
        if fault == "commit-then-die":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return self.box.die_for(0.2 + random.random() / 3)
        return self.answer(status, answer)

    def kiosk(self):
        self.box.asked += 1
        if not self.box.enrolled:
            return self.answer(401, {"title": "Unauthorized"})
        roster = self.box.roster()
        tag = f'"{roster["version"]}-{self.box.language}-{self.box.late_after}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return None
        return self.answer(200, roster, ETag=tag)

    def portrait(self, student):
        self.send(200, draw(student).encode(), "image/svg+xml", **{"Cache-Control": "max-age=31536000, immutable"})

    def file(self, path):
        if not path.is_file():
            return self.answer(404, {"title": "Not found"})
        kind = mimetypes.guess_type(path.name)[0] or "text/plain"
        kind = "text/javascript" if path.suffix == ".js" else kind
        return self.send(200, path.read_bytes(), kind, **{"Cache-Control": "max-age=604800"})

    def answer(self, status, body, **headers):
        self.send(status, json.dumps(body).encode(), "application/json", **headers)

    def send(self, status, body, kind, **headers):
        self.send_response(status)
        headers.setdefault("Cache-Control", "no-store")
        headers |= {"Content-Type": kind, "Content-Length": str(len(body)), "Content-Security-Policy": CSP}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
