"""A hub and a box as processes of their own: offered by command, killed while it comes, asked for now, whole."""

import hashlib
import json
import os
import re
import subprocess
import sys

import pytest
from tests.releases.conftest import updater_of
from tests.update.conftest import make_kit
from updater import kits, trust

from homeroom import app, db, features, store
from homeroom.hub import actions as hub
from served import Served
from waiting import until

pytestmark = pytest.mark.faults  # real processes take their time
HERE = {"HOMEROOM_SURVIVE_POWER_CUTS": "false", "HOMEROOM_NEIGHBOR_MINUTES": "0"}


def command(folder, *words):
    """A command beside the servers; returns what it printed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")} | HERE
    done = subprocess.run(
        [sys.executable, "-m", "homeroom", *words, "--data", str(folder)],
        env=environ | {"HOMEROOM_UPDATER": str(folder.with_name("box-updater"))},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def bytes_here(folder):
    """How much of the program has come."""
    total = 0
    for path in (folder / "updates" / "arriving").rglob("program*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue  # it is moved just now
    return total


def test_killed_while_a_release_comes_it_goes_on_and_is_whole(tmp_path, release_keys):
    kit = make_kit(tmp_path / "stick", release_keys, bulk=12_000_000)
    updater = updater_of(tmp_path / "box", release_keys)
    app.open_store(app.config.load(None, {}, data=tmp_path / "hub", survive_power_cuts=False), features.HUB)
    code = hub.new_code("")
    assert store.is_hub()
    db.close()
    app.open_store(app.config.load(None, {}, data=tmp_path / "box", survive_power_cuts=False), features.BOX)
    db.close()
    told = command(tmp_path / "hub", "hub", "offer", str(kit), "--believe")
    assert "Offered: 2.0 (number 2)" in told

    with Served(tmp_path / "hub", "hub", environ=HERE) as district:
        command(tmp_path / "box", "sync", "enrol", code, "--hub", district.url)
        with Served(tmp_path / "box", environ=HERE, settings={"updater": updater}) as box:
            until(lambda: bytes_here(box.data) > 500_000, 240, every=0.01)
            box.kill()
            before = bytes_here(box.data)
            assert not list((box.data / "updates" / "incoming").glob("*"))
            assert re.search(
                r"2\.0 is offered by the hub .*: [\d.]+ of [\d.]+ MB", command(box.data, "updates", "status")
            )
            command(box.data, "updates", "now")
            box.start()
            landed = until(lambda: list((box.data / "updates" / "incoming").glob("hub-*")), 240)[0]
            until(lambda: (box.data / "updates" / "request.json").exists(), 240)
    assert 0 < before < 12_000_000
    known = trust.read(json.loads((updater / "trust.json").read_text())["keys"])
    came = kits.look(kits.Source(landed / "homeroom-kit"), known)
    kits.bring(came, tmp_path / "as-the-updater-does")
    wish = json.loads((box.data / "updates" / "request.json").read_text())
    assert (wish["kit"], wish["when"]) == (hashlib.sha256((kit / "SHA256SUMS").read_bytes()).hexdigest(), "now")
