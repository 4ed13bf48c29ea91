"""How releases on their way stand, told by one function for the page and the command line."""

from dataclasses import dataclass

from homeroom import config
from homeroom.fleet import updates
from homeroom.i18n import _
from homeroom.releases import actions, places, state, trusted


@dataclass(frozen=True)
class Line:
    """One release: where it comes from, bytes here and in all, and how it is ("trouble", "declined", …) in words."""

    digest: str
    version: str
    counter: int
    road: str
    done: int
    size: int
    kind: str
    words: str

    @property
    def title(self) -> str:
        """What it is, in one sentence."""
        if self.road == "hub":
            return _("Version %(version)s is offered by the hub", version=self.version)
        return _("Version %(version)s is offered by another box of the school", version=self.version)

    @property
    def amount(self) -> str:
        """How much of it is here."""
        done, size = (f"{one / 1e6:.1f}" for one in (self.done, self.size))
        return _("%(done)s of %(size)s MB are here", done=done, size=size)


def lines() -> list[Line]:
    """What is offered to this box, newest first; what the updater has found already is told by it."""
    settings = config.current()
    if not settings.updater:
        return []
    now, waiting, known = state.read(settings), updates.known(settings).waiting, trusted.known(settings)
    found: dict[str, Line] = {}
    for road in places.ROADS:
        one = now.coming.get(road)
        if one is None or one.digest in found or (waiting and waiting.kit == one.digest):
            continue
        if known is not None and one.counter <= known.counter:
            continue  # it runs: the next contact hears so
        kind, words = _how(settings, now, one)
        done = one.size if kind == "here" else one.done
        found[one.digest] = Line(one.digest, one.version, one.counter, road, done, one.size, kind, words)
    return sorted(found.values(), key=lambda line: -line.counter)


def _how(settings: config.Config, now: state.State, one: state.Coming) -> tuple[str, str]:
    if one.digest in now.declined:
        return "declined", _("Somebody said: not this version. It is not fetched.")
    if actions.is_here(settings, one.digest):
        return "here", _("All of it is here. The box looks at it within five minutes.")
    if not now.wants(one.digest):
        return "declined", _("The hub took it back. It is not fetched.")
    why = updates.said(one.trouble)
    if why and one.at:
        return "trouble", _("It is not taken: %(why)s It is asked for again tomorrow.", why=why)
    if why:
        return "trouble", _("It is not fetched: %(why)s It goes on by itself when there is room.", why=why)
    if now.asked == one.digest:
        return "now", _("It is fetched now, and put in as soon as it is here.")
    return "coming", _("It is fetched after everything of the school has gone, with half of the day's share at most.")
