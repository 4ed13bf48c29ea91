"""PDF: the text of its pages as reading cards. Pictures and layout stay behind."""

import re
from pathlib import Path

import pypdf
from pypdf.errors import PyPdfError

from . import page, trouble
from .draft import Draft
from .plainmark import line, plain
from .trouble import Unreadable

MOST_PAGES = 400
LARGEST = 128 << 20
BROKEN = (LookupError, ValueError, TypeError, AttributeError, OSError, ArithmeticError, AssertionError, RuntimeError)
HYPHEN = re.compile(r"(\w)-\n(\w)")


def take(path: Path, draft: Draft) -> None:
    """All pages that have text."""
    if path.stat().st_size > LARGEST:
        raise Unreadable(trouble.TOO_LARGE, name=path.name, most=LARGEST >> 20)
    try:
        pages = _pages(path, draft)
    except Unreadable:
        raise
    except (PyPdfError, *BROKEN) as error:
        raise Unreadable(trouble.DAMAGED) from error
    draft.simpler(draft.title or path.stem, trouble.LAYOUT)
    text = "\n\n".join(pages)
    if not text.strip():
        raise Unreadable(trouble.NO_TEXT)
    page.reading(draft, draft.title or path.stem, text, kind="reading")


def _pages(path: Path, draft: Draft) -> list[str]:
    with path.open("rb") as file:
        book = pypdf.PdfReader(file, strict=False)
        if book.is_encrypted and not book.decrypt(""):
            raise Unreadable(trouble.ENCRYPTED)
        about = book.metadata
        draft.title = line(str(about.title or "") if about else "", 100) or path.stem
        draft.language = draft.language or str(book.root_object.get("/Lang", ""))
        made = []
        for number, one in enumerate(book.pages, 1):
            if number > MOST_PAGES:
                draft.note(trouble.CUT, most=MOST_PAGES)
                break
            text = _paragraphs(one.extract_text() or "")
            if not text:
                draft.left(f"{draft.title}: {number}", trouble.NO_TEXT)
            made.append(text)
        return [text for text in made if text]


def _paragraphs(text: str) -> str:
    """Lines joined to paragraphs: a line that ends a sentence and is short ends a paragraph."""
    rows = [row.strip() for row in HYPHEN.sub(r"\1\2", text).split("\n")]
    width = max((len(row) for row in rows), default=0)
    made = [""]
    for row in rows:
        made[-1] = f"{made[-1]} {row}".strip()
        if not row or (len(row) < 0.8 * width and row[-1:] in ".!?:…؟。"):
            made.append("")
    return "\n\n".join(plain(one) for one in made if one)
