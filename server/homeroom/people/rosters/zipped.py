"""Opening a zip somebody hands us: counted, limited, and never trusted about its own sizes."""

from __future__ import annotations

import io
import zipfile

from homeroom.errors import Refused
from homeroom.i18n import _

MAX_FILES = 64
MAX_TOTAL = 64 * 1024 * 1024
MAX_RATIO = 200
_CHUNK = 64 * 1024


def read_zip(data: bytes) -> dict[str, bytes]:
    """All CSV files of a zip by their bare names, or a refusal in plain words."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _files(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Refused(_("This zip file is damaged or not a zip file at all. Export it again.")) from error
    except RuntimeError as error:
        raise Refused(_("This zip file is locked with a password. Export it without one.")) from error


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MAX_FILES:
        raise Refused(_("This zip holds too many files to be a roster."))
    if any(one.filename.startswith("xl/") for one in members):
        raise Refused(_("This is an Excel workbook. Save it as CSV first, then choose that file."))
    found: dict[str, bytes] = {}
    left = MAX_TOTAL
    for member in members:
        name = member.filename.replace("\\", "/").rsplit("/", 1)[-1]
        if not name.lower().endswith(".csv") or name.startswith("._"):
            continue
        if name.lower() in found:
            raise Refused(_("This zip holds two files called %(name)s.", name=name))
        found[name.lower()] = _content(archive, member, left)
        left -= len(found[name.lower()])
    return found


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    limit = min(left, max(member.compress_size, 1024) * MAX_RATIO)
    content = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > limit:
                raise Refused(_("This zip unpacks to far more than a roster needs. Nothing was read."))
    return bytes(content)
