"""A box in this process whose hub is at the other end of a bad link."""

import contextlib

from tests.faults.bad_link import bad_link

from conftest import make_hub, make_settings
from homeroom import app, config, db
from homeroom.sync import actions


@contextlib.contextmanager
def school_at_the_end_of(folder, **link):
    """The link and the hub, with which the box is enrolled; `link`: as for `bad_link`."""
    hub = make_hub(folder / "hub", host="0.0.0.0")
    with bad_link(**link) as road:
        road.far.run(hub.start)
        app.create_box(make_settings(folder / "box", policy_work="full"))
        try:
            road.near.run(actions.enrol, road.url(hub.port), hub.codes[0])
            yield road, hub
        finally:
            road.near.run(db.close)
            config.use(config.Config())
            road.far.run(hub.stop)
