"""What makes one backup: a sealed list of pieces that only the holder of the recovery key can have written."""

import io
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from homeroom import __version__
from homeroom.backups import places
from homeroom.backups.places import Place
from homeroom.backups.vault import Vault
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _

FORMAT = 1


@dataclass(frozen=True)
class Part:
    """A piece of content: its SHA-256 and size in bytes before packing and sealing."""

    sha256: str
    size: int
    packed: bool = False
    """Whether it is compressed (gzip) inside the seal."""


@dataclass(frozen=True)
class Backup:
    """One backup of one box. `made` in ms since the epoch; `small` are keys and settings, by path, in base64."""

    made: int
    school: str
    school_name: str
    box: str
    schema: int
    entries: int
    students: int
    database: list[Part]
    sha256: str
    media: list[Part]
    small: dict[str, str] = field(default_factory=dict, repr=False)
    erased: list[str] = field(default_factory=list)
    """Of whom nothing is in it (random ids)."""
    version: str = __version__
    path: Path | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Its name on the stick."""
        return self.path.name if self.path else ""

    @property
    def time(self) -> datetime:
        """When it was made, in UTC."""
        return datetime.fromtimestamp(self.made / 1000, UTC)

    @property
    def parts(self) -> list[Part]:
        """All pieces of content it needs."""
        return [*self.database, *self.media]


class Listed:
    """A backup seen as one of many: its name and time, for the rules of what is kept."""

    def __init__(self, backup: Backup) -> None:
        self.backup = backup
        self.name = backup.name
        self.made = backup.time


def write(place: Place, vault: Vault, backup: Backup) -> Path:
    """Write the list; after this the backup exists."""
    told = {name: value for name, value in asdict(backup).items() if name != "path"}
    content = json.dumps({"format": FORMAT, **told}).encode()
    sealed = io.BytesIO()
    vault.seal(io.BytesIO(vault.sign(content).encode() + content), sealed)
    path = place.folder / "backups" / f"{backup.time:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.age"
    places.write(path, sealed.getvalue())
    return path


def read(path: Path, vault: Vault) -> Backup:
    """One list. Raises Refused when it is damaged, forged or of a newer Homeroom."""
    opened = io.BytesIO()
    try:
        with path.open("rb") as file:
            vault.open(file, opened)
    except OSError as error:
        raise Refused(_("A part of the backup can't be read: %(why)s.", why=error.strerror)) from error
    proof, content = opened.getvalue()[:64], opened.getvalue()[64:]
    if not secrets.compare_digest(proof, vault.sign(content).encode()):
        raise Refused(_("This backup was not written by a box with this key."))
    told = json.loads(content)
    if told.pop("format") > FORMAT:
        raise Refused(_("This backup was made by a newer Homeroom. Install that version first."))
    for name in ("database", "media"):
        told[name] = [Part(**part) for part in told[name]]
    return Backup(**told, path=path)


def readable(place: Place, vault: Vault) -> list[Backup]:
    """All backups that can be read, the one with the longest journal last: clocks may have been wrong."""
    found = []
    for path in place.lists():
        try:
            found.append(read(path, vault))
        except HomeroomError:
            continue
    return sorted(found, key=lambda one: (one.entries, one.made))
