"""Configuration in, Flask out: a box for one school, or a hub for many."""

import importlib
import importlib.util
from collections.abc import Callable
from types import ModuleType
from typing import Any

from flask import Flask

from homeroom import checkup, config, db, features, findings, house, journal, store, timekeeping, web
from homeroom.backups import recovery
from homeroom.config import Config
from homeroom.record import actions as record

LARGEST = 8 * 1024 * 1024  # bytes of a request; routes that take more say so themselves


class _House(Flask):
    """Flask without its question, several times a request, whether a function is a coroutine: none of ours is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_box(settings: Config) -> Flask:
    """The web application of a school's box. Opens the database under `settings.data`."""
    return _create(settings, features.BOX)


def create_hub(settings: Config) -> Flask:
    """The web application of a hub. The same program with another table of contents."""
    return _create(settings, features.HUB)


def load(names: tuple[str, ...]) -> dict[str, ModuleType]:
    """Import the folds and actions of the features; returns their `views` modules by feature name."""
    views = {}
    for name in names:
        for part in ("tables", "actions", "views"):
            module = _module(f"homeroom.{name}.{part}")
            if module is not None and part == "views":
                views[name] = module
    return views


def open_store(settings: Config, names: tuple[str, ...]) -> dict[str, ModuleType]:
    """Use the settings, open the database and bring its tables up to date; returns the views."""
    config.use(settings)
    views = load(names)
    recovery.make_sound(settings)
    db.open_file(settings.data / "homeroom.sqlite3", survive_power_cuts=settings.survive_power_cuts)
    store.ensure()
    if names is features.HUB:
        db.write(store.put, "hub", "1")
    timekeeping.begin()
    journal.catch_up()
    recovery.settle(settings)
    record.remember()  # whoever was erased stays erased, whatever copy this database began as
    return views


def _module(name: str) -> ModuleType | None:
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    return importlib.import_module(name) if found else None


def _create(settings: Config, names: tuple[str, ...]) -> Flask:
    views = open_store(settings, names)
    app = _House("homeroom", static_folder="static", template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024)
    web.init_app(app, names)
    app.extensions["watch"] = findings.Watch(checkup.running)
    app.register_blueprint(house.bp)
    for module in views.values():
        app.register_blueprint(module.bp)
        init = getattr(module, "init_app", None)
        if init:
            init(app)
    web.allow("everybody")(app.view_functions["static"])
    return app
