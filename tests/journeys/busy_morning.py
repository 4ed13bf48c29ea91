"""A school at half past nine: most children are here, a class is at its cards, some work waits for its teacher.

Made through the same addresses as the kiosk, the tablets and the forms of the pages use.
"""

import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.journeys.photo import strips_on_a_table

MINUTE = 60_000
LATE = {"Hugo": ("bus", "08:21"), "Sofia": ("slept", "08:34")}
NOT_HERE = ("Jonas", "Tariq")
EXCUSED = "Vera"

# Who is on a tablet of 3B: cards finished before, card in hand, what she does with it, minutes ago.
AT_WORK = {
    "Ada Ok.": (6, "The cloud at the kettle", "answers", 2),
    "Ben": (4, "Half the pitch", "answers", 1),
    "Chidi": (3, "Fold a fraction", "shows", 4),
    "Dora": (7, "Equal or not?", "wrong", 1),
    "Emeka": (2, "Drip's long journey", "opens", 3),
    "Farah": (5, "Friends of ten", "asks", 2),
    "Gita": (4, "Trays of ten eggs", "answers", 1),
    "Imani": (8, "Goats come home", "opens", 2),
    "Khadija": (3, "Is a seed alive?", "opens", 5),
    "Liam": (1, "Over the ten", "answers", 2),
    "Mei": (5, "Drip's long journey", "writes", 6),
    "Nikolai": (4, "Hunt for rows", "opens", 3),
}


def right_answer(question):
    """What a child who knows it would send."""
    kind = question["kind"]
    if kind in ("choice", "multi"):
        found = [one["id"] for one in question["options"] if one["correct"]]
        return found[0] if kind == "choice" else found
    if kind in ("number", "fraction"):
        return question["answer"]
    if kind == "short":
        return question["accept"][0]
    if kind == "cloze":
        return {gap["id"]: _filled(gap) for gap in question["gaps"]}
    if kind == "order":
        return [one["id"] for one in question["items"]]
    if kind == "match":
        return {one["id"]: one["id"] for one in question["pairs"]}
    if kind == "sort":
        return {one["id"]: group["id"] for group in question["groups"] for one in group["items"]}
    return None


def _filled(gap):
    return gap["accept"][0] if gap["kind"] == "short" else next(o["id"] for o in gap["options"] if o["correct"])


class Morning:
    """The people and devices of the demo school, without their screens."""

    def __init__(self, playwright, school):
        self.playwright, self.school = playwright, school
        self.open = []

    def happen(self):
        """Let it be half past nine."""
        self.office = self.grown_up("Mrs Park")
        kiosk = self.device("kiosk", "Front door")
        self.roster = kiosk.get("/api/kiosk").json()
        self.groups = {one["name"]: one["id"] for one in self.roster["classes"]}
        self.children = {one["short"]: one["id"] for one in self.of_class("3B")}
        self.excuse(EXCUSED)
        self.arrive(kiosk)
        for name, (finished, title, does, minutes) in AT_WORK.items():
            self.work(name, finished, title, does, minutes * MINUTE)
        return self

    def of_class(self, name):
        """Everybody in a class, as the kiosk lists them."""
        return [one for one in self.roster["students"] if self.groups[name] in one["class"]]

    def client(self):
        """Something that speaks HTTP and keeps its cookies."""
        found = self.playwright.request.new_context(base_url=self.school.url)
        self.open.append(found)
        return found

    def grown_up(self, name):
        """Signed in with what is printed."""
        username, password = self.school.sign_in_of(name)
        client = self.client()
        assert client.post("/sign-in", form={"username": username, "password": password}).ok
        return client

    def device(self, kind, name, **more):
        """A new device, with a code that the office makes."""
        page = self.office.post("/devices", form={"kind": kind, "name": name, **more})
        code = re.search(r"/devices/codes/([0-9A-Z]+)", page.url)[1]
        client = self.client()
        assert client.post("/api/enrol", data={"code": code, "kind": kind, "name": name}).status == 201
        return client

    def excuse(self, name):
        today = self.roster["day"]
        form = {"student": self.children[name], "from": today, "to": today, "reason": "sick"}
        assert self.office.post("/attendance/absences", form=form).ok

    def arrive(self, kiosk):
        """From ten to eight on, one after the other; two come late."""
        acts = []
        for child in self.of_class("3B") + self.of_class("1A")[:17] + self.of_class("5C")[:20]:
            if child["short"] in (*NOT_HERE, EXCUSED):
                continue
            at = 7 * 3600 + 50 * 60 + 17 * len(acts)
            kind, reason = "attendance.arrive", {}
            if child["short"] in LATE:
                why, clock = LATE[child["short"]]
                at = int(clock[:2]) * 3600 + int(clock[3:]) * 60
                kind, reason = "attendance.late", {"reason": why}
            acts.append((kind, {"student": child["id"], "method": "drag", **reason}, self.since(at)))
        self.send(kiosk, "kiosk-of-the-morning", acts)

    def since(self, seconds):
        """How long ago it was this many seconds after the last midnight of the school, in ms."""
        now = datetime.now(ZoneInfo(self.school.timezone))
        passed = now - now.replace(hour=0, minute=0, second=0, microsecond=0)
        return int((passed.total_seconds() - seconds) * 1000)

    def send(self, client, outbox, acts, **who):
        """Acts as an outbox sends them: (kind, body, ms ago)."""
        now = int(time.time() * 1000)
        rows = [
            {"n": n, "kind": kind, "when": now - ago, "body": body, **who}
            for n, (kind, body, ago) in enumerate(acts, start=1)
        ]
        for start in range(0, len(rows), 50):
            some = {"outbox": outbox, "time": now, "acts": rows[start : start + 50]}
            answer = client.post("/api/acts", data=some).json()
            assert {one["status"] for one in answer["results"]} == {"saved"}, answer

    def work(self, name, finished, title, does, ago):
        """A child takes a tablet, has done some cards before and is at one now: of a title, or at one that will do."""
        child = self.children[name]
        tablet = self.device("tablet", f"Tablet of {name}", school_class=self.groups["3B"])
        assert self.office.post(f"/people/students/{child}/open").ok
        session = tablet.post("/api/sign-in", data={"student": child, "secret": None}).json()["session"]
        week = tablet.get("/api/week").json()
        named = [slot for slot in week["slots"] if slot["title"] == title]
        now = named[0] if named else next(slot for slot in week["slots"] if self.will_do(tablet, slot, does))
        others = [slot for slot in week["slots"] if slot["subject"] == "math" and slot is not now]
        acts = [act for slot in others[:finished] for act in self.all_right(tablet, slot, 30 * MINUTE)]
        acts += getattr(self, does)(tablet, now, ago)
        self.send(tablet, f"tablet-{child}", acts, student=child, session=session)

    def will_do(self, tablet, slot, does):
        """Whether she can do that with this card: what is in a week changes with the packs."""
        asked = self.questions(tablet, slot)
        if does == "answers":
            return bool(asked) and right_answer(asked[0]) is not None
        return does != "wrong" or any(one["kind"] == "choice" for one in asked)

    def on(self, slot, **more):
        return {"slot": slot["slot"], "card": slot["card"], "card_version": slot["card_version"], **more}

    def questions(self, tablet, slot):
        card = tablet.get(slot["url"]).json()
        asked = [one for one in card["blocks"] if one["type"] == "question"]
        return [one for one in asked if one["kind"] not in ("free", "confidence")]

    def answer(self, slot, question, response, ago, tries=1):
        body = self.on(slot, question=question["id"], response=response, tries=tries, ms=20_000)
        return ("work.answer", body, ago)

    def all_right(self, tablet, slot, ago):
        asked = [self.answer(slot, one, right_answer(one), ago) for one in self.questions(tablet, slot)]
        return [("work.open", self.on(slot), ago + MINUTE), *asked, ("work.finish", self.on(slot), ago)]

    def opens(self, _tablet, slot, ago):
        return [("work.open", self.on(slot), ago)]

    def answers(self, tablet, slot, ago):
        first = self.questions(tablet, slot)[0]
        return [*self.opens(tablet, slot, ago), self.answer(slot, first, right_answer(first), ago)]

    def wrong(self, tablet, slot, ago):
        first = next(one for one in self.questions(tablet, slot) if one["kind"] == "choice")
        wrong = [one["id"] for one in first["options"] if not one["correct"]]
        tries = [self.answer(slot, first, wrong[n % len(wrong)], ago, n + 1) for n in range(3)]
        return [*self.opens(tablet, slot, ago + MINUTE), *tries]

    def asks(self, tablet, slot, ago):
        words = "Do I count the dots or the empty boxes?"
        return [*self.opens(tablet, slot, ago + MINUTE), ("work.ask", self.on(slot, text=words), ago)]

    def writes(self, tablet, slot, ago):
        words = "First I was in a puddle, then the sun took me up and I was a cloud. Then I fell on a bean."
        text = ("work.write", self.on(slot, block="block-9", text=words), ago)
        return [*self.opens(tablet, slot, ago + MINUTE), text, ("work.finish", self.on(slot), ago)]

    def shows(self, tablet, slot, ago):
        photo = "photo-of-the-morning"
        headers = {"Content-Type": "image/jpeg", "X-Student": self.student_of(tablet)}
        assert tablet.put(f"/api/photos/{photo}", data=strips_on_a_table(), headers=headers).ok
        return [
            *self.opens(tablet, slot, ago + 5 * MINUTE),
            ("work.photo", self.on(slot, block="block-2", photo=photo), ago),
            ("work.finish", self.on(slot), ago),
        ]

    def student_of(self, tablet):
        return tablet.get("/api/tablet").json()["signed_in"]["student"]["id"]

    def end(self):
        for client in self.open:
            client.dispose()
