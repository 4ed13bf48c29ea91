"""The map of skills: what must be known before what, and that it never runs in a circle."""

from collections.abc import Iterable, Mapping


def circle(requires: Mapping[str, Iterable[str]]) -> list[str]:
    """Skills that require each other in a circle, first one repeated at the end; empty if there is none."""
    done: set[str] = set()
    for start in sorted(requires):
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            skill, leaving = stack.pop()
            if leaving:
                path.pop()
                done.add(skill)
            elif skill in path:
                return [*path[path.index(skill) :], skill]
            elif skill not in done:
                path.append(skill)
                stack.append((skill, True))
                stack += [(before, False) for before in sorted(requires.get(skill, ()), reverse=True)]
    return []
