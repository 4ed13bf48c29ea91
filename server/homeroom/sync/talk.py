"""A conversation with the hub, as its steps see it."""

from dataclasses import dataclass, field

from homeroom.sync import budget, rules, tables
from homeroom.sync.link import Link


@dataclass
class Talk:
    """A conversation over `link`. With `hurry` the day's budget does not count: a person asked."""

    link: Link
    hurry: bool = False
    stuck: set[str] = field(default_factory=set)  # lanes that go no further this time
    sent: int = 0  # entries that the hub took
    progress: int = 0  # what came through in either direction: after a cut it is worth going on at once

    def spend(self) -> None:
        """Ask before each request whether it may still go today. Raises budget.UsedUp."""
        if not self.hurry:
            budget.check()

    @property
    def used_up(self) -> bool:
        """Whether nothing more may be asked today."""
        return not self.hurry and budget.today().used_up

    @property
    def size(self) -> int:
        """Bytes of one request on this link."""
        return rules.request_size(self.rate)

    @property
    def rate(self) -> int:
        """Bytes a second as measured before; 0 = not known."""
        hub = tables.upstream()
        return hub.rate if hub else 0
