"""Reads site.toml and prints its answers as shell variables; says in a sentence what is wrong with it."""

import json
import re
import shlex
import sys
import tomllib
from pathlib import Path

CHOICES = {
    "wifi.mode": ("off", "join", "access-point"),
    "policy.names": ("full", "pseudonymous", "never"),
    "policy.work": ("full", "pseudonymous", "never"),
    "school.language": ("en", "ar", "sw"),
}
DEFAULTS: dict[str, str | int | bool] = {
    "school.name": "Our school",
    "school.language": "en",
    "school.timezone": "UTC",
    "box.name": "homeroom",
    "box.data": "",
    "box.encrypt": False,
    "wifi.mode": "off",
    "wifi.country": "",
    "wifi.name": "",
    "wifi.password": "",
    "wifi.channel": 6,
    "wifi.pretend_online": True,
    "policy.names": "pseudonymous",
    "policy.work": "never",
    "hub.url": "",
    "kit.key": "",
}


class BadSite(ValueError):
    """The file can't be used; the message says why."""


def read(text: str, zones: Path = Path("/usr/share/zoneinfo")) -> dict[str, str | int | bool]:
    """All answers by their dotted names. Raises BadSite with the name of the answer that is wrong."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSite(f"it is not valid TOML: {error}") from error
    found = dict(DEFAULTS)
    for table, answers in tables.items():
        if not isinstance(answers, dict):
            raise BadSite(f"“{table}” stands outside its table")
        for name, value in answers.items():
            _take(found, f"{table}.{name}", value)
    _check(found, zones)
    return found


def _take(found: dict[str, str | int | bool], name: str, value: object) -> None:
    if name not in DEFAULTS:
        raise BadSite(f"there is no answer called {name}")
    if type(value) is not type(DEFAULTS[name]) or not isinstance(value, str | int | bool):
        raise BadSite(f"{name} must look like {DEFAULTS[name]!r}")
    if isinstance(value, str) and not value.isprintable():
        raise BadSite(f"{name} must be one line of letters")
    if name in CHOICES and value not in CHOICES[name]:
        raise BadSite(f"{name} must be one of {', '.join(CHOICES[name])}")
    found[name] = value


def _check(found: dict[str, str | int | bool], zones: Path) -> None:
    def no(name: str, pattern: str) -> bool:
        return re.fullmatch(pattern, str(found[name])) is None

    if no("box.name", r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"):
        raise BadSite("box.name must be small letters, digits and -, for example homeroom")
    if no("school.timezone", r"[A-Za-z0-9_+/-]+") or not (zones / str(found["school.timezone"])).is_file():
        raise BadSite(f"school.timezone names no time zone: {found['school.timezone']}")
    if no("box.data", r"|(LABEL|UUID|PARTLABEL|PARTUUID)=[A-Za-z0-9_-]+"):
        raise BadSite('box.data must be empty or like "LABEL=homeroom"')
    if found["box.encrypt"] and not found["box.data"]:
        raise BadSite("box.encrypt needs a partition of its own: name it in box.data")
    if no("hub.url", r"|https?://[^\s\"']+"):
        raise BadSite("hub.url must be empty or begin with https://")
    if found["wifi.mode"] != "off":
        _check_wifi(found)


def _check_wifi(found: dict[str, str | int | bool]) -> None:
    if re.fullmatch(r"[A-Z]{2}", str(found["wifi.country"])) is None:
        raise BadSite("wifi.country must be two capital letters, for example KE")
    if not 1 <= len(str(found["wifi.name"]).encode()) <= 32:
        raise BadSite("wifi.name must have 1 to 32 letters")
    password = str(found["wifi.password"])
    if not password.isascii() or not 12 <= len(password) <= 63 or len(set(password)) < 6:
        raise BadSite("wifi.password must have 12 to 63 letters, at least 6 different ones; an open Wi-Fi is not made")
    if found["wifi.channel"] not in range(1, 12):
        raise BadSite("wifi.channel must be a number from 1 to 11")


def shell(found: dict[str, str | int | bool]) -> str:
    """The answers as lines for `eval`: school.name → SCHOOL_NAME='…'."""
    lines = []
    for name, value in found.items():
        text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        word = name.replace(".", "_").upper()
        # A JSON string is a TOML string: TOML_… goes into a settings file as it is.
        lines += [f"{word}={shlex.quote(text)}", f"TOML_{word}={shlex.quote(json.dumps(text, ensure_ascii=False))}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    try:
        sys.stdout.write(shell(read(Path(sys.argv[1]).read_text("utf-8"))))
    except (BadSite, OSError, UnicodeDecodeError) as wrong:
        sys.exit(f"{sys.argv[1]}: {wrong}")
