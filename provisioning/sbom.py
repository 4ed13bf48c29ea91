"""What Homeroom is made of, as a CycloneDX 1.5 list: the locked Python packages and what we carry along ourselves."""

import json
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path

from homeroom import __version__

ROOT = Path(__file__).parent.parent
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+).*?((?:\s*\\\n\s+--hash=sha256:[0-9a-f]{64})+)", re.MULTILINE)
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
SILENT = {"apsw": "any-OSI", "peewee": "MIT", "pyrage": "MIT", "waitress": "ZPL-2.1"}  # say nothing a program can read
OF_CLASSIFIER = {"MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0"}
NOT_OURS = re.compile(r"\b(A?GPL)\b")


def main() -> None:
    """Write the list to the file that is named."""
    if len(sys.argv) != 2:
        sys.exit("Say where: python provisioning/sbom.py homeroom.cdx.json")
    Path(sys.argv[1]).write_text(text(), "utf-8")
    print(f"{sys.argv[1]}: {len(document()['components'])} components")


def text() -> str:
    """The list as JSON; the same requirements give the same text."""
    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def document() -> dict[str, object]:
    """The list. Raises ValueError when a locked package is not installed here in that version or has no licence."""
    locked = (ROOT / "requirements" / "box.txt").read_text("utf-8")
    parts = [*(_package(*found.groups()) for found in LOCKED.finditer(locked)), *_carried()]
    own = {
        "type": "application",
        "name": "homeroom",
        "version": __version__,
        "bom-ref": f"pkg:pypi/homeroom@{__version__}",
    }
    own |= {"licenses": [{"license": {"id": "Apache-2.0"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'homeroom {__version__} {locked}')}",
        "version": 1,
        "metadata": {"component": own},
        "components": parts,
    }


def _package(name: str, version: str, hashes: str) -> dict[str, object]:
    where = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
    files = sorted(re.findall(r"sha256:([0-9a-f]{64})", hashes))
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": where,
        "bom-ref": where,
        "licenses": [{"license": {"name": licence(name, version)}}],
        # of each file that may be installed: wheels of all machines and the source
        "properties": [{"name": "homeroom:sha256", "value": one} for one in files],
    }


def licence(name: str, version: str) -> str:
    """What the installed package says of its licence."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError as error:
        raise ValueError(f"{name} is locked and not installed; run make setup") from error
    if told["Version"] != version:
        raise ValueError(f"{name} {version} is locked, {told['Version']} is installed; run make setup")
    found = SILENT.get(name) or told.get("License-Expression") or told.get("License") or ""
    if not found:
        names = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License")]
        found = " OR ".join(OF_CLASSIFIER.get(one, one) for one in names)
    if not found or NOT_OURS.search(found):
        raise ValueError(f"{name}: the licence {found or '(none)'} can't be used")
    return " ".join(found.split())[:80]


def _carried() -> list[dict[str, object]]:
    """Scripts and fonts that lie in this repository, from the notice file."""
    notices = (ROOT / "THIRD-PARTY-NOTICES.md").read_text("utf-8")
    rows = [found for found in ROW.findall(notices) if found[0] != "What" and set(found[0]) != {"-"}]
    return [
        {
            "type": "file",
            "name": _plain(name),
            "version": _plain(version),
            "licenses": [{"license": {"name": _plain(terms)}}],
            "properties": [{"name": "homeroom:place", "value": _plain(place)}],
        }
        for name, place, version, terms, _source in rows
    ]


def _plain(cell: str) -> str:
    return cell.replace("`", "").strip()


if __name__ == "__main__":
    main()
