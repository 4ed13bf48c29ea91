"""The named people of Riverside Primary, and ways to come to the box as one of them.

    def test_something(cast):
        okoro = cast.signed_in(cast.mr_okoro)        # a browser of Mr Okoro
        tablet = cast.tablet(cast.class_3b)          # a tablet of 3B; cast.kiosk() likewise
        ada = cast.child(cast.ada)                   # Ada, signed in on a tablet of hers
        ada.session, ada.device                      # ids for acts she sends
        cast.sign_in_at(context, cast.mr_okoro)      # a real browser; enrol_at, child_at likewise

The cast needs a box (fixture `box`) and makes itself through the actions that staff use.
"""

from dataclasses import dataclass, field

import pytest

from homeroom import journal
from homeroom.people import actions, child_secrets, devices, passwords, tables

PASSWORD = "boats on the river"
PICTURES = {
    "Ada": ["fox", "sun", "boat"],
    "Ben": ["tree", "fish", "star"],
    "Chidi": ["house", "apple", "bird"],
    "Dora": ["key", "drum", "moon"],
    "Noor": ["sun", "moon", "star"],
    "Tomas": ["boat", "fish", "bird"],
}
OFFICE = "office:the-tests"


@dataclass
class Cast:
    """Who there is: three members of staff, two classes, six children."""

    box: object
    class_3b: tables.SchoolClass
    class_1a: tables.SchoolClass
    mr_okoro: tables.Staff
    ms_silva: tables.Staff
    mrs_park: tables.Staff
    ada: tables.Student
    ben: tables.Student
    chidi: tables.Student
    dora: tables.Student
    noor: tables.Student
    tomas: tables.Student
    _tablets: dict = field(default_factory=dict)

    @property
    def children(self):
        """All six."""
        return [self.ada, self.ben, self.chidi, self.dora, self.noor, self.tomas]

    def signed_in(self, person):
        """A browser in which this member of staff has signed in."""
        client = self.box.test_client()
        answer = client.post("/sign-in", data=self._known(person))
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client

    def sign_in_at(self, context, person):
        """This member of staff has signed in in a real browser (a context of Playwright)."""
        answer = context.request.post("/sign-in", form=self._known(person))
        assert answer.ok, answer.text()

    def enrol_at(self, context, kind="tablet", name="T", school_class=None):
        """Make a real browser a tablet (of this class, else of 3B) or a kiosk (of the whole school)."""
        group = "" if kind == "kiosk" else (school_class or self.class_3b).id
        code = devices.make_code(kind=kind, staff=self.mrs_park.id, name=name, school_class=group)
        answer = context.request.post("/api/enrol", data={"code": code.code, "kind": kind, "name": name})
        assert answer.status == 201, answer.text()

    def child_at(self, context, student):
        """A child has signed in with her pictures in a real browser, which is a tablet."""
        told = {"student": student.id, "secret": PICTURES.get(student.given_name)}
        answer = context.request.post("/api/sign-in", data=told)
        assert answer.ok, answer.text()

    def _known(self, person):
        if not passwords.has_password(person.id):
            passwords.set_password(person.id, PASSWORD)
        return {"username": person.username, "password": PASSWORD}

    def kiosk(self, name="Front door"):
        """The browser of a kiosk that the office enrolled; `.device` is its id."""
        return self._enrolled("kiosk", name, "")

    def tablet(self, school_class=None, name="Tablet 7"):
        """The browser of a tablet of a class (or of the whole school); `.device` is its id."""
        return self._enrolled("tablet", name, school_class.id if school_class else "")

    def child(self, student):
        """A tablet of the child's class on which she signed in; `.device` and `.session` are ids."""
        group = tables.classes_of(student.id)[0]
        client = self.tablet(group, name=f"Tablet of {student.given_name}")
        answer = self.sign_in(client, student)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        client.session = answer.json["session"]
        return client

    def sign_in(self, tablet, student):
        """Let a child sign in on this tablet with her own pictures; returns the answer."""
        secret = PICTURES.get(student.given_name)
        return tablet.post("/api/sign-in", json={"student": student.id, "secret": secret})

    def _enrolled(self, kind, name, class_id):
        code = devices.make_code(kind=kind, staff=self.mrs_park.id, name=name, school_class=class_id)
        client = self.box.test_client()
        answer = client.post("/api/enrol", json={"code": code.code, "kind": kind, "name": name})
        assert answer.status_code == 201, answer.get_data(as_text=True)
        client.device = answer.json["device"]
        return client


def settle(box):
    """Make the cast on a box, as the office would."""
    with journal.acting(actor=OFFICE):
        class_3b = actions.begin_class("3B", sign="fox")
        class_1a = actions.begin_class("1A", sign="turtle")
        okoro = _staff("Mr Okoro", "teacher", class_3b)
        silva = _staff("Ms Silva", "teacher", class_1a)
        park = _staff("Mrs Park", "office")
        children = {
            "ada": _child("Ada", "Obi", 2017, ["space", "drawing"], class_3b),
            "ben": _child("Ben", "Cruz", 2018, ["football"], class_3b),
            "chidi": _child("Chidi", "Eze", 2017, ["animals", "cooking"], class_3b),
            "dora": _child("Dora", "Lind", 2018, [], class_3b),
            "noor": _child("Noor", "Aziz", 2021, ["animals"], class_1a),
            "tomas": _child("Tomas", "Novak", 2020, ["trains"], class_1a),
        }
    return Cast(box, class_3b, class_1a, okoro, silva, park, **children)


@pytest.fixture
def cast(box):
    """Everybody, on a fresh box."""
    return settle(box)


def _staff(name, role, *groups):
    person = actions.register_staff(name, role=role)
    for group in groups:
        actions.assign(person.id, group.id)
    return person


def _child(given, family, born, interests, group):
    told = {"given_name": given, "family_name": family, "birth_year": born, "interests": interests, "language": "en"}
    student = actions.register_student(**told)
    actions.enroll(student.id, group.id)
    child_secrets.choose(student.id, "pictures", PICTURES[given])
    return student
