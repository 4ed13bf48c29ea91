"""Who is calling, and who may: every view names its callers; the default is nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Request, g, request

GROUPS = {"staff": {"teacher", "office"}, "device": {"kiosk", "tablet"}}
ROLES = {"everybody", "teacher", "office", "student", "kiosk", "tablet", "box", "hub", *GROUPS}
V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class Caller:
    """Whoever sent this request: a person, the device it came from, or both."""

    roles: frozenset[str] = frozenset()
    role: str = "nobody"
    id: str = ""
    name: str = ""
    language: str = ""
    device_id: str = ""
    session_id: str = ""
    class_ids: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """How the journal names the caller."""
        return f"{self.role}:{self.id}" if self.role != "nobody" else "system:box"

    @property
    def at_school(self) -> Any:
        """The school for which an administrator of a hub acts with this request, or None."""
        return self.more.get("at_school")

    @property
    def nameless(self) -> bool:
        """Whether that school keeps names to itself."""
        return bool(self.more.get("nameless"))

    def may(self, allowed: frozenset[str]) -> bool:
        """Whether one of the caller's roles is among those allowed."""
        return "everybody" in allowed or bool(self.roles & allowed)


def allow(*roles: str) -> Callable[[V], V]:
    """Say who may call a view. Without it nobody may."""
    unknown = set(roles) - ROLES
    if unknown or not roles:
        raise ValueError(f"not roles: {unknown}")
    allowed = frozenset(one for role in roles for one in GROUPS.get(role, {role}))

    def mark(view: V) -> V:
        view.allowed = allowed  # type: ignore[attr-defined]
        return view

    return mark


def allowed_on(view: Callable[..., Any]) -> frozenset[str]:
    """The roles that may call a view (groups spelled out)."""
    found: frozenset[str] = getattr(view, "allowed", frozenset())
    return found


def caller() -> Caller:
    """Who sent the current request."""
    found: Caller = g.caller
    return found


def asked() -> Request:
    """The current request itself: Flask's stand-in for it searches for it at every look."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined]  # of the stand-in
    return found


def describe(
    *,
    summary: str,
    body: dict[str, Any] | None = None,
    answer: dict[str, Any] | None = None,
    sends: str = "application/json",
    answers: str = "application/json",
    parameters: Mapping[str, str] | None = None,
) -> Callable[[V], V]:
    """Describe a view for /api/openapi.json: JSON schemas of the request body and the answer.

    `sends` and `answers` are media types of what is not JSON; `parameters` says what "query v" or
    "header X-Student" are for.
    """
    found = {"summary": summary, "body": body, "answer": answer, "sends": sends, "answers": answers}
    found["parameters"] = dict(parameters or {})

    def mark(view: V) -> V:
        view.described = found  # type: ignore[attr-defined]
        return view

    return mark
