"""Addresses of the service as other sites, codes and paper carry them."""

from __future__ import annotations

from flask import request

from .state import state


def absolute(path: str) -> str:
    """Return the full address of a path of this service.

    It begins with the setting `public_url`; without one, with the host that the request named,
    which is right wherever the service is reached under one name only.
    """
    base = state().settings.public_url or request.host_url
    return base.rstrip("/") + path
