"""Write docs/IMPORTS.md: what became of every sample file that importers are tried on."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.importers import samples  # noqa: E402

from homeroom.packs.importers import trouble  # noqa: E402
from homeroom.packs.importers.convert import convert  # noqa: E402
from homeroom.packs.importers.names import TITLES  # noqa: E402
from homeroom.packs.importers.report import Report  # noqa: E402
from homeroom.packs.importers.trouble import Unreadable  # noqa: E402
from homeroom.packs.importers.wishes import Wishes  # noqa: E402

HEAD = """# What importers make of real files

Made by `make imports` from the samples in `../shared/samples`, which nobody in this project wrote. *Parts*
are questions and texts; *native* is the share of them, in the files that were taken in, that became blocks of our own
cards. A file without any native part is refused, with the commonest reason. In *skills*, codes of standards and the
links between them are put into the shape of CASE first; its parts are skills.

"""
STATIC = {trouble.ADAPTIVE, trouble.RANDOM, trouble.TEST_ALONE}


def main() -> None:
    """Import every sample and write the tables."""
    if not samples.SAMPLES.is_dir():
        sys.exit("The samples are not here (../shared/samples).")
    found = [(samples.name(path), *attempt(path)) for path in samples.every()]
    kinds = Path(__file__).with_suffix(".md").read_text("utf-8")
    text = HEAD + whole(found) + qti(found) + kinds + singles(found)
    (ROOT / "docs/IMPORTS.md").write_text(text, "utf-8")
    print(whole(found))


def attempt(path: Path) -> tuple[Report | None, Unreadable | None]:
    """The report, or why the file was refused."""
    with tempfile.TemporaryDirectory() as room:
        try:
            return convert(samples.as_import(path, room), Path(room) / "draft", "", Wishes(language="en")), None
        except Unreadable as error:
            return None, error


def whole(found: list) -> str:
    """One row a collection."""
    rows = [
        "| samples | files | taken in | refused | cards | parts | native | left out | simplified |",
        "|--|" + "--:|" * 8,
    ]
    for folder in sorted({name.partition("/")[0] for name, *_ in found}):
        here = [(report, error) for name, report, error in found if name.startswith(f"{folder}/") or name == folder]
        taken = [report for report, _ in here if report]
        came, left = sum(one.came for one in taken), sum(one.left for one in taken)
        share = f"{100 * came / (came + left):.0f} %" if taken else ""
        rows.append(
            f"| {folder} | {len(here)} | {len(taken)} | {len(here) - len(taken)} | {sum(one.cards for one in taken)} |"
            f" {came + left} | {share} | {left} | {sum(one.simpler for one in taken)} |"
        )
    return "\n".join(rows) + "\n\n"


def qti(found: list) -> str:
    """The share of static QTI items that are native."""
    items = [(report, error) for name, report, error in found if name.startswith("qti21/") and name.endswith(".xml")]
    static = [(report, error) for report, error in items if not (error and error.why in STATIC)]
    native = [report for report, _ in static if report and not report.left]
    reasons = Counter(str(error) for _, error in items if error)
    share = 100 * len(native) // len(static)
    text = f"**QTI:** {len(native)} of {len(static)} static items are native ({share} %). Refused:\n\n"
    return text + "".join(f"- {count} × {reason}\n" for reason, count in reasons.most_common()) + "\n"


def singles(found: list) -> str:
    """One row a file; stories and QTI items, which are many and alike, only where something happened."""
    rows = [
        "## File by file",
        "",
        "| file | kind | cards | parts | native | refused because |",
        "|--|--|--:|--:|--:|--|",
    ]
    for name, report, error in found:
        if report and (name.startswith(("asp/", "qti21/testimplementation")) and not report.left):
            continue
        if report:
            parts = report.came + report.left
            rows.append(f"| {name} | {TITLES[report.format]} | {report.cards} | {parts} | {report.share} % | |")
        elif error and not (error.why in STATIC and name.startswith("qti21/")):
            rows.append(f"| {name} | | | | | {error} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
