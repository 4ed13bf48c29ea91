"""The .pack file: one ZIP with a signed manifest and content-addressed blobs. Write it, sign it, verify it."""

import hashlib
import os
import re
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeroom.errors import Refused
from homeroom.i18n import _

from . import canonical, cardshape, manifest, media, minisign, trust
from .manifest import File
from .minisign import PublicKey, SecretKey
from .safezip import SafeZip
from .skillmap import circle
from .source import load

MIMETYPE = b"application/vnd.homeroom.pack+zip"
NAME = re.compile(r"mimetype|pack\.json|pack\.json\.[0-9A-F]{16}\.minisig|blobs/([0-9a-f]{2})/\1[0-9a-f]{62}")
SIGNATURE = re.compile(r"pack\.json\.([0-9A-F]{16})\.minisig")
LARGEST_JSON = 16 << 20
UNPACKED_AT = (1980, 1, 1, 0, 0, 0)
TEXT = ("application/json", "image/svg+xml", "text/vtt")


@dataclass(frozen=True)
class Pack:
    """A verified pack: everything in it is what its signed manifest says."""

    zip: SafeZip
    manifest: dict[str, Any]
    sha256: str
    signer: PublicKey
    files: list[File]

    @property
    def id(self) -> str:
        """Its name, such as org.homeroom.fractions."""
        return str(self.manifest["id"])

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    def json(self, path: str) -> Any:
        """A JSON file of the pack."""
        sha = next((file.sha256 for file in self.files if file.path == path), "")
        return canonical.loads(self.zip.read(blob_name(sha), LARGEST_JSON)) if sha else None


def blob_name(sha: str) -> str:
    """Where a file stands in the ZIP."""
    return f"blobs/{sha[:2]}/{sha}"


def build(folder: Path, target: Path, key: SecretKey) -> dict[str, Any]:
    """Build and sign a pack from its folder; returns the manifest. Raises Refused naming what to mend."""
    source = load(folder)
    if source.serious:
        lines = "\n".join(str(problem) for problem in sorted(source.serious))
        raise Refused(_("The pack cannot be built:\n%(lines)s", lines=lines))
    built = manifest.build(source)
    kinds = {row["sha256"]: row["type"] for row in built.manifest["files"]}
    with _replacing(target) as out:
        _add(out, "mimetype", MIMETYPE, packed=False)
        _add(out, "pack.json", built.data)
        _add(out, *_signature(built.data, key))
        for sha, data in sorted(built.blobs.items()):
            _add(out, blob_name(sha), data, packed=kinds[sha] in TEXT)
    return built.manifest


def sign(path: Path, key: SecretKey) -> str:
    """Add a signature to a pack; returns the key's id. The pack's files must fit its manifest."""
    with SafeZip(path, _may) as zipped:
        data = _manifest_bytes(zipped)
        _check_files(zipped, manifest.files(manifest.read(data)))
        name, text = _signature(data, key)
        with _replacing(path) as out:
            for old, info in zipped.members.items():
                if old != name:
                    _copy(out, zipped, info)
                if old == "pack.json":
                    _add(out, name, text)
    return key.public.id


@contextmanager
def opened(path: Path) -> Iterator[Pack]:
    """A pack, verified as a whole: signature, list of files, hashes, cards, drawings. Raises Refused."""
    with SafeZip(path, _may) as zipped:
        data = _manifest_bytes(zipped)
        signer = _signer(zipped, data)
        found = manifest.read(data)
        files = manifest.files(found)
        _check_files(zipped, files)
        pack = Pack(zipped, found, hashlib.sha256(data).hexdigest(), signer, files)
        _check_content(pack)
        yield pack


def _may(name: str) -> bool:
    return NAME.fullmatch(name) is not None


def _manifest_bytes(zipped: SafeZip) -> bytes:
    first = next(iter(zipped.members), "")
    if first != "mimetype" or zipped.read("mimetype", 200).strip() != MIMETYPE or "pack.json" not in zipped.members:
        raise Refused(_("This is a ZIP file, but not a lesson pack. Nothing was changed."))
    return zipped.read("pack.json", LARGEST_JSON)


def _signature(data: bytes, key: SecretKey) -> tuple[str, bytes]:
    found = manifest.read(data)
    comment = f"{found['id']} {found['serial']} {hashlib.sha256(data).hexdigest()}"
    return f"pack.json.{key.public.id}.minisig", key.sign(data, comment).encode()


def _signer(zipped: SafeZip, data: bytes) -> PublicKey:
    """The trusted key that signed the manifest."""
    ids = [match[1] for name in zipped.members if (match := SIGNATURE.fullmatch(name))]
    if not ids:
        raise Refused(
            _("The pack is not signed, so nobody knows who made it. If your school made it: homeroom packs sign FILE.")
        )
    keys = [key for key in trust.trusted() if key.id in ids]
    if not keys:
        raise Refused(
            _(
                "The pack is signed with the key %(ids)s, which this box does not trust. If you know its publisher,"
                " ask for the key file and run: homeroom packs trust KEYFILE. Nothing was changed.",
                ids=", ".join(ids)[:80],
            )
        )
    key = keys[0]
    try:
        text = zipped.read(f"pack.json.{key.id}.minisig", 4096).decode("utf-8")
        comment = minisign.verify(data, text, key)
    except (minisign.BadSignature, UnicodeDecodeError) as error:
        raise Refused(
            _("%(error)s Copy the pack again from its publisher; nothing was changed.", error=error)
        ) from error
    found = manifest.read(data)
    if comment.split() != [found["id"], str(found["serial"]), hashlib.sha256(data).hexdigest()]:
        raise Refused(_("The signature belongs to another version of the pack. Nothing was changed."))
    return key


def _check_files(zipped: SafeZip, files: list[File]) -> None:
    """Listed and present are the same, and every byte is what its hash says."""
    sizes = {file.sha256: file.size for file in files}
    present = {name.rpartition("/")[2] for name in zipped.members if name.startswith("blobs/")}
    if missing := sizes.keys() - present:
        path = next(file.path for file in files if file.sha256 in missing)
        raise Refused(_("The pack is incomplete: %(path)s is missing. Copy it again; nothing was changed.", path=path))
    if present - sizes.keys():
        raise Refused(_("The pack holds files that its manifest does not list. Nothing was changed."))
    for sha, size in sizes.items():
        digest = hashlib.sha256()
        if zipped.members[blob_name(sha)].file_size != size:
            raise Refused(_("A file of the pack does not have the size it should. Copy it again; nothing was changed."))
        for piece in zipped.pieces(blob_name(sha)):
            digest.update(piece)
        if digest.hexdigest() != sha:
            raise Refused(_("A file of the pack was damaged on the way. Copy it again; nothing was changed."))


def _check_content(pack: Pack) -> None:
    """Cards can be shown, drawings only draw, skills do not run in a circle."""
    try:
        for file in pack.files:
            if "cards/" in file.path:
                _check_card(pack, pack.json(file.path))
            elif file.type != "application/json":
                _check_medium(pack, file)
        for row in (skills := pack.json("skills.json") or []):
            cardshape.fit(row, {"id": str, "title": dict, "subject": str, "requires": [str]}, "skill")
            cardshape.fit(list(row["title"].values()), [str], "skill")
        for row in pack.json("misconceptions.json") or []:
            cardshape.fit(row, {"id": str, "skill": str, "title": dict, "description": dict}, "misconception")
    except (cardshape.Misshapen, canonical.Odd) as error:
        raise Refused(_("The pack cannot be used: %(error)s. Nothing was changed.", error=error)) from error
    ring = circle({skill["id"]: skill["requires"] for skill in skills})
    if ring:
        raise Refused(
            _(
                "In this pack skills require each other in a circle: %(ring)s. Nothing was changed.",
                ring=" → ".join(ring),
            )
        )


def _check_card(pack: Pack, card: Any) -> None:
    cardshape.check(card)
    known = {file.path: file.sha256 for file in pack.files}
    for path, sha in card["media"].items():
        if known.get(path) != sha:
            raise cardshape.Misshapen(f"card {card['id']} shows {path[:80]}, which is not in it")


def _check_medium(pack: Pack, file: File) -> None:
    name = blob_name(file.sha256)
    small = file.size <= media.LARGEST_DRAWING
    head = pack.zip.read(name, media.LARGEST_DRAWING) if small else next(pack.zip.pieces(name))
    if complaint := media.complaint(file.path, head):
        raise Refused(
            _(
                "The pack cannot be used: %(path)s: %(complaint)s Nothing was changed.",
                path=file.path,
                complaint=complaint,
            )
        )


@contextmanager
def _replacing(target: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP that takes the place of `target` when it is complete, and not before."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with part.open("xb") as file:
            with zipfile.ZipFile(file, "w") as out:
                yield out
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise Refused(
            _(
                "%(name)s could not be written: %(strerror)s. Nothing was changed.",
                name=target.name,
                strerror=error.strerror,
            )
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _add(out: zipfile.ZipFile, name: str, data: bytes, *, packed: bool = True) -> None:
    info = zipfile.ZipInfo(name, UNPACKED_AT)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o100644 << 16
    out.writestr(info, data)


def _copy(out: zipfile.ZipFile, zipped: SafeZip, old: zipfile.ZipInfo) -> None:
    info = zipfile.ZipInfo(old.filename, UNPACKED_AT)
    info.compress_type, info.external_attr, info.file_size = old.compress_type, 0o100644 << 16, old.file_size
    with out.open(info, "w") as member:
        for piece in zipped.pieces(old.filename):
            member.write(piece)
