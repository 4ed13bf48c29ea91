"""Portraits from photos: turned upright, cut square, made small, and cleaned of all that the camera noted."""

from __future__ import annotations

import io
from typing import IO

from homeroom import blobs
from homeroom.errors import Refused
from homeroom.i18n import _

SIDE = 240
LARGEST = 8 * 1024 * 1024
PIXELS = 60_000_000
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim")
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def keep_portrait(stream: IO[bytes]) -> str:
    """Store a photo as a portrait; returns its blob. Raises Refused when it is no picture."""
    return blobs.put(io.BytesIO(_square(_read(stream))), most=LARGEST)


def _read(stream: IO[bytes]) -> bytes:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(_("This picture is larger than 8 MB. Choose a smaller one."))
    if not data:
        raise Refused(_("Choose a picture first."))
    return data


def _square(data: bytes) -> bytes:
    from PIL import Image, ImageOps  # costs memory: only where a photo comes

    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                raise Refused(_("This picture has too many pixels. Choose a smaller one."))
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, EOFError, Image.DecompressionBombError) as error:
        raise Refused(_unreadable(data)) from error
    cut = ImageOps.fit(upright, (SIDE, SIDE), method=Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    paper = Image.new("RGB", cut.size, "white")
    paper.paste(cut, mask=cut.getchannel("A"))
    paper.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


def _unreadable(data: bytes) -> str:
    if data[4:12] in HEIC:
        return _("This is a HEIC photo. Choose it on the phone itself, or save it as JPEG first.")
    return _("This is not a picture the box can read. Choose a JPEG, PNG or WebP.")
