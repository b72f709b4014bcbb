"""The forms of the workshop."""

from __future__ import annotations

from typing import Any

from boundaries.edition.areas import SLUG
from boundaries.edition.corrections import (
    Added,
    Correction,
    Drawn,
    LeftOut,
    Meant,
    Ruled,
    Swapped,
)
from boundaries.model import LegKind, LineRule
from boundaries.workshop.draft import LONGEST_TEXT
from boundaries.workshop.hand_over import Said
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
STEPS = ("meant", "added", "left_out", "swapped", "ruled", "drawn")


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
    title_en = Line(needed=True)
    authority = Line(needed=True)
    source_title = Line(needed=True)
    source_document = Line(needed=True)
    start = Day(needed=False)

    def said(self, town: str) -> Said | None:
        """Return it; None where the form has faults."""
        if self.slug.data and not SLUG.fullmatch(self.slug.data):
            self.tell("slug", self.t("workshop.field.slug_help"))
        if not self.validate():
            return None
        return Said(
            self.slug.data,
            town,
            self.title_hu.data,
            self.title_en.data,
            self.authority.data,
            self.source_title.data,
            self.source_document.data,
            self.start.data.isoformat() if self.start.data else None,
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
    points = Words(100_000)
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
            case "drawn":
                line = self._line()
                made = None if line is None else Drawn(leg=leg, line=line, **signed)
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

    def _line(self) -> tuple[tuple[float, float], ...] | None:
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
            self.fault("points", "fact_one_corner")
            return None
        return tuple(corners)
