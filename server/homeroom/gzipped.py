"""Texts travel compressed: a tablet at the far end of the Wi-Fi waits for bytes. Files are compressed once."""

import gzip
import threading

from flask import Response, request

TEXTS = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")
LEAST = 300  # bytes; below that it is not worth it
LARGEST = 2 * 1024 * 1024
MOST_KEPT = 3 * 1024 * 1024


class _Kept:
    """Compressed files by address and ETag. When they get too many, all go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: dict[str, bytes] = {}
        self._size = 0

    def get(self, name: str) -> bytes | None:
        """What was compressed before."""
        return self._files.get(name)

    def keep(self, name: str, data: bytes) -> None:
        """Keep it for the next one who asks."""
        with self._lock:
            if self._size + len(data) > MOST_KEPT:
                self._files, self._size = {}, 0
            self._files[name] = data
            self._size += len(data)


_kept = _Kept()


def answer(response: Response) -> Response:
    """The answer, compressed where it is a text and the browser can read it so."""
    if not _is_text(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0:
        return response
    file = f"{request.path} {response.get_etag()[0]}" if response.direct_passthrough else ""
    packed = _kept.get(file) if file else None
    if packed is None:
        packed = _compress(response, 9 if file else 6)
        if packed is None:
            return response
        if file:
            _kept.keep(file, packed)
    else:
        response.response.close()  # type: ignore[union-attr]
    response.direct_passthrough = False
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _is_text(response: Response) -> bool:
    """Whole texts only: no parts of films, nothing that is signed as it is."""
    return (
        response.status_code == 200
        and (response.mimetype or "").startswith(TEXTS)
        and "Content-Encoding" not in response.headers
        and not request.path.startswith("/sync/")
        and (response.direct_passthrough or not response.is_streamed)
        and LEAST <= (response.content_length or 0) <= LARGEST
    )


def _compress(response: Response, effort: int) -> bytes | None:
    response.direct_passthrough = False
    plain = response.get_data()
    packed = gzip.compress(plain, effort, mtime=0)
    return packed if len(packed) < len(plain) else None
