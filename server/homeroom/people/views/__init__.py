"""The people of the school over HTTP: pages for staff, sign-in for everybody, devices and their acts."""

from homeroom.people.views import (
    account,
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
from homeroom.people.views.identify import init_app

__all__ = [
    "account",
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
