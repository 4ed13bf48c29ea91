"""A comparison as its page shows it: how far it is, and what was found, once it may be told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from homeroom import i18n
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.trials import comparing, outcomes, rules, tables, words
from homeroom.trials.comparing import Effect
from homeroom.trials.outcomes import Measured, Progress
from homeroom.trials.tables import Trial, TrialChild

UNEVEN = 0.05


@dataclass(frozen=True)
class Group:
    """A group of children: what was found, in words; numbers only where it is large enough."""

    title: str
    found: Effect | None
    told: str

    @property
    def flag(self) -> str:
        """ "worse", "better" or ""."""
        return self.found.clear if self.found else ""


@dataclass(frozen=True)
class Result:
    """What was found, in words, over all and for groups."""

    shares: tuple[str, ...]
    verdict: str
    between: str
    flags: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Group, ...]], ...]
    found: Effect


def progress(trial: Trial) -> dict[str, Progress]:
    """How far it is, by way."""
    return outcomes.progress(trial)


def next_look(trial: Trial, measured: int) -> int:
    """After how many more children something is looked at; 0 when it is over."""
    done = {one.look for one in tables.looks(trial.id)}
    left = [look for look in range(1, rules.LOOKS + 1) if look not in done]
    return max(0, rules.wanted(trial.most, left[0]) - measured) if left and not trial.ended else 0


def result(trial: Trial) -> Result | None:
    """What was found; None while it runs: whoever peeks all the time finds chance."""
    if not trial.ended:
        return None
    children = tables.children(trial.id)
    went, looks = _counted(trial, children), tables.looks(trial.id)
    # What ended it was kept with the look, and stays as it was even when a child is erased later.
    found = comparing.effect(looks[-1].counts if looks and trial.ending != "hand" else _counts(went))
    if found is None:
        return None
    groups = _groups(went, {one.student: one for one in children})
    return Result(
        shares=tuple(
            words.share(name, counted, trial.outcome)
            for name, counted in zip(trial.names, (found.usual, found.new), strict=True)
        ),
        verdict=words.verdict(found, trial.ending),
        between=words.between(found),
        flags=tuple(_flags(trial, groups)),
        groups=groups,
        found=found,
    )


def _counted(trial: Trial, children: Iterable[TrialChild]) -> list[Measured]:
    """Those on whom the end rests: up to the last look, or up to when it was stopped."""
    went = [one for one in outcomes.measured(trial, children) if one.when <= trial.ended]
    looks = tables.looks(trial.id)
    if trial.ending == "hand" or not looks:
        return went[: trial.most]
    return went[: rules.wanted(trial.most, looks[-1].look)]


def _counts(went: Iterable[Measured]) -> dict[str, list[int]]:
    return rules.count((one.stratum, one.arm, one.right) for one in went)


def _groups(went: list[Measured], known: dict[str, TrialChild]) -> tuple[tuple[str, tuple[Group, ...]], ...]:
    starters, languages = words.starters(), i18n.languages()
    names = {one.id: one.name for one in people.classes()}
    kinds: list[tuple[str, Callable[[TrialChild], str]]] = [
        (_("Where they began"), lambda one: starters.get(one.starter, one.starter)),
        (_("Language"), lambda one: languages.get(one.language, one.language) or _("Not said")),
        (_("Class"), lambda one: names.get(one.school_class, _("Another class"))),
    ]
    split: list[tuple[str, dict[str, list[Measured]]]] = []
    for title, of in kinds:
        parts: dict[str, list[Measured]] = {}
        for one in went:
            parts.setdefault(of(known[one.student]), []).append(one)
        if len(parts) > 1:
            split.append((title, parts))
    every = {f"{title}|{name}": _counts(mine) for title, parts in split for name, mine in parts.items()}
    found = comparing.groups(every)
    return tuple(
        (title, tuple(_group(name, found[f"{title}|{name}"]) for name in sorted(parts))) for title, parts in split
    )


def _group(title: str, found: Effect | None) -> Group:
    return Group(title, found, words.group_verdict(found))


def _flags(trial: Trial, groups: tuple[tuple[str, tuple[Group, ...]], ...]) -> Iterable[str]:
    for _title, mine in groups:
        for one in mine:
            if one.flag == "worse":
                yield _("Look closely at “%(group)s”: for them the new way is likely to help less.", group=one.title)
    far = outcomes.progress(trial)
    seen = {"": [far["usual"].measured, far["usual"].given, far["new"].measured, far["new"].given]}
    if comparing.chance_of(comparing.z_of(seen)) < UNEVEN:
        yield _("More children were measured with one of the two than with the other. Read the result with care.")
    if far["usual"].out + far["new"].out:
        yield _("%(n)s children were taken out by a teacher.", n=far["usual"].out + far["new"].out)
