"""Lists of release keys: who may sign what boxes install, how many of them must, and how one list follows another.

keylist.py FOLDER --new a.key b.key c.key --trusted a.pub b.pub c.pub --sign a.key b.key
"""

import argparse
import json
import sys
from pathlib import Path

from updater import kits, trust
from updater.refusal import Refused

from homeroom.packs import minisign

THRESHOLD = 2


def main() -> None:
    """Read the options, write the list, say what it is."""
    options = argparse.ArgumentParser(prog="keylist.py", description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path, help="where the lists are: for make kit --release-keys")
    options.add_argument("--new", type=Path, nargs="+", default=[], metavar="KEY", help="make these secret keys first")
    options.add_argument("--trusted", type=Path, nargs="+", required=True, metavar="PUB", help="the keys of the list")
    options.add_argument("--sign", type=Path, nargs="+", required=True, metavar="KEY", help="secret keys that sign it")
    options.add_argument("--threshold", type=int, default=THRESHOLD, help="how many must sign (default: 2)")
    asked = options.parse_args()
    try:
        for key in asked.new:
            make_key(key)
        path = write(asked.folder, asked.trusted, asked.sign, asked.threshold)
    except (OSError, ValueError, Refused) as error:
        sys.exit(f"keylist.py: {error}")
    print(f"{path}: {asked.threshold} of {len(asked.trusted)} keys must sign")


def make_key(path: Path) -> None:
    """A new secret key (only its owner may read it) and, beside it, the public one. Never writes over a key."""
    secret = minisign.new_key()
    path.touch(0o600, exist_ok=False)
    path.write_text(secret.text())
    path.with_suffix(".pub").write_text(secret.public.text())


def write(folder: Path, public: list[Path], secret: list[Path], threshold: int = THRESHOLD) -> Path:
    """The next list of a folder with its signatures. Raises Refused when boxes would not follow it."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + len(list(folder.glob("[0-9]*.json")))
    words = tuple(path.read_text("utf-8").strip().splitlines()[-1] for path in public)
    data = (json.dumps(trust.KeyList(number, threshold, words).as_dict(), indent=1) + "\n").encode()
    keys = [minisign.read_secret(path.read_text("utf-8")) for path in secret]
    signatures = [key.sign(data, f"homeroom release keys {number}") for key in keys]
    new = trust.read(json.loads(data))
    trust.enough(new, data, [one.encode() for one in signatures], number)
    if number > 1:
        before = trust.read(json.loads((folder / f"{number - 1}.json").read_bytes()))
        trust.enough(before, data, [one.encode() for one in signatures], number)
    for n, signature in enumerate(signatures, 1):
        (folder / f"{number}.{n}.minisig").write_text(signature)
    (folder / f"{number}.json").write_bytes(data)
    return folder / f"{number}.json"


def check_kit(kit: Path) -> None:
    """Look at a finished kit as a box does: what it would not take must show here. Raises ValueError."""
    source = kits.Source(kit)
    try:
        kits.look(source, kits.first_list(source))
    except Refused as why:
        raise ValueError(f"no box would take this kit: {why}") from why


if __name__ == "__main__":
    main()
