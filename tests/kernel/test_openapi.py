"""The description of the API is OpenAPI 3.1, complete, and true."""

import re

import pytest

from conftest import make_settings
from homeroom import app, config, db

KEYS = {"operationId", "summary", "description", "parameters", "requestBody", "responses"}
FOR_PROGRAMS = ("/api/", "/sync/v1/", "/b/", "/portraits/<student_id>", "/uploads/", "/healthz")


@pytest.fixture
def hub(tmp_path, the_clock):
    yield app.create_hub(make_settings(tmp_path / "hub"))
    db.close()
    config.use(config.Config())


def documents(application):
    return application.test_client().get("/api/openapi.json").get_json()


def check(application):
    told = documents(application)
    operations = [(path, method, one) for path, ways in told["paths"].items() for method, one in ways.items()]

    assert told["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(told["info"])
    assert len({one["operationId"] for _path, _method, one in operations}) == len(operations)
    for path, method, one in operations:
        assert set(one) <= KEYS, path
        assert one["summary"], path
        assert {"2XX", "default"} == set(one["responses"]), path
        placed = {parameter["name"] for parameter in one.get("parameters", []) if parameter["in"] == "path"}
        assert placed == set(re.findall(r"{(\w+)}", path)), path
        assert method != "put" or "requestBody" in one, path
        for content in (one.get("requestBody", {}), *one["responses"].values()):
            assert all("/" in media for media in content.get("content", {})), path
    return told


def test_a_box_describes_all_that_clients_use(box):
    described = check(box)["paths"]
    missing = [
        rule.rule
        for rule in box.url_map.iter_rules()
        if rule.rule.startswith(FOR_PROGRAMS)
        and rule.rule not in ("/api/openapi.json", "/portraits/drawn/<seed>")
        and re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule) not in described
    ]

    assert not missing


def test_a_hub_describes_how_boxes_send(hub):
    described = check(hub)["paths"]
    segment = described["/sync/v1/seg/{lane}/{first}"]["put"]

    assert "application/octet-stream" in segment["requestBody"]["content"]
    assert {"lane", "first", "X-Homeroom-Signature"} <= {one["name"] for one in segment["parameters"]}


def test_photos_say_whose_they_are(box):
    photo = documents(box)["paths"]["/api/photos/{upload}"]["put"]

    assert [one["name"] for one in photo["parameters"]] == ["upload", "X-Student"]
    assert "image/*" in photo["requestBody"]["content"]


def test_references_lead_somewhere(box):
    told = documents(box)
    names = set(re.findall(r"#/components/schemas/(\w+)", str(told)))

    assert names <= set(told["components"]["schemas"])
