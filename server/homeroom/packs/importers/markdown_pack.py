"""A pack folder of our own kind, as a folder or zipped: taken over as it is, and checked."""

import tempfile
from pathlib import Path, PurePosixPath

from .. import source
from . import archive, report, trouble
from .draft import Draft
from .trouble import Unreadable

WANTED = ("pack.toml", "skills.toml", "misconceptions.toml")
FOLDERS = ("cards", "images", "audio", "video", "i18n")
MOST = 5000


def take(path: Path, draft: Draft) -> None:
    """All files that belong to a pack. Raises Unreadable for a card alone without its pack."""
    draft.folder = _from_folder(path) if path.is_dir() else _from_zip(path)
    with tempfile.TemporaryDirectory() as room:
        for name, data in draft.folder.items():
            (Path(room) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(room) / name).write_bytes(data)
        found = source.load(Path(room))
    _tell(found, draft)


def _tell(found: source.Source, draft: Draft) -> None:
    title = found.pack.get("title") or {}
    draft.title = draft.report.title = str(next(iter(title.values()), ""))
    draft.report.language = str(found.pack.get("default_language", ""))
    draft.report.licence = str(found.pack.get("licence", ""))
    draft.report.cards = draft.report.came = len(found.cards)
    draft.report.kinds = {"card": len(found.cards)}
    for problem in sorted(found.problems)[:200]:
        draft.report.add(report.NOTE, problem.file, trouble.DOES_NOT_FIT, problem=str(problem))


def _from_folder(path: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_symlink():
            raise Unreadable(trouble.NOT_FILE, name=name)
        if file.is_file() and _belongs(name):
            found[name] = archive.read(file, archive.LARGEST_FILE)
        if len(found) > MOST:
            raise Unreadable(trouble.MANY_FILES, most=MOST)
    return found


def _from_zip(path: Path) -> dict[str, bytes]:
    if not archive.is_zip(path):
        raise Unreadable(trouble.NO_FILE, name="pack.toml")
    with archive.Archive(path) as zipped:
        top = min((name for name in zipped.members if name.endswith("pack.toml")), key=len, default="pack.toml")
        prefix = top.removesuffix("pack.toml")
        names = [name for name in zipped.members if name.startswith(prefix) and _belongs(name.removeprefix(prefix))]
        return {name.removeprefix(prefix): zipped.bytes(name, archive.LARGEST_FILE) for name in names[:MOST]}


def _belongs(name: str) -> bool:
    return name in WANTED or (PurePosixPath(name).parts[0] in FOLDERS and not PurePosixPath(name).name.startswith("."))
