"""African Storybook's Markdown: a title, pages between lines of ##, and who made it."""

import re
from pathlib import Path

from . import archive, trouble
from .archive import Archive, Beside, Files
from .draft import Draft
from .licence import known
from .plainmark import line, plain

ENTRY = re.compile(r"^\s*[*-]\s*([A-Za-z ]+?):\s*(.+)$")
NUMBER = re.compile(r"(\d{4})_")
MOST = 2000


def take(path: Path, draft: Draft) -> None:
    """One story, or all stories of a folder or ZIP; pictures where they lie beside it."""
    if path.is_dir():
        files: Files = Beside(path)
        for name in sorted(file.relative_to(path).as_posix() for file in path.rglob("*.md"))[:MOST]:
            _story(draft, name, files.bytes(name), files, _pictures(path))
        return
    if archive.is_zip(path):
        with Archive(path) as zipped:
            names = [name for name in zipped.members if name.endswith(".md")]
            for name in names[:MOST]:
                _story(draft, name, zipped.bytes(name), zipped, list(zipped.members))
        return
    _story(draft, path.name, archive.read(path), Beside(path.parent), _pictures(path.parent))
    draft.title = draft.cards[0].title if draft.cards else ""


def _pictures(folder: Path) -> list[str]:
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*.jpg"))
    return sorted(name for name, _ in zip(found, range(20_000), strict=False))


def _story(draft: Draft, name: str, data: bytes, files: Files, names: list[str]) -> None:
    text = archive.text_of(data, name).replace("\r", "")
    head, *pages = re.split(r"(?m)^##\s*$", text)
    title = line(head.strip().removeprefix("# ")) or Path(name).stem
    if not pages:
        return
    about = {found[1]: found[2] for row in pages[-1].split("\n") if (found := ENTRY.match(row))}
    pages = pages[:-1] if about else pages
    said = about.get("License", "")
    licence = known(said)
    draft.report.found_licence = line(said)
    if "-ND" in licence:
        draft.left(title, trouble.NO_DERIVATIVES, licence=licence)
        return
    parts = [_page(draft, title, number, page, name, files, names) for number, page in enumerate(pages, 1)]
    source = draft.source(title, licence, **_makers(about))
    lang = about.get("Language", "") or Path(name).parent.name
    draft.language = draft.language or lang
    draft.unsure = draft.unsure or not licence
    draft.licence = draft.licence or licence
    draft.card(
        title, ["\n\n".join(part for part in parts if part)], kind="reading", licence=licence, source=source, lang=lang
    )


def _makers(about: dict[str, str]) -> dict[str, list[str]]:
    names = {"authors": "Text", "illustrators": "Illustration", "translators": "Translation"}
    return {key: [one.strip() for one in about[name].split(",")] for key, name in names.items() if about.get(name)}


def _page(draft: Draft, title: str, number: int, page: str, name: str, files: Files, names: list[str]) -> str:
    text = plain(re.sub(r"(?<!\n)\n(?!\n)", " ", page.strip()))
    story = NUMBER.match(Path(name).name)
    wanted = f"{story[1]}/{number:02}.jpg" if story else ""
    found = next((one for one in names if wanted and one.endswith(wanted)), "")
    if not found:
        return text
    picture = draft.picture(title, found, files.bytes(found, archive.LARGEST_MEDIA), line(page, 200) or title)
    return f"{picture}\n\n{text}".strip()
