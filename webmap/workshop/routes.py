"""Every route of the workshop: importing this file puts them all on the blueprint."""

from __future__ import annotations

from . import (
    bench,
    candidate,
    doors,
    drawing,
    force,
    list_steps,
    programme,
    programme_public,
    steps,
    views,
)
from .blueprint import blueprint

__all__ = [
    "bench",
    "blueprint",
    "candidate",
    "doors",
    "drawing",
    "force",
    "list_steps",
    "programme",
    "programme_public",
    "steps",
    "views",
]
