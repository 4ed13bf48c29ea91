"""Draws a friendly, distinct face for a child from a seed: the same seed, the same picture, on every box."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from homeroom.people import portrait_parts as parts
from homeroom.people.portrait_parts import INK, WHITE, Hair, Skin

T = TypeVar("T")
SHOULDERS = "M12 97C12 82 24 73 40 71C44 77 52 77 56 71C72 73 84 82 84 97Z"


class Dice:
    """Endless throws that depend on the seed alone."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._throws = 0

    def below(self, n: int) -> int:
        """A number from 0 to n - 1."""
        self._throws += 1
        digest = hashlib.sha256(f"{self._seed}/{self._throws}".encode()).digest()
        return int.from_bytes(digest[:8]) % n

    def one(self, things: Sequence[T]) -> T:
        """One of the things, each as likely as the others."""
        return things[self.below(len(things))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.below(100) < percent


@dataclass(frozen=True)
class Looks:
    """All that is decided about a face before it is drawn."""

    background: tuple[str, str]
    motif: str
    skin: Skin
    face: str
    style: str
    hair: tuple[str, str]
    clothes: str
    trim: str
    garment: int
    eyes: int
    mouth: int
    extra: str
    glasses: str


def looks(seed: str) -> Looks:
    """Decide about a face."""
    dice = Dice(seed)
    tone = dice.below(len(parts.SKINS))
    style = _style(dice, tone)
    clothes = dice.one(parts.CLOTHES)
    return Looks(
        background=dice.one(parts.BACKGROUNDS),
        motif=dice.one(parts.MOTIFS),
        skin=parts.SKINS[tone],
        face=dice.one(parts.FACES),
        style=style,
        hair=_hair_color(dice, tone),
        clothes=clothes,
        trim=dice.one([color for color in parts.CLOTHES if color != clothes]),
        garment=dice.below(8),
        eyes=dice.below(3),
        mouth=dice.below(5),
        extra=_extra(dice, parts.STYLES[style]),
        glasses=dice.one(("round", "square", "oval")) if dice.chance(16) else "",
    )


def _style(dice: Dice, tone: int) -> str:
    if dice.chance(7):
        return dice.one(list(parts.WORN))
    coily = dice.chance((0, 3, 6, 14, 34, 50, 62, 72, 78, 80)[tone])
    return dice.one(list(parts.COILY if coily else parts.SMOOTH))


def _hair_color(dice: Dice, tone: int) -> tuple[str, str]:
    lightest = (7, 7, 5, 4, 3, 3, 2, 2, 2, 2)[tone]
    return dice.one(parts.HAIR_COLORS[:lightest])


def _extra(dice: Dice, hair: Hair) -> str:
    if dice.chance(4):
        return "hearing aid"
    if not dice.chance(36):
        return ""
    found = dice.one(("freckles", "clip", "headband", "bow", "earrings", "plaster"))
    if (found in ("clip", "headband", "bow") and not hair.band) or (found == "earrings" and hair.cloth):
        return "freckles"
    return found


def draw(seed: str) -> str:
    """The SVG text of the face that belongs to a seed; at most 3.5 kB."""
    it = looks(seed)
    hair = parts.STYLES[it.style]
    body = (
        _back(it, hair) + _neck(it) + _garment(it) + _head(it)
        + _face(it) + _front(it, hair) + _extras(it) + _glasses(it)
    )  # fmt: skip
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
        f'<path d="M0 0H96V96H0Z" fill="{it.background[0]}"/>'
        f'<g fill="{it.background[1]}" stroke="{it.background[1]}" stroke-width="0">{it.motif}</g>'
        f'<g stroke="{INK}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" fill="none">'
        f"{body}</g></svg>\n"
    )


def another(seed: str, n: int) -> str:
    """The n-th other seed of the same child, for a picture that somebody likes better."""
    return f"{seed.split('~')[0]}~{n}" if n else seed.split("~")[0]


def _path(d: str, fill: str = "", more: str = "") -> str:
    return f'<path d="{d}"' + (f' fill="{fill}"' if fill else "") + (f" {more}" if more else "") + "/>"


def _line(d: str, color: str, width: float = 2) -> str:
    return f'<path d="{d}" stroke="{color}" stroke-width="{width}"/>'


def _outlined(d: str, color: str, width: float, outer: float) -> str:
    return _line(d, INK, outer) + _line(d, color, width)


def _colors(it: Looks, hair: Hair) -> tuple[str, str]:
    return (it.trim, WHITE) if hair.cloth else it.hair


def _back(it: Looks, hair: Hair) -> str:
    fill, _lines = _colors(it, hair)
    if not hair.back or it.style == "hijab":
        return ""
    if "Z" in hair.back:
        return _path(hair.back, fill)
    return _outlined(hair.back, fill, 5.5, 11)


def _neck(it: Looks) -> str:
    return _path("M40 58V72C40 80 56 80 56 72V58", it.skin.base)


def _garment(it: Looks) -> str:
    base = _path(SHOULDERS, it.clothes)
    trim = it.trim
    drawn = (
        "",
        _line("M17 84C36 90 60 90 79 84M13 92C36 98 60 98 83 92", trim, 4),
        _path("M40 71L48 84L56 71L63 75L56 88L48 84L40 88L33 75Z", WHITE),
        _line("M26 84h.1M36 90h.1M48 87h.1M60 90h.1M70 84h.1M20 93h.1M76 93h.1", trim, 5),
        _path("M31 73V97H36V86H60V97H65V73L59 72V82H37V72Z", trim),
        _line("M16 88L24 82L32 90L40 83L48 91L56 83L64 90L72 82L80 88", trim, 4),
        _path("M39 71C42 80 54 80 57 71L61 73C57 86 39 86 35 73Z", trim),
        _path("M34 74C38 86 58 86 62 74L68 76C66 94 30 94 28 76Z", trim) + _line("M44 86V94M52 86V94", WHITE, 2.4),
    )[it.garment]
    return base + drawn


def _head(it: Looks) -> str:
    ears = "".join(f'<circle cx="{x}" cy="46" r="4.5" fill="{it.skin.base}"/>' for x in (29, 67))
    return ears + _path(it.face, it.skin.base)


def _face(it: Looks) -> str:
    white = (
        f'<circle cx="{{x}}" cy="46" r="4.5" fill="{WHITE}" stroke="none"/>',
        f'<ellipse cx="{{x}}" cy="46" rx="4" ry="4.8" fill="{WHITE}" stroke="none"/>',
        f'<ellipse cx="{{x}}" cy="46" rx="4.9" ry="4" fill="{WHITE}" stroke="none"/>',
    )[it.eyes]
    eye = white + f'<circle cx="{{x}}" cy="46.2" r="3.5" fill="{INK}" stroke="none"/>'
    eye += f'<circle cx="{{shine}}" cy="44.8" r="1.1" fill="{WHITE}" stroke="none"/>'
    eyes = eye.format(x=40.5, shine=41.7) + eye.format(x=55.5, shine=56.7)
    brows = _line("M36.5 39.5C38.5 37.8 42 37.8 44 39.2M52 39.2C54 37.8 57.5 37.8 59.5 39.5", INK, 2.2)
    nose = _line("M46.5 52.5C47.5 54 49 54 50 52.5", it.skin.shade, 2.2)
    return eyes + brows + nose + _mouth(it)


def _mouth(it: Looks) -> str:
    lips = it.skin.lips
    return (
        _line("M41.5 57C44 61 52 61 54.5 57", lips, 2.6),
        _path("M41 56.5H55C54 62.5 42 62.5 41 56.5Z", WHITE, f'stroke="{lips}" stroke-width="2"'),
        _line("M43 58C46 60.5 50 60.5 53 58", lips, 2.6),
        _path("M41 56.5H55C54 63.5 42 63.5 41 56.5Z", "#7a2326", f'stroke="{lips}" stroke-width="2"')
        + _line("M44 58H52", WHITE, 2.4),
        _path("M41 56.5H55C54 63.5 42 63.5 41 56.5Z", "#7a2326", f'stroke="{lips}" stroke-width="2"')
        + _line("M43.8 58H46M50.2 58H52.2", WHITE, 2.4),
    )[it.mouth]


def _front(it: Looks, hair: Hair) -> str:
    fill, lines = _colors(it, hair)
    drape = _path(hair.back, fill) if it.style == "hijab" else ""
    front = _path(hair.front, fill, 'fill-rule="evenodd"' if it.style == "hijab" else "")
    fine = _line(hair.lines, lines, 2) if hair.lines else ""
    ties = "".join(f'<circle cx="{x}" cy="{y}" r="3.2" fill="{it.trim}" stroke-width="2"/>' for x, y in hair.ties)
    return drape + front + fine + ties


def _extras(it: Looks) -> str:
    bow = "M63 22L54 17V27ZM63 22L72 17V27Z"
    return {
        "freckles": _line("M36 52h.1M39 54h.1M34.5 55h.1M60 52h.1M57 54h.1M61.5 55h.1", it.skin.shade, 1.8),
        "clip": _path("M33 25a3 3 0 1 0 .1 0M38 22a3 3 0 1 0 .1 0", it.trim, 'stroke-width="2"'),
        "headband": _outlined("M28.5 37C32 24 40 19 48 19S64 24 67.5 37", it.trim, 3.4, 7),
        "bow": _path(bow, it.trim, 'stroke-width="2.4"'),
        "earrings": _line("M28.5 52h.1M67.5 52h.1", "#f2b632", 4.5),
        "plaster": '<g transform="rotate(-28 59 54)">' + _outlined("M56.5 54h5", "#f6dfc0", 3.4, 6) + "</g>",
        "hearing aid": _outlined("M69 40C74 40 74 48 70 50", it.trim, 2.8, 6),
    }.get(it.extra, "")  # fmt: skip


def _glasses(it: Looks) -> str:
    lens = {
        "round": '<circle cx="{x}" cy="46" r="7"/>',
        "square": '<rect x="{left}" y="40" width="13.4" height="12" rx="3"/>',
        "oval": '<ellipse cx="{x}" cy="46" rx="7.4" ry="5.8"/>',
    }.get(it.glasses, "")
    if not lens:
        return ""
    both = lens.format(x=40.3, left=33.6) + lens.format(x=55.7, left=49)
    sides = '<path d="M47.2 45.5C47.6 44.7 48.4 44.7 48.8 45.5M33.3 45L30 44M62.7 45L66 44"/>'
    return f'<g stroke="{INK}" stroke-width="2.2">{both}{sides}</g>'
