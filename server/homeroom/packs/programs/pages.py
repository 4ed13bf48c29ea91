"""Pages of the box that may show programs of lessons: the student page, the preview, the workshop."""

from flask import Response, make_response, request

from homeroom.web import CSP

from . import doors


def places() -> list[str]:
    """Where this page finds programs, the best first; for `<meta name="programs">`."""
    return doors.origins(request.host, request.scheme)


def framing(html: str) -> Response:
    """A page whose frames may come from there, and from nowhere else."""
    response = make_response(html)
    sources = " ".join(places()) or "'none'"
    response.headers["Content-Security-Policy"] = f"{CSP}; frame-src {sources}"
    return response
