"""Installing, going back, removing: all or nothing, whatever happens in between."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from tests.packs.conftest import DRAWING

from homeroom import blobs, config, db, disk, journal
from homeroom.errors import Conflict, NotFound, Refused, Unavailable
from homeroom.evidence.events import UploadKept
from homeroom.packs import actions, minisign, on_this_box, tables, trust


def everything():
    """All that the tables say about packs."""
    found = [on_this_box.Pack, on_this_box.PackVersion, on_this_box.PackFile, on_this_box.Card, on_this_box.CardSkill]
    found += [on_this_box.SkillRow, on_this_box.SkillEdge, on_this_box.Misconception, on_this_box.PackIncoming]
    return {table.__name__: sorted(map(repr, table.select().tuples())) for table in found}


def card_of(pack_id="org.example.garden"):
    return {row.id: row for row in tables.cards("en", pack=pack_id)}


def test_an_installed_pack_brings_cards_skills_and_wrong_ideas(installed):
    card = tables.card("seed-1")

    assert installed.title == {"en": "Garden", "ar": "حديقة"}
    assert (card.title, card.subject, card.skills) == ("A seed wakes up", "science", ["hr-sci:seeds"])
    assert card.json["blocks"][0]["html"] == "<p>A seed.</p>"
    assert [row.id for row in tables.cards_for_skill("hr-sci:seeds")] == ["seed-2", "seed-1"]
    assert [row.id for row in tables.variants("seed")] == ["seed-2", "seed-1"]
    assert [row.id for row in tables.variants("seed-2")] == ["seed-2"]
    assert {skill.id: skill.requires for skill in tables.skills()} == {
        "hr-sci:seeds": [],
        "hr-sci:plants": ["hr-sci:seeds"],
    }
    assert tables.misconception("seeds-eat-soil").remedy == "seed-2"
    assert tables.subjects() == ["science"]


def test_a_card_comes_in_the_language_asked_for_or_as_it_was_written(installed):
    assert tables.card("seed-1", "ar").title == "بذرة"
    assert tables.card("seed-1", "ar-EG").title == "بذرة"
    assert tables.card("seed-1", "sw").title == "A seed wakes up"
    assert tables.card("seed-2", "ar").lang == "en"


def test_what_is_not_there_is_said_in_a_sentence(installed):
    for ask in (tables.card, tables.pack, tables.skill, tables.misconception, tables.card_json, tables.file):
        with pytest.raises(NotFound):
            ask("nothing")


def test_a_stale_translation_is_marked(garden):
    before = (garden.path / "i18n/ar/cards/seed-1.md").read_bytes()
    garden.card("seed-1", "Other words.\n\n```question choice\nx\n- [x] a\n- [ ] b {mis:seeds-eat-soil}\n```")
    garden.write("i18n/ar/cards/seed-1.md", before)
    actions.install(garden.build())

    assert tables.card("seed-1", "ar").stale
    assert not tables.card("seed-1", "en").stale


def test_the_same_pack_twice_changes_nothing(garden):
    path = garden.build()
    actions.install(path)
    before, entries = everything(), journal.version()

    actions.install(path)

    assert everything() == before
    assert journal.version() == entries


def test_a_new_version_takes_over_and_the_old_one_is_kept(garden):
    actions.install(garden.build())
    old = tables.card("seed-2").sha256
    garden.version("1.1.0").card("seed-2", "New words.")
    actions.install(garden.build())

    assert tables.pack("org.example.garden").version == "1.1.0"
    assert tables.previous("org.example.garden").version == "1.0.0"
    assert tables.card("seed-2").sha256 != old
    assert tables.card_json(old)["blocks"][0]["html"].startswith("<p>Water")


def test_going_back_gives_the_tables_of_before(garden):
    actions.install(garden.build())
    before = {name: rows for name, rows in everything().items() if name.startswith(("Card", "Skill", "Mis"))}
    garden.version("1.1.0").card("seed-3", "A new card.")
    actions.install(garden.build())

    actions.roll_back("org.example.garden")

    after = everything()
    assert {name: after[name] for name in before} == before
    assert tables.pack("org.example.garden").version == "1.0.0"
    assert actions.roll_back("org.example.garden").version == "1.1.0"


def test_only_the_version_before_is_kept(garden):
    garden.write("images/big.svg", (garden.path / "images/seed.svg").read_text().replace('r="3"', 'r="2"'))
    actions.install(garden.build())
    gone = next(row.sha256 for row in on_this_box.PackFile.select() if row.path == "images/big.svg")
    (garden.path / "images/big.svg").unlink()
    for version in ("1.1.0", "1.2.0"):
        garden.version(version)
        actions.install(garden.build())

    assert {row.version for row in on_this_box.PackVersion.select()} == {"1.1.0", "1.2.0"}
    assert not blobs.has(gone)
    assert blobs.has(tables.card("seed-1").image)


def test_going_back_needs_a_version_to_go_back_to(installed):
    with pytest.raises(NotFound, match="no earlier version"):
        actions.roll_back("org.example.garden")


def test_an_older_version_is_refused_even_after_going_back(garden):
    older = garden.build("old.pack")
    garden.version("1.1.0")
    actions.install(garden.build())

    with pytest.raises(Refused, match="this box has had a newer one"):
        actions.install(older)
    actions.remove("org.example.garden")
    with pytest.raises(Refused, match="this box has had a newer one"):
        actions.install(older)


def test_another_pack_of_the_same_version_from_a_publisher_is_refused(garden):
    key = minisign.new_key()
    trust.trust(key.public.text(), "publisher")
    actions.install(garden.build(key=key))
    garden.card("seed-2", "Other words.")

    with pytest.raises(Refused, match="but it is another one"):
        actions.install(garden.build(key=key))


def test_the_school_may_mend_its_own_pack_without_a_new_version(garden):
    actions.install(garden.build())
    garden.card("seed-2", "Better words.")
    actions.install(garden.build())

    assert "Better" in tables.card("seed-2").json["blocks"][0]["html"]


def test_a_stolen_key_cannot_block_its_replacement(garden):
    stolen, fresh = minisign.new_key(), minisign.new_key()
    for key in (stolen, fresh):
        trust.trust(key.public.text(), "publisher")
    garden.version("999.0.0")
    actions.install(garden.build(key=stolen))
    actions.remove("org.example.garden")
    garden.version("1.0.1")

    assert actions.install(garden.build(key=fresh)).version == "1.0.1"


def test_removing_takes_files_away_but_keeps_what_answers_refer_to(garden):
    actions.install(garden.build())
    card = tables.card("seed-1")
    actions.remove("org.example.garden")

    assert tables.packs() == []
    assert tables.skills() == []
    assert not blobs.has(card.image)
    assert tables.card_json(card.sha256)["title"] == "A seed wakes up"
    with pytest.raises(NotFound):
        tables.card("seed-1")


def test_work_that_is_the_same_file_as_one_of_a_pack_stays_when_the_pack_goes(garden, cast):
    pack = actions.install(garden.build())
    sha = tables.card("seed-1").json["media"]["images/seed.svg"]
    event = UploadKept(upload="u1", student=cast.ada.id, sha256=sha, media="image/svg+xml", size=9, when=1)
    db.write(journal.write, event)

    actions.remove(pack.id)

    assert blobs.has(sha)


def test_two_packs_may_share_files_and_skills_but_not_cards(garden, tmp_path):
    actions.install(garden.build())
    other = type(garden)(tmp_path / "other")
    other.write("pack.toml", (other.path / "pack.toml").read_text().replace("org.example.garden", "org.example.other"))
    before = everything()

    with pytest.raises(Conflict, match="same id as one of the pack org.example.garden"):
        actions.install(other.build("other.pack"))

    assert everything() == before


def test_pictures_may_lie_in_a_folder_called_cards(garden):
    """As a publisher sorts them, under images/."""
    garden.write("images/flashcards/seed.svg", DRAWING)
    garden.card("seed-3", "![A seed](images/flashcards/seed.svg)\n\nLook.")

    actions.install(garden.build())

    assert "images/flashcards/seed.svg" in tables.card("seed-3").json["media"]


def test_packs_together_may_not_make_a_circle_of_skills(garden, tmp_path):
    actions.install(garden.build())
    other = type(garden)(tmp_path / "other")
    other.write("pack.toml", (other.path / "pack.toml").read_text().replace("org.example.garden", "org.example.other"))
    for name in ("cards/seed-1.md", "cards/seed-2.md", "i18n/ar/cards/seed-1.md", "misconceptions.toml"):
        (other.path / name).unlink()
    text = '[[skill]]\nid = "hr-sci:seeds"\ntitle.en = "S"\nsubject = "science"\nrequires = ["hr-sci:plants"]\n'
    other.write("skills.toml", text)
    other.card("other-1", "Text.")
    before = everything()

    with pytest.raises(Refused, match="in a circle"):
        actions.install(other.build("other.pack"))

    assert everything() == before


def test_a_refused_pack_leaves_no_trace(installed, garden):
    before = everything()
    garden.version("2.0.0").write("images/seed.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    path = garden.build(key=minisign.new_key())

    with pytest.raises(Refused):
        actions.install(path)

    assert everything() == before


def test_a_full_disk_is_noticed_before_anything_is_written(garden, monkeypatch):
    monkeypatch.setattr(disk, "reserve", lambda _settings: 1 << 60)

    with pytest.raises(Unavailable, match="nearly full"):
        actions.install(garden.build())
    assert list(blobs.everything()) == []
    assert tables.packs() == []


def test_a_disk_that_fails_half_way_leaves_nothing_behind(installed, garden, monkeypatch):
    before, files = everything(), set(blobs.everything())
    garden.version("2.0.0").card("seed-3", "A third.")
    path, real, count = garden.build(), blobs.put, []

    def put(stream, **options):
        count.append(1)
        if len(count) == 2:
            raise Unavailable("The disk failed.")
        return real(stream, **options)

    monkeypatch.setattr(blobs, "put", put)
    with pytest.raises(Unavailable):
        actions.install(path)

    assert everything() == before
    assert set(blobs.everything()) == files


def test_what_happened_to_a_pack_is_in_the_journal(garden):
    with journal.acting(actor="office:park"):
        actions.install(garden.build())
        actions.install(garden.version("1.1.0").build())
        actions.roll_back("org.example.garden")
        actions.remove("org.example.garden")
    rows = tables.PackHistory.select().order_by(tables.PackHistory.at)
    told = [(row.what, row.version, row.actor) for row in rows]

    assert told == [
        ("installed", "1.0.0", "office:park"),
        ("installed", "1.1.0", "office:park"),
        ("rolled-back", "1.0.0", "office:park"),
        ("removed", "1.0.0", "office:park"),
    ]
    journal.rebuild()
    assert [(row.what, row.version, row.actor) for row in rows.clone()] == told


def test_a_rebuild_of_the_journal_leaves_packs_alone(installed):
    before = everything()
    journal.rebuild()

    assert everything() == before


def test_a_second_installation_at_the_same_time_is_asked_to_wait(garden):
    path = garden.build()
    with actions._one_at_a_time(), pytest.raises(Conflict, match="at this moment"):
        actions.install(path)


def test_the_keys_of_the_box_are_its_own_secret(installed):
    folder = config.current().data / "keys"

    assert (folder / "packs.key").stat().st_mode & 0o077 == 0
    assert minisign.read_public((folder / "packs.pub").read_text()) == trust.own_key().public


DIES = """
    import os, signal, sys
    from pathlib import Path
    from homeroom import app, blobs, config, features, journal
    from homeroom.packs import actions

    app.open_store(config.load(None, {{}}, data=Path({data!r}), survive_power_cuts=False), features.BOX)
    real, seen = {module}.{name}, []

    def dying(*args, **options):
        seen.append(1)
        if len(seen) == {after}:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **options)

    {module}.{name} = dying
    actions.install(Path({path!r}))
"""


@pytest.mark.parametrize(
    ("module", "name", "after"),
    [("blobs", "put", 1), ("blobs", "put", 3), ("journal", "write", 1), ("actions", "_forget", 1)],
)
def test_a_kill_in_the_middle_leaves_the_box_as_it_was(installed, garden, box, module, name, after):
    data = config.current().data
    garden.version("2.0.0").write("images/seed.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    for number in range(3, 6):
        garden.card(f"seed-{number}", f"Card {number}.")
    before, files, path = everything(), set(blobs.everything()), garden.build()
    settings = config.current()
    db.close()
    program = textwrap.dedent(DIES).format(data=str(data), module=module, name=name, after=after, path=str(path))
    done = subprocess.run([sys.executable, "-c", program], env={**os.environ}, capture_output=True, timeout=180)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    db.open_file(settings.data / "homeroom.sqlite3", survive_power_cuts=False)
    after_kill = {**everything(), "PackIncoming": []}

    finished = tables.pack("org.example.garden").version == "2.0.0"
    assert finished == (name == "_forget")
    assert finished or after_kill == before
    actions._sweep()
    assert finished or set(blobs.everything()) == files

    assert actions.install(path).version == "2.0.0"
    assert set(card_of()) == {"seed-1", "seed-2", "seed-3", "seed-4", "seed-5"}
