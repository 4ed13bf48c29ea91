"""Schemathesis asks all that the description of the API names, as everybody who may come: no answer is an error."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from every_route import FIXED

ROLES = {
    "nobody": lambda cast: cast.box.test_client(),
    "kiosk": lambda cast: cast.kiosk(),
    "tablet": lambda cast: cast.tablet(cast.class_3b),
    "student": lambda cast: cast.child(cast.ada),
    "teacher": lambda cast: cast.signed_in(cast.mr_okoro),
    "office": lambda cast: cast.signed_in(cast.mrs_park),
}
CHANGE_WHO_ASKS = ("/api/sign-in", "/api/sign-out", "/api/enrol")


@schemathesis.serializer("audio/webm", "audio/mp4", "image/png", "image/jpeg")
def _as_it_is(_context, value):
    return {"data": value if isinstance(value, bytes) else str(value).encode()}


def _ways(cast, operation):
    """Requests that fit the description, about this school's people and about made-up ones, and some that don't fit."""
    there = {"student_id": cast.ada.id, "class_id": cast.class_3b.id, "day": FIXED["day"], "week": FIXED["week"]}
    named = {one.name: there[one.name] for one in operation.path_parameters if one.name in there}
    fitting = [operation.as_strategy(GenerationMode.POSITIVE, path_parameters=ids) for ids in (named, {})]
    return st.one_of(*fitting, operation.as_strategy(GenerationMode.NEGATIVE))


@pytest.mark.faults
@pytest.mark.parametrize("who", ROLES)
def test_nothing_that_fits_the_description_or_breaks_it_makes_the_box_fail(cast, who):
    client = ROLES[who](cast)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", cast.box)
    operations = sorted((one.ok() for one in schema.get_all_operations()), key=lambda one: one.path in CHANGE_WHO_ASKS)
    answers = []
    for number, operation in enumerate(operations):
        # Too many wrong requests from one place would be turned away unread.
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number + 1}"

        @settings(max_examples=20, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=_ways(cast, operation))
        def ask(case):
            answer = case.call(session=client)
            case.validate_response(answer, checks=[not_a_server_error])
            answers.append(answer.status_code)

        ask()

    assert len(operations) > 25
    assert {200, 404, 422} <= set(answers)
