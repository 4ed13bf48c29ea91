"""A file on a web server, read in parts: so that an update transfers only what changed."""

import io
import re
import urllib.error
import urllib.request
from typing import Any

from homeroom.errors import Refused, Unavailable
from homeroom.i18n import _

TIMEOUT = 60  # seconds
BLOCK = 1 << 15  # bytes fetched around a place that is looked at
STRIDE = 1 << 20  # bytes fetched at once of a stretch that is read to its end
SPAN = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class RemoteFile(io.RawIOBase):
    """A seekable file behind an address. `received` counts the bytes that came over the wire.

    Raises Refused when the address is none or the server has no parts to give, Unavailable when it can't be reached
    or the file changes under our hands.
    """

    def __init__(self, url: str) -> None:
        if not url.startswith(("https://", "http://")):
            raise Refused(_("The address must start with http:// or https://."))
        self._url, self._at, self._tag = url, 0, ""
        self._start, self._block = 0, b""
        self._stretch = (0, 0)
        self.size = self.received = 0
        self._fetch(0, BLOCK)

    def expect(self, start: int, end: int) -> None:
        """The bytes from `start` to before `end` will be read one after the other."""
        self._stretch = (start, end)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self.size:
            return 0
        if not self._start <= self._at < self._start + len(self._block):
            self._fetch(self._at, self._wanted())
        here = self._block[self._at - self._start :][: len(buffer)]
        buffer[: len(here)] = here
        self._at += len(here)
        return len(here)

    def _wanted(self) -> int:
        start, end = self._stretch
        return min(STRIDE, end - self._at) if start <= self._at < end else BLOCK

    def _fetch(self, start: int, length: int) -> None:
        headers = {"Range": f"bytes={start}-{start + length - 1}", "Accept-Encoding": "identity"}
        try:
            with urllib.request.urlopen(urllib.request.Request(self._url, headers=headers), timeout=TIMEOUT) as answer:
                found = SPAN.fullmatch(answer.headers.get("Content-Range", ""))
                if answer.status != 206 or found is None:
                    raise Refused(
                        _("This web server can't give parts of a file. Load the file yourself, then install it.")
                    )
                self._check(int(found[1]) == start, int(found[3]), answer.headers.get("ETag", ""))
                self._block, self._start = answer.read(length), start
        except urllib.error.HTTPError as error:
            raise Refused(_("There is no pack at this address (the server says %(code)s).", code=error.code)) from error
        except (OSError, ValueError) as error:
            raise Unavailable(_("The web server can't be reached now. What came so far is kept; try again.")) from error
        self.received += len(self._block)
        if not self._block:
            raise Unavailable(_("The web server can't be reached now. What came so far is kept; try again."))

    def _check(self, fits: bool, size: int, tag: str) -> None:
        first = not self.size
        if not fits or not (first or (size, tag) == (self.size, self._tag)):
            raise Unavailable(_("The file changed while it was being fetched. Try again."))
        self.size, self._tag = size, tag
