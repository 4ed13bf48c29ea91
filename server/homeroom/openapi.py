"""The description of every endpoint a client may use, made from the routes themselves."""

import re
from typing import Any

from flask import Flask

from homeroom import __version__
from homeroom.web import allowed_on

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def document(app: Flask) -> dict[str, Any]:
    """OpenAPI 3.1 of all routes under /api/ and /sync/ that describe themselves."""
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
        "info": {"title": "Homeroom", "version": __version__, "license": {"name": "Apache-2.0"}},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": {"Problem": PROBLEM}},
    }


def _operation(endpoint: str, view: Any, described: dict[str, Any], path: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint,
        "summary": described["summary"],
        "description": f"{(view.__doc__ or '').strip()}\n\nWho may call: {', '.join(sorted(allowed_on(view)))}.",
        "responses": {
            "2XX": {"description": "Done.", **_json(described["answer"])},
            "default": {
                "description": "A problem (RFC 9457); nothing was changed.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    names = re.findall(r"{([^}]+)}", path)
    if names:
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ]
    if described["body"]:
        operation["requestBody"] = {"required": True, **_json(described["body"])}
    return operation


def _json(schema: dict[str, Any] | None) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}} if schema else {}


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
