"""Every setting of a box or hub: one frozen dataclass, read from homeroom.toml and HOMEROOM_* variables."""

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homeroom.errors import BadConfig

POLICIES = ("full", "pseudonymous", "never")


def _setting(default: Any, doc: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"doc": doc, "choices": choices})


@dataclass(frozen=True, kw_only=True)
class Config:
    """All settings. The comment of each is its documentation in `homeroom config`."""

    data: Path = _setting(Path("homeroom-data"), "Folder for the database, photos, packs and keys.")
    host: str = _setting("0.0.0.0", "Address to listen on. 127.0.0.1 = only this machine.")
    port: int = _setting(8080, "TCP port of the web server.")
    front_port: int = _setting(0, "Port of an nginx on this machine that stands in front and sends files. 0 = none.")
    box_name: str = _setting("homeroom", "The box announces itself as http://<box_name>.local on the school's Wi-Fi.")
    announce: bool = _setting(True, "Announce the box by mDNS (zeroconf).")
    school_name: str = _setting("Our school", "Name of the school as people read it.")
    language: str = _setting("en", "Language of pages for who has chosen none: en, ar, sw.")
    timezone: str = _setting("UTC", "Time zone of the school, for example Africa/Nairobi.")
    threads: int = _setting(32, "Requests worked on at once. They mostly wait for the disk together.")
    survive_power_cuts: bool = _setting(True, "Write through to the disk before answering. false only for tests.")
    attendance_start: str = _setting("08:00", "When school starts (hh:mm, school time).")
    attendance_grace: int = _setting(10, "Minutes after the start before a child counts as late.")
    attendance_end: str = _setting("14:30", "When school ends (hh:mm); leaving earlier counts as early.")
    stuck_wrong: int = _setting(3, "Wrong answers in a row on one card before the teacher sees 'stuck'.")
    stuck_minutes: int = _setting(4, "Minutes without an answer on an open card before the teacher sees 'stuck'.")
    learn_weights: bool = _setting(False, "Let this school's answers move the learner model's weights each night.")
    shelf_adds: int = _setting(3, "Cards a child may add to her own week from the shelf.")
    independence: int = _setting(3, "Level of independence (1 to 4) of a child for whom none was set.")
    hub_url: str = _setting("", "Address of the hub, for example https://hub.example.org. Empty = none.")
    sync_minutes: int = _setting(5, "Minutes between two tries to reach the hub while something waits.")
    sync_daily_mb: int = _setting(0, "Megabytes a day over the link to the hub, both ways. 0 = no bound.")
    sync_daily_minutes: int = _setting(0, "Minutes a day that the box talks to the hub. 0 = no bound.")
    hub_backup_gb: int = _setting(20, "Gigabytes of sealed backups that a hub keeps of a box. 0 = none go, none come.")
    neighbor_minutes: int = _setting(3, "Minutes between two exchanges with the school's other boxes. 0 = none.")
    policy_names: str = _setting("pseudonymous", "Do names leave the school: full, pseudonymous or never.", POLICIES)
    policy_work: str = _setting("never", "Do texts, photos and conversation leave the school.", POLICIES)
    snapshot_minutes: int = _setting(60, "Minutes between two verified copies of the database. 0 = none.")
    disk_short_mb: int = _setting(500, "Below so many free MB on the disk, old copies of the database are removed.")
    disk_reserve_mb: int = _setting(200, "Below so many free MB, photos and packs are refused; attendance goes on.")
    keep_looks_days: int = _setting(400, "Days that are remembered who of the staff looked at which child's pages.")
    keep_imports_days: int = _setting(90, "Days that lists of people are kept to undo an import.")
    keep_tries_days: int = _setting(30, "Days that wrong tries to sign in are kept.")
    keep_aside_days: int = _setting(90, "Days that parts which sync kept aside stay after somebody dealt with them.")
    keep_visitors_days: int = _setting(30, "Days that are remembered who visited the school and whom.")
    keep_left_years: int = _setting(0, "Years after which the office is asked to erase children who left. 0 = never.")
    updater: str = _setting("", "Folder where the machine's updater tells which updates wait. Empty = there is none.")
    stick_folders: str = _setting("/media:/mnt:/run/media", "Where sticks appear; the nightly backup looks there.")


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ, **overrides: Any) -> Config:
    """Read the file, then HOMEROOM_* variables, then `overrides` (None = not given).

    Raises BadConfig with the name of the setting when a key is unknown or a value is wrong.
    """
    global _file
    _file = path
    found: dict[str, Any] = {}
    if path is not None:
        found.update(_read(path))
    for name, text in environ.items():
        if name.startswith("HOMEROOM_"):
            found[name.removeprefix("HOMEROOM_").lower()] = text
    found.update({name: value for name, value in overrides.items() if value is not None})
    known = {one.name: one for one in fields(Config)}
    for name in found:
        if name not in known:
            raise BadConfig(f"“{name}” is not a setting of Homeroom. `homeroom config` lists them all.")
    values = {name: _convert(known[name], value) for name, value in found.items()}
    return _checked(replace(Config(), **values))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadConfig(f"The settings file {path} can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfig(f"The settings file {path} is not valid TOML: {error}.") from error


def _convert(setting: Any, value: Any) -> Any:
    wanted = type(setting.default)
    try:
        if wanted is bool and isinstance(value, str):
            value = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[value.lower()]
        elif wanted is int and isinstance(value, str):
            value = int(value)
        elif isinstance(setting.default, Path):
            return Path(value).expanduser()
    except (KeyError, ValueError):
        pass
    if type(value) is not wanted:
        words = {bool: "true or false", int: "a whole number", str: "text in quotes"}[wanted]
        raise BadConfig(f"The setting “{setting.name}” must be {words}; it is {value!r}.")
    choices = setting.metadata["choices"]
    if choices and value not in choices:
        raise BadConfig(f"The setting “{setting.name}” must be one of {', '.join(choices)}; it is {value!r}.")
    return value


KEPT_FOR = ("keep_looks_days", "keep_imports_days", "keep_tries_days", "keep_aside_days", "keep_visitors_days")


def _checked(config: Config) -> Config:
    try:
        ZoneInfo(config.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise BadConfig(f"The setting “timezone” names no time zone: {config.timezone!r}.") from error
    for name in ("attendance_start", "attendance_end"):
        hours, _, minutes = getattr(config, name).partition(":")
        if not (hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
            raise BadConfig(f"The setting “{name}” must be a time like 08:00; it is {getattr(config, name)!r}.")
    if not 0 <= config.port <= 65535:
        raise BadConfig(f"The setting “port” must be between 0 and 65535; it is {config.port}.")
    if not 0 <= config.front_port <= 65535:
        raise BadConfig(f"The setting “front_port” must be between 0 and 65535; it is {config.front_port}.")
    for name in KEPT_FOR:
        if not 1 <= getattr(config, name) <= 36_500:
            raise BadConfig(f"The setting “{name}” must be between 1 and 36500; it is {getattr(config, name)}.")
    if not 1 <= config.threads <= 200:
        raise BadConfig(f"The setting “threads” must be between 1 and 200; it is {config.threads}.")
    return config


def as_toml(config: Config) -> str:
    """The settings as a commented homeroom.toml."""
    lines = ["# Homeroom settings. Each may also be given as a variable, e.g. HOMEROOM_PORT=8080."]
    for one in fields(Config):
        value = getattr(config, one.name)
        if isinstance(value, bool):
            text = "true" if value else "false"
        elif isinstance(value, int):
            text = str(value)
        else:
            text = json.dumps(str(value), ensure_ascii=False)  # a JSON string is a TOML string
        lines += ["", f"# {one.metadata['doc']}", f"{one.name} = {text}"]
    return "\n".join(lines) + "\n"


_current = Config()
_file: Path | None = None  # where the settings were read from the last time


def use(config: Config) -> None:
    """Make `config` the one this process runs with."""
    global _current
    _current = config


def current() -> Config:
    """The settings this process runs with."""
    return _current


def keep(**values: str) -> None:
    """Change settings (texts only) for now and for good: in the file they came from, line by line.

    Raises BadConfig when a value is wrong and OSError when the file can't be written; then nothing is changed.
    """
    changed = _checked(replace(_current, **{name: _convert(_known(name), value) for name, value in values.items()}))
    path = _file or _current.data / "homeroom.toml"
    text = path.read_text("utf-8") if path.exists() else ""
    for name, value in values.items():
        line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
        text, times = re.subn(rf"(?m)^{name}\s*=.*$", _as_is(line), text)
        if not times:
            text = f"{text.rstrip()}\n{line}\n".lstrip()
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    use(changed)


def _as_is(line: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: line  # in a plain replacement \n and \1 would mean something


def _known(name: str) -> Any:
    return next(one for one in fields(Config) if one.name == name)
