"""Files on a stick: nothing half-written is ever taken for whole, and trouble has plain words."""

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from homeroom.errors import HomeroomError, Refused, Unavailable
from homeroom.i18n import _
from homeroom.stick.rules import FOLDER, Volume

PIECE = 1 << 20
SPARE = 2 << 20  # bytes left free on a stick
Watch = Callable[[int], None]  # is told bytes as they go by, and raises Stopped to end it


class Stopped(HomeroomError):
    """Somebody pressed Stop; nothing was counted as carried."""


class Stick:
    """One stick: a folder that must stay the same file system from the first byte to the last."""

    def __init__(self, root: Path) -> None:
        with _plainly():
            if not root.is_dir():
                raise Refused(_("There is no folder %(folder)s. Is the stick in?", folder=root))
            self._device = root.stat().st_dev
        self.root = root
        self.folder = root / FOLDER

    def check(self) -> None:
        """Raise Unavailable when the stick was pulled: then the folder would be the box's own disk."""
        try:
            if self.root.stat().st_dev == self._device:
                return
        except OSError:
            pass
        raise Unavailable(_("The stick was pulled out. Put it in again and start again; nothing is lost."))

    def free(self) -> int:
        """Bytes that may still be written."""
        with _plainly():
            return max(0, shutil.disk_usage(self.root).free - SPARE)

    def begin(self, name: str = "") -> Path:
        """Make a folder for what comes. Raises Unavailable when nothing can be written."""
        place = self.folder / name
        with _plainly():
            self.check()
            place.mkdir(parents=True, exist_ok=True)
            _sync_folder(place.parent)
        return place

    def write(self, name: str, produce: Callable[[BinaryIO], None], watch: Watch) -> Volume:
        """Write a file under a passing name, make it durable, read it back, compare it, and only then name it.

        Raises Unavailable when the stick is full, read-only, pulled or gives back other bytes; Stopped when
        `watch` says so. Then nothing of it is left under its name.
        """
        place = self.folder / name
        part = place.with_name(place.name + ".part")
        try:
            with _plainly():
                self.check()
                written = _write(part, produce, watch)
                self.check()
                if _read_back(part, watch) != written.sha256:
                    raise Unavailable(_("The stick did not keep what was written. It is worn out: take another one."))
                part.replace(place)
                _sync_folder(place.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        return Volume(place.name, written.size, written.sha256)

    def open(self, name: str) -> BinaryIO:
        """A file of the stick. Raises Unavailable."""
        with _plainly():
            return (self.folder / name).open("rb")

    def names(self, folder: str = "") -> list[str]:
        """The names of files and folders there, sorted; none when there is no such folder."""
        with _plainly():
            place = self.folder / folder
            return sorted(one.name for one in place.iterdir()) if place.is_dir() else []

    def size(self, name: str) -> int:
        """Bytes of a file; 0 when it is not there."""
        try:
            return (self.folder / name).stat().st_size
        except OSError:
            return 0

    def remove(self, name: str) -> None:
        """Take a file or a folder of files off the stick, as far as the stick lets us."""
        with contextlib.suppress(OSError):
            self.check()
            place = self.folder / name
            if place.is_dir():
                for first in (place / "contents.age", *sorted(place.iterdir())):
                    first.unlink(missing_ok=True)  # the contents first: without them nothing counts as whole
                place.rmdir()
            else:
                place.unlink(missing_ok=True)


class _Counting:
    """A file that counts, hashes, can be stopped, and remembers what went wrong behind a library's back."""

    def __init__(self, file: BinaryIO, watch: Watch) -> None:
        self._file, self._watch = file, watch
        self.digest, self.size = hashlib.sha256(), 0
        self.trouble: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._watch(len(data))
            self._file.write(data)
        except (OSError, HomeroomError) as error:
            self.trouble = error
            raise
        self.digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()


def _write(part: Path, produce: Callable[[BinaryIO], None], watch: Watch) -> Volume:
    with part.open("wb") as file:
        counting = _Counting(file, watch)
        try:
            produce(counting)  # type: ignore[arg-type]  # all that writers need of a file
        except Exception as error:
            raise counting.trouble or error from error
        file.flush()
        os.fsync(file.fileno())
    return Volume(part.name, counting.size, counting.digest.hexdigest())


def _read_back(path: Path, watch: Watch) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        with contextlib.suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # from the stick, not from memory
        while piece := file.read(PIECE):
            watch(len(piece))
            digest.update(piece)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems of sticks know no such thing
            raise
    finally:
        os.close(handle)


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(words_for(error)) from error


def words_for(error: OSError) -> str:
    """What a file error on a stick means to a person."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _("The stick is full. Delete something on it or take another one; nothing was counted as carried.")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return _("The stick can't be written to: it is locked, or belongs to somebody else. Nothing was changed.")
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.EIO, errno.ENOTCONN):
        return _("The stick was pulled out or is broken. Put it in again or take another one; nothing is lost.")
    return _("The stick can't be used now (%(why)s). Nothing is lost.", why=error.strerror or type(error).__name__)
