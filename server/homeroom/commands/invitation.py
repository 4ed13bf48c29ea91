"""What a newcomer needs next: addresses, QR codes, and three people to try."""

import io
from collections.abc import Mapping, Sequence

import click

from homeroom.commands import server
from homeroom.config import Config
from homeroom.lazy import lazy
from homeroom.people import first_start
from homeroom.people.demo import DemoPerson

segno = lazy("segno")

GAP = "    "


def welcome(name: str, settings: Config, port: int) -> None:
    """Say where a server answers and, before it has an owner, how to become it."""
    address = server.door(settings, port)
    click.echo(f"{name}: {address}")
    code = first_start.code()
    if code:
        click.echo(f"Nobody owns it yet: open {address}/first-start and type the code {code[:4]}-{code[4:]}.")


def text(box: Config, box_port: int, hub_port: int, people: Sequence[DemoPerson], codes: Mapping[str, str]) -> str:
    """The invitation as it is printed: four doors with QR codes, then the people."""
    address = server.addresses(box_port, box.host)[0]
    hub = server.addresses(hub_port, box.host)[0]
    doors = [
        ("Kiosk (wall iPad)", f"{address}/enrol?code={codes['kiosk']}"),
        ("Tablet (students)", f"{address}/enrol?code={codes['tablet']}"),
        ("Teacher", f"{address}/sign-in"),
        ("Hub", f"{hub}/sign-in"),
    ]
    lines = ["", f"{box.school_name} is open.", ""]
    for pair in (doors[:2], doors[2:]):
        lines += _beside([_code(url) for _name, url in pair])
        lines += [f"  {name}: {url}" for name, url in pair] + [""]
    lines += ["People to try:", *(_person(one) for one in _three(people)), ""]
    lines.append("The codes for kiosk and tablet work once, for 15 minutes; more on the page Devices.")
    lines.append("Stop with Ctrl+C. The next start goes on where this one was.")
    return "\n".join(lines)


def _three(people: Sequence[DemoPerson]) -> list[DemoPerson]:
    wanted = ("teacher", "student", "office", "hub")
    return [next(one for one in people if one.role == role) for role in wanted if any(p.role == role for p in people)]


def _person(one: DemoPerson) -> str:
    if one.role == "student":
        return f"  {one.name}, student of {one.classes}: portrait, then {', '.join(one.pictures)}"
    role = {"teacher": f"teacher of {one.classes}", "office": "office", "hub": "administrator of the hub"}[one.role]
    return f"  {one.name}, {role}: {one.username} / {one.password}"


def _code(url: str) -> list[str]:
    out = io.StringIO()
    segno.make(url, error="l", micro=False).terminal(out, compact=True, border=2)
    return out.getvalue().rstrip("\n").split("\n")


def _beside(codes: list[list[str]]) -> list[str]:
    height = max(len(code) for code in codes)
    padded = [code + [""] * (height - len(code)) for code in codes]
    return [GAP.join(row) for row in zip(*padded, strict=True)]
