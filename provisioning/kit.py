"""`make kit`: one folder and one zip with all a box needs, for a stick or the small partition of an SD card."""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import debian
import keylist
import sbom

from homeroom import __version__
from homeroom.packs import minisign

HERE = Path(__file__).parent
ROOT = HERE.parent
COPIED = ("provision.sh", "wanting.sh", "site.py", "packages.txt", "site.toml", "README.md")
COPIED += ("steps", "files", "seed", "updater")
PYTHONS = ("3.11", "3.13")  # Debian 12 and 13, Raspberry Pi OS alike
MACHINES = ("x86_64", "aarch64")
GLIBC = ("2_17", "2_27", "2_28", "2_31", "2_34")  # Debian 12 has 2.36
OWN = ("site.toml", "SHA256SUMS", "SHA256SUMS.minisig")  # what the sums can't cover
REST = shutil.ignore_patterns("__pycache__")


def main() -> None:
    """Read the options, make the kit, say what it is."""
    options = argparse.ArgumentParser(prog="make kit", description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the kit (default: dist)")
    options.add_argument("--debs", action="append", default=[], metavar="SUITE-ARCH", choices=debian.KNOWN)
    options.add_argument(
        "--key", type=Path, action="append", default=[], help="sign with this minisign secret key (without a password)"
    )
    options.add_argument("--release-keys", type=Path, metavar="FOLDER", help="lists of release keys: see keylist.py")
    options.add_argument("--counter", type=int, metavar="N", help="rises with each release (default: commits so far)")
    options.add_argument("--no-zip", action="store_true", help="only the folder")
    asked = options.parse_args()
    try:
        counter = _commits() if asked.counter is None else asked.counter
        kit = make(asked.out / "homeroom-kit", asked.debs, asked.key, asked.release_keys, counter)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        sys.exit(f"make kit: {error}")
    size = sum(path.stat().st_size for path in kit.rglob("*") if path.is_file())
    told = {0: "not signed", 1: "signed"}.get(len(asked.key), f"signed with {len(asked.key)} keys")
    print(f"{_shown(kit)}: {size / 1e6:.0f} MB, {told}")
    if not asked.no_zip:
        print(_shown(zipped(kit, asked.out / f"homeroom-kit-{__version__}.zip")))


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _commits() -> int:
    counted = subprocess.run(
        ["git", "-C", ROOT, "rev-list", "--count", "HEAD"], capture_output=True, text=True, check=False
    )
    if counted.returncode:
        raise ValueError("this is no git checkout: say --counter N, higher than in the release before")
    return int(counted.stdout)


def make(kit: Path, debs: list[str], keys: list[Path], lists: Path | None, counter: int) -> Path:
    """Put the kit together in a fresh folder; Debian packages only for the systems named."""
    part = kit.with_name(kit.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in COPIED:
        place = HERE / name
        if place.is_dir():
            shutil.copytree(place, part / name, ignore=REST)
        else:
            shutil.copy(place, part / name)
    (part / "VERSION").write_text(__version__ + "\n")
    (part / "release.json").write_text(json.dumps({"version": __version__, "counter": counter}) + "\n")
    if lists:
        shutil.copytree(lists, part / "release-keys", ignore=shutil.ignore_patterns("*.key"))
    _wheels(part / "wheels")
    (part / "requirements.txt").write_text(_requirements(part / "wheels"))
    (part / "homeroom.cdx.json").write_text(sbom.text(), "utf-8")
    _prove(part)
    for system in debs:
        debian.fetch(system, debian.names(HERE / "packages.txt"), part / "debs" / system)
    sum_up(part, keys, f"homeroom-kit {__version__}")
    if lists:
        keylist.check_kit(part)
    shutil.rmtree(kit, ignore_errors=True)
    return part.rename(kit)


def _pip(*words: str | Path) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", words[0], *quiet, *words[1:]], check=True, stderr=subprocess.DEVNULL)


def _wheels(folder: Path) -> None:
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    locked = ("--require-hashes", "-r", ROOT / "requirements" / "box.txt", "-r", ROOT / "requirements" / "kit.txt")
    for where in _systems():
        _pip("download", "--dest", folder, *where, *locked)


def _systems() -> Iterator[list[str]]:
    for machine in MACHINES:
        platforms = [f"--platform=manylinux_{version}_{machine}" for version in GLIBC]
        for python in PYTHONS:
            wanted = (f"--python-version={python}", f"--platform=manylinux2014_{machine}")
            yield ["--only-binary=:all:", *wanted, *platforms]


def _prove(kit: Path) -> None:
    """Let pip find everything in the kit alone, for every machine: what is missing must show here, not at a school."""
    for where in _systems():
        target = ("--dry-run", "--target", kit / "nowhere", "--no-index", "--find-links", kit / "wheels")
        try:
            _pip("install", *where, *target, "--require-hashes", "-r", kit / "requirements.txt")
        except subprocess.CalledProcessError as error:
            told = "Run `make lock`, then make the kit again."
            raise ValueError(f"the wheels are not complete for {' '.join(where[1:3])}. {told}") from error


def _requirements(wheels: Path) -> str:
    own = next(wheels.glob("homeroom-*.whl"))
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    locked = (ROOT / "requirements" / "box.txt").read_text("utf-8")
    return f"{locked}homeroom=={__version__} --hash=sha256:{digest}\n"


def sum_up(kit: Path, keys: list[Path], comment: str) -> None:
    """Write the list of checksums and its signatures; the first is the one that provision.sh looks at."""
    for old in kit.glob("SHA256SUMS*"):
        old.unlink()
    names = sorted(str(path.relative_to(kit)) for path in kit.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256((kit / name).read_bytes()).hexdigest()}  {name}\n" for name in names if name not in OWN]
    sums = "".join(lines)
    (kit / "SHA256SUMS").write_text(sums)
    for number, key in enumerate(keys, 1):
        secret = minisign.read_secret(key.read_text("utf-8"))
        name = "SHA256SUMS.minisig" if number == 1 else f"SHA256SUMS.{number}.minisig"
        (kit / name).write_text(secret.sign(sums.encode(), comment))


def zipped(kit: Path, file: Path) -> Path:
    """The kit as one zip; wheels and packages are compressed already."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(kit.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(str(path.relative_to(kit.parent)))
                info.external_attr = (0o755 if path.name == "provision.sh" else 0o644) << 16
                archive.writestr(info, path.read_bytes())
    return file


if __name__ == "__main__":
    main()
