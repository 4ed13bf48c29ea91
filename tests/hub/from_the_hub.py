"""A hub with an administrator, and boxes of several schools with their offices: all real, one awake at a time."""

import contextlib

from tests.sync.world import World, hub_application

from homeroom import app, features, journal, store
from homeroom.people import actions, passwords, tables

PASSWORD = "boats on the river"


class Page:
    """What came back: status, text, and where it leads."""

    def __init__(self, answer):
        self.status = answer.status_code
        self.text = " ".join(answer.get_data(as_text=True).replace("<bdi>", "").replace("</bdi>", "").split())
        self.place = answer.headers.get("Location", "")


class Browser:
    """A browser of somebody who signed in at one machine."""

    def __init__(self, node, application, username):
        self.node, self.client = node, application.test_client()
        answer = self.post("/sign-in", username=username, password=PASSWORD)
        assert answer.status == 303, answer.text

    def get(self, path):
        with self.node:
            return Page(self.client.get(path, follow_redirects=True))

    def post(self, path, files=None, **form):
        with self.node:
            return Page(self.client.post(path, data={**form, **(files or {})}))


class District:
    """A hub and its schools. `district.school("Lakeside")` makes one with a box; `district.hub` is its browser."""

    def __init__(self, folder):
        self.world = World(folder)
        self.boxes = {}
        with self.world.hub, journal.acting(actor="office:the-tests"):
            lang = actions.register_staff("Mrs Lang", role="office")
            passwords.set_password(lang.id, PASSWORD)
        self.sign_in()

    def sign_in(self):
        """The administrator signs in (again)."""
        self.hub = Browser(self.world.hub, hub_application(), "lang")

    def school(self, name, **settings):
        """A school whose box is enrolled; its office is Mrs Park."""
        box = self.world.box(name.lower(), school="own", school_name=name, **settings)
        box.name_of_school = name
        with box, journal.acting(actor="office:the-tests"):
            box.school = store.school_id()
            park = actions.register_staff("Mrs Park", role="office")
            passwords.set_password(park.id, PASSWORD)
            box.park = park
        self.boxes[name] = box
        box.enrol()
        self.meet(box)
        return box

    def office(self, box):
        """The browser of the school's office."""
        if not hasattr(box, "application"):
            box.stop()
            with contextlib.suppress(AssertionError):
                box.start()
            box.application = box_application()
        return Browser(box, box.application, "park")

    def meet(self, *boxes):
        """Two conversations with the hub: what each side does because of the first goes with the second."""
        for _time in range(2):
            for box in boxes or self.boxes.values():
                said = box.sync()
                assert isinstance(said, int), said

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.world.close()


_made = []


def box_application():
    """The web application of a box, made once: it keeps nothing of a store."""
    return _made[0]


def make_box_application(folder):
    """Make it, before there is a world."""
    from homeroom import config, db

    if not _made:
        _made.append(app.create_box(config.load(None, {}, data=folder, survive_power_cuts=False)))
        db.close()


def at(box, path):
    """A page of a school at the hub."""
    return f"/at/{box.school}{path}"


def child(box, given, family="Obi", group=None, **told):
    """A child of a school, registered by its office."""
    with box, journal.acting(actor=f"office:{box.park.id}"):
        student = actions.register_student(given_name=given, family_name=family, **told)
        if group:
            actions.enroll(student.id, group.id)
        return student


def a_class(box, name):
    """A class of a school."""
    with box, journal.acting(actor=f"office:{box.park.id}"):
        return actions.begin_class(name)


def classes_of(node, student):
    """The names of the classes of a child on a machine."""
    with node:
        return [one.name for one in tables.classes_of(student.id)]


def on(node, student):
    """The child as a machine knows her."""
    with node:
        return tables.Student.one(id=student.id)


__all__ = ["features"]
