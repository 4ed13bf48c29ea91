"""The shipped JSON Schemas say what a box asks of a pack: neither more nor, where a schema can say it, less."""

import copy
import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.errors import Refused
from homeroom.packs import canonical, cardshape, manifest, schema, source

PACKS = Path(__file__).parents[2] / "content_packs"


@cache
def built():
    return [manifest.build(source.load(path.parent)) for path in sorted(PACKS.glob("*/pack.toml"))]


@cache
def cards():
    rows = [(pack, row) for pack in built() for row in pack.manifest["files"] if "cards/" in row["path"]]
    return [json.loads(pack.blobs[row["sha256"]]) for pack, row in rows]


CARD = jsonschema.Draft202012Validator(schema.card())
PACK = jsonschema.Draft202012Validator(schema.pack())


@pytest.mark.parametrize("name", sorted(schema.SCHEMAS))
def test_the_shipped_file_is_what_the_box_checks_today(name):
    shipped = json.loads((PACKS / "schema" / f"{name}.schema.json").read_text("utf-8"))

    assert shipped == schema.SCHEMAS[name](), f"homeroom packs schema {name} > content_packs/schema/{name}.schema.json"
    jsonschema.Draft202012Validator.check_schema(shipped)


def test_every_card_and_manifest_of_our_own_fits():
    assert len(cards()) > 100
    for card in cards():
        CARD.validate(card)
    for pack in built():
        PACK.validate(pack.manifest)


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def damaged(data, whole):
    """The value with one part taken away, or replaced by something else."""
    value = copy.deepcopy(whole)
    *way, last = data.draw(st.sampled_from([path for path in places(value) if path]))
    owner = value
    for key in way:
        owner = owner[key]
    if data.draw(st.booleans()):
        del owner[last]
    else:
        owner[last] = data.draw(st.sampled_from([None, 7, -1, True, "x", "", [], {}, ["x"]]))
    return value


@given(data=st.data())
def test_what_the_box_takes_fits_the_schema_of_a_card(data):
    card = damaged(data, data.draw(st.sampled_from(cards())))
    try:
        cardshape.check(card)
    except (cardshape.Misshapen, KeyError, TypeError):
        return
    assert CARD.is_valid(card)


@given(data=st.data())
def test_what_the_box_takes_fits_the_schema_of_a_manifest(data):
    whole = data.draw(st.sampled_from(built())).manifest
    found = damaged(data, {**whole, "files": whole["files"][:2], "cards": whole["cards"][:2]})
    try:
        manifest.read(canonical.dumps(found))
    except Refused:
        return
    assert PACK.is_valid(found)


@pytest.mark.parametrize("key", sorted(cardshape.CARD))
def test_a_card_that_lacks_something_fits_neither(key):
    card = {name: value for name, value in cards()[0].items() if name != key}

    assert not CARD.is_valid(card)
    with pytest.raises(cardshape.Misshapen):
        cardshape.check(card)


@pytest.mark.parametrize("kind", sorted(cardshape.QUESTIONS))
def test_a_question_that_lacks_something_fits_neither(kind):
    card, block = next(
        (card, block)
        for card in cards()
        for block in card["blocks"]
        if block["type"] == "question" and block["kind"] == kind
    )
    for key in cardshape.QUESTIONS[kind]:
        poorer = {name: value for name, value in block.items() if name != key}
        broken = card | {"blocks": [poorer]}
        assert not CARD.is_valid(broken), key
        with pytest.raises(cardshape.Misshapen):
            cardshape.check(broken)
