"""The .pack file: what is built is verified again, and whatever is not exactly that is refused."""

import hashlib
import io
import os
import zipfile
from contextlib import suppress

import pytest

from homeroom.errors import Refused
from homeroom.packs import canonical, minisign, trust
from homeroom.packs import format as packfile

NOTHING = "Nothing was changed"


def rewrite(path, change):
    """The pack again with its members changed by `change(name, data)`: data, None (left out) or (name, data)."""
    with zipfile.ZipFile(path) as old:
        members = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w") as new:
        for name, data in members:
            made = change(name, data)
            if made is not None:
                new.writestr(*(made if isinstance(made, tuple) else (name, made)))
    return path


def refused(path):
    with pytest.raises(Refused) as told, packfile.opened(path):
        pass
    return told.value.message


def signed_again(path, change):
    """As a publisher would do it who has the right key and bad intentions: other files, honest hashes and signature."""
    key = trust.own_key()
    with zipfile.ZipFile(path) as old:
        manifest = canonical.loads(old.read("pack.json"))
        blobs = {name: old.read(name) for name in old.namelist() if name.startswith("blobs/")}
    files = {row["path"]: blobs[packfile.blob_name(row["sha256"])] for row in manifest["files"]}
    change(manifest, files)
    rows = {row["path"]: row for row in manifest["files"]}
    manifest["files"] = [
        {
            "type": rows.get(name, {}).get("type", "image/svg+xml"),
            "path": name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
        }
        for name, data in files.items()
    ]
    text = canonical.dumps(manifest)
    comment = f"{manifest['id']} {manifest['serial']} {hashlib.sha256(text).hexdigest()}"
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("mimetype", packfile.MIMETYPE)
        new.writestr("pack.json", text)
        new.writestr(f"pack.json.{key.public.id}.minisig", key.sign(text, comment))
        for data in dict.fromkeys(files.values()):
            new.writestr(packfile.blob_name(hashlib.sha256(data).hexdigest()), data)
    return path


def test_a_pack_is_the_same_file_every_time_it_is_built(garden):
    assert garden.build("one.pack").read_bytes() == garden.build("two.pack").read_bytes()


def test_a_pack_begins_with_its_type_unpacked(garden):
    assert garden.build().read_bytes()[30:71] == b"mimetype" + packfile.MIMETYPE


def test_a_built_pack_is_verified_and_lists_all_it_holds(garden):
    with packfile.opened(garden.build()) as pack:
        paths = {file.path for file in pack.files}

        assert paths == {
            "cards/seed-1.json",
            "cards/seed-2.json",
            "i18n/ar/cards/seed-1.json",
            "images/seed.svg",
            "skills.json",
            "misconceptions.json",
            "source/seed-1.md",
            "source/seed-2.md",
        }
        assert pack.manifest["cards"][0]["lang"] == ["en", "ar"]
        assert pack.signer.name == "this box"


def test_a_card_names_the_hash_of_all_it_shows(garden):
    with packfile.opened(garden.build()) as pack:
        shas = {file.path: file.sha256 for file in pack.files}

        assert pack.json("cards/seed-1.json")["media"] == {"images/seed.svg": shas["images/seed.svg"]}


def test_a_folder_with_problems_is_not_built(garden, tmp_path):
    garden.card("seed-1", "```question choice\nx\n```")

    with pytest.raises(Refused, match="cards/seed-1.md, line 8"):
        garden.build()
    assert list(tmp_path.glob("*.pack")) == []


def test_another_key_is_refused_with_the_way_to_trust_it(garden):
    message = refused(garden.build(key=minisign.new_key()))

    assert "which this box does not trust" in message
    assert "homeroom packs trust KEYFILE" in message


def test_a_trusted_key_is_enough(garden):
    key = minisign.new_key()
    trust.trust(key.public.text(), "Ministry of Gardens")

    with packfile.opened(garden.build(key=key)) as pack:
        assert pack.signer.name == "ministry-of-gardens"


def test_a_second_signature_makes_a_pack_acceptable_elsewhere(garden):
    path = garden.build(key=minisign.new_key())
    packfile.sign(path, trust.own_key())

    with packfile.opened(path) as pack:
        assert pack.signer.name == "this box"


def test_a_pack_without_signature_is_refused(garden):
    path = rewrite(garden.build(), lambda name, data: None if name.endswith("minisig") else data)

    assert "not signed" in refused(path)


def test_a_changed_manifest_is_noticed(garden):
    path = rewrite(garden.build(), lambda name, data: data.replace(b"1.0.0", b"1.0.1") if name == "pack.json" else data)

    assert "changed after it was signed" in refused(path)


def test_the_signature_of_another_pack_is_noticed(garden):
    first = garden.build("one.pack")
    second = garden.version("1.0.1").build("two.pack")
    with zipfile.ZipFile(first) as zipped:
        name = next(name for name in zipped.namelist() if name.endswith("minisig"))
        signature = zipped.read(name)

    assert "changed after" in refused(rewrite(second, lambda one, data: signature if one == name else data))


@pytest.mark.parametrize("place", range(40, 2500, 61))
def test_one_flipped_bit_anywhere_is_noticed_or_harmless(garden, place):
    path = garden.build()
    with packfile.opened(path) as pack:
        before = (pack.sha256, pack.files)
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 16
    path.write_bytes(data)

    with suppress(Refused), packfile.opened(path) as pack:
        assert (pack.sha256, pack.files) == before  # a bit that means nothing, such as a time


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_pack_cut_short_is_refused(garden, share):
    path = garden.build()
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    assert refused(path)


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "/etc/passwd", "blobs/../../x", "C:\\x", "blobs/aa/x", "readme.txt", "blobs/", "CON"]
)
def test_no_name_leads_out_of_the_pack(garden, name):
    path = garden.build()
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr(name, b"x")

    assert "does not belong into a pack" in refused(path)


def test_a_file_twice_is_refused(garden):
    path = garden.build()
    with zipfile.ZipFile(path, "a") as zipped, pytest.warns(UserWarning, match="Duplicate"):
        zipped.writestr("pack.json", b"{}")

    assert "twice" in refused(path)


def test_a_link_is_refused(garden):
    path = garden.build()
    with zipfile.ZipFile(path, "a") as zipped:
        info = zipfile.ZipInfo("blobs/aa/" + "a" * 64)
        info.external_attr = 0o120777 << 16
        zipped.writestr(info, "/etc/passwd")

    assert "not an ordinary file" in refused(path)


def test_a_bomb_is_refused_before_it_is_unpacked(garden):
    path = garden.build()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("blobs/aa/" + "a" * 64, bytes(50_000_000))

    assert "unpacks to far more" in refused(path)


def test_a_member_that_lies_about_its_size_is_refused(garden):
    path = garden.build()
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02")  # the last member of the central directory
    data[place + 24 : place + 28] = (7).to_bytes(4, "little")
    path.write_bytes(data)

    assert NOTHING.lower() in refused(path).lower()


def test_an_encrypted_member_is_refused(garden):
    path = garden.build()
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    assert "encrypted" in refused(path)


def test_too_many_files_are_refused(garden):
    path = garden.build()
    with zipfile.ZipFile(path, "a") as zipped:
        for number in range(20_001):
            zipped.writestr(f"blobs/00/{number:064x}", b"")

    assert "more than 20000 files" in refused(path)


def test_an_extra_blob_is_refused(garden):
    path = garden.build()
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr("blobs/aa/" + "a" * 64, b"x")

    assert "its manifest does not list" in refused(path)


def test_a_missing_blob_is_refused(garden):
    gone = []

    def without_one(name, data):
        if name.startswith("blobs/") and not gone:
            gone.append(name)
            return None
        return data

    assert "is missing" in refused(rewrite(garden.build(), without_one))


def test_another_zip_is_not_a_pack(tmp_path, box):
    path = tmp_path / "x.pack"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("pack.json", b"{}")

    assert "not a lesson pack" in refused(path)
    path.write_bytes(os.urandom(5000))
    assert "not a lesson pack" in refused(path)


def bad_html(manifest, files):
    files["cards/seed-2.json"] = files["cards/seed-2.json"].replace(b"<p>", b"<p onclick=x>")


def bad_drawing(manifest, files):
    files["images/new.svg"] = b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>'


def bad_card(manifest, files):
    files["cards/seed-1.json"] = files["cards/seed-1.json"].replace(b'"options"', b'"optionen"')


def bad_type(manifest, files):
    manifest["files"][0]["type"] = "text/html"


def bad_path(manifest, files):
    files["../../../x.svg"] = b"x"


def bad_float(manifest, files):
    files["skills.json"] = files["skills.json"].replace(b'"grade_to":3', b'"grade_to":3.0')


def circle(manifest, files):
    files["skills.json"] = files["skills.json"].replace(b'"requires":[]', b'"requires":["hr-sci:plants"]')


def other_media(manifest, files):
    sha = hashlib.sha256(files["images/seed.svg"]).hexdigest().encode()
    files["cards/seed-1.json"] = files["cards/seed-1.json"].replace(sha, b"0" * 64)


def no_title(manifest, files):
    manifest["title"] = {"en": 7}


def newer_format(manifest, files):
    manifest["format"] = "pack/2"


def card_elsewhere(manifest, files):
    """A card that nobody would look at, since it does not lie among the cards."""
    bad_html(manifest, files)
    files["lessons/seed-2.json"] = files.pop("cards/seed-2.json")
    next(one for one in manifest["files"] if one["path"] == "cards/seed-2.json")["path"] = "lessons/seed-2.json"
    next(one for one in manifest["cards"] if one["id"] == "seed-2")["path"] = "lessons/seed-2.json"


def in_tables(name, old, new):
    def change(manifest, files):
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def all_twice(name):
    def change(manifest, files):
        files[name] = canonical.dumps(canonical.loads(files[name]) * 2)

    return change


def other_language(manifest, files):
    path = "i18n/ar/cards/seed-1.json"
    files[path] = files[path].replace(b'"lang":"ar"', b'"lang":"en"')


def no_work(manifest, files):
    files["cards/seed-2.json"] = files["cards/seed-2.json"].replace(b'"source":null', b'"source":"seeds"')


SKILLS, IDEAS = "skills.json", "misconceptions.json"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (card_elsewhere, "does not lie among its cards"),
        (other_language, "is not in the language of its folder"),
        (no_work, "card, source"),
        (all_twice(SKILLS), "stands twice"),
        (all_twice(IDEAS), "stands twice"),
        (in_tables(SKILLS, b'"description":{}', b'"description":7'), "skill, description"),
        (in_tables(SKILLS, b'"grade_to":3', b'"grade_to":"three"'), "skill, grade_to"),
        (in_tables(SKILLS, b'"grade_to":3', b'"grade_to":' + b"9" * 40), "school years"),
        (in_tables(SKILLS, b'"subject":"science"', b'"subject":"witchcraft"'), "“witchcraft” is not known"),
        (in_tables(IDEAS, b'"en":"Seeds eat soil"', b'"en":7'), "misconception, title"),
        (in_tables(IDEAS, b'"remedy":"seed-2"', b'"remedy":{}'), "misconception, remedy"),
        (in_tables("cards/seed-2.json", b'"minutes":5', b'"minutes":' + b"9" * 40), "minutes"),
        (bad_html, "holds HTML that is not allowed"),
        (bad_drawing, "it holds <script>"),
        (bad_card, "lacks “options”"),
        (bad_type, "which is not allowed"),
        (bad_path, "a name that is not allowed"),
        (bad_float, "only whole numbers"),
        (circle, "in a circle"),
        (other_media, "which is not in it"),
        (no_title, "cannot be used"),
        (newer_format, "Update the box first"),
    ],
)
def test_a_trusted_key_does_not_make_bad_content_good(garden, change, message):
    assert message in refused(signed_again(garden.build(), change))


# Made by minisign 0.11: minisign -G -W; printf lesson > msg; minisign -Sm msg -t "a comment"
THEIR_KEY = "untrusted comment: x\nRWTPfuEmA2vLHTkfDnuLbzz5TnYThG4kpiwwLkipd6WmFDwHxBojYazY\n"
THEIR_SIGNATURE = """untrusted comment: signature from minisign secret key
RUTPfuEmA2vLHVp3uA0T6mF6sl2yt/VegGveO2IsJKmhAwu6SkNJFkN8GVsFIy9AUjFJObgfCU5nrCMNZFaCMpMZEfmjUH6oJw0=
trusted comment: a comment
h6fwFuIFyGYHWMYKrO1qCoyvlyD/UA6vn5s/L4BQpMGIJCktXtSrC/e7+rcx3Aak5bPMmv/90VExyhVS0DOWDA==
"""


def test_signatures_of_the_minisign_program_hold_here():
    key = minisign.read_public(THEIR_KEY)

    assert key.id == "1DCB6B0326E17ECF"
    assert minisign.verify(b"lesson", THEIR_SIGNATURE, key) == "a comment"
    with pytest.raises(minisign.BadSignature):
        minisign.verify(b"lessen", THEIR_SIGNATURE, key)
    with pytest.raises(minisign.BadSignature):
        minisign.verify(b"lesson", THEIR_SIGNATURE.replace("a comment", "a komment"), key)


def test_a_secret_key_survives_its_file():
    secret = minisign.new_key()

    assert minisign.read_secret(secret.text()) == secret
    assert minisign.verify(b"data", secret.sign(b"data", "a comment"), secret.public) == "a comment"


def test_canonical_json_has_one_spelling():
    assert canonical.dumps({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()
    for text in (b'{"a": 1}', b'{"a":1.5}', b'{"a":NaN}', b'{"b":1,"a":1}', b"[" * 5000 + b"]" * 5000, b"\xff"):
        with pytest.raises(canonical.Odd):
            canonical.loads(text)


def test_a_stream_of_a_member_ends_where_it_should(garden):
    with packfile.opened(garden.build()) as pack:
        file = next(file for file in pack.files if file.path == "images/seed.svg")
        with pack.zip.stream(packfile.blob_name(file.sha256)) as stream:
            assert isinstance(stream, io.BufferedReader)
            assert hashlib.sha256(stream.read()).hexdigest() == file.sha256
