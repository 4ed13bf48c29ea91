"""Tables for other programs: lines of CSV as spreadsheets read them, harmless for whoever opens them."""

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"  # Excel reads UTF-8 only behind a byte-order mark
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line(values: Iterable[str]) -> str:
    """One line of a CSV file (RFC 4180); the first line of a file stands behind MARK."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_harmless(value) for value in values])
    return text.getvalue()


def _harmless(value: str) -> str:
    # A spreadsheet would run a name like =HYPERLINK(…); with the apostrophe it is only text.
    return f"'{value}" if value.startswith(FORMULA) else value
