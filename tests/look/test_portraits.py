"""Every child without a photo gets a friendly face that nobody else has."""

from collections import Counter
from xml.dom import minidom

from homeroom.people import portrait_parts, portraits

SEEDS = [f"child-{n}" for n in range(300)]


def test_the_same_seed_gives_the_same_face():
    assert portraits.draw("ada") == portraits.draw("ada")


def test_three_hundred_children_get_three_hundred_faces():
    assert len({portraits.draw(seed) for seed in SEEDS}) == 300


def test_faces_differ_in_what_a_child_would_name_first():
    seen = Counter()
    for seed in SEEDS:
        it = portraits.looks(seed)
        seen[(it.skin, it.style, it.hair[0], it.clothes, it.background)] += 1
    assert max(seen.values()) == 1


def test_a_face_is_valid_small_and_needs_nothing_else():
    for seed in SEEDS:
        text = portraits.draw(seed)
        assert len(text.encode()) <= 3500
        root = minidom.parseString(text).documentElement
        assert root.getAttribute("viewBox") == "0 0 96 96"
        assert "url(" not in text
        assert "href" not in text
        assert "{" not in text


def test_every_skin_hair_and_garment_is_found_and_none_takes_over():
    many = [portraits.looks(f"many-{n}") for n in range(2000)]
    skins = Counter(it.skin for it in many)
    styles = Counter(it.style for it in many)
    assert set(skins) == set(portrait_parts.SKINS)
    assert min(skins.values()) > 2000 / len(portrait_parts.SKINS) * 0.7
    assert set(styles) == set(portrait_parts.STYLES)
    assert max(styles.values()) < 2000 * 0.1
    assert len(Counter(it.garment for it in many)) == 8
    assert 0.1 < sum(bool(it.glasses) for it in many) / 2000 < 0.25


def test_a_seed_may_be_any_text():
    for seed in ("", "نور", "a" * 1000, '"><script>', "~"):
        minidom.parseString(portraits.draw(seed))


def test_another_face_of_the_same_child_can_be_asked_for_and_the_first_one_found_again():
    first = portraits.draw("ada")
    others = {portraits.draw(portraits.another("ada", n)) for n in range(1, 9)}
    assert len(others | {first}) == 9
    assert portraits.another(portraits.another("ada", 3), 0) == "ada"
    assert portraits.another(portraits.another("ada", 3), 5) == portraits.another("ada", 5)
