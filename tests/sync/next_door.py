"""Two boxes of the world of tests/sync/world.py talk as neighbors, in one process, over a wire that can be cut."""

import contextlib
import functools
import tempfile
from pathlib import Path

from homeroom import app, config, db
from homeroom.errors import HomeroomError
from homeroom.neighbors import actions, calling
from homeroom.stick import actions as stick


@functools.cache
def box_application():
    """A box's web application, made once and before any world: it keeps nothing of a store."""
    with tempfile.TemporaryDirectory() as folder:
        made = app.create_box(config.load(None, {}, data=Path(folder), survive_power_cuts=False))
        db.close()
    return made


@contextlib.contextmanager
def wire_to(world, other, cut=None):
    """Whoever is awake can call this other box, until the cut."""
    kept, number = calling.Wire.post, 0

    def post(_this, path, body):
        nonlocal number
        number += 1
        if cut and (number > cut.number or (number == cut.number and not cut.answer)):
            raise calling.Unavailable("cut")
        asker = world.awake
        asker.__exit__()
        try:
            with other:
                answer = box_application().test_client().post(path, data=body)
        finally:
            asker.__enter__()
        world.requests.append((asker.name, "POST", path, len(body), answer.status_code))
        if cut and number == cut.number:
            raise calling.Unavailable("cut")
        return answer.status_code, answer.get_data()

    calling.Wire.post = post
    try:
        yield
    finally:
        calling.Wire.post = kept


def meet(world, box, other, cut=None):
    """One conversation that `box` begins with `other`; returns what moved, or the error."""
    with box, wire_to(world, other, cut):
        address = actions.add(f"10.0.0.{1 + world.boxes.index(other)}:8080")
        try:
            return actions.exchange(address)
        except HomeroomError as error:
            return error


def let_in(box, new):
    """A person lets a new box into the school, as with a stick."""
    with new:
        told = stick.box_letter()
    with box:
        said = stick.admit(**{"box": told["box"], "key": told["key"], "age_key": told["age"]})
    with new:
        stick.join_school(said["school"], said["secret"], said["boxes"], said["school_name"])
