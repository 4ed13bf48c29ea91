"""The light of a Raspberry Pi shows how the box is; a folder plays the part of /sys, a small server that of the box."""

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "provisioning/files/homeroom-led"


@pytest.fixture
def box():
    """A box on a free port; what it says can be changed."""

    class Box(http.server.BaseHTTPRequestHandler):
        said = b""

        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(Box.said)))
            self.end_headers()
            self.wfile.write(Box.said)

        def log_message(self, *_arguments):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Box) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        Box.address = f"http://127.0.0.1:{server.server_port}/api/status"
        yield Box
        server.shutdown()
        thread.join()


@pytest.fixture(params=["ACT", "led0"])
def light(tmp_path, request):
    folder = tmp_path / "leds" / request.param
    folder.mkdir(parents=True)
    (folder / "trigger").write_text("none timer default-on [mmc0]\n")
    return folder


def run(folder, *words):
    done = subprocess.run(
        [sys.executable, "-I", PROGRAM, "--leds", folder, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def shown(light):
    """What the kernel was told, as it would show it."""
    return {name.name: name.read_text() for name in light.iterdir()}


def test_each_color_is_another_way_to_shine(box, light):
    box.said = json.dumps({"color": "green"}).encode()
    run(light.parent, "--address", box.address)
    assert shown(light) == {"trigger": "default-on"}

    box.said = json.dumps({"color": "yellow"}).encode()
    run(light.parent, "--address", box.address)
    assert shown(light) == {"trigger": "timer", "delay_on": "1000", "delay_off": "1000"}

    box.said = json.dumps({"color": "red"}).encode()
    run(light.parent, "--address", box.address)
    assert (shown(light)["trigger"], shown(light)["delay_on"]) == ("timer", "150")


@pytest.mark.parametrize("said", [b"", b"<html>", b"[]", b'{"color": "pink"}', b'{"color": [1]}'])
def test_a_box_that_says_nothing_useful_needs_help(box, light, said):
    box.said = said
    run(light.parent, "--address", box.address)
    assert shown(light)["delay_on"] == "150"


def test_a_box_that_is_not_there_needs_help_and_the_light_can_be_given_back(light):
    run(light.parent, "--address", "http://127.0.0.1:9/api/status")
    assert shown(light)["delay_on"] == "150"
    run(light.parent, "--color", "back")
    assert shown(light)["trigger"] == "mmc0"


def test_a_light_that_blinks_already_is_not_started_anew(light):
    (light / "trigger").write_text("none [timer] default-on mmc0\n")
    run(light.parent, "--color", "yellow")
    assert shown(light)["trigger"] == "none [timer] default-on mmc0\n"
    assert shown(light)["delay_on"] == "1000"


def test_where_there_is_no_light_nothing_happens_and_nothing_fails(tmp_path):
    assert run(tmp_path / "no such folder").stderr == ""
    (tmp_path / "leds" / "ACT" / "trigger").mkdir(parents=True)  # what can't be written is said, and no more
    assert "homeroom-led" in run(tmp_path / "leds", "--color", "green").stderr
