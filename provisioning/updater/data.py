"""The school's database before an update: copied, looked at, and put back. Run as the account that owns it.

data.py copy|back|forget FOLDER: nothing else uses the database meanwhile. The copy is the file itself, byte for
byte, and nobody outside was answered since: after a return it is as if there had been no update.
"""

import hashlib
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

NAME = "homeroom.sqlite3"
TAILS = ("-wal", "-shm", "-journal")
COPY = Path("updates") / "before.sqlite3"
NONE = Path("updates") / "before.none"  # there was no database yet
IN_USE, UNLIKE = 3, 4  # how it ends where there is more to say than 1


class InUse(ValueError):
    """Somebody else uses the database."""


class Unlike(ValueError):
    """The copy is not what was copied."""


def copy(folder: Path) -> None:
    """Copy the database as it is, and prove the copy. Raises OSError, sqlite3.Error, ValueError."""
    forget(folder)
    (folder / COPY.parent).mkdir(exist_ok=True)
    database, target = folder / NAME, folder / COPY
    if not database.exists():
        (folder / NONE).touch()
        return _sync(target.parent)
    _settle(database)
    part = target.with_suffix(".part")
    shutil.copyfile(database, part)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    if _digest(part) != _digest(database) or _check(part) != "ok":
        raise Unlike("The copy of the database is not what was copied.")
    part.replace(target)
    _sync(target.parent)


def back(folder: Path) -> None:
    """Put the copy in the place of the database. Needs no room on the disk, and may be done again."""
    if not (folder / COPY).exists() and not (folder / NONE).exists():
        return
    for tail in TAILS:  # first what belongs to the file that goes: it must never be read with the other
        (folder / f"{NAME}{tail}").unlink(missing_ok=True)
    _sync(folder)
    if (folder / COPY).exists():
        (folder / COPY).replace(folder / NAME)
    else:
        (folder / NAME).unlink(missing_ok=True)
        (folder / NONE).unlink(missing_ok=True)
    _sync(folder)


def forget(folder: Path) -> None:
    """Remove the copy."""
    for one in (COPY, NONE, COPY.with_suffix(".part")):
        (folder / one).unlink(missing_ok=True)


def _settle(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy or any((one := Path(f"{database}{tail}")).exists() and one.stat().st_size for tail in ("-wal", "-journal")):
        raise InUse("Somebody else uses the database.")


def _check(path: Path) -> str:
    # immutable: looking leaves no file beside it
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        return str(connection.execute("PRAGMA quick_check").fetchone()[0])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def main(verb: str, folder: str) -> int:
    """Do it; says in words, and by how it ends, what did not work."""
    try:
        {"copy": copy, "back": back, "forget": forget}[verb](Path(folder))
    except (OSError, ValueError, sqlite3.Error) as wrong:
        print(wrong, file=sys.stderr)
        return IN_USE if isinstance(wrong, InUse) else UNLIKE if isinstance(wrong, Unlike) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
