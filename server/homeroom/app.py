"""Configuration in, Flask out: a box for one school, or a hub for many."""

import importlib
import importlib.util
import threading
import time
from types import ModuleType

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from homeroom import __version__, config, db, features, journal, openapi, store, web
from homeroom.config import Config
from homeroom.errors import Unavailable
from homeroom.web import allow, describe

LARGEST = 8 * 1024 * 1024  # bytes of a request; routes that take more say so themselves
HEALTHY_FOR = 5.0  # seconds that one proven write answers /healthz


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
    db.open_file(settings.data / "homeroom.sqlite3", survive_power_cuts=settings.survive_power_cuts)
    store.ensure()
    journal.catch_up()
    return views


def _module(name: str) -> ModuleType | None:
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    return importlib.import_module(name) if found else None


def _create(settings: Config, names: tuple[str, ...]) -> Flask:
    views = open_store(settings, names)
    app = Flask("homeroom", static_folder="static", template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024)
    web.init_app(app, names)
    _common_routes(app)
    for module in views.values():
        app.register_blueprint(module.bp)
        init = getattr(module, "init_app", None)
        if init:
            init(app)
    web.allow("everybody")(app.view_functions["static"])
    return app


class _Health:
    """Proves by a real write that the box can save; remembers it for a moment."""

    def __init__(self) -> None:
        self._proven = -HEALTHY_FOR
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise Unavailable when the box can't write."""
        with self._lock:
            if time.monotonic() - self._proven < HEALTHY_FOR:
                return
            db.write(store.put, "last_write", str(time.time_ns() // 1_000_000))
            self._proven = time.monotonic()


def _common_routes(app: Flask) -> None:
    health = _Health()

    @app.get("/healthz")
    @allow("everybody")
    @describe(summary="Can the box write?", answer={"type": "object", "properties": {"ok": {"type": "boolean"}}})
    def healthz() -> ResponseReturnValue:
        """Answers 200 only after a real write reached the disk within the last five seconds."""
        try:
            health.check()
        except Unavailable as error:
            return {"ok": False, "detail": error.message}, 503
        return {"ok": True, "version": __version__}

    @app.get("/api/openapi.json")
    @allow("everybody")
    def description() -> ResponseReturnValue:
        """This description."""
        return openapi.document(app)

    @app.get("/favicon.ico")
    @allow("everybody")
    def favicon() -> ResponseReturnValue:
        """The little house."""
        return app.send_static_file("art/favicon.svg")

    @app.get("/robots.txt")
    @allow("everybody")
    def robots() -> Response:
        """A school is not for search engines."""
        return Response("User-agent: *\nDisallow: /\n", content_type="text/plain")

    @app.get("/style")
    @allow("staff")
    def style() -> str:
        """Every part that pages are made of, in all its states."""
        return web.page("style.html")

    @app.post("/language")
    @allow("everybody")
    def language() -> ResponseReturnValue:
        """Choose the language of the pages on this device."""
        return web.choose_language()
