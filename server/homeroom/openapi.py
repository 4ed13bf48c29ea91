"""The description of every endpoint a client may use, made from the routes themselves."""

import re
from typing import Any

from flask import Flask

from homeroom import __version__
from homeroom.web import allowed_on

ABOUT = (
    "Who calls is known by cookies: /api/enrol makes a browser a kiosk or tablet, /api/sign-in lets a child work on"
    " one, and the page /sign-in lets staff in. Times are milliseconds since 1970, UTC. Requests that change something"
    " must come from a page of the box itself or carry no Origin at all."
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def document(app: Flask) -> dict[str, Any]:
    """OpenAPI 3.1 of all routes that describe themselves."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        described = getattr(view, "described", None)
        if described:
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
            for method in sorted(set(METHODS) & (rule.methods or set())):
                paths.setdefault(path, {})[method.lower()] = _operation(rule.endpoint, view, described, path)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Homeroom", "version": __version__, "license": {"name": "Apache-2.0"}, "description": ABOUT},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": {"Problem": PROBLEM}},
    }


def _operation(endpoint: str, view: Any, described: dict[str, Any], path: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint,
        "summary": described["summary"],
        "description": f"{(view.__doc__ or '').strip()}\n\nWho may call: {', '.join(sorted(allowed_on(view)))}.",
        "responses": {
            "2XX": {"description": "Done.", **_content(described["answers"], described["answer"])},
            "default": {
                "description": "A problem (RFC 9457); nothing was changed.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    parameters = _parameters(path, described["parameters"])
    if parameters:
        operation["parameters"] = parameters
    content = _content(described["sends"], described["body"])
    if content:
        operation["requestBody"] = {"required": True, **content}
    return operation


def _parameters(path: str, more: dict[str, str]) -> list[dict[str, Any]]:
    text = {"type": "string"}
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": text} for name in re.findall(r"{([^}]+)}", path)
    ]
    for where, words in more.items():
        place, _space, name = where.partition(" ")
        found.append({"name": name, "in": place, "description": words, "schema": text})
    return found


def _content(media: str, schema: dict[str, Any] | None) -> dict[str, Any]:
    if media != "application/json":
        return {"content": {media: {}}}
    return {"content": {media: {"schema": schema}}} if schema else {}


PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "A stable name of the kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence for a person."},
    },
}
