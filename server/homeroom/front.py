"""Files through the nginx in front: this box says who may have one, nginx sends it (X-Accel-Redirect)."""

from flask import Response

from homeroom import blobs, config


def hands_over() -> bool:
    """Whether there is an nginx in front that sends files."""
    return bool(config.current().front_port)


def hand_over(sha: str, media: str) -> Response:
    """An answer without a body that makes nginx send the file, whole or the ranges asked for. Raises NotFound."""
    blobs.path(sha)
    answer = Response(content_type=media)
    answer.headers["X-Accel-Redirect"] = f"/protected/{sha[:2]}/{sha}"
    return answer
