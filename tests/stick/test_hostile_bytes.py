"""Readers of sticks believe no byte: whatever is flipped, cut, swapped or made up, nothing wrong gets in."""

import functools
import io
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stick.places import bundles, copy_of, enrol_by_stick

from homeroom.stick import rules
from homeroom.stick.rules import Damaged, Part

NAMES = st.from_regex(rules.PART, fullmatch=True).filter(lambda name: name.isascii())
PARTS = st.lists(st.builds(Part, NAMES, st.binary(max_size=700)), max_size=5)


def packed(parts):
    file = io.BytesIO()
    rules.pack(parts, file)
    return file.getvalue()


@given(parts=PARTS)
def test_what_goes_into_a_volume_comes_out(parts):
    assert list(rules.unpack(io.BytesIO(packed(parts)))) == parts


@given(parts=PARTS, data=st.data())
def test_a_cut_volume_gives_whole_parts_and_no_half_ones(parts, data):
    raw = packed(parts)
    cut = raw[: data.draw(st.integers(0, len(raw)))]

    found = []
    for part in readable_one_by_one(cut):
        found.append(part)

    assert found == parts[: len(found)]


def readable_one_by_one(raw):
    source = rules.unpack(io.BytesIO(raw))
    while True:
        try:
            yield next(source)
        except (Damaged, StopIteration):
            return


@given(junk=st.binary(max_size=3000))
def test_junk_is_no_volume(junk):
    for part in readable_one_by_one(junk):
        assert rules.PART.fullmatch(part.name)


@given(junk=st.binary(max_size=600))
def test_junk_is_no_letter(junk):
    with pytest.raises(Damaged):
        rules.read_letter(junk, "contents")


@given(parts=PARTS, most=st.integers(600, 3000))
def test_parts_are_spread_over_volumes_in_order_and_none_is_lost(parts, most):
    groups = list(rules.by_volume(list(parts), most))

    assert [part for group in groups for part in group] == parts
    assert all(groups)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A hub before it read anything, and a stick with several small volumes for it."""
    from tests.stick.conftest import hub, riverside

    from conftest import StoppedClock
    from homeroom import clock

    folder = tmp_path_factory.mktemp("loaded")
    with pytest.MonkeyPatch.context() as patch:
        stopped = StoppedClock()
        patch.setattr(clock.clock, "wall", lambda: stopped.ms)
        patch.setattr(rules, "VOLUME", 15_000)
        box, at = riverside.__wrapped__(folder, stopped), hub.__wrapped__(folder, stopped)
        stick = folder / "BLUE"
        stick.mkdir()
        enrol_by_stick(box, at, stick)
        box.arrive(2500)
        box.out(stick)
        yield box, at, stick


@given(data=st.data())
@settings(max_examples=6)
def test_flips_cuts_and_swaps_on_the_stick_let_nothing_wrong_in_and_lose_nothing(loaded, data, tmp_path_factory):
    box, hub, stick = loaded
    folder = tmp_path_factory.mktemp("run")
    bad = folder / "BAD"
    shutil.copytree(stick, bad)
    shutil.copytree(hub.folder, folder / "hub")
    here = type(hub)(folder / "hub", "The district", hub.features)
    (bundle,) = bundles(bad)
    for _number in range(data.draw(st.integers(1, 3))):
        spoil(data, sorted(path for path in bundle.iterdir()))

    here.come_in(bad)

    theirs = {row[:2]: row for row in box_entries(box)}
    taken = here.of(box)
    assert all(name in theirs for name in taken)
    here.come_in(stick)
    assert here.of(box) == sorted(theirs)


@functools.cache
def box_entries(box):
    """The entries of the box, read once: it does not change."""
    return box.entries()


def spoil(data, paths):
    path = data.draw(st.sampled_from(paths))
    raw = path.read_bytes()
    way = data.draw(st.sampled_from(["flip", "cut", "swap", "empty", "junk", "gone"]))
    if way == "flip" and raw:
        at = data.draw(st.integers(0, len(raw) - 1))
        path.write_bytes(raw[:at] + bytes([raw[at] ^ (1 << data.draw(st.integers(0, 7)))]) + raw[at + 1 :])
    elif way == "cut":
        path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    elif way == "swap":
        other = data.draw(st.sampled_from(paths))
        swapped = other.read_bytes() if other.exists() else b""
        other.write_bytes(raw)
        path.write_bytes(swapped)
    elif way == "gone":
        path.write_bytes(b"")
    else:
        path.write_bytes(b"" if way == "empty" else data.draw(st.binary(max_size=300)))


def test_the_bundle_of_another_school_under_our_name_is_not_believed(loaded, tmp_path):
    box, hub, stick = loaded
    shutil.copytree(hub.folder, tmp_path / "hub")
    here = type(hub)(tmp_path / "hub", "The district", hub.features)
    bad = copy_of(stick, "RENAMED")
    (bundle,) = bundles(bad)
    bundle.rename(bundle.with_name("bundle-" + "0" * 20))

    told = here.come_in(bad)

    assert "the first page" in told
    shutil.rmtree(bad)
