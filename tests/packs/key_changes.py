"""Files of key changes, as publishers make them and as those do who would misuse them."""

from homeroom.packs import canonical, keychange

DAY = "2026-11-22"


def changes(*keys):
    """The keys.json of a publisher who had these keys, one after another."""
    text = ""
    for old, new in zip(keys, keys[1:], strict=False):
        text = keychange.extend(text, old, new, DAY)
    return text


def signed(old, new, signer_of_old=None, signer_of_new=None, **more):
    """A file with one change, perhaps signed by somebody else, perhaps saying something else."""
    statement = {
        "format": keychange.CHANGE,
        "serial": 2,
        "date": DAY,
        "old": keychange.packed(old.public),
        "new": keychange.packed(new.public),
        **more,
    }
    data = canonical.dumps(statement)
    comment = keychange._comment(data)
    row = {"statement": statement, "old": (signer_of_old or old).sign(data, comment)}
    row["new"] = (signer_of_new or new).sign(data, comment)
    return canonical.dumps({"format": keychange.FORMAT, "changes": [row]}).decode()
