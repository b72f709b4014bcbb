"""What entries of a definition share: they hold no field that nobody knows."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations at run time
from typing import Annotated

import pydantic

Words = Annotated[str, pydantic.StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(pydantic.BaseModel):
    """An entry as YAML has it; a field that it does not know is a fault."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class DrawnEntry(Strict):
    """A line that a person supplied for a leg; the file is GeoJSON in the data folder."""

    file: Words
    author: Words
    reason: Words
    date: dt.date
