"""Signatures in minisign's format: Ed25519 over BLAKE2b-512, with a trusted comment that is signed too."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from homeroom.lazy import lazy

if TYPE_CHECKING:
    from cryptography import exceptions
    from cryptography.hazmat.primitives.asymmetric import ed25519
else:
    exceptions = lazy("cryptography.exceptions")
    ed25519 = lazy("cryptography.hazmat.primitives.asymmetric.ed25519")

KEY, HASHED, NO_PASSWORD, CHECKSUM = b"Ed", b"ED", b"\0\0", b"B2"


class BadKey(ValueError):
    """A key file that cannot be used; the message says why."""


class BadSignature(ValueError):
    """A signature that does not hold; the message says why."""


@dataclass(frozen=True)
class PublicKey:
    """Who signed; `id` is what minisign prints."""

    number: bytes
    key: bytes
    name: str = ""

    @property
    def id(self) -> str:
        """16 hexadecimal digits."""
        return self.number[::-1].hex().upper()

    @property
    def fingerprint(self) -> str:
        """Eight groups of four digits, to be compared over the phone."""
        digits = hashlib.sha256(self.number + self.key).hexdigest()[:32]
        return " ".join(digits[n : n + 4] for n in range(0, 32, 4))

    def text(self) -> str:
        """The key as a file."""
        comment = f"minisign public key {self.id}" + (f" {self.name}" if self.name else "")
        return f"untrusted comment: {comment}\n{_b64(KEY + self.number + self.key)}\n"


@dataclass(frozen=True)
class SecretKey:
    """A key pair."""

    number: bytes
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """The half that others may have."""
        return PublicKey(self.number, self._private().public_key().public_bytes_raw())

    def _private(self) -> ed25519.Ed25519PrivateKey:
        return ed25519.Ed25519PrivateKey.from_private_bytes(self.seed)

    def text(self) -> str:
        """The key as a file, as `minisign -G -W` writes it (no password; the file must be kept private)."""
        pair = self.number + self.seed + self.public.key
        data = KEY + NO_PASSWORD + CHECKSUM + bytes(48) + pair + bytes(32)
        return f"untrusted comment: minisign secret key {self.public.id}\n{_b64(data)}\n"

    def sign(self, data: bytes, comment: str) -> str:
        """The text of a .minisig file."""
        signature = self._private().sign(hashlib.blake2b(data).digest())
        whole = self._private().sign(signature + comment.encode())
        first = (
            f"untrusted comment: signature from Homeroom key {self.public.id}\n{_b64(HASHED + self.number + signature)}"
        )
        return f"{first}\ntrusted comment: {comment}\n{_b64(whole)}\n"


def new_key() -> SecretKey:
    """A fresh key pair."""
    return SecretKey(secrets.token_bytes(8), secrets.token_bytes(32))


def read_secret(text: str) -> SecretKey:
    """A key pair from its file; keys with a password are not for programs that run alone."""
    data = _payload(text, 158)
    if data[2:4] != NO_PASSWORD:
        raise BadKey("The secret key has a password. Make one without: minisign -G -W.")
    key = SecretKey(data[54:62], data[62:94])
    if data[:2] != KEY or key.public.key != data[94:126]:
        raise BadKey("This is not a minisign secret key, or it is damaged.")
    return key


def read_public(text: str, name: str = "") -> PublicKey:
    """A public key from its file."""
    data = _payload(text, 42)
    if data[:2] != KEY:
        raise BadKey("This is not a minisign public key.")
    return PublicKey(data[2:10], data[10:], name)


def verify(data: bytes, signature: str, key: PublicKey) -> str:
    """The trusted comment of a signature that holds; raises BadSignature."""
    lines = signature.replace("\r\n", "\n").rstrip("\n").split("\n")
    if len(lines) != 4 or not lines[2].startswith("trusted comment: "):
        raise BadSignature("The signature file is damaged.")
    try:
        first, whole = base64.b64decode(lines[1], validate=True), base64.b64decode(lines[3], validate=True)
    except ValueError as error:
        raise BadSignature("The signature file is damaged.") from error
    if first[:2] != HASHED or first[2:10] != key.number:
        raise BadSignature("The signature was not made with this key.")
    comment = lines[2].removeprefix("trusted comment: ")
    public = ed25519.Ed25519PublicKey.from_public_bytes(key.key)
    try:
        public.verify(first[10:], hashlib.blake2b(data).digest())
        public.verify(whole, first[10:] + comment.encode())
    except exceptions.InvalidSignature as error:
        raise BadSignature("The signature does not fit: the pack was changed after it was signed.") from error
    return comment


def _payload(text: str, size: int) -> bytes:
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    try:
        data = base64.b64decode(lines[-1], validate=True)
    except (ValueError, IndexError) as error:
        raise BadKey("This is not a minisign key file.") from error
    if len(data) != size:
        raise BadKey("This is not a minisign key file of this kind.")
    return data


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
