"""The blueprint of the workshop; its routes stand in the files of its pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("workshop", __name__, url_prefix="/workshop")
