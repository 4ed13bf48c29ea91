"""Boxes whose disk, database or stick comes to harm."""

import os

import pytest

from conftest import make_settings
from homeroom import app, clock, config, db
from homeroom.backups import snapshots


@pytest.fixture
def settings(tmp_path):
    """The settings that the fixture `box` has."""
    return make_settings(tmp_path / "box")


def start_again(settings):
    """As after a power cut: the box opens what it finds."""
    db.close()
    clock.clock.reset()
    return app.create_box(settings)


def scribble(path, *, first=2, last=60):
    """Write nonsense over pages in the middle of a database."""
    with path.open("r+b") as file:
        for page in range(first, min(last, path.stat().st_size // 4096)):
            file.seek(page * 4096)
            file.write(os.urandom(4096))


def checkpointed(settings):
    """Close the box so that all of its database is in the file itself."""
    db.close()
    return settings.data / "homeroom.sqlite3"


def take(settings):
    """A snapshot now."""
    return snapshots.take(settings)


@pytest.fixture(autouse=True)
def clean():
    """No settings of one test in the next."""
    yield
    db.close()
    config.use(config.Config())
