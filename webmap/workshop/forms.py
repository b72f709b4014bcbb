"""The forms of the workshop."""

from __future__ import annotations

from typing import Any, TypeAlias

import shapely

from boundaries.edition.corrections import (
    Added,
    Correction,
    Drawn,
    LeftOut,
    Meant,
    Ruled,
    Swapped,
)
from boundaries.edition.new_area import SLUG
from boundaries.model import LegKind, LineRule
from boundaries.workshop.draft import LONGEST_TEXT
from boundaries.workshop.hand_over import Said
from boundaries.workshop.line_files import MOST_CORNERS
from geo.crs import to_lonlat
from webmap.admin.fact_form import typed_pair
from webmap.admin.forms import Choice, Day, Form, Line, Number, Words

KINDS = tuple(kind.value for kind in LegKind)
RULES = (
    LineRule.CENTRE_LINE,
    LineRule.INNER_SIDE,
    LineRule.OUTER_SIDE,
    LineRule.EVEN_SIDE,
    LineRule.ODD_SIDE,
    LineRule.BOTH_SIDES,
)
"""Sides that a person may choose for a leg."""
STEPS = ("meant", "added", "left_out", "swapped", "ruled")


LONGEST_LINE = 40 * MOST_CORNERS
"""Characters of the corners of a line that is typed."""
Corners: TypeAlias = tuple[tuple[float, float], ...]
"""Longitude and latitude, degrees (WGS84)."""


class NewForm(Form):
    """A new draft."""

    title = Line(needed=True)
    town = Line(limit=80)
    text = Words(LONGEST_TEXT)


class HandForm(Form):
    """What is said of an area that is handed over."""

    seen = Number(8)
    slug = Line(limit=80, needed=True)
    title_hu = Line(needed=True)
    title_en = Line()
    authority = Line(needed=True)
    source_title = Line(needed=True)
    source_document = Line(needed=True)
    start = Day(needed=False)
    end = Day(needed=False)

    def said(self, town: str) -> Said | None:
        """Return it; None where the form has faults."""
        if self.slug.data and not SLUG.fullmatch(self.slug.data):
            self.tell("slug", self.t("workshop.field.slug_help"))
        if self.start.data and self.end.data and self.end.data < self.start.data:
            self.tell("end", self.t("workshop.fault.end_early"))
        if not self.validate():
            return None
        return Said(
            self.slug.data,
            town,
            self.title_hu.data,
            self.title_en.data or self.title_hu.data,
            self.authority.data,
            self.source_title.data,
            self.source_document.data,
            self.start.data.isoformat() if self.start.data else None,
            self.end.data.isoformat() if self.end.data else None,
        )


class StepForm(Form):
    """One step on the bench."""

    seen = Number(8)
    step = Choice(STEPS)
    leg = Number(8)
    other = Number(8)
    name = Line()
    kind = Choice(KINDS, needed=False)
    rule = Choice(tuple(rule.value for rule in RULES), needed=False)
    reason = Line(limit=500, needed=True)

    def correction(self, author: str, date: str) -> Correction | None:
        """Return the correction that was asked for; None where the form has faults."""
        signed: dict[str, Any] = {"author": author, "reason": self.reason.data, "date": date}
        if not self.check("seen", "step", "reason"):
            return None
        made: Correction | None = None
        leg = int(self.leg.data or 0)
        match self.step.data:
            case "meant" | "added":
                made = self._named(leg, signed)
            case "left_out":
                made = LeftOut(leg=leg, **signed)
            case "swapped":
                made = Swapped(leg=leg, other=int(self.other.data or 0), **signed)
            case "ruled" if self.check("rule"):
                made = Ruled(leg=leg, rule=LineRule(self.rule.data), **signed)
        return made

    def _named(self, leg: int, signed: dict[str, Any]) -> Correction | None:
        if not self.check("name", "kind"):
            return None
        if not self.name.data:
            self.fault("name", "missing")
            return None
        kind = LegKind(self.kind.data or LegKind.STREET)
        if self.step.data == "added":
            return Added(after=leg, name=self.name.data, leg_kind=kind, **signed)
        return Meant(leg=leg, name=self.name.data, leg_kind=kind, **signed)


class DrawForm(Form):
    """A line that is drawn for a leg: corners, or the line of a file."""

    seen = Number(8)
    lat = Number(20)
    lon = Number(20)
    points = Words(LONGEST_LINE)
    reason = Line(limit=500, needed=True)

    def corners(self) -> Corners | None:
        """Return the corners that were typed; None where the form has faults."""
        self.check("points")
        corners = []
        for number, row in enumerate(filter(None, map(str.strip, self.points.data.split("\n"))), 1):
            place = typed_pair(row)
            if place is None:
                self.fault("points", "fact_row", number=number)
                return None
            there = to_lonlat(place)
            corners.append((round(there.lon, 7), round(there.lat, 7)))
        if len(set(corners)) < 2:  # noqa: PLR2004 - a line has two ends
            self.fault("points", "drawn_no_line")
            return None
        return tuple(corners)

    def correction(self, leg: int, line: Corners | None, *, author: str, date: str) -> Drawn | None:
        """Return the line as a correction; None where the form has faults.

        Args:
            leg: number of the leg.
            line: of a file; None takes the corners that were typed.
            author: who draws it.
            date: ISO day.
        """
        if line is None and not self.faults:
            line = self.corners()
        self.check("seen", "reason")
        if line is None or self.faults:
            return None
        if not shapely.LineString(line).is_simple:
            self.fault("points", "drawn_crosses")
            return None
        return Drawn(leg=leg, line=line, author=author, reason=self.reason.data, date=date)
