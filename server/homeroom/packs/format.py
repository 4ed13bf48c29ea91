"""The .pack file: one ZIP with a signed manifest and content-addressed blobs. Write it, sign it, verify it."""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeroom import blobs
from homeroom.errors import Refused
from homeroom.i18n import _

from . import canonical, cardshape, manifest, media, minisign, rowshape, trust
from .manifest import File
from .minisign import PublicKey, SecretKey
from .packwriter import add, copy, replacing
from .programs import zipped as zipped_program
from .safezip import PIECE, SafeZip
from .skillmap import circle
from .source import load

MIMETYPE = b"application/vnd.homeroom.pack+zip"
NAME = re.compile(r"mimetype|pack\.json|pack\.json\.[0-9A-F]{16}\.minisig|blobs/([0-9a-f]{2})/\1[0-9a-f]{62}")
SIGNATURE = re.compile(r"pack\.json\.([0-9A-F]{16})\.minisig")
LARGEST_JSON = 16 << 20
LARGEST_SIGNATURE = 4096
TEXT = ("application/json", "image/svg+xml", "text/vtt", "text/markdown")


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
        file = next((file for file in self.files if file.path == path), None)
        if file is None:
            return None
        if file.size > LARGEST_JSON:
            raise cardshape.Misshapen(f"{path[:80]} is too large")
        return canonical.loads(b"".join(pieces(self.zip, file.sha256)))


def pieces(zipped: SafeZip, sha: str) -> Iterator[bytes]:
    """A file of a pack piece by piece: from the ZIP, or from the box when the pack is an update without it."""
    if blob_name(sha) in zipped.members:
        yield from zipped.pieces(blob_name(sha))
        return
    with blobs.path(sha).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


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
    with replacing(target) as out:
        add(out, "mimetype", MIMETYPE, packed=False)
        add(out, "pack.json", built.data)
        add(out, *_signature(built.data, key))
        for sha, data in sorted(built.blobs.items()):
            add(out, blob_name(sha), data, packed=kinds[sha] in TEXT)
    return built.manifest


def sign(path: Path, key: SecretKey) -> str:
    """Add a signature to a pack; returns the key's id. The pack's files must fit its manifest."""
    with SafeZip(path, may) as zipped:
        data = _manifest_bytes(zipped)
        _check_files(zipped, manifest.files(manifest.read(data)))
        name, text = _signature(data, key)
        with replacing(path) as out:
            for old, info in zipped.members.items():
                if old != name:
                    copy(out, zipped, info)
                if old == "pack.json":
                    add(out, name, text)
    return key.public.id


@dataclass(frozen=True)
class Head:
    """What a pack says it holds, signed by a key that this box trusts; its files are not looked at yet."""

    data: bytes
    manifest: dict[str, Any]
    signer: PublicKey
    files: list[File]

    @property
    def sha256(self) -> str:
        """The name of this version: the hash of its manifest."""
        return hashlib.sha256(self.data).hexdigest()


def head(zipped: SafeZip) -> Head:
    """The manifest of a pack and who signed it. Raises Refused."""
    data = _manifest_bytes(zipped)
    signer = _signer(zipped, data)
    found = manifest.read(data)
    return Head(data, found, signer, manifest.files(found))


def signatures(zipped: SafeZip) -> dict[str, bytes]:
    """The signature files of a pack, by name."""
    return {name: zipped.read(name, LARGEST_SIGNATURE) for name in zipped.members if SIGNATURE.fullmatch(name)}


@contextmanager
def opened(path: Path) -> Iterator[Pack]:
    """A pack, verified as a whole: signature, list of files, hashes, cards, drawings. Raises Refused."""
    with SafeZip(path, may) as zipped:
        found = head(zipped)
        _check_files(zipped, found.files)
        pack = Pack(zipped, found.manifest, found.sha256, found.signer, found.files)
        _check_content(pack)
        yield pack


def may(name: str) -> bool:
    """Whether a file of this name belongs into a pack."""
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
        trust.tell_of_past(ids)
        raise Refused(
            _(
                "The pack is signed with the key %(ids)s, which this box does not trust. If you know its publisher,"
                " ask for the key file and run: homeroom packs trust KEYFILE. Nothing was changed.",
                ids=", ".join(ids)[:80],
            )
        )
    text = zipped.read(f"pack.json.{keys[0].id}.minisig", LARGEST_SIGNATURE)
    twins = [key for key in keys if key.id == keys[0].id]  # anybody may call a key by the number of another one
    key, comment = _verified(data, text, twins)
    found = manifest.read(data)
    if comment.split() != [found["id"], str(found["serial"]), hashlib.sha256(data).hexdigest()]:
        raise Refused(_("The signature belongs to another version of the pack. Nothing was changed."))
    return key


def _verified(data: bytes, text: bytes, keys: list[PublicKey]) -> tuple[PublicKey, str]:
    """Which of these keys signed it, and its signed comment. Raises Refused."""
    for number, key in enumerate(keys, 1):
        try:
            return key, minisign.verify(data, text.decode("utf-8"), key)
        except (minisign.BadSignature, UnicodeDecodeError) as error:
            if number == len(keys):
                told = _("%(error)s Copy the pack again from its publisher; nothing was changed.", error=error)
                raise Refused(told) from error
    raise ValueError("no key")


def _check_files(zipped: SafeZip, files: list[File]) -> None:
    """Listed and present (here or, for an update, on the box) are the same, and every byte is what its hash says."""
    sizes = {file.sha256: file.size for file in files}
    present = {name.rpartition("/")[2] for name in zipped.members if name.startswith("blobs/")}
    if missing := {sha for sha in sizes.keys() - present if not blobs.has(sha)}:
        path = next(file.path for file in files if file.sha256 in missing)
        raise Refused(
            _(
                "The pack is incomplete: %(path)s is missing. Copy it again, or take the whole pack in place of an"
                " update; nothing was changed.",
                path=path,
            )
        )
    if present - sizes.keys():
        raise Refused(_("The pack holds files that its manifest does not list. Nothing was changed."))
    for sha, size in sizes.items():
        if sha in present and zipped.members[blob_name(sha)].file_size != size:
            raise Refused(_("A file of the pack does not have the size it should. Copy it again; nothing was changed."))
        digest = hashlib.sha256()
        for piece in pieces(zipped, sha):
            digest.update(piece)
        if digest.hexdigest() != sha:
            raise Refused(_("A file of the pack was damaged on the way. Copy it again; nothing was changed."))


def _check_content(pack: Pack) -> None:
    """Cards can be shown, drawings only draw, skills do not run in a circle."""
    try:
        for file in pack.files:
            if manifest.IS_CARD.fullmatch(file.path):
                _check_card(pack, pack.json(file.path), file.path)
            elif file.type != "application/json":
                _check_medium(pack, file)
        rowshape.check_skills(skills := pack.json("skills.json") or [])
        rowshape.check_ideas(pack.json("misconceptions.json") or [])
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


def _check_card(pack: Pack, card: Any, path: str) -> None:
    cardshape.check(card)
    top, _slash, rest = path.partition("/")
    if top == "i18n" and card["lang"] != rest.partition("/")[0]:
        raise cardshape.Misshapen(f"{path[:80]} is not in the language of its folder")
    known = {file.path: file.sha256 for file in pack.files}
    for path, sha in card["media"].items():
        if known.get(path) != sha:
            raise cardshape.Misshapen(f"card {card['id']} shows {path[:80]}, which is not in it")


def _check_medium(pack: Pack, file: File) -> None:
    content = pieces(pack.zip, file.sha256)
    head = b"".join(content) if file.size <= media.LARGEST_DRAWING else next(content)
    complaint = media.complaint(file.path, head)
    if not complaint and file.type == "application/zip":
        complaint = _complaint_about_program(pack, file)
    if complaint:
        raise Refused(
            _(
                "The pack cannot be used: %(path)s: %(complaint)s Nothing was changed.",
                path=file.path,
                complaint=complaint,
            )
        )


def _complaint_about_program(pack: Pack, file: File) -> str:
    with tempfile.TemporaryFile() as whole:
        whole.writelines(pieces(pack.zip, file.sha256))
        try:
            zipped_program.check(whole)
        except Refused as error:
            return error.message
    return ""
