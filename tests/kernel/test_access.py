"""Every route says who may call it, and means it. The default is nobody."""

import re

import pytest

from cast import PASSWORD, settle
from conftest import make_settings
from homeroom import app, config, db, web

IDS = {
    "student_id": "ada",
    "class_id": "class_3b",
    "staff_id": "mr_okoro",
}
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


def routes(application):
    for rule in application.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def address(rule, cast):
    def value(match):
        known = getattr(cast, IDS.get(match[2], ""), None)
        if known is not None:
            return known.id
        return "1" if match[1] == "int:" else "2026-11-23" if match[2] == "day" else "made-up"

    return re.sub(r"<([a-z]+:)?([a-z_]+)>", value, rule.rule)


def callers(cast):
    """A client for everybody who could try, with the roles that she has."""
    yield "nobody", set(), cast.box.test_client()
    yield "kiosk", {"kiosk"}, cast.kiosk()
    yield "tablet", {"tablet"}, cast.tablet(cast.class_3b)
    yield "student", {"student", "tablet"}, cast.child(cast.ada)
    yield "teacher", {"teacher"}, cast.signed_in(cast.mr_okoro)
    yield "office", {"office"}, cast.signed_in(cast.mrs_park)


def test_every_route_of_a_box_names_who_may_call_it(box):
    for _method, rule in routes(box):
        assert web.allowed_on(box.view_functions[rule.endpoint]), f"{rule.endpoint} says nothing: nobody may call it"


@pytest.mark.parametrize("who", ["nobody", "kiosk", "tablet", "student", "teacher", "office"])
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


@pytest.mark.parametrize("who", ["teacher", "office", "student", "kiosk"])
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


def test_a_teacher_sees_nothing_of_a_class_that_is_not_hers(box, cast):
    silva = cast.signed_in(cast.ms_silva)
    for method, rule in routes(box):
        if method != "GET" or not {"class_id", "student_id"} & set(rule.arguments):
            continue
        if "teacher" not in web.allowed_on(box.view_functions[rule.endpoint]):
            continue
        answer = silva.get(address(rule, cast))
        body = answer.get_data(as_text=True)

        assert "Ada" not in body, f"{rule.rule} shows a child of another class"
        assert "Obi" not in body, f"{rule.rule} shows a child of another class"


def test_a_page_of_another_site_can_not_act_with_our_cookies(cast):
    okoro = cast.signed_in(cast.mr_okoro)

    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = okoro.post("/account/password", data={"password": PASSWORD}, headers=headers)
        assert answer.status_code == 403, headers


def test_every_route_of_a_hub_names_who_may_call_it(tmp_path, the_clock):
    hub = app.create_hub(make_settings(tmp_path / "hub"))
    try:
        stranger = hub.test_client()
        cast = settle(hub)
        for method, rule in routes(hub):
            allowed = web.allowed_on(hub.view_functions[rule.endpoint])
            assert allowed, rule.endpoint
            if "everybody" not in allowed:
                answer = stranger.open(address(rule, cast), method=method)
                assert answer.status_code in (302, 401), f"{method} {rule.rule}: {answer.status_code}"
    finally:
        db.close()
        config.use(config.Config())


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
