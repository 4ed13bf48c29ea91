"""Checks a minisign signature (Ed25519 over BLAKE2b-512) with Python alone: signed.py KEY FILE, beside FILE.minisig.

A box that is being set up has no libraries yet. Only public things are computed here, so time may be seen.
Ed25519 is RFC 8032, section 5.1.7.
"""

import base64
import hashlib
import sys
from pathlib import Path

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T


def _add(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    u, v, w, x = f - e, h - g, h + g, f + e
    return u * v % P, w * x % P, v * w % P, u * x % P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _same(a: Point, b: Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def _x(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (not x and sign):
        raise ValueError("not a point of the curve")
    return P - x if x & 1 != sign else x


def _point(text: bytes) -> Point:
    number = int.from_bytes(text, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    if y >= P:
        raise ValueError("not a point of the curve")
    x = _x(y, sign)
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of `message` was made by the owner of `key`."""
    if len(key) != 32 or len(signature) != 64:
        return False
    try:
        owner, r = _point(key), _point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return _same(_times(s, BASE), _add(r, _times(h, owner)))


def check(key: str, data: bytes, signature: str) -> str:
    """The trusted comment of a signature that holds; raises ValueError."""
    public = base64.b64decode(key, validate=True)
    lines = signature.replace("\r\n", "\n").rstrip("\n").split("\n")
    if len(public) != 42 or public[:2] != b"Ed" or len(lines) != 4 or not lines[2].startswith("trusted comment: "):
        raise ValueError("The key or the signature file is damaged.")
    first, whole = base64.b64decode(lines[1], validate=True), base64.b64decode(lines[3], validate=True)
    comment = lines[2].removeprefix("trusted comment: ")
    if first[:10] != b"ED" + public[2:10]:
        raise ValueError("The kit was signed with another key.")
    hashed = hashlib.blake2b(data).digest()
    if not holds(public[10:], hashed, first[10:]) or not holds(public[10:], first[10:] + comment.encode(), whole):
        raise ValueError("The kit was changed after it was signed.")
    return comment


if __name__ == "__main__":
    try:
        file = Path(sys.argv[2])
        print("  signed:", check(sys.argv[1], file.read_bytes(), Path(f"{file}.minisig").read_text("utf-8")))
    except (OSError, ValueError) as wrong:
        sys.exit(str(wrong))
