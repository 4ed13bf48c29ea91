"""A hub for the tests of one file; each lets the schools it needs come in."""

import pytest
from tests.hub.from_the_hub import District, make_box_application


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    make_box_application(tmp_path_factory.mktemp("application"))
    with District(tmp_path_factory.mktemp("district")) as made:
        yield made
