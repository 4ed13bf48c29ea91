"""A school with a small pack about sharing bread, in which teachers write."""

import pytest

from classroom import ada, bread, okoro, publish
from homeroom.packs import tables as packs
from homeroom.workshop import tables

__all__ = ["ada", "bread", "okoro", "publish"]

ASKED = """```question choice
Two friends share a mango. How much does each get?
- [x] a half // Yes, two equal parts.
- [ ] a quarter {mis:IDEA} // Then there would be four friends.
hint: How many friends are there?
solution: Two equal parts are halves.
```
"""


@pytest.fixture
def desk(bread, okoro):
    """Mr Okoro's browser with a card begun: `.card` is its id, `.say(...)` posts, `.text` is what is saved."""
    return Desk(okoro)


class Desk:
    """One card in the hands of a teacher."""

    def __init__(self, client, skill="", title="Halves of a mango"):
        self.client, self.skill = client, skill or packs.skills()[0].id
        answer = client.post("/workshop", data={"title": title, "skill": self.skill})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.card = answer.location.rpartition("/")[2]

    @property
    def draft(self):
        return tables.draft(self.card)

    @property
    def text(self):
        return self.draft.text

    def say(self, what, **more):
        return self.client.post(f"/workshop/cards/{self.card}", data={"do": what, **more})

    def save(self, text, ref=None):
        body = {"text": text, "ref": self.draft.ref if ref is None else ref}
        return self.client.put(f"/api/workshop/cards/{self.card}", json=body)

    def with_question(self, idea=""):
        """The card with one good question, about a wrong idea if named."""
        head = self.text.split("\n---\n")[0] + "\n---\n"
        return head + ASKED.replace(" {mis:IDEA}", f" {{mis:{idea}}}" if idea else "")
