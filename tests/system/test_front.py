"""The box behind its nginx: who may have a file, ranges of films, probes, one device's share."""

import socket

import pytest
from tests.system.front import FILM, Front

from machines import need, need_root

PROBES = {
    ("captive.apple.com", "/hotspot-detect.html"): (
        200,
        b"<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>",
    ),
    ("www.apple.com", "/library/test/success.html"): (
        200,
        b"<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>",
    ),
    ("connectivitycheck.gstatic.com", "/generate_204"): (204, b""),
    ("connectivitycheck.android.com", "/generate_204"): (204, b""),
    ("clients3.google.com", "/generate_204"): (204, b""),
    ("www.google.com", "/gen_204"): (204, b""),
    ("play.googleapis.com", "/generate_204"): (204, b""),
    ("www.msftconnecttest.com", "/connecttest.txt"): (200, b"Microsoft Connect Test"),
    ("www.msftncsi.com", "/ncsi.txt"): (200, b"Microsoft NCSI"),
    ("detectportal.firefox.com", "/success.txt"): (200, b"success\n"),
}


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    need("nginx")
    need_root()
    made = Front(tmp_path_factory.mktemp("front"))
    yield made
    made.end()


def test_pages_come_through_and_addresses_stay_those_of_the_front(front):
    answer, body = front.ask("GET", "/sign-in")

    assert answer.status == 200
    assert b"<form" in body
    assert f":{front.port}\n" in "".join(front.box.printed)


def test_a_film_comes_from_nginx_with_the_words_of_the_box(front):
    answer, body = front.ask("GET", f"/b/{front.film}", Cookie=front.cookie)

    assert answer.status == 200
    assert body == FILM
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]
    again, nothing = front.ask(
        "GET", f"/b/{front.film}", Cookie=front.cookie, **{"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status, nothing) == (304, b"")


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=1000-1999", 1000, 1999), ("bytes=-5", len(FILM) - 5, len(FILM) - 1)],
)
def test_ranges_are_exact(front, span, first, last):
    answer, body = front.ask("GET", f"/b/{front.film}", Cookie=front.cookie, Range=span)

    assert answer.status == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert body == FILM[first : last + 1]
    beyond, _body = front.ask("GET", f"/b/{front.film}", Cookie=front.cookie, Range=f"bytes={len(FILM)}-")
    assert beyond.status == 416


def test_nobody_gets_a_file_without_the_box_saying_so(front):
    direct, _body = front.ask("GET", f"/protected/{front.film[:2]}/{front.film}", Cookie=front.cookie)
    stranger, body = front.ask("GET", f"/b/{front.film}")
    climbing, _body = front.ask("GET", "/protected/../../etc/passwd")

    assert direct.status == 404
    assert stranger.status in (302, 401)
    assert len(body) < 10_000
    assert climbing.status in (400, 404)


def test_without_the_front_nobody_is_believed_about_who_asks(front):
    forged = {"X-Forwarded-For": "10.9.9.9", "Forwarded": "for=10.9.9.9"}
    wrong = "username=park&password=wrong"
    form = {"Content-Type": "application/x-www-form-urlencoded", **forged}
    answers = [front.ask("POST", "/sign-in", wrong, source="127.0.0.66", **form)[0].status for _try in range(8)]

    assert answers[-1] == 429  # eight tries from one device, whatever it says about itself


@pytest.mark.parametrize(("asked", "told"), PROBES.items(), ids=lambda one: one[0] if isinstance(one[0], str) else "")
def test_probes_get_what_their_makers_answer_byte_for_byte(front, asked, told):
    answer, body = front.ask("GET", asked[1], host=asked[0])

    assert (answer.status, body) == told
    assert "Set-Cookie" not in answer.headers


def test_one_device_gets_its_share_and_the_others_theirs(front):
    held = []
    try:
        for _each in range(60):
            one = socket.create_connection(("127.0.0.1", front.port), 5, source_address=("127.0.0.77", 0))
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.sendall(front.film_request("bytes=0-"))
            held.append(one)
        heads = [one.recv(12) for one in held]
        other, _body = front.ask("GET", "/healthz", source="127.0.0.78")
    finally:
        for one in held:
            one.close()

    assert 1 <= sum(head.endswith(b"206") for head in heads) <= 40
    assert sum(head.endswith(b"429") for head in heads) >= 20
    assert other.status == 200
