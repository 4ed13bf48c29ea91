"""A factory reset leaves no name on the raw disk, and a backup's stick never had one."""

import os
from collections import Counter

import pytest
from click.testing import CliRunner
from tests.faults.loop_disk import LoopDisk, need_loop_disks

from conftest import make_settings
from homeroom import app, clock, config, db, journal
from homeroom.backups import actions, snapshots
from homeroom.cli import main
from homeroom.people import actions as people

pytestmark = pytest.mark.faults
CANARY = "Canarybirdella"


@pytest.fixture
def disks(tmp_path, the_clock):
    """Two small disks: one of the box, one as a stick."""
    need_loop_disks()
    clock.clock.reset()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with LoopDisk(tmp_path / "a", 48) as own, LoopDisk(tmp_path / "b", 48) as stick:
        yield own, stick
        db.close()
        config.use(config.Config())


def raw(disk):
    """How often the name is in the image, as bytes and as UTF-16."""
    os.sync()
    content = disk.image.read_bytes()
    return Counter({form: content.count(CANARY.encode(form)) for form in ("ascii", "utf-16-le")})


def test_a_factory_reset_leaves_no_name_and_a_stick_never_had_one(disks, the_clock):
    own, stick = disks
    settings = make_settings(own.at / "box", survive_power_cuts=True, disk_short_mb=4, disk_reserve_mb=2)
    app.create_box(settings)
    with journal.acting(actor="office:the-tests"):
        for number in range(40):
            people.register_student(given_name=f"{CANARY}{number}", family_name="Obi")
    (settings.data / "homeroom.toml").write_text(f'school_name = "{CANARY} School"\n')
    for _hour in range(30):
        the_clock.pass_time(hours=1)
        snapshots.take(settings)  # older ones are removed: their blocks stay on the disk
    with (settings.data / "list.csv").open("w") as file:
        file.write(CANARY)
    actions.prepare(stick.at)
    actions.back_up(stick.at)
    db.close()
    before = raw(own)
    assert before["ascii"] > 100, "the test looks at the wrong place"
    assert raw(stick)["ascii"] == 0

    done = CliRunner().invoke(main, ["factory-reset", "--data", str(settings.data)], input=f"{CANARY} School\n")
    assert done.exit_code == 0, done.output
    assert "destroy the card" in done.output
    own.unmount()
    assert raw(own) == Counter({"ascii": 0, "utf-16-le": 0})
    own.mount()
    assert list((own.at / "box").iterdir()) == []
    stick.unmount()
    assert raw(stick)["ascii"] == 0
    stick.mount()


def test_only_removing_the_files_would_have_left_names(disks):
    own, _stick = disks
    (own.at / "box").mkdir()
    (own.at / "box" / "list.csv").write_text(f"{CANARY}\n" * 2000)
    os.sync()
    (own.at / "box" / "list.csv").unlink()
    own.unmount()

    assert raw(own)["ascii"] > 0
    own.mount()
