"""Answers compressed with gzip, where that cannot give a secret away.

Compression together with a secret and with text that a stranger chose lets the stranger guess
the secret from the length of the answer (BREACH). So only bodies that are the same for everybody
are compressed: static files, and answers to a GET that neither came with a cookie nor set one.
A token against forged requests belongs to a session, hence to a cookie: no page that holds one
is ever compressed, and no answer to a form is.
"""

from __future__ import annotations

import functools
import gzip
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request, session

if TYPE_CHECKING:
    from flask import Flask, Response

READING = frozenset({"GET", "HEAD"})
SMALLEST = 700
"""Bodies below this are sent as they are, bytes."""
LARGEST = 8_000_000
"""Bodies above this are not held in memory to be compressed, bytes."""
LEVEL = 6
KINDS = frozenset(
    {
        "application/geo+json",
        "application/javascript",
        "application/json",
        "image/svg+xml",
        "text/calendar",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
    }
)
STATIC = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
"""Kinds of the static files, whose compressed form is kept."""


def init_app(app: Flask) -> None:
    """Compress what may be compressed."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress an answer where its body is the same for everybody and the reader takes gzip."""
    if request.method not in READING or response.mimetype not in KINDS or not _is_whole(response):
        return response
    response.vary.add("Accept-Encoding")
    if not _is_same_for_all(response) or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if not SMALLEST <= len(body) <= LARGEST:
        return response
    keep = request.endpoint == "static" and response.mimetype in STATIC
    response.set_data(_kept(body) if keep else gzip.compress(body, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)  # the same content in other bytes
    return response


def _is_whole(response: Response) -> bool:
    """Tell whether a response is a whole body that nothing has encoded yet."""
    length = response.content_length
    return (
        response.status_code == HTTPStatus.OK
        and "Content-Encoding" not in response.headers
        and "Content-Range" not in response.headers
        and (length is None or length <= LARGEST)
        and (request.endpoint == "static" or not response.is_streamed)
    )


def _is_same_for_all(response: Response) -> bool:
    if request.method != "GET":
        return False
    if request.endpoint == "static":
        return True
    # The session's own cookie is only set after this, so the session itself is asked.
    return not (
        request.headers.get("Cookie") or "Set-Cookie" in response.headers or session.modified
    )


@functools.lru_cache(maxsize=64)
def _kept(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)
