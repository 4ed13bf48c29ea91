"""Answers for programs: files of a ZIP, in a sandbox, to anybody, with no cookie read or set."""

import mimetypes
import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from homeroom import blobs
from homeroom.errors import HomeroomError
from homeroom.pages import HERE

from .. import ranges, tables
from . import zipped

ADDRESS = re.compile(r"/x/([0-9a-f]{64})/(.+)")
PAGE = (".html", ".htm", ".xhtml")
LARGEST_PAGE = 8 << 20  # bytes; a larger page is sent without the bridge
LARGE = 1 << 20  # bytes; more than that may wait for a slow reader
BRIDGE = b'<script src="/bridge.js"></script>'
HEAD = re.compile(rb"<head(?:\s[^>]*)?>|<!doctype[^>]*>|<html(?:\s[^>]*)?>", re.IGNORECASE)
KNOWN = mimetypes.MimeTypes()  # those of Python alone: what else a machine knows must not matter
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".wasm": "application/wasm"}
TYPES |= {".woff": "font/woff", ".woff2": "font/woff2", ".webp": "image/webp", ".svg": "image/svg+xml"}
# No allow-same-origin: a program has no origin, so no cookies, no storage, and nothing of the child before. And no
# frame-ancestors: its own pages have no origin either, so that no list could name them and a course with frames inside
# would stay empty. Whoever frames a program elsewhere gains nothing: it is open to anybody and can do nothing.
POLICY = "; ".join(
    (
        "sandbox allow-scripts allow-forms allow-modals",
        "default-src 'self' %(here)s 'unsafe-inline' 'unsafe-eval' data: blob:",
        "form-action 'none'",
        "base-uri 'self'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",  # a program without an origin asks for its own fonts and data across origins
}
# A slow reader of a large film holds a thread of the server; lessons must not wait for many of them.
_large = threading.BoundedSemaphore(8)


def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """The world of programs as a WSGI application."""
    request = Request(environ)
    try:
        response = _answer(request)
    except HomeroomError:
        response = _plain(404)
    policy = POLICY % {"here": f"{request.scheme}://{request.host}"}
    response.headers.update(HEADERS | {"Content-Security-Policy": policy})
    return response(environ, start)


def _answer(request: Request) -> Response:
    if request.method not in ("GET", "HEAD"):
        return _plain(405)
    if request.path == "/bridge.js":
        script = (HERE / "static" / "programs" / "bridge.js").read_bytes()
        return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
    match = ADDRESS.fullmatch(request.path)
    if match is None or not blobs.has(match[1]) or tables.file(match[1]).type != "application/zip":
        return _plain(404)
    program = zipped.opened(match[1])
    name = program.name(match[2])
    if name is None:
        return _plain(404)
    return _file(request, program, name, f"{match[1]}/{name}")


def _plain(status: int) -> Response:
    return Response("Not here.\n", status, content_type="text/plain")


def _file(request: Request, program: zipped.Program, name: str, tag: str) -> Response:
    tag = quote(tag)
    if request.if_none_match.contains(tag):
        return _kept(Response(status=304), tag)
    size = program.size(name)
    if name.lower().endswith(PAGE) and size <= LARGEST_PAGE:
        page = bridged(b"".join(program.pieces(name)))
        return _kept(Response(page, content_type=type_of(name)), tag)
    try:
        span = ranges.wanted(request.headers.get("Range"), size)
    except ranges.NotThere:
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = span or (0, size - 1)
    body: Iterable[bytes] = () if request.method == "HEAD" else _cut(program.pieces(name), start, end)
    if size > LARGE and request.method != "HEAD":
        if not _large.acquire(blocking=False):
            return Response(status=503, headers={"Retry-After": "5"})
        body = _Held(body)
    response = Response(body, 206 if span else 200, content_type=type_of(name), direct_passthrough=True)
    response.headers["Content-Length"] = str(end - start + 1)
    response.headers["Accept-Ranges"] = "bytes"
    if span:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return _kept(response, tag)


def _kept(response: Response, tag: str) -> Response:
    # A day, then it is asked for again: the bridge in a page may have changed with the box.
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.set_etag(tag)
    return response


class _Held:
    """A body that gives its place back when it was sent or given up."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Called by the server, whatever became of the answer."""
        if self._open:
            self._open = False
            _large.release()


def _cut(pieces: Iterable[bytes], start: int, end: int) -> Iterator[bytes]:
    """The bytes from `start` to `end`, both included."""
    at = 0
    for piece in pieces:
        if at > end:
            return
        if at + len(piece) > start:
            yield piece[max(start - at, 0) : end + 1 - at]
        at += len(piece)


def type_of(name: str) -> str:
    """The media type of a file of a program."""
    suffix = Path(name).suffix.lower()
    found = TYPES.get(suffix) or KNOWN.types_map[True].get(suffix, "application/octet-stream")
    return found


def bridged(page: bytes) -> bytes:
    """A page that loads the bridge before anything of its own."""
    if page[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: bytes of ours would not fit in
        return page
    found = list(HEAD.finditer(page[: 1 << 16]))
    head = next((one for one in found if one[0][:5].lower() == b"<head"), found[-1] if found else None)
    at = head.end() if head else 0
    return page[:at] + BRIDGE + page[at:]
