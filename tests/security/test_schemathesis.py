"""Schemathesis asks all that the descriptions of a box and of a hub name, as everybody who may come: no answer is an
error.
"""

import io
import json

import pytest
import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from werkzeug.wrappers import Request

from cast import PASSWORD
from conftest import make_settings
from every_route import FIXED
from homeroom import app, clock, config, db, journal
from homeroom.hub import actions as hub_actions
from homeroom.people import actions as people
from homeroom.people import passwords
from homeroom.sync import signing

ROLES = {
    "nobody": lambda cast: cast.box.test_client(),
    "kiosk": lambda cast: cast.kiosk(),
    "tablet": lambda cast: cast.tablet(cast.class_3b),
    "student": lambda cast: cast.child(cast.ada),
    "teacher": lambda cast: cast.signed_in(cast.mr_okoro),
    "office": lambda cast: cast.signed_in(cast.mrs_park),
}
CHANGE_WHO_ASKS = ("/api/sign-in", "/api/sign-out", "/api/enrol")
AT_THE_END = (*CHANGE_WHO_ASKS, "/sync/v1/enrol")


@schemathesis.serializer("audio/webm", "audio/mp4", "image/png", "image/jpeg")
def _as_it_is(_context, value):
    return {"data": value if isinstance(value, bytes) else str(value).encode()}


def _ways(there, operation):
    """Requests that fit the description, about what is there and about what is made up, and some that don't fit."""
    named = {one.name: there[one.name] for one in operation.path_parameters if one.name in there}
    fitting = [operation.as_strategy(GenerationMode.POSITIVE, path_parameters=ids) for ids in (named, {})]
    return st.one_of(*fitting, operation.as_strategy(GenerationMode.NEGATIVE))


def ask_everything(application, client, there):
    """Ask all that is described; returns the number of operations, and which answers there were."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    operations = sorted((one.ok() for one in schema.get_all_operations()), key=lambda one: one.path in AT_THE_END)
    answers = set()
    for number, operation in enumerate(operations):
        # Too many wrong requests from one place would be turned away unread.
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number + 1}"

        @settings(max_examples=20, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=_ways(there, operation))
        def ask(case):
            answer = case.call(session=client)
            case.validate_response(answer, checks=[not_a_server_error])
            answers.add((case.operation.path, answer.status_code))

        ask()
    return len(operations), answers


@pytest.mark.faults
@pytest.mark.parametrize("who", ROLES)
def test_nothing_that_fits_the_description_or_breaks_it_makes_the_box_fail(cast, who):
    there = {"student_id": cast.ada.id, "class_id": cast.class_3b.id, "day": FIXED["day"], "week": FIXED["week"]}
    count, answers = ask_everything(cast.box, ROLES[who](cast), there)

    assert count > 25
    assert {200, 404, 422} <= {status for _path, status in answers}


# --- a hub ---------------------------------------------------------------------------------------------


class SigningClient(FlaskClient):
    """A box that an administrator let in: whatever it is told to ask goes out with its true signature."""

    key = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
    id, nonce = "box-riverside", ""

    def open(self, *args, **kwargs):
        """Send it; once more when the hub wants another number."""
        kwargs.pop("buffered", None), kwargs.pop("follow_redirects", None)
        request = self._request_from_builder_args(args, kwargs)
        body = request.get_data()
        answer = super().open(self._signed(request.environ, body))
        again = answer.get_json(silent=True) if answer.status_code == 401 else None
        if isinstance(again, dict) and "nonce" in again:
            self.nonce = again["nonce"]
            answer = super().open(self._signed(request.environ, body))
        return answer

    def _signed(self, environ, body):
        environ = {name: value for name, value in environ.items() if not name.startswith(("werkzeug.", "flask."))}
        environ["wsgi.input"] = io.BytesIO(body)
        made = signing.request_message(environ["REQUEST_METHOD"], Request(environ).path, self.nonce, body)
        environ |= {"HTTP_X_HOMEROOM_BOX": self.id, "HTTP_X_HOMEROOM_NONCE": self.nonce}
        environ["HTTP_X_HOMEROOM_SIGNATURE"] = signing.to_text(signing.sign(self.key, made))
        return Request(environ)

    def enrol(self):
        """Be let in with a code."""
        key = signing.to_text(signing.public_bytes(self.key))
        told = {"code": hub_actions.new_code().replace("-", "")[:8], "box": self.id, "school": "school-riverside"}
        answer = self.post("/sync/v1/enrol", data=json.dumps({**told, "name": "Riverside", "key": key}))
        assert answer.status_code == 201, answer.text
        self.nonce = answer.get_json()["nonce"]


@pytest.fixture
def hub(tmp_path, the_clock):
    clock.clock.reset()
    yield app.create_hub(make_settings(tmp_path / "hub", school_name="The district"))
    db.close()
    config.use(config.Config())


def _administrator(hub):
    with journal.acting(actor="office:the-tests"):
        lang = people.register_staff("Mrs Lang", role="office")
    passwords.set_password(lang.id, PASSWORD)
    client = hub.test_client()
    assert client.post("/sign-in", data={"username": lang.username, "password": PASSWORD}).status_code == 303
    return client


def _box(hub):
    hub.test_client_class = SigningClient
    client = hub.test_client()
    hub.test_client_class = FlaskClient
    client.enrol()
    return client


AT_HUB = {"nobody": lambda hub: hub.test_client(), "box": _box, "administrator": _administrator}


@pytest.mark.faults
@pytest.mark.parametrize("who", AT_HUB)
def test_nothing_that_fits_the_description_or_breaks_it_makes_the_hub_fail(hub, who):
    client = AT_HUB[who](hub)
    there = {"mark": "a" * 16, "name": "b" * 40, "sha": "c" * 64, "lane": "lane1", "first": 1, "offset": 0}
    count, answers = ask_everything(hub, client, there)

    assert count > 20
    assert {200, 422} <= {status for _path, status in answers}
    let_in = {path for path, status in answers if path.startswith("/sync/") and status not in (401, 403)}
    assert (len(let_in) > 15) == (who == "box"), sorted(let_in)
