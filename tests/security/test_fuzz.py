"""Whatever is sent to whatever is described, by whomever: the box answers, and never with an error of its own."""

import ast
import itertools
import json
import re
import string
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from every_route import FIXED
from homeroom import acts

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
PART = st.text(string.ascii_letters + string.digits + "-_.~%:@!$&'()*+,;=é", min_size=1, max_size=30)


def of_schema(schema):
    """Bodies that fit a JSON schema, and some that nearly do."""
    if not isinstance(schema, dict):
        return ANYTHING
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | ANYTHING
    kind = schema.get("type")
    if kind == "object":
        return (
            st.fixed_dictionaries({}, optional={name: of_schema(one) for name, one in schema["properties"].items()})
            if schema.get("properties")
            else st.dictionaries(TEXT, ANYTHING, max_size=4)
        )
    if kind == "array":
        return st.lists(of_schema(schema.get("items")), max_size=3)
    plain = {"string": TEXT, "integer": st.integers(), "number": st.floats(), "boolean": st.booleans()}
    return st.one_of(plain.get(kind, ANYTHING), ANYTHING) if isinstance(kind, str) else ANYTHING


def operations(description):
    for path, methods in description["paths"].items():
        for method, one in methods.items():
            content = one.get("requestBody", {}).get("content", {})
            yield path, method.upper(), one, content.get("application/json", {}).get("schema")


@pytest.mark.faults
@pytest.mark.parametrize("who", ["nobody", "kiosk", "tablet", "student", "teacher", "office"])
def test_no_request_makes_the_box_fail(box, cast, who):
    client = {
        "nobody": box.test_client,
        "kiosk": cast.kiosk,
        "tablet": lambda: cast.tablet(cast.class_3b),
        "student": lambda: cast.child(cast.ada),
        "teacher": lambda: cast.signed_in(cast.mr_okoro),
        "office": lambda: cast.signed_in(cast.mrs_park),
    }[who]()
    described = list(operations(client.get("/api/openapi.json").json))
    assert len(described) > 20
    ids = [cast.ada.id, cast.class_3b.id, cast.mr_okoro.id, *FIXED.values()]

    @settings(max_examples=600, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def ask(data):
        path, method, one, schema = data.draw(st.sampled_from(described))
        headers = {"X-Student": cast.ada.id} if data.draw(st.booleans()) else {}
        query = {}
        for parameter in one.get("parameters", ()):
            value = data.draw(st.sampled_from(ids) | PART)
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", value)
            elif parameter["in"] == "query":
                query[parameter["name"]] = value
            else:
                headers[parameter["name"]] = value.encode("ascii", "ignore").decode()
        body = data.draw(of_schema(schema).map(lambda one: json.dumps(one).encode()) | st.binary(max_size=60))
        media = data.draw(st.sampled_from(["application/json", "application/octet-stream", "multipart/form-data"]))
        told = {"method": method, "query_string": query, "headers": headers, "content_type": media}
        answer = client.open(path, data=body if method != "GET" else None, **told)
        answer.close()
        assert answer.status_code < 500 or answer.status_code in (503, 507), f"{method} {path}: {answer.status_code}"

    ask()


# --- acts: an error while one is carried out is no error of the request, the act is kept aside ---------


READ = re.compile(r'\bbody(?:\.get\(|\[|, )"(\w+)"')  # how a field of what was sent is read


@cache
def spoken_in(folder):
    """What a feature reads from bodies, and the words it knows."""
    sources = [file.read_text("utf-8") for file in sorted(folder.rglob("*.py"))]
    nodes = (node for source in sources for node in ast.walk(ast.parse(source)))
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    fields = {name for source in sources for name in READ.findall(source)}
    return sorted(fields) or ["day"], sorted(word for word in words if re.fullmatch(r"[a-z-]{2,20}", word))


def bodies(kind, ids):
    """Bodies of the fields that the feature reads, with the words it knows, ids that are there, and anything else."""
    fields, words = spoken_in(Path(sys.modules[acts._handlers[kind][0].__module__].__file__).parent)
    value = st.sampled_from(ids) | st.sampled_from([*words, ""]) | st.integers(-1, 9) | ANYTHING
    lists = st.lists(st.dictionaries(st.sampled_from([*fields, *words]), value, max_size=3) | value, max_size=3)
    return st.dictionaries(st.sampled_from(fields), value | lists, max_size=6)


@pytest.mark.faults
@pytest.mark.parametrize("device", ["kiosk", "tablet"])
def test_no_act_makes_the_box_fail(box, cast, device, caplog):
    client = cast.kiosk() if device == "kiosk" else cast.child(cast.ada)
    who = {"student": cast.ada.id} | ({} if device == "kiosk" else {"session": client.session})
    ids = [cast.ada.id, cast.ben.id, cast.class_3b.id, *FIXED.values()]
    kinds = sorted(kind for kind, by in acts.kinds().items() if device in by)
    ways = {kind: st.lists(bodies(kind, ids), min_size=3, max_size=6) for kind in kinds}
    numbers, ends = itertools.count(1), set()

    @settings(max_examples=5, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def send(data):
        caplog.clear()
        for kind, some in ways.items():
            sent = [{"n": next(numbers), "kind": kind, "when": 0, "body": body, **who} for body in data.draw(some)]
            answer = client.post("/api/acts", json={"outbox": "a", "time": 0, "acts": sent})
            assert answer.status_code in (200, 422), answer.text
            ends.update((kind, one["status"]) for one in answer.json.get("results", ()))
            assert "could not be carried out" not in caplog.text, kind

    send()

    assert {kind for kind, _end in ends} == set(kinds)
