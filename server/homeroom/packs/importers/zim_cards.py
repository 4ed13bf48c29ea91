"""Pages of a ZIM file (Kiwix) as reading cards."""

from pathlib import Path

from . import archive, page, trouble, zim
from .draft import Draft
from .licence import known
from .plainmark import line
from .trouble import Unreadable
from .zim import Zim

MOST_PAGES = 300
SHORT = {"eng": "en", "fra": "fr", "spa": "es", "por": "pt", "deu": "de", "ara": "ar", "swa": "sw", "hin": "hi",
    "ben": "bn", "rus": "ru", "bel": "be", "amh": "am", "som": "so", "hau": "ha", "yor": "yo"}  # fmt: skip


class _Inside:
    """The files of a ZIM by address, for the pictures of its pages."""

    def __init__(self, book: Zim) -> None:
        self.book = book

    def bytes(self, name: str, most: int = archive.LARGEST_TEXT) -> bytes:
        """An entry; raises Unreadable if there is none."""
        space, _, url = name.partition("/")
        for where, address in ((space, url), ("C", name), ("I", name), ("A", name)):
            entry = self.book.find(where, address) if len(where) == 1 and address else None
            if entry:
                return self.book.data(entry)[:most]
        raise Unreadable(trouble.NO_FILE, name=name[:80])


def take(path: Path, draft: Draft) -> None:
    """The pages, up to a limit: a whole encyclopedia is not a lesson pack."""
    with zim.opened(path) as book:
        _take(book, draft, path.stem)


def _take(book: Zim, draft: Draft, otherwise: str) -> None:
    draft.title = _about(book, "Title") or otherwise
    draft.description = _about(book, "Description")
    language = _about(book, "Language").partition(",")[0]
    draft.language = draft.language or SHORT.get(language, language)
    draft.publisher = _about(book, "Publisher")
    draft.report.found_licence = _about(book, "License")
    draft.licence = known(draft.report.found_licence)
    source = draft.source(draft.title, draft.licence, authors=[one for one in [_about(book, "Creator")] if one])
    count = 0
    for number in range(book.count):
        entry = book.entry(number)
        if entry is None or entry.space not in ("A", "C") or not entry.mimetype.startswith("text/html"):
            continue
        count += 1
        if count > MOST_PAGES:
            draft.note(trouble.CUT, most=MOST_PAGES)
            break
        with draft.part(entry.title):
            _page(draft, book, entry, source)


def _page(draft: Draft, book: Zim, entry: zim.Entry, source: str) -> None:
    html = archive.text_of(book.data(entry), entry.url)
    title = line(page.title_of(html, entry.title))
    base = f"{entry.space}/{entry.url}"
    text = page.of_html(draft, title, html, _Inside(book), base)
    page.reading(draft, title, text, kind="reading", source=source)


def _about(book: Zim, name: str) -> str:
    entry = book.find("M", name)
    return line(book.data(entry).decode("utf-8", "replace"), 200) if entry else ""
