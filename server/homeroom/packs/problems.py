"""What is wrong with a pack, in words its author can act on: file, line, sentence."""

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. A mere note (`serious=False`) does not stop a pack from being built."""

    file: str
    line: int
    message: str
    serious: bool = True

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.message}" if self.serious else f"{place}: (note) {self.message}"


@dataclass
class Report:
    """Collects the problems of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, message: str) -> None:
        """Something that must be mended before the pack can be built."""
        self.problems.append(Problem(self.file, line, message))

    def note(self, line: int, message: str) -> None:
        """Something worth knowing that does not stop anything."""
        self.problems.append(Problem(self.file, line, message, serious=False))
