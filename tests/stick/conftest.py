"""Riverside's box, a second one, the hub, and a stick."""

import pytest
from tests.stick.places import Place

from cast import settle
from homeroom import features
from homeroom.stick import actions as stick_actions


@pytest.fixture
def riverside(tmp_path, the_clock):
    """The box of Riverside Primary with its people."""
    place = Place(tmp_path / "riverside", "Riverside Primary", features.BOX)
    with place.open():
        place.cast = settle(None)
    return place


@pytest.fixture
def annex(tmp_path, the_clock):
    """A new box for the other building of Riverside."""
    return Place(tmp_path / "annex", "Riverside Primary", features.BOX)


@pytest.fixture
def hub(tmp_path, the_clock):
    """The district's hub."""
    place = Place(tmp_path / "hub", "The district", features.HUB)
    with place.open():
        stick_actions.note_hub()
    return place


@pytest.fixture
def stick(tmp_path):
    """A stick that is in."""
    folder = tmp_path / "BLUE"
    folder.mkdir()
    return folder
