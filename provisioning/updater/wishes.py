"""When an update may begin: as people asked, else at night; never while there is school unless somebody said now."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import files

WORDS = ("now", "tonight", "no")


@dataclass(frozen=True)
class Wish:
    """What somebody said about one kit."""

    kit: str = ""
    when: str = "tonight"

    def about(self, digest: str) -> str:
        """now, tonight or no; nobody's word means tonight."""
        return self.when if self.kit == digest else "tonight"


def read(path: Path) -> Wish:
    """The wish the page left. Anybody who broke into the school's program may have written it: it is only a wish."""
    told = files.read(path)
    when = told.get("when")
    return Wish(str(told.get("kit", ""))[:64], when) if when in WORDS else Wish()


def may_begin(asked: str, quiet: Callable[[], bool]) -> bool:
    """Whether an update may begin; `quiet` tells whether it is night and no lessons are near."""
    return asked == "now" or (asked == "tonight" and quiet())
