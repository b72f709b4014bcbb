"""Keep GDAL from opening what it should not: other hosts, other files, programs in files."""

from __future__ import annotations

import os

SKIPPED = "OGR_VRT,GDALG,OAPIF,WFS,HTTP,CSW,OGCAPI"
"""Drivers that follow references out of a file; GDAL reads the variable when it starts."""


def guard_gdal() -> None:
    """Switch those drivers off; works before pyogrio is first imported in the process."""
    os.environ.setdefault("GDAL_SKIP", SKIPPED)
