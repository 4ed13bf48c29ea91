"""Files of a pack that are not cards: which kinds there are, and whether they are what their name says."""

from pathlib import PurePosixPath

from . import svg

TYPES = {
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
    ".zip": "application/zip",
    ".md": "text/markdown",
}
PROGRAM = TYPES[".zip"]
FOLDERS = {"images": ("image/",), "audio": ("audio/",), "video": ("video/", "text/vtt", "image/")}
STARTS: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/webp": (b"RIFF",),
    "audio/mpeg": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    "audio/ogg": (b"OggS",),
    "audio/wav": (b"RIFF",),
    "video/webm": (b"\x1a\x45\xdf\xa3",),
    "text/vtt": (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
    "application/zip": (b"PK\x03\x04",),
}
LARGEST_DRAWING = 2_000_000


def type_of(path: str) -> str | None:
    """The media type by the end of the name; None if such files do not belong into a pack."""
    return TYPES.get(PurePosixPath(path).suffix)


def complaint(path: str, data: bytes) -> str | None:
    """Why a file may not be in a pack, as a sentence; None if it may. `data` may be its beginning only."""
    kind = type_of(path)
    folder = PurePosixPath(path).parts[0]
    if (
        kind is None
        or not kind.startswith(FOLDERS.get(folder, ("",)))
        or (kind == "application/zip" and folder != "programs")
    ):
        return f"Files of this kind do not belong into {folder}/."
    if kind == "image/svg+xml":
        return _complaint_about_drawing(data)
    if kind in ("audio/mp4", "video/mp4"):
        return None if data[4:8] == b"ftyp" else f"The file is not {kind}, though its name says so."
    if kind in STARTS and not data.startswith(STARTS[kind]):
        return f"The file is not {kind}, though its name says so."
    return None


def _complaint_about_drawing(data: bytes) -> str | None:
    if len(data) > LARGEST_DRAWING:
        return "The drawing is larger than 2 MB."
    try:
        svg.check(data)
    except svg.Unsafe as error:
        return f"The drawing cannot be used: {error}"
    return None
