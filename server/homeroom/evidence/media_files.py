"""Pictures and recordings from tablets: read, made smaller, cleaned of what they say about the place, stored."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from homeroom import blobs
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.lazy import lazy

if TYPE_CHECKING:
    from PIL import Image, ImageOps
else:
    Image, ImageOps = lazy("PIL.Image"), lazy("PIL.ImageOps")

LARGEST = 8 * 1024 * 1024
PIXELS = 50_000_000
SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
SOUNDS = (
    (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "audio/mp4"),
    (0, b"RIFF", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
)

Kept = tuple[str, str, int]  # SHA-256, media type, bytes


def keep_picture(stream: IO[bytes]) -> Kept:
    """Store a picture, turned upright, at most 1600 pixels wide or high, without camera data.

    Raises Refused when it is no picture this box can read.
    """
    try:
        with Image.open(io.BytesIO(_read(stream)), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                raise Refused(_("This picture is too large. Nothing was saved; take a smaller one."))
            drawn = picture.format == "PNG"
            upright = ImageOps.exif_transpose(picture).convert("RGBA" if drawn else "RGB")
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, EOFError, Image.DecompressionBombError) as error:
        raise Refused(_("This picture can't be read. Nothing was saved; take it again.")) from error
    upright.thumbnail((SIDE, SIDE))
    return _store(*_encoded(upright, drawn))


def _encoded(picture: Image.Image, drawn: bool) -> tuple[bytes, str]:
    out = io.BytesIO()
    if drawn:
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        paper.save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    picture.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue(), "image/jpeg"


def keep_sound(stream: IO[bytes]) -> Kept:
    """Store a recording as it came. Raises Refused when it is none."""
    data = _read(stream)
    media = next((name for at, mark, name in SOUNDS if data[at : at + len(mark)] == mark), "")
    if not media:
        raise Refused(_("This recording can't be read. Nothing was saved; record it again."))
    return _store(data, media)


def _read(stream: IO[bytes]) -> bytes:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(_("The file is larger than %(n)s MB. Nothing was saved.", n=LARGEST // 1_048_576))
    return data


def _store(data: bytes, media: str) -> Kept:
    return blobs.put(io.BytesIO(data), most=LARGEST), media, len(data)
