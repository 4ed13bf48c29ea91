"""Every route says who may call it, and means it. The default is nobody."""

import re

import pytest

from cast import settle
from conftest import make_settings
from every_route import address, routes
from homeroom import app, config, db, reading, web

# What a page of staff answers when it is asked with made-up ids or an empty form: never somebody's data.
HARMLESS = {200, 201, 202, 204, 303, 304, 400, 404, 405, 409, 411, 413, 415, 416, 422, 429, 503}
OPEN_TO_ALL = {
    "static",
    "house.healthz",
    "house.description",
    "house.favicon",
    "house.robots",
    "house.language",
    "people.ping",
    "people.enrol_by_code",
    "people.enrol",
    "people.enrol_here",
    "people.sign_in",
    "people.sign_staff_in",
    "people.first_start",
    "people.take_over",
}


def callers(cast):
    """A client for everybody who could try, with the roles that she has."""
    yield "nobody", set(), cast.box.test_client()
    yield "kiosk", {"kiosk"}, cast.kiosk()
    yield "tablet", {"tablet"}, cast.tablet(cast.class_3b)
    yield "student", {"student", "tablet"}, cast.child(cast.ada)
    yield "teacher", {"teacher"}, cast.signed_in(cast.mr_okoro)
    yield "other teacher", {"teacher"}, cast.signed_in(cast.ms_silva)
    yield "office", {"office"}, cast.signed_in(cast.mrs_park)


def test_every_route_of_a_box_names_who_may_call_it(box):
    for _method, rule in routes(box):
        assert web.allowed_on(box.view_functions[rule.endpoint]), f"{rule.endpoint} says nothing: nobody may call it"


@pytest.mark.parametrize("who", ["nobody", "kiosk", "tablet", "student", "teacher", "other teacher", "office"])
def test_nobody_gets_in_where_the_route_does_not_name_them(box, cast, who):
    name, roles, client = next(one for one in callers(cast) if one[0] == who)
    leave_last = sorted(routes(box), key=lambda pair: "sign" in pair[1].endpoint or "end" in pair[1].endpoint)
    for method, rule in leave_last:
        allowed = web.allowed_on(box.view_functions[rule.endpoint])
        if "everybody" in allowed or roles & allowed:
            continue
        answer = client.open(address(rule, cast), method=method, json={} if "/api/" in rule.rule else None)
        refused = answer.status_code in (401, 403) or (
            answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
        )

        assert refused, f"{name} got {answer.status_code} from {method} {rule.rule}"


@pytest.mark.parametrize("who", ["teacher", "other teacher", "office", "student", "kiosk", "tablet"])
def test_who_may_call_gets_an_answer_and_never_a_crash(box, cast, who):
    _name, roles, client = next(one for one in callers(cast) if one[0] == who)
    ends = ("sign", "end", "leave", "archive")
    for method, rule in sorted(routes(box), key=lambda pair: any(end in pair[1].endpoint for end in ends)):
        allowed = web.allowed_on(box.view_functions[rule.endpoint])
        if not roles & allowed:
            continue
        answer = client.open(address(rule, cast), method=method, json={} if "/api/" in rule.rule else None)
        answer.close()

        assert answer.status_code < 500 or answer.status_code == 503, f"{method} {rule.rule}: {answer.status_code}"


def test_what_is_open_to_all_is_a_short_list(box):
    open_to_all = {
        rule.endpoint
        for _method, rule in routes(box)
        if "everybody" in web.allowed_on(box.view_functions[rule.endpoint])
    }

    for endpoint in sorted(open_to_all - OPEN_TO_ALL):
        view = box.view_functions[endpoint]
        assert view.__doc__, f"{endpoint} is open to all and does not say why that is harmless"


CLOSED = {"class_id", "student_id", "student"}  # what a route names decides whose it is
FACES = "people.portrait"  # the kiosk shows everybody's to everybody


def test_a_teacher_gets_nothing_of_a_class_that_is_not_hers_and_changes_nothing_in_it(box, cast):
    silva = cast.signed_in(cast.ms_silva)
    before = reading.version()
    asked, open_doors = 0, []
    for method, rule in routes(box):
        named = CLOSED & set(rule.arguments) and rule.endpoint != FACES
        if not named or "teacher" not in web.allowed_on(box.view_functions[rule.endpoint]):
            continue
        answer = silva.open(address(rule, cast), method=method, follow_redirects=method == "GET")
        body = answer.get_data(as_text=True)
        asked += 1
        if answer.status_code not in (403, 404) or "Ada" in body or "Obi" in body:
            open_doors.append(f"{method} {rule.rule}: {answer.status_code}")

    assert open_doors == []
    assert asked > 60
    assert reading.version() == before


FOREIGN = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost.evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://localhost:18080"},  # where programs of lessons are
)


def acts_of_another_site(application, client, cast):
    """What each unsafe route answered to each way in which a page of another site can call it."""
    for method, rule in routes(application):
        if method not in ("GET", "HEAD", "OPTIONS"):
            for headers in FOREIGN:
                answer = client.open(address(rule, cast), method=method, headers=headers, data=b"{}")
                yield f"{method} {rule.rule} {headers}", answer.status_code


def test_a_page_of_another_site_can_not_act_with_our_cookies(box, cast):
    before = reading.version()
    for client in (cast.signed_in(cast.mrs_park), cast.child(cast.ada), cast.kiosk()):
        for what, status in acts_of_another_site(box, client, cast):
            assert status == 403, what
    assert cast.signed_in(cast.mrs_park).get("/account").status_code == 200
    assert reading.version() == before


@pytest.fixture
def hub(tmp_path, the_clock):
    """A hub with the cast, and its administrator."""
    application = app.create_hub(make_settings(tmp_path / "hub"))
    yield settle(application)
    db.close()
    config.use(config.Config())


def test_every_route_of_a_hub_names_who_may_call_it_and_lets_nobody_else_in(hub):
    administrator = {"hub"}
    clients = (("nobody", set(), hub.box.test_client()), ("hub", administrator, hub.signed_in(hub.mrs_park)))
    for method, rule in sorted(routes(hub.box), key=lambda pair: "sign" in pair[1].endpoint):
        allowed = web.allowed_on(hub.box.view_functions[rule.endpoint])
        assert allowed, rule.endpoint
        for name, roles, client in clients:
            if "everybody" in allowed or roles & allowed:
                continue
            answer = client.open(address(rule, hub), method=method)
            status = answer.status_code
            answer.close()
            refused = status in (401, 403) or (status == 302 and answer.headers["Location"].startswith("/sign-in"))
            # The administrator of a hub also has the pages of single schools, as their office.
            at_a_school = name == "hub" and allowed & {"office", "teacher"}
            assert refused or at_a_school, f"{name} {method} {rule.rule}: {status}"


def test_a_page_of_another_site_can_not_act_at_a_hub(hub):
    administrator = hub.signed_in(hub.mrs_park)
    for what, status in acts_of_another_site(hub.box, administrator, hub):
        assert status == 403, what


def test_the_administrator_of_a_hub_never_meets_a_crash(hub):
    administrator = hub.signed_in(hub.mrs_park)
    ends = ("sign", "end", "leave", "archive", "revoke")
    for method, rule in sorted(routes(hub.box), key=lambda pair: any(end in pair[1].endpoint for end in ends)):
        if "hub" in web.allowed_on(hub.box.view_functions[rule.endpoint]):
            answer = administrator.open(address(rule, hub), method=method)
            answer.close()

            assert answer.status_code < 500 or answer.status_code == 503, f"{method} {rule.rule}: {answer.status_code}"


def test_the_description_covers_every_address_under_api(box, client):
    described = client.get("/api/openapi.json").get_json()["paths"]
    missing = {
        rule.rule
        for _method, rule in routes(box)
        if rule.rule.startswith("/api/")
        and rule.rule != "/api/openapi.json"
        and re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule) not in described
    }

    assert not missing
