"""A box with a film in it, behind an nginx with the settings of a real one or alone."""

import http.client
import io
import socket
import subprocess
import time
from pathlib import Path

from conftest import make_settings
from homeroom import app, blobs, config, db
from homeroom.packs.on_this_box import PackFile
from homeroom.people import first_start
from homeroom.people.first_start import Answers
from machines import FILES, filled
from served import Served

FILM = bytes(range(256)) * 4096 * 50  # 50 MB


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
    """A box with a film in it, served, and nginx before it; or, alone, what waitress does by itself."""

    def __init__(self, folder, *, alone=False):
        self.folder, self.port = folder, free_port()
        folder.mkdir(exist_ok=True)
        self.film = self._fill(folder / "data")
        told, start = ({}, Served) if alone else ({"front_port": self.port}, Behind)
        port = self.port if alone else free_port()
        self.box = start(folder / "data", settings={**told, "announce": "false"}, port=port).start()
        self.nginx = None if alone else self._start_nginx()
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

    def processes(self):
        """The numbers of the processes that serve."""
        pids = [self.box.process.pid]
        if self.nginx:
            children = Path(f"/proc/{self.nginx.pid}/task/{self.nginx.pid}/children").read_text().split()
            pids += [self.nginx.pid, *map(int, children)]
        return pids

    def end(self):
        if self.nginx:
            self.nginx.terminate()
            self.nginx.wait(10)
        self.box.stop()
