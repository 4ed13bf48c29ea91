"""Debian packages for the kit: all that the named ones need, down to an empty system, as a small flat repository."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

KNOWN = ("bookworm-amd64", "bookworm-arm64", "trixie-amd64", "trixie-arm64")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
TARGETS = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages", "Component: main"]


def names(listing: Path) -> list[str]:
    """The names in packages.txt."""
    lines = (line.split() for line in listing.read_text("utf-8").splitlines())
    return [words[0] for words in lines if words and not words[0].startswith("#")]


def fetch(system: str, wanted: list[str], folder: Path) -> None:
    """Download the packages for "trixie-arm64" and the like, checked by Debian's own signatures.

    From where this machine gets its own. Raises ValueError on a machine without apt, sources or Debian's keys.
    """
    if not shutil.which("apt-get") or not KEYRING.exists():
        raise ValueError("--debs needs a Debian machine with debian-archive-keyring")
    suite, _, arch = system.partition("-")
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as work:
        apt = _apt(Path(work), suite, arch)
        subprocess.run([*apt, "update"], check=True, stdout=subprocess.DEVNULL)
        # Nothing counts as installed, so whatever the box lacks is here; apt takes only what it needs.
        download = ["--no-install-recommends", "--download-only", "--yes", "install", *wanted]
        subprocess.run([*apt, *download], check=True, stdout=subprocess.DEVNULL)
        for deb in sorted((Path(work) / "cache" / "archives").glob("*.deb")):
            shutil.move(deb, folder / deb.name.replace("%3a", "+"))
    (folder / "Packages").write_text("".join(_entry(deb) for deb in sorted(folder.glob("*.deb"))), "utf-8")


def _apt(work: Path, suite: str, arch: str) -> list[str]:
    for name in ("state/lists/partial", "cache/archives/partial"):
        (work / name).mkdir(parents=True)
    (work / "status").touch()
    (work / "sources.list").write_text(sources(suite))
    told = {
        "Dir::Etc::SourceList": work / "sources.list",
        "Dir::Etc::SourceParts": "-",
        "Dir::State": work / "state",
        "Dir::State::status": work / "status",
        "Dir::Cache": work / "cache",
        "APT::Architecture": arch,
        "APT::Architectures": arch,
        "APT::Sandbox::User": "root",
        "Debug::NoLocking": "true",
    }
    return ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in told.items())]


def sources(suite: str) -> str:
    """The sources of this machine, for another suite: bookworm-security becomes trixie-security."""
    told = subprocess.run(TARGETS, check=True, capture_output=True, text=True).stdout
    known = sorted({tuple(line.split()) for line in told.splitlines()})
    lines = [f"deb [signed-by={KEYRING}] {uri} {suite}{_pocket(release)} main\n" for uri, release in known]
    if not lines:
        raise ValueError("--debs needs a machine whose apt knows where Debian's packages are")
    return "".join(lines)


def _pocket(release: str) -> str:
    return release[len(release.partition("-")[0]) :]


def _entry(deb: Path) -> str:
    fields = subprocess.run(["dpkg-deb", "--field", deb], check=True, capture_output=True, text=True).stdout
    digest = hashlib.sha256(deb.read_bytes()).hexdigest()
    return f"{fields.rstrip()}\nFilename: ./{deb.name}\nSize: {deb.stat().st_size}\nSHA256: {digest}\n\n"
