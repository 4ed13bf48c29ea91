"""`make bench-packs`: what an update of a large pack carries over the wire, beside the ideal.

The pack: 80 stories in two languages with 800 pictures, 28 MB. The update corrects 8 texts, changes 3 pictures and adds
6 stories with 60 pictures. The ideal is what is new and nothing else: the changed and added files, each as small as it
can be packed alone. It is measured over a real web server with ranges and in a thin file; for a hub it is counted.
"""

import lzma
import random
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.packs.conftest import HEAD, Folder
from tests.packs.web_server import WebServer

from homeroom import config, db
from homeroom.app import create_box
from homeroom.packs import exporting, fetching

STORIES, MORE, PICTURES = 80, 6, 10
WORDS = ("goat", "river", "mango", "grandmother", "rain", "market", "drum", "school", "morning", "shadow", "bread")
chance = random.Random(20261121)


def main() -> None:
    """Build both versions, update a box in each way, print the table."""
    with tempfile.TemporaryDirectory() as room:
        create_box(config.load(None, {}, data=Path(room) / "box", survive_power_cuts=False))
        try:
            measure(Path(room))
        finally:
            db.close()


def measure(room: Path) -> None:
    """The whole, the ideal and each way an update travels."""
    folder = Folder(room / "source")
    for number in range(STORIES):
        story(folder, number)
    old = folder.build("old.pack")
    before = files(folder)
    changed(folder)
    new = folder.build("new.pack")
    after = files(folder)
    ideal = sum(smallest(data) for name, data in after.items() if before.get(name) != data)
    rows = [("the whole new pack", new.stat().st_size), ("the ideal: new and changed files alone", ideal)]
    rows.append(("from a web server, by ranges", over_the_web(old, new)))
    update, _whole = exporting.thin(new, old, room / "update.pack")
    rows.append(("a thin pack on a stick", update))
    rows.append(("from a hub or a neighbor, piece by piece", in_pieces(old, new)))
    print(f"Update of a pack of {old.stat().st_size / 1e6:.1f} MB and {len(before)} files\n")
    for name, size in rows:
        print(f"  {name:<44}{size:>12,} bytes {size / ideal:>8.2f} x ideal {100 * size / new.stat().st_size:>6.1f} %")
    if rows[2][1] > 2 * ideal:
        sys.exit("An update carries more than twice what is new.")


def story(folder: Folder, number: int) -> None:
    """One story: ten pictures that can't be packed, a text, and the same in two more languages."""
    for page in range(PICTURES):
        folder.write(f"images/s{number}-{page}.jpg", picture(chance.randrange(24_000, 44_000)))
    shown = "\n\n".join(f"![A page](images/s{number}-{page}.jpg)\n\n{sentence()}" for page in range(PICTURES))
    folder.write(f"cards/story-{number}.md", HEAD.format(id=f"story-{number}", title="A story", more="") + shown)
    folder.translate(f"story-{number}", shown)


def changed(folder: Folder) -> None:
    """The next version."""
    folder.version("1.1.0")
    for number in range(8):
        card = folder.path / f"cards/story-{number}.md"
        card.write_text(card.read_text("utf-8") + f"\n\n{sentence()}\n", "utf-8")
    for number in range(3):
        folder.write(f"images/s{number}-0.jpg", picture(33_000))
    for number in range(STORIES, STORIES + MORE):
        story(folder, number)


def picture(size: int) -> bytes:
    """As large as a photo and as hard to pack."""
    return b"\xff\xd8\xff\xe0" + chance.randbytes(size)


def sentence() -> str:
    """Some words."""
    return " ".join(chance.choice(WORDS) for _word in range(24)).capitalize() + "."


def files(folder: Folder) -> dict[str, bytes]:
    """The folder's files."""
    return {
        path.relative_to(folder.path).as_posix(): path.read_bytes() for path in folder.path.rglob("*") if path.is_file()
    }


def smallest(data: bytes) -> int:
    """What the best packer makes of it."""
    return min(len(data), len(lzma.compress(data, format=lzma.FORMAT_ALONE)))


def over_the_web(old: Path, new: Path) -> int:
    """Install the old one, then the new one from an address; the bytes that came."""
    server = WebServer()
    try:
        server.files["stories.pack"] = old.read_bytes()
        fetching.install(server.url("stories.pack"))
        server.files["stories.pack"] = new.read_bytes()
        return fetching.install(server.url("stories.pack")).received
    finally:
        server.stop()


def in_pieces(old: Path, new: Path) -> int:
    """What a hub gives: the manifest with its signature, and the files that lack, as they are."""
    with zipfile.ZipFile(old) as before, zipfile.ZipFile(new) as after:
        have = {one for one in before.namelist() if one.startswith("blobs/")}
        return sum(one.file_size for one in after.infolist() if one.filename not in have)


if __name__ == "__main__":
    main()
