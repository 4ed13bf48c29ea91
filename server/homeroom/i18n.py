"""Words in the reader's language: English in the code, other languages from locale/*.po."""

import gettext as gnu
import hashlib
import sys
import threading
from collections.abc import Callable, Iterable
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import polib

SOURCE = "en"
LOCALE = Path(__file__).parent / "locale"
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_reading = threading.Lock()
_language: ContextVar[str] = ContextVar("language", default=SOURCE)


@dataclass(frozen=True)
class Message:
    """One translated text: its forms, and the files that use it."""

    forms: tuple[str, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """All texts of one language."""

    language: str
    name: str
    plural: Callable[[int], int]
    messages: dict[str, Message] = field(default_factory=dict)


class Use:
    """The language switched to; as a context manager it switches back at the end."""

    def __init__(self, token: Token[str]) -> None:
        self._token = token

    def __enter__(self) -> None:
        """The language is switched already."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Back to the language of before."""
        _language.reset(self._token)


def use(lang: str) -> Use:
    """Switch this request or task to a language, or to the nearest one there is: `use("ar")` or `with use("ar"):`."""
    return Use(_language.set(nearest([lang])))


def language() -> str:
    """The language in use now, e.g. "ar"."""
    return _language.get()


def direction(lang: str) -> str:
    """The direction in which a language is written: "rtl" or "ltr"."""
    return "rtl" if lang.replace("_", "-").split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def nearest(wanted: Iterable[str]) -> str:
    """The first of the wanted languages that there is, looking also at "sw" for "sw-KE"; else English."""
    there = languages()
    for lang in wanted:
        if lang in there:
            return lang
        general = lang.replace("_", "-").split("-")[0].lower()
        if general in there:
            return general
    return SOURCE


@cache
def languages() -> dict[str, str]:
    """Every language there is, with its name in that language."""
    found = {SOURCE: "English"}
    for path in sorted(LOCALE.glob("*.po")):
        found[path.stem] = _own_name(path)
    return found


def _own_name(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith('"X-Native-Name:'):
                return line.split(":", 1)[1].strip().rstrip('"').removesuffix("\\n").strip()
            if line.startswith("#:"):
                break
    return path.stem


_catalogs: dict[str, Catalog] = {}


def catalog(lang: str) -> Catalog:
    """The texts of a language, read when they are first needed."""
    found = _catalogs.get(lang)
    if found is None:
        with _reading:  # a class that arrives at once would read the same file thirty times, side by side
            found = _catalogs.get(lang) or _read(lang)
            _catalogs[lang] = found
    return found


def _read(lang: str) -> Catalog:
    path = LOCALE / f"{lang}.po"
    if lang == SOURCE or lang not in languages() or not path.exists():
        return Catalog(SOURCE, "English", lambda n: int(n != 1))
    book = polib.pofile(str(path), encoding="utf-8")
    forms = book.metadata.get("Plural-Forms", "nplurals=2; plural=n != 1;")
    plural = gnu.c2py(forms.split("plural=", 1)[1].strip().rstrip(";"))
    return Catalog(lang, languages()[lang], plural, dict(_messages(book)))


def _messages(book: polib.POFile) -> Iterable[tuple[str, Message]]:
    for entry in book:
        if entry.obsolete or "fuzzy" in entry.flags:
            continue
        plurals = tuple(text for _, text in sorted(entry.msgstr_plural.items()))
        forms = plurals or (entry.msgstr,)
        if all(forms):
            yield entry.msgid, Message(forms, tuple(_short(name) for name, _ in entry.occurrences))


def _short(name: str) -> str:
    return sys.intern(name.replace("\\", "/").removeprefix("server/homeroom/"))


@cache
def mark(lang: str) -> str:
    """A short word that changes when any text of the language does; no text is read for it."""
    path = LOCALE / f"{lang}.po"
    return hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()[:10]


def gettext(message: str, /, **values: Any) -> str:
    """The text in the language in use; values fill its %(name)s places."""
    found = catalog(language()).messages.get(message)
    text = found.forms[0] if found else message
    return text % values if values else text


def ngettext(one: str, many: str, n: int, /, **values: Any) -> str:
    """The text in the form that fits a number; values fill its %(name)s places."""
    book = catalog(language())
    found = book.messages.get(one)
    if found:
        text = found.forms[min(book.plural(n), len(found.forms) - 1)]
    else:
        text = one if n == 1 else many
    return text % values if values else text


_ = gettext


def N_(text: str) -> str:
    """Mark a text for translation that is translated later."""
    return text


def messages_for(prefixes: Iterable[str], lang: str | None = None) -> dict[str, Any]:
    """What a page embeds as <script type="application/json" id="messages"> for the JavaScript files under the prefixes.

    A prefix is a path in the package ("static/student/") or in the project ("kiosk/").
    """
    book = catalog(lang or language())
    wanted = tuple(prefixes)
    return {
        "language": book.language,
        "plural": "".join(str(book.plural(n)) for n in range(200)),
        "messages": {
            text: list(message.forms) if len(message.forms) > 1 else message.forms[0]
            for text, message in book.messages.items()
            if any(name.startswith(wanted) for name in message.files)
        },
    }
