"""Marks on views: which limit holds for a route, and how large its body may be.

A mark says something about a view and changes nothing in it. The application reads the marks
once, when every blueprint is registered (see `app.create_app`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    View = TypeVar("View", bound=Callable[..., object])

LIMIT, BODY = "_akcioterulet_limit", "_akcioterulet_body"

Kind = Literal["lookup", "login", "form", "file"]
"""Names of the settings `rate_…`."""


def limited(kind: Kind) -> Callable[[View], View]:
    """Mark a view with the limit of the setting `rate_<kind>`, for each address."""

    def mark(view: View) -> View:
        setattr(view, LIMIT, kind)
        return view

    return mark


def large_body(view: View) -> View:
    """Mark a view whose body may have `max_upload_bytes` instead of `max_body_bytes`.

    For files, and for the forms of signed-in people that hold long texts.
    """
    setattr(view, BODY, True)
    return view
