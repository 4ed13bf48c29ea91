"""Plain text as Markdown that shows exactly that text, in any place of a card."""

import hashlib
import re
import unicodedata

SIGNS = re.compile(r"[\\`*_\[\]<$|]|\{(?=[{m])|&(?=#?\w+;)")
START = re.compile(r"(?m)^([ \t]*)(?:([-+=:>#~])|(\d{1,9})([.)]))")
KEY = re.compile(r"(?m)^([A-Za-z]+(?: [A-Za-z0-9]+)?):")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001\u2028\u2029]")


def plain(text: str) -> str:
    """Markdown for a text: its signs lose their meaning, its lines and paragraphs stay."""
    lines = [line.strip() for line in tidy(text).split("\n")]
    return unkeyed(_unlisted(escaped("\n".join(lines))))


def escaped(text: str) -> str:
    """A run of characters in which no sign means anything."""
    return SIGNS.sub(r"\\\g<0>", text)


def _unlisted(text: str) -> str:
    return START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", text)


def unkeyed(text: str) -> str:
    """No line may be taken for a key of a block, such as “hint:”."""
    return KEY.sub(r"\1\\:", text)


def tidy(text: str) -> str:
    """The same text without characters that no screen shows."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str, most: int = 0) -> str:
    """A text in one line; with `most`, cut after so many characters."""
    whole = " ".join(tidy(text).split())
    return whole if not most or len(whole) <= most else whole[: most - 1].rstrip() + "…"


def item(markdown: str) -> str:
    """Markdown in one line, as an option or a side of a pair."""
    return line(markdown).replace(" // ", " /\\/ ").replace(" == ", " =\\= ").replace("{mis:", "{ mis:")


def slug(text: str, most: int = 40) -> str:
    """A name for files and ids: small letters, digits, hyphens."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only.lower()))[:most].strip("-")


def name(title: str, most: int, instead: str) -> str:
    """As `slug`, and with a mark of its own where that lost letters: no two titles share a name, in any script."""
    plain = unicodedata.normalize("NFKD", title)
    lost = any(not sign.isascii() and sign.isalnum() for sign in plain) or len(slug(title, len(plain) + 1)) > most
    if not lost:
        return slug(title, most) or instead
    mark = hashlib.sha256(" ".join(title.casefold().split()).encode("utf-8", "replace")).hexdigest()[:6]
    return f"{slug(title, most - 7) or instead}-{mark}"
