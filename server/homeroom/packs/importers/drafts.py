"""Drafts on the box: folders that wait to be looked at, installed or thrown away."""

import fcntl
import secrets
import shutil
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeroom import blobs, config
from homeroom.errors import Conflict, NotFound, Refused
from homeroom.i18n import _

from .. import actions, on_the_way, source
from ..licences import LICENCES
from ..on_this_box import Pack
from ..problems import Problem
from . import child
from .plainmark import line
from .report import REPORT, Report, read
from .wishes import Wishes
from .writer import toml

NAME = 12
ROOM = 200 << 20


@dataclass(frozen=True)
class Kept:
    """A draft and its report."""

    id: str
    folder: Path
    report: Report
    made: float


def folder() -> Path:
    """Where drafts are kept."""
    found = config.current().data / "drafts"
    found.mkdir(parents=True, exist_ok=True)
    return found


def every() -> list[Kept]:
    """All drafts, the newest first."""
    return sorted(
        (_kept(path) for path in folder().glob("[0-9a-f]*") if (path / REPORT).is_file()), key=lambda one: -one.made
    )


def get(name: str) -> Kept:
    """One draft; raises NotFound."""
    path = folder() / name
    if not name.isalnum() or not (path / REPORT).is_file():
        raise NotFound(_("This draft is not here any more."))
    return _kept(path)


def _kept(path: Path) -> Kept:
    report = path / REPORT
    return Kept(path.name, path, read(report.read_text("utf-8")), report.stat().st_mtime)


def take_in(file: Path, wishes: Wishes, name: str = "") -> Kept:
    """Import a file into a new draft. Raises Refused with the reason; then nothing is left of it."""
    with _one_at_a_time():
        blobs.make_room(max(ROOM, 2 * file.stat().st_size))
        _sweep()
        path = folder() / secrets.token_hex(NAME // 2)
        child.run(file, path, name, wishes)
        return _kept(path)


def throw_away(name: str) -> None:
    """Delete a draft."""
    shutil.rmtree(get(name).folder)


def replaces(pack: dict[str, Any]) -> str:
    """The name of the pack on the box whose place a draft would take, or ""."""
    found = Pack.get_or_none(Pack.id == pack.get("id", ""))
    return found.name if found else ""


def problems(kept: Kept) -> tuple[source.Source, list[Problem]]:
    """The draft as `homeroom packs check` sees it, and what must be mended before it can be installed."""
    found = source.load(kept.folder)
    return found, sorted(found.serious)


def install(name: str, title: str, licence: str, subject: str) -> Pack:
    """Install a draft as a pack of this school, signed with the box's own key. The draft goes away then."""
    kept = get(name)
    if licence not in LICENCES:
        raise Refused(_("Choose the licence under which the work may be used. Ask its author if you do not know it."))
    with _as_it_was_after_failure(kept):
        _settle(kept, title, licence, subject)
        pack = actions.install_folder(kept.folder)
    throw_away(name)
    return pack


@contextmanager
def _as_it_was_after_failure(kept: Kept) -> Iterator[None]:
    """What a person decides counts for this try only: the next time she may choose another licence."""
    before = {path: path.read_bytes() for path in kept.folder.glob("*.toml")}
    try:
        yield
    except BaseException:
        for path, data in before.items():
            path.write_bytes(data)
        raise


def _settle(kept: Kept, title: str, licence: str, subject: str) -> None:
    """Write what the person decided into pack.toml and skills.toml."""
    pack = kept.folder / "pack.toml"
    found = tomllib.loads(pack.read_text("utf-8"))
    language = found.get("default_language", "en")
    rows = []
    for row in pack.read_text("utf-8").split("\n"):
        if row == 'licence = ""':
            row = f"licence = {toml(licence)}"
        elif row.startswith(f"title.{language} = ") and title.strip():
            row = f"title.{language} = {toml(line(title, 100))}"
        rows.append(row)
    text = "\n".join(rows)
    if not found.get("licence") and 'licence = ""' not in pack.read_text("utf-8"):
        text = f"licence = {toml(licence)}\n{text}"
    pack.write_text(_with_source_licences(text, licence), "utf-8")
    skills = kept.folder / "skills.toml"
    if subject and skills.is_file() and kept.report.format != "markdown":
        lines = [
            f"subject = {toml(subject)}" if row.startswith("subject = ") else row
            for row in skills.read_text("utf-8").split("\n")
        ]
        skills.write_text("\n".join(lines), "utf-8")


def _with_source_licences(text: str, licence: str) -> str:
    """Sources without a licence get the one of the whole."""
    blocks = text.split("\n[[sources]]\n")
    filled = [one if "\nlicence = " in f"\n{one}" else f"licence = {toml(licence)}\n{one}" for one in blocks[1:]]
    return "\n[[sources]]\n".join([blocks[0], *filled])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One import at a time: the box has other things to do."""
    with (config.current().data / "import.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(_("Another file is being imported at this moment. Try again in a minute.")) from error
        yield


def _sweep() -> None:
    """Clear away what an interrupted import left behind."""
    for path in [*folder().glob(".*"), *on_the_way.folder().glob("import-*")]:
        if path.stat().st_mtime < time.time() - 3600:
            shutil.rmtree(path, ignore_errors=True)
