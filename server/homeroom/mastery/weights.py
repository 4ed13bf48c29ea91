"""The reviewed figures of weights.toml, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = (
    "bias",
    "ability",
    "form_now",
    "form",
    "skill",
    "skill_form",
    "right",
    "wrong",
    "first",
    "ease",
    "seen_right",
    "seen_wrong",
    "gap",
    "gap_form",
    "lag",
    "lag_form",
    "survived",
    "neighbors",
)
GROUPS: dict[str, tuple[str, ...]] = {
    "you": ("bias", "ability", "form_now", "form"),
    "skill": ("skill", "skill_form", "right", "wrong", "first", "neighbors"),
    "question": ("ease", "seen_right", "seen_wrong"),
    "time": ("gap", "gap_form", "lag", "lag_form", "survived"),
}
Vector = tuple[float, ...]


@dataclass(frozen=True)
class Weights:
    """A version of the weights, in the order of NAMES."""

    version: str
    values: Vector

    def named(self) -> dict[str, float]:
        """The weights by the name of their part."""
        return dict(zip(NAMES, self.values, strict=True))


FILE = Path(__file__).with_name("weights.toml")


def read() -> dict[str, Any]:
    """All figures of the file."""
    return tomllib.loads(FILE.read_text("utf-8"))


def vector(named: Mapping[str, float]) -> Vector:
    """Named weights in the order of NAMES. Raises KeyError when one is missing."""
    return tuple(float(named[name]) for name in NAMES)


FIGURES = read()
SHIPPED = Weights(FIGURES["version"], vector(FIGURES["weights"]))
