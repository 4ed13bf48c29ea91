"""`make kit`: one folder and one zip with all a box needs, for a stick or the small partition of an SD card."""

import argparse
import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import debian

from homeroom import __version__
from homeroom.packs import minisign

HERE = Path(__file__).parent
ROOT = HERE.parent
COPIED = ("provision.sh", "wanting.sh", "site.py", "signed.py", "packages.txt", "site.toml", "README.md")
COPIED += ("steps", "files", "seed")
PYTHONS = ("3.11", "3.13")  # Debian 12 and 13, Raspberry Pi OS alike
MACHINES = ("x86_64", "aarch64")
GLIBC = ("2_17", "2_27", "2_28", "2_31", "2_34")  # Debian 12 has 2.36
OWN = ("site.toml", "SHA256SUMS", "SHA256SUMS.minisig")  # what the sums can't cover


def main() -> None:
    """Read the options, make the kit, say what it is."""
    options = argparse.ArgumentParser(prog="make kit", description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the kit (default: dist)")
    options.add_argument("--debs", action="append", default=[], metavar="SUITE-ARCH", choices=debian.KNOWN)
    options.add_argument("--key", type=Path, help="sign with this minisign secret key (without a password)")
    options.add_argument("--no-zip", action="store_true", help="only the folder")
    asked = options.parse_args()
    try:
        kit = make(asked.out / "homeroom-kit", asked.debs, asked.key)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        sys.exit(f"make kit: {error}")
    size = sum(path.stat().st_size for path in kit.rglob("*") if path.is_file())
    print(f"{_shown(kit)}: {size / 1e6:.0f} MB, {'signed' if asked.key else 'not signed'}")
    if not asked.no_zip:
        print(_shown(zipped(kit, asked.out / f"homeroom-kit-{__version__}.zip")))


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def make(kit: Path, debs: list[str], key: Path | None) -> Path:
    """Put the kit together in a fresh folder; Debian packages only for the systems named."""
    part = kit.with_name(kit.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in COPIED:
        place = HERE / name
        if place.is_dir():
            shutil.copytree(place, part / name)
        else:
            shutil.copy(place, part / name)
    (part / "VERSION").write_text(__version__ + "\n")
    _wheels(part / "wheels")
    (part / "requirements.txt").write_text(_requirements(part / "wheels"))
    _prove(part)
    for system in debs:
        debian.fetch(system, debian.names(HERE / "packages.txt"), part / "debs" / system)
    _sum_up(part, key)
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


def _sum_up(kit: Path, key: Path | None) -> None:
    names = sorted(str(path.relative_to(kit)) for path in kit.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256((kit / name).read_bytes()).hexdigest()}  {name}\n" for name in names if name not in OWN]
    sums = "".join(lines)
    (kit / "SHA256SUMS").write_text(sums)
    if key:
        secret = minisign.read_secret(key.read_text("utf-8"))
        signature = secret.sign(sums.encode(), f"homeroom-kit {__version__}")
        (kit / "SHA256SUMS.minisig").write_text(signature)


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
