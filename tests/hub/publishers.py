"""Publishers whose packs a district uses: whether their keys are trusted somewhere, and what the hub says of them."""

from tests.packs.conftest import Folder

from homeroom.packs import format as packfile
from homeroom.packs import keychange, trust


def revoke(district, key):
    answer = district.hub.post("/packs/keys/revoke", lost=keychange.packed(key.public))
    assert answer.status == 303
    return district.hub.get(answer.place).text


def trusts(node, key):
    with node:
        return any(one.key == key.public.key for one in trust.trusted())


def pack_of(secret, folder):
    Folder(folder / "garden")
    packfile.build(folder / "garden", folder / "garden.pack", secret)
    return folder / "garden.pack"
