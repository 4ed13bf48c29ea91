"""Lesson packs between neighbors: what is installed there and never was here is fetched, verified and installed here.

A pack that was taken off here, or a version that was gone back from, does not come back: only a newer one does.
Publishers are trusted on each box by its own people; what a neighbor made itself is trusted as the school's own.
"""

from typing import Any

from homeroom.errors import HomeroomError, NoRoom, Unavailable
from homeroom.neighbors.calling import Call
from homeroom.packs import piecewise, tables, trust
from homeroom.packs.on_this_box import Pack, PackVersion
from homeroom.sync.policy import SHA


def here() -> list[dict[str, Any]]:
    """The packs in use here; with the public key of those that this box signed itself."""
    own = trust.own_key().public if Pack.select().exists() else None
    return [
        {
            "pack": one.id,
            "serial": one.serial,
            "version": one.version,
            "manifest": one.manifest,
            "signer": one.signer,
            "key": own.text() if own and own.id == one.signer else "",
        }
        for one in Pack.select().order_by(Pack.id)
    ]


def fetch(call: Call, theirs: object) -> tuple[int, list[str]]:
    """Install what the neighbor has and this box never had; returns how many packs, and why some did not come."""
    done, why = 0, []
    for one in theirs if isinstance(theirs, list) else []:
        try:
            if _is_new(one):
                _trust(call.peer, one)
                _install(call, str(one["manifest"]))
                done += 1
        except NoRoom as error:  # only this pack does not fit; the conversation goes on
            why.append(f"{str(one.get('pack', ''))[:80]}: {error.message}")
        except Unavailable:
            raise
        except HomeroomError as error:
            why.append(f"{str(one.get('pack', ''))[:80]}: {error.message}")
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return done, why


def _is_new(one: dict[str, Any]) -> bool:
    pack, manifest, serial = str(one["pack"]), str(one["manifest"]), int(one["serial"])
    if not SHA.fullmatch(manifest) or PackVersion.one(manifest=manifest) is not None:
        return False
    current = Pack.one(id=pack)
    return serial > max(tables.seen(pack, str(one["signer"])), current.serial if current else 0)


def _trust(peer: str, one: dict[str, Any]) -> None:
    # The neighbor's own key, said by the neighbor itself: the school's own cards, made at the other box.
    text = one.get("key")
    if isinstance(text, str) and text:
        trust.trust(text, f"box {peer[:8]}")


def _install(call: Call, manifest: str) -> None:
    piecewise.install(_Neighbor(call), manifest)


class _Neighbor:
    """The neighbor as a giver of packs."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def head(self, manifest: str) -> piecewise.Head:
        head, _body = self._call.ask("pack", {"manifest": manifest})
        return {str(path): (str(sha), int(size)) for path, (sha, size) in head["head"].items()}

    def piece(self, _manifest: str, sha: str, offset: int) -> bytes:
        return self._call.ask("piece", {"sha256": sha, "offset": offset})[1]
