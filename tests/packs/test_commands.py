"""`homeroom packs …`, as people type it."""

import json

import pytest
from click.testing import CliRunner

from homeroom import cli, config, db
from homeroom.packs import minisign, trust


@pytest.fixture
def homeroom(tmp_path, the_clock, monkeypatch):
    """Type a command; the box is in a folder of its own."""
    monkeypatch.setenv("HOMEROOM_SURVIVE_POWER_CUTS", "false")

    def run(*words, status=0, box="box", **options):
        typed = ["packs", *map(str, words)]
        if words[0] != "check":
            typed += ["--data", str(tmp_path / box)]
        done = CliRunner().invoke(cli.main, typed, **options)
        assert done.exit_code == status, done.output
        return done.output

    yield run
    db.close()
    config.use(config.Config())


def test_an_author_checks_builds_and_installs(homeroom, garden_folder, tmp_path):
    assert "Nothing to mend." in homeroom("check", garden_folder.path)
    assert "org.example.garden 1.0.0, 2 cards." in homeroom("build", garden_folder.path, "--out", tmp_path / "g.pack")
    assert "Installed org.example.garden 1.0.0" in homeroom("install", tmp_path / "g.pack")
    assert "org.example.garden  1.0.0  2 cards  3.4 kB  CC-BY-4.0  en,ar" in homeroom("list")


def test_a_problem_is_told_with_file_and_line(homeroom, garden_folder):
    garden_folder.card("seed-2", "```question number\nn?\nanswer: four\n```")

    output = homeroom("check", garden_folder.path, status=1)

    assert "cards/seed-2.md, line 10: “four” is not a number." in output
    assert "1 to mend." in output
    assert "cards/seed-2.md, line 10" in homeroom("install", garden_folder.path, status=2)


def test_one_card_alone_can_be_checked(homeroom, garden_folder):
    assert "Nothing to mend." in homeroom("check", garden_folder.path / "cards/seed-2.md")


def test_a_folder_is_installed_at_once(homeroom, garden_folder):
    assert "Installed" in homeroom("install", garden_folder.path)


def test_a_pack_travels_to_a_school_that_trusts_its_maker(homeroom, garden_folder, tmp_path):
    pack = tmp_path / "g.pack"
    homeroom("build", garden_folder.path, "--out", pack, box="first")
    message = homeroom("install", pack, box="second", status=2)
    assert "homeroom packs trust KEYFILE" in message
    assert "There are no packs" in homeroom("list", box="second")

    told = homeroom("trust", tmp_path / "first/keys/packs.pub", "--name", "First School", box="second")

    assert "first-school" in told
    assert "Installed" in homeroom("install", pack, box="second")


def test_a_publisher_signs_with_a_key_of_her_own(homeroom, garden_folder, tmp_path):
    pack, key = tmp_path / "g.pack", minisign.new_key()
    (tmp_path / "her.key").write_text(key.text())
    (tmp_path / "her.pub").write_text(key.public.text())
    homeroom("build", garden_folder.path, "--out", pack, box="first")
    homeroom("trust", tmp_path / "her.pub", box="second")

    assert key.public.id in homeroom("sign", pack, "--key", tmp_path / "her.key")
    assert "Installed" in homeroom("install", pack, box="second")


def test_a_publisher_changes_her_key_and_a_school_follows_and_revokes(homeroom, garden_folder, tmp_path):
    old, new = minisign.new_key(), minisign.new_key()
    for name, key in (("old", old), ("new", new)):
        (tmp_path / f"{name}.key").write_text(key.text())
        (tmp_path / f"{name}.pub").write_text(key.public.text())
    pack, file = tmp_path / "g.pack", tmp_path / "keys.json"
    homeroom("build", garden_folder.path, "--out", pack, box="first")
    homeroom("sign", pack, "--key", tmp_path / "new.key")
    homeroom("trust", tmp_path / "old.pub", "--name", "Her", box="second")

    told = homeroom("rotate", "--key", tmp_path / "old.key", "--new", tmp_path / "new.key", "--out", file)
    assert new.public.fingerprint in told
    assert old.public.id not in homeroom("trust", file, box="second")
    assert "Installed" in homeroom("install", pack, box="second")

    assert "Aborted" in homeroom("revoke", new.public.id, box="second", status=1, input="n\n")
    assert f"Revoked {new.public.id}" in homeroom("revoke", tmp_path / "new.pub", "--yes", box="second")
    assert "revoked before" in homeroom("revoke", tmp_path / "new.pub", "--yes", box="second")
    assert "(revoked 2" in homeroom("trust", box="second")
    assert "was revoked" in homeroom("trust", tmp_path / "new.pub", box="second", status=2)
    assert new.public.id in homeroom("trust", tmp_path / "new.pub", "--again", box="second")


def test_a_box_gets_a_new_key_of_its_own(homeroom, tmp_path):
    before = homeroom("trust")

    homeroom("rotate", "--out", tmp_path / "keys.json")

    assert homeroom("trust") != before
    assert "keys/1" in (tmp_path / "keys.json").read_text()
    assert "Give both" in homeroom("rotate", "--new", tmp_path / "keys.json", status=2)


def test_a_key_file_that_is_none_is_refused(homeroom, garden_folder, tmp_path):
    (tmp_path / "x.pub").write_bytes(b"\xff\xfe")

    assert "not a key file" in homeroom("trust", tmp_path / "x.pub", status=2)
    assert "this box" in homeroom("trust")


def test_going_back_and_removing(homeroom, garden_folder):
    homeroom("install", garden_folder.path)
    homeroom("install", garden_folder.version("1.1.0").path)

    assert "is back at 1.0.0" in homeroom("rollback", "org.example.garden")
    assert "Aborted" in homeroom("remove", "org.example.garden", status=1, input="n\n")
    assert "Removed" in homeroom("remove", "org.example.garden", "--yes")
    assert "There is no pack" in homeroom("remove", "org.example.garden", "--yes", status=2)


def test_a_pack_is_told_about_exported_and_thinned(homeroom, garden_folder, tmp_path):
    first, second = tmp_path / "1.pack", tmp_path / "2.pack"
    homeroom("build", garden_folder.path, "--out", first)
    garden_folder.version("1.1.0").card("seed-3", "Light.", title="Light")
    homeroom("build", garden_folder.path, "--out", second)
    homeroom("install", first)

    told = homeroom("show", "org.example.garden")

    assert "Garden: org.example.garden 1.0.0" in told
    assert "hr-sci:seeds  Seeds" in told
    assert "seed-2  What seeds need (exercise, easier, 5 min)" in told
    assert "installed 1.0.0" in told
    assert "out.pack" in homeroom("export", "org.example.garden", "--out", tmp_path / "out.pack")
    assert (tmp_path / "out.pack").read_bytes() == first.read_bytes()
    assert "in place of" in homeroom("thin", second, first, "--out", tmp_path / "update.pack")
    assert "Installed org.example.garden 1.1.0" in homeroom("install", tmp_path / "update.pack")
    assert "does not exist" in homeroom("install", tmp_path / "nothing.pack", status=2)


def test_every_command_explains_itself():
    for name, command in cli.main.commands["packs"].commands.items():
        assert len(command.help) > 40, name


def test_the_card_of_a_pack_is_canonical_json(homeroom, garden_folder, tmp_path):
    homeroom("install", garden_folder.path)
    blobs = [path for path in (tmp_path / "box/blobs").glob("??/*") if path.read_bytes()[:1] == b"{"]

    for path in blobs:
        value = json.loads(path.read_bytes())
        again = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert path.read_bytes() == again
    assert trust.own_key().public.id
