"""How public data may be kept and read: entity tags, and other sites' scripts (CORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from flask import Response


def share(response: Response) -> Response:
    """Let scripts of other sites read a public answer; nothing of the reader goes with it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    exposed = "ETag, Link, Content-Crs, Content-Disposition"
    response.headers["Access-Control-Expose-Headers"] = exposed
    return response


def revalidated(response: Response, *, private: bool = False) -> Response:
    """Let the reader keep a copy that is asked about every time; answers 304 where it holds."""
    response.headers["Cache-Control"] = "private, no-cache" if private else "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
