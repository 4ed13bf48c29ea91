"""The box behind its nginx: who may have a file, ranges of films, slow readers, probes, one device's share."""

import concurrent.futures
import http.client
import io
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import make_settings
from homeroom import app, blobs, config, db
from homeroom.packs.on_this_box import PackFile
from homeroom.people import first_start
from homeroom.people.first_start import Answers
from machines import FILES, filled, need, need_root
from served import Served

FILM = bytes(range(256)) * 4096 * 50  # 50 MB
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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Behind(Served):
    """A box that prints the address of its nginx, not its own."""

    def _read(self, found):
        with self.process.stdout as lines:
            for line in lines:
                self.printed.append(line)
                found.set()
        found.set()


class Front:
    """A box with a film in it, served, and nginx before it with the settings of a real one."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.film = self._fill(folder / "data")
        self.box = Behind(
            folder / "data", settings={"front_port": self.port, "announce": "false"}, port=free_port()
        ).start()
        self.nginx = self._start_nginx()
        self.cookie = self._sign_in()

    def _fill(self, data):
        app.create_box(make_settings(data))
        code = first_start.code()
        first_start.take_over(code, Answers(name="Mrs Park", username="park", password="keys in the drawer"))
        film = blobs.put(io.BytesIO(FILM), most=len(FILM))
        db.write(PackFile.create, manifest="m", path="film.mp4", sha256=film, size=len(FILM), type="video/mp4")
        db.write(PackFile.create, manifest="m", path="a.svg", sha256=film[::-1], size=9, type="image/svg+xml")
        db.close()
        config.use(config.Config())
        return film

    def _start_nginx(self):
        (self.folder / "probes.conf").write_text((FILES / "probes.conf").read_text().replace(":80;", f":{self.port};"))
        text = filled("nginx.conf", PROBES=f"include {self.folder}/probes.conf;")
        changes = (
            ("user www-data;", "user root;\ndaemon off;"),
            ("/run/nginx.pid", f"{self.folder}/pid"),
            ("127.0.0.1:8080", f"127.0.0.1:{self.box.port}"),
            ("listen 80 ", f"listen {self.port} "),
            ("listen [::]:80 default_server ipv6only=on;", ""),
            ("listen 10080 ", f"listen {self.port + (10_000 if self.port < 50_000 else -9_000)} "),
            ("listen [::]:10080 default_server ipv6only=on;", ""),
            ("/var/lib/homeroom/blobs/", f"{self.folder}/data/blobs/"),
        )
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        probes = self.folder / "probes.conf"
        probes.write_text(probes.read_text().replace("listen 80;", f"listen {self.port};"))
        (self.folder / "nginx.conf").write_text(text)
        command = ["nginx", "-c", self.folder / "nginx.conf", "-e", "stderr"]
        with (self.folder / "nginx.log").open("w") as log:
            process = subprocess.Popen(command, stderr=log)
        for _try in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return process
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "nginx.log").read_text())

    def _sign_in(self):
        form = "username=park&password=keys+in+the+drawer"
        answer, _body = self.ask("POST", "/sign-in", body=form, **{"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 303
        return answer.headers["Set-Cookie"].split(";")[0]

    def ask(self, method, path, body=None, source="127.0.0.1", host=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(source, 0))
        try:
            named = {"Host": host or f"127.0.0.1:{self.port}", **headers}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def film_request(self, span):
        lines = (
            f"GET /b/{self.film} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: {self.cookie}",
            f"Range: {span}",
        )
        return "\r\n".join((*lines, "", "")).encode()

    def end(self):
        self.nginx.terminate()
        self.nginx.wait(10)
        self.box.stop()


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


def temporary_bytes(*processes):
    """Bytes in files that are deleted but still held open: what a server could not keep in memory."""
    total = 0
    for process in processes:
        for handle in Path(f"/proc/{process}/fd").iterdir():
            try:
                if "(deleted)" in os.readlink(handle):
                    total += handle.stat().st_size
            except OSError:
                continue
    return total


def family(process):
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *map(int, children)]


def test_slow_readers_and_idle_connections_hold_nobody_up(front, capsys):
    readers = []
    for n in range(110):  # 100 slow ones and 10 that want the whole film
        one = socket.create_connection(("127.0.0.1", front.port), 10, source_address=(f"127.0.2.{n + 1}", 0))
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.sendall(front.film_request("bytes=0-" if n < 10 else "bytes=0-5242879"))
        readers.append(one)
    idle = [
        socket.create_connection(("127.0.0.1", front.port), 10, source_address=("127.0.3.1", 0)) for _n in range(99)
    ]
    try:
        started = [one.recv(2000)[:12] for one in readers]
        # The machine may be busy with other things for a moment; whoever holds the server up does so in every round.
        rounds = [asked_meanwhile(front, readers)]
        while len(rounds) < 3 and rounds[-1][-2] >= 0.25:
            rounds.append(asked_meanwhile(front, readers))
        held = temporary_bytes(front.box.process.pid, *family(front.nginx.pid))
    finally:
        for one in (*readers, *idle):
            one.close()

    best = min(rounds, key=lambda waits: waits[-2])
    with capsys.disabled():
        sys.stdout.write(f"\n209 slow connections: p50 {best[50] * 1000:.0f} ms, p99 {best[-2] * 1000:.0f} ms\n")
    assert all(re.fullmatch(rb"HTTP/1\.1 206", head) for head in started)
    assert {len(waits) for waits in rounds} == {100}  # every question was answered
    assert best[-2] < 0.25
    assert held == 0


def asked_meanwhile(front, readers):
    """Seconds that each of 100 questions waited while the others read slowly; sorted."""
    waits = []
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for _round in range(25):
            asked = [pool.submit(timed, front, f"127.0.4.{n}") for n in range(1, 5)]
            waits += [one.result() for one in asked]
            for one in readers:
                one.recv(8192)
    return sorted(waits)


def timed(front, source):
    began = time.monotonic()
    answer, _body = front.ask("GET", "/api/ping", source=source)
    assert answer.status == 200
    return time.monotonic() - began
