"""Which release keys this machine believes, and which version was here: the updater's own word, or a hub's people's."""

from dataclasses import dataclass
from pathlib import Path

from homeroom.config import Config
from homeroom.errors import Refused
from homeroom.i18n import N_, _
from homeroom.releases import places
from homeroom.updater import files, kits, refusal, trust
from homeroom.updater.kits import Kit, Source
from homeroom.updater.trust import KeyList


@dataclass(frozen=True)
class Known:
    """The keys, and the number of the newest version that proved itself here."""

    keys: KeyList
    counter: int


def _file(settings: Config) -> Path:
    return Path(settings.updater) / "trust.json" if settings.updater else places.folder(settings) / "trust.json"


def known(settings: Config) -> Known | None:
    """What is believed here; None where nobody named release keys."""
    told = files.read(_file(settings))
    try:
        return Known(trust.read(told["keys"]), int(told.get("counter", 0)))
    except (refusal.Refused, KeyError, TypeError, ValueError):
        return None


def look(settings: Config, source: Source) -> Kit:
    """The kit of a source, if its signatures hold. Raises the updater's Refused."""
    found = known(settings)
    if found is None:
        raise refusal.Refused(N_("No release keys are known here."))
    return kits.look(source, found.keys)


def named_by(source: Source) -> KeyList:
    """The keys that a kit says it is signed with, if they did sign it: nobody vouches for them yet.

    Raises the updater's Refused.
    """
    return kits.look(source, kits.first_list(source)).keys


def believe(settings: Config, keys: KeyList) -> None:
    """From now on these keys are believed at this hub."""
    if settings.updater:
        raise Refused(_("The updater of this machine knows the release keys; they come with the kit."))
    places.folder(settings).mkdir(parents=True, exist_ok=True)
    files.write(_file(settings), {"keys": keys.as_dict()})
