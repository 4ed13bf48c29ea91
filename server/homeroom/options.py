"""The options every command takes, and a database that is open while a command runs."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from homeroom import config, db

Command = Callable[..., Any]
CONFIG = "Settings file. Default: homeroom.toml in the data folder, if there is one."
DATA = "Folder for all that is kept. Default: homeroom-data in this folder."
PORT = "Port of the web server. Default: 8080; 0 = any free one."


def common(command: Command) -> Command:
    """Add --config, --data and --port; the command gets the resulting `settings`."""

    @click.option("--config", "file", type=click.Path(path_type=Path), metavar="FILE", help=CONFIG)
    @click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help=DATA)
    @click.option("--port", type=click.IntRange(0, 65535), metavar="N", help=PORT)
    @functools.wraps(command)
    def run(*args: Any, file: Path | None, data: Path | None, port: int | None, **kwargs: Any) -> Any:
        return command(*args, settings=find(file, data=data, port=port), **kwargs)

    return run


def find(file: Path | None, **overrides: Any) -> config.Config:
    """The settings: from the file named, else from homeroom.toml in the data folder if there is one."""
    if file is None:
        data = config.load(None, **overrides).data
        beside = data / "homeroom.toml"
        file = beside if beside.exists() else None
    return config.load(file, **overrides)


def opened(command: Command) -> Command:
    """Like `common`, and the store is open while the command runs."""

    @common
    @functools.wraps(command)
    def run(*args: Any, settings: config.Config, **kwargs: Any) -> Any:
        click.get_current_context().find_root().obj["open"](settings)
        try:
            return command(*args, settings=settings, **kwargs)
        finally:
            db.close()

    return run
