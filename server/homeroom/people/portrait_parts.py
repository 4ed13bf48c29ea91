"""Shapes and colors of drawn portraits: SVG path data on a square of 96, ink lines added by `portraits`."""

from math import cos, pi, sin
from typing import NamedTuple

INK = "#1b2333"
WHITE = "#fffdf7"


class Skin(NamedTuple):
    """A skin color, the color of nose and ears in it, and of the lips."""

    base: str
    shade: str
    lips: str


class Hair(NamedTuple):
    """Behind the head, over the head, and fine lines on top; `cloth` = a scarf or patka instead of hair."""

    back: str = ""
    front: str = ""
    lines: str = ""
    ties: tuple[tuple[float, float], ...] = ()
    cloth: bool = False
    band: bool = True


SKINS = (
    Skin("#fbdcc3", "#e9a98a", "#b8443e"),
    Skin("#f5c9a4", "#dd9a70", "#a83f38"),
    Skin("#eab689", "#cc8755", "#97382f"),
    Skin("#dba06c", "#b97742", "#84302a"),
    Skin("#c78752", "#a06231", "#6d2420"),
    Skin("#b0713f", "#8a5027", "#581c18"),
    Skin("#955a32", "#c58352", "#f0b59a"),
    Skin("#7d4828", "#ad6d42", "#eeae94"),
    Skin("#68391f", "#985c38", "#eaa68d"),
    Skin("#55301d", "#86502f", "#e79f86"),
)
BLACK, ESPRESSO, BROWN, CHESTNUT = (
    ("#262430", "#5c596b"),
    ("#3d281d", "#775342"),
    ("#633d22", "#9a6a45"),
    ("#874c25", "#bd7c4c"),
)
GINGER, HONEY, STRAW = ("#c4602a", "#8a3b12"), ("#d8a347", "#9a6d1c"), ("#f0d183", "#b98f34")
HAIR_COLORS = (BLACK, ESPRESSO, BROWN, CHESTNUT, GINGER, HONEY, STRAW)
CLOTHES = (
    "#e4572e", "#2a7f9e", "#f2b632", "#4e9b57", "#8d5aa6", "#d84f6f",
    "#1f5f8b", "#f28c6a", "#3aa59a", "#c9403c", "#5b6bb5", "#e9e1cf",
)  # fmt: skip
BACKGROUNDS = (
    ("#fde7b0", "#f9d176"), ("#cfe8f5", "#9fd0ea"), ("#d9efce", "#b0dba0"), ("#f9d9cd", "#f2b59f"),
    ("#e6dcf3", "#c9b5e4"), ("#cdebe4", "#98d5c7"), ("#f6d5e2", "#ecaac5"), ("#e9e3d3", "#cfc4a7"),
    ("#d5dcf2", "#a9b8e3"), ("#fbdca8", "#f3b65f"),
)  # fmt: skip
MOTIFS = (
    "",
    '<circle cx="48" cy="44" r="38"/>',
    '<path d="M0 96V52L96 10V96Z"/>',
    '<path d="M0 62C16 48 32 48 48 62S80 76 96 62V96H0Z"/>',
    '<path d="M0 0H24V96H0ZM48 0H72V96H48Z"/>',
    '<path d="M12 10h.1M36 10h.1M60 10h.1M84 10h.1M24 28h.1M72 28h.1M12 46h.1M84 46h.1'
    'M24 64h.1M72 64h.1M12 82h.1M84 82h.1" fill="none" stroke-width="9" stroke-linecap="round"/>',
    '<path d="M48 -6L58 22L90 8L76 38L104 50L74 58L82 92L48 72L14 92L22 58L-8 50L20 38L6 8L38 22Z"/>',
    '<path d="M0 0H96V30L0 66Z"/>',
    '<path d="M0 14C12 4 20 4 32 14S52 24 64 14S84 4 96 14M0 40C12 30 20 30 32 40S52 50 64 40S84 30 96 40'
    'M0 66C12 56 20 56 32 66S52 76 64 66S84 56 96 66" fill="none" stroke-width="7"/>',
    '<path d="M14 96V50A34 34 0 0 1 82 50V96Z"/>',
)
FACES = (
    "M29 42C29 27 37 19 48 19S67 27 67 42C67 57 59 66 48 66S29 57 29 42Z",
    "M28 43C28 27 36 19 48 19S68 27 68 43C68 57 60 65 48 65S28 57 28 43Z",
    "M29 41C29 26 37 19 48 19S67 26 67 41C67 52 64 58 58 63C54 67 42 67 38 63C32 58 29 52 29 41Z",
)


def cloud(x: float, y: float, r: float, bumps: int) -> str:
    """A round shape with a curly edge."""
    step = 2 * pi / bumps
    points = [(x + r * cos(i * step), y + r * sin(i * step)) for i in range(bumps + 1)]
    arc = r * step * 0.56
    first = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    return first + "".join(f"A{arc:.1f} {arc:.1f} 0 0 1 {a:.1f} {b:.1f}" for a, b in points[1:]) + "Z"


def disc(x: float, y: float, r: float) -> str:
    """A circle as path data."""
    return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z"


def braid(x: float, y: float, count: int) -> str:
    """A plait hanging down: one bead under the other."""
    return (
        "".join(f"M{x} {y + i * 7}c-6 1-6 8 0 9c6-1 6-8 0-9Z" for i in range(count))
        + f"M{x} {y + count * 7 + 1}l-4 8h8Z"
    )


CAP = "M27.5 44C25 24 35 13.5 48 13.5S71 24 68.5 44"
CROP = CAP + "C67 36 64 32 60 29.5C52 32 44 32 36 29.5C32 32 29 36 27.5 44Z"
FRINGE = CAP + "C68 41 67 38 66 35.5C54 39 42 39 30 35.5C29 38 28 41 27.5 44Z"
PARTED = CAP + "C68 37 60 30 48 23C36 30 28 37 27.5 44Z"
SWEPT = CAP + "C67 38 65 34 62 31C52 33 42 30 37 23C36 31 30 35 27.5 44Z"
SWEPT_BACK = CAP + "C67 34 62 24.5 48 24.5S29 34 27.5 44Z"
CURLS = (
    "M28 44C22 42 21 34 26 31C23 25 28 19 34 20C36 13 44 11 48 15C53 11 60 13 62 20C68 19 73 25 70 31"
    "C75 34 74 42 68 44C67 39 66 36 63 33C59 36 54 34 52 31C48 35 43 34 41 31C38 35 34 35 32 34C30 37 29 40 28 44Z"
)
SPIKES = (
    "M28 43L24 31L31 31L28 20L37 23L39 12L46 19L52 10L57 19L66 14L65 24L73 26L67 33L68 43"
    "C66 37 64 34 61 32C53 34 43 34 35 32C32 34 30 37 28 43Z"
)
HIGH_TOP = "M29 38C28 30 26 20 28 12C36 7 60 7 68 12C70 20 68 30 67 38C65 33 62 30 59 29.5H37C34 30 31 33 29 38Z"
AFRO = "M29 41C28 31 34 25 40 26C44 23 52 23 56 26C62 25 68 31 67 41C71 30 66 16 48 16S25 30 29 41Z"
BUZZ = "M29 38C29 25 37 17.5 48 17.5S67 25 67 38C65 33 62 31 59 30H37C34 31 31 33 29 38Z"
LONG = "M26 40C22 20 34 11 48 11S74 20 70 40C70 54 74 66 76 79H20C22 66 26 54 26 40Z"
BOB = "M25 42C22 20 34 11 48 11S74 20 71 42C71 52 74 58 73 65C67 69 60 67 60 67H36S29 69 23 65C22 58 25 52 25 42Z"
WAVES = (
    "M26 38C20 18 34 10 48 10S76 18 70 38C77 44 69 51 75 57C81 64 73 70 79 80H17C23 70 15 64 21 57C27 51 19 44 26 38Z"
)
PONYTAIL = "M60 16C76 8 90 22 86 40C84 50 89 57 81 66C77 54 72 44 66 34Z"
LOCS = "M31 26C22 36 25 52 21 66M36 20C28 34 31 52 29 70M65 26C74 36 71 52 75 66M60 20C68 34 65 52 67 70"
SCARF = (
    "M24 46C21 21 34 9.5 48 9.5S75 21 72 46C70 61 62 72 48 72S26 61 24 46ZM31.5 44C31.5 31 38 24 48 24"
    "S64.5 31 64.5 44C64.5 56 58 63.5 48 63.5S31.5 56 31.5 44Z"
)
DRAPE = "M25 57C22 67 17 73 14 80C34 92 62 92 82 80C79 73 74 67 71 57C66 68 58 73 48 73S30 68 25 57Z"
PATKA = "M28 40C25 22 36 12 48 12S71 22 68 40C62 31 56 27 48 27S34 31 28 40Z"

SMOOTH = {
    "crop": Hair(front=CROP, lines="M40 19C44 17 50 17 54 18"),
    "spikes": Hair(front=SPIKES, band=False),
    "swept": Hair(front=SWEPT, lines="M42 20C48 25 56 27 62 26"),
    "curls": Hair(front=CURLS, lines="M38 22C40 25 44 25 46 22M53 23C55 26 59 25 60 22"),
    "fringe": Hair(front=FRINGE, lines="M40 24V34M48 23V36M56 24V34"),
    "bob": Hair(back=BOB, front=FRINGE, lines="M42 24C41 28 41 31 41 34M55 24C56 28 56 31 56 34"),
    "long": Hair(back=LONG, front=PARTED, lines="M24 64L23 74M72 64L73 74"),
    "long fringe": Hair(back=LONG, front=FRINGE, lines="M24 62L23 74M72 62L73 74M48 24V35"),
    "waves": Hair(back=WAVES, front=SWEPT, lines="M23 60C26 66 21 70 23 76M73 60C70 66 75 70 73 76"),
    "ponytail": Hair(back=PONYTAIL, front=SWEPT_BACK, ties=((65, 19),), lines="M77 26C81 34 79 44 81 54"),
    "braids": Hair(front=PARTED + braid(25.5, 46, 4) + braid(70.5, 46, 4), ties=((25.5, 75), (70.5, 75))),
    "side braid": Hair(front=SWEPT + braid(70, 46, 5), ties=((70, 82),)),
    "bun": Hair(back=disc(48, 11, 9), front=SWEPT_BACK, lines="M43 9C46 7 50 7 53 9"),
    "two buns": Hair(
        back=disc(29, 17, 9) + disc(67, 17, 9), front=PARTED, lines="M26 14C28 12 31 12 33 14M64 14C66 12 69 12 71 14"
    ),
}
COILY = {
    "buzz": Hair(front=BUZZ, band=False),
    "high top": Hair(
        front=HIGH_TOP, band=False, lines="M36 15h.1M44 13h.1M52 15h.1M60 13h.1M40 21h.1M48 20h.1M56 21h.1"
    ),
    "cornrows": Hair(
        front=CROP, band=False,
        lines="M38 29C38 24 40 19 43 15M48 30V14.5M58 29C58 24 56 19 53 15"
        "M31.5 34C31 28 33 22 36 19M64.5 34C65 28 63 22 60 19",
    ),
    "afro": Hair(back=cloud(48, 36, 28, 15), front=AFRO),
    "puff": Hair(back=cloud(48, 13, 12, 10), front=SWEPT_BACK, ties=((48, 20),)),
    "two puffs": Hair(back=cloud(26, 20, 12, 10) + cloud(70, 20, 12, 10), front=PARTED, ties=((33, 25), (63, 25))),
    "locs": Hair(back=LOCS, front=CROP, lines="M36 29C36 24 38 19 41 15M48 30V15M60 29C60 24 58 19 55 15"),
    "beaded braids": Hair(
        back="M30 30V66M37 26V64M59 26V64M66 30V66", front=FRINGE, lines="M36 22V35M44 20V36M52 20V36M60 22V35",
        ties=((24.5, 66), (30, 72), (66, 72), (71.5, 66)),
    ),
}  # fmt: skip
WORN = {
    "hijab": Hair(
        back=DRAPE, front=SCARF, lines="M66 62C60 72 50 78 38 80M28 32C32 22 38 17 44 15", cloth=True, band=False
    ),
    "patka": Hair(
        back=disc(48, 10, 7),
        front=PATKA,
        lines="M48 16V27M36 19C38 23 40 26 44 27.5M60 19C58 23 56 26 52 27.5",
        cloth=True,
        band=False,
    ),
}
STYLES = {**SMOOTH, **COILY, **WORN}
