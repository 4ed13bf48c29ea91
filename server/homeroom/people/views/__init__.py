"""The people of the school over HTTP: pages for staff, sign-in for everybody, devices and their acts."""

from flask import Flask

from homeroom import store, web
from homeroom.people.views import (
    account,
    acts_api,
    classes,
    device_api,
    device_pages,
    differences,
    first_start_page,
    portraits,
    roster_pages,
    same,
    school,
    signing_in,
    staff,
    students,
)
from homeroom.people.views.blueprint import bp
from homeroom.people.views.identify import identify
from homeroom.people.views.short_way import ShortWay

__all__ = [
    "account",
    "acts_api",
    "bp",
    "classes",
    "device_api",
    "device_pages",
    "differences",
    "first_start_page",
    "init_app",
    "portraits",
    "roster_pages",
    "same",
    "school",
    "signing_in",
    "staff",
    "students",
]


def init_app(app: Flask) -> None:
    """Let the app know its callers by our cookies, and a box take acts the short way."""
    web.identify_with(app, identify)
    if not store.is_hub():  # it has no devices
        app.wsgi_app = ShortWay(app)  # type: ignore[assignment, method-assign]  # as Flask's documents say
