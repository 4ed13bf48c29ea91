"""The names of one child and one teacher are looked for wherever they should not be."""

import io
import logging
import zipfile
from dataclasses import replace
from urllib.parse import unquote

import pytest

from every_route import address, routes
from homeroom import checkup, config, logs
from homeroom.fleet import diagnosis
from homeroom.people import actions
from homeroom.sync import sealing
from homeroom.sync.segment import content_of, parse
from homeroom.sync.tables import Sealed

CHILD, TEACHER = "Zebulon", "Quackenbush"


@pytest.fixture
def lived(box, cast, caplog):
    """A box on which everybody asked for everything about a child and a teacher with rare names."""
    caplog.set_level(logging.WARNING)
    handler = logs.begin(config.current().data)
    cast.zebulon = actions.register_student(given_name=CHILD, family_name=CHILD, identifier=CHILD)
    actions.enroll(cast.zebulon.id, cast.class_3b.id)
    cast.quack = actions.register_staff(f"Ms {TEACHER}", role="teacher")
    actions.assign(cast.quack.id, cast.class_3b.id)
    cast.answers = []
    clients = [cast.signed_in(cast.quack), cast.signed_in(cast.mrs_park), cast.kiosk(), box.test_client()]
    for client in clients:
        for method, rule in routes(box):
            if method == "GET" and "stick" not in rule.endpoint:
                path = address(rule, cast, student="zebulon", student_id="zebulon", staff_id="quack")
                answer = client.get(path)
                body = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
                cast.answers.append((client is clients[-1], path, answer.status_code, dict(answer.headers), body))
                answer.close()
        client.post("/sign-in", data={"username": CHILD, "password": TEACHER})
        client.post("/api/acts", json={"name": CHILD, "acts": [{"student": TEACHER}]})
    yield cast
    logs.end(handler)


def told(text):
    low = unquote(text).casefold()
    return [name for name in (CHILD, TEACHER) if name.casefold() in low]


def test_the_names_are_found_where_they_belong(lived):
    assert told("".join(body for _alone, _path, _status, _headers, body in lived.answers)) == [CHILD, TEACHER]


def test_no_log_line_names_anybody(lived, caplog):
    assert told(logs.tail(config.current().data)) == []
    assert told(caplog.text) == []


def test_no_address_and_no_header_names_anybody(lived):
    for _alone, path, _status, headers, body in lived.answers:
        files = headers.pop("Content-Disposition", "")
        assert told(path) == []
        assert told(str(headers)) == [], path
        assert not files or "record" in path or "report" in path or told(files) == []
        links = "".join(part.partition('"')[0] for part in body.split('href="')[1:])
        assert told(links) == [], path


def test_nobody_who_is_not_signed_in_and_no_error_page_sees_a_name(lived):
    for alone, path, status, _headers, body in lived.answers:
        if alone:
            assert told(body) == [], path
        elif status >= 400:
            assert CHILD not in told(body), f"{status} {path}"  # the reader's own name stands at the top


def test_the_file_for_helpers_names_nobody(lived):
    content = diagnosis.bundle(checkup.running(config.current()))
    archive = zipfile.ZipFile(io.BytesIO(content))

    assert [told(archive.read(name).decode()) for name in archive.namelist()] == [[]] * 3


def sealed():
    """All that the segments for the hub say."""
    return "".join(str(one.body) for row in Sealed.select() for one in content_of(parse(bytes(row.content))))


def test_what_goes_to_the_hub_by_default_names_nobody(lived):
    sealing.seal_all()

    assert sealed().count("'") > 100
    assert told(sealed()) == []


def test_only_a_school_that_says_so_lets_names_go(lived):
    config.use(replace(config.current(), policy_names="full"))
    sealing.seal_all()

    assert told(sealed()) == [CHILD, TEACHER]
