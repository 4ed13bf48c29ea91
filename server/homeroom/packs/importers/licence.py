"""Licences as other formats write them, in the names packs use."""

import re

from ..licences import LICENCES

CREATIVE = re.compile(r"(?:cc|creative ?commons)?[\s:/_-]*\bby((?:[\s/_-]+(?:nc|sa|nd))*)\b[\s/_v-]*(\d\.\d)?", re.I)
ADDRESS = re.compile(r"creativecommons\.org/(?:licenses/(by(?:-\w\w)*)/?(\d\.\d)?|publicdomain/(zero|mark))", re.I)
WORDS = {
    "attribution": "by",
    "share alike": "sa",
    "sharealike": "sa",
    "noncommercial": "nc",
    "non commercial": "nc",
    "non-commercial": "nc",
    "no derivatives": "nd",
    "noderivatives": "nd",
    "noderivs": "nd",
    "no derivs": "nd",
}
PUBLIC = re.compile(r"public\s*domain|\bpd\b", re.I)


def known(text: str) -> str:
    """The pack's name of a licence, or "" if it is not one of those."""
    text = " ".join(text.split())[:300]
    if text in LICENCES:
        return text
    if found := ADDRESS.search(text):
        return _named(found[1].lower(), found[2]) if found[1] else ("CC0-1.0" if found[3].lower() == "zero" else "PD")
    if re.search(r"\bcc[\s-]?0\b|cc zero", text, re.I):
        return "CC0-1.0"
    low = text.lower()
    for words, short in WORDS.items():
        low = low.replace(words, f" {short} ")
    if ("cc" in low or "creative" in low or low.strip().startswith("by")) and (found := CREATIVE.search(low)):
        return _named("by" + re.sub(r"[\s/_-]+", "-", found[1]), found[2])
    if PUBLIC.search(text):
        return "PD"
    return next((name for name in ("MIT", "Apache-2.0") if text.lower().startswith(name.lower())), "")


def _named(short: str, version: str | None) -> str:
    parts = short.split("-")
    parts = [part for part in ("by", "nc", "sa", "nd") if part in parts]
    wanted = "CC-" + "-".join(parts).upper()
    wanted = wanted.replace("BY-NC-SA-ND", "BY-NC-ND")
    full = f"{wanted}-{version or '4.0'}"
    return full if full in LICENCES else f"{wanted}-4.0" if f"{wanted}-4.0" in LICENCES else ""
