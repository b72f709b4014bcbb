"""Streets for those who ask: names that complete what is typed, lines, what a map shows of a place.

Lines are in EOV metres, from the backdrop of an area. While somebody types, accents, capitals and
short forms of words do not matter; where nothing begins or goes on like the words typed, names
with a slip of the hand are offered.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, json, jsonify, request

from boundaries.errors import RegisterError
from boundaries.export.backdrop import lines_by_key
from boundaries.language.names import fold, normal_key
from geo.crs import EOV, WGS84, reproject, transformer
from geo.primitives import LonLat
from webmap.request.state import state
from webmap.web.http import NO_STORE

from . import parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Answer, Edition
    from boundaries.streets.street_list import Street
    from webmap.ask.services import Areas
    from webmap.web.i18n import Texts


DIGITS = 6
"""Decimals of a degree that a drawn street needs: a tenth of a metre."""

Parts = list[list[tuple[float, float]]]
"""A line in parts, each a list of (latitude, longitude) as the browser's map takes them."""


def streets_by_name(areas: Areas, edition: Edition) -> Mapping[str, Street]:
    """Return the streets of an area's list by their full names; made once.

    Raises:
        RegisterError: the list cannot be read.
    """
    listed = areas.streets(edition.slug, edition.variant)
    return state().once(
        ("desk-streets", edition.slug, edition.variant, listed.digest),
        lambda: {one.full_name: one for one in listed.streets},
    )


def listed_streets(areas: Areas, edition: Edition) -> Mapping[str, Street]:
    """Return the same; nothing where the list cannot be read: the answer itself says so."""
    try:
        return streets_by_name(areas, edition)
    except RegisterError:
        return {}


def suggestions() -> Response:
    """Answer a request to complete a street: `{"text", "area", "variant"}` -> `{"streets": []}`.

    Raises:
        Problem: the body is not such an object, or names an area that there is not.
    """
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise parameters.refuse("bad_json") from None
    if not isinstance(body, dict) or not all(isinstance(one, str) for one in body.values()):
        raise parameters.refuse("bad_json")
    parameters.require_known_fields(body, ("text", "area", "variant"))
    asked = parameters.asked_area(body.get("area") or None, body.get("variant") or None)
    edition = state().areas.edition(asked.slug, asked.variant)
    try:
        found = suggester(state().areas, edition).suggest(body.get("text", ""))
    except RegisterError:  # an area without a list has nothing to offer; typing goes on
        found = ()
    response = jsonify({"streets": found})
    response.headers["Cache-Control"] = NO_STORE
    return response


def suggester(areas: Areas, edition: Edition) -> Suggester:
    """Return what completes street names; made once for each town's list.

    Raises:
        RegisterError: the list cannot be read.
    """
    listed = areas.streets(edition.slug, edition.variant)
    return state().once(
        ("desk-suggester", edition.slug, edition.variant, listed.digest),
        lambda: Suggester([street.full_name for street in listed.streets], edition.town),
    )


def street_of(address: str, town: str, streets: Mapping[str, Street]) -> Street | None:
    """Return the street of an address as answers write it: "Town, Name type number"."""
    words = address.removeprefix(f"{town}, ").split(" ")
    for count in range(len(words), 0, -1):
        found = streets.get(" ".join(words[:count]))
        if found is not None:
            return found
    return None


def street_parts(areas: Areas, slug: str, full_name: str) -> Parts:
    """Return the line of a street for the map; nothing where the network does not have it."""
    lines: dict[str, BaseGeometry] = state().once(
        ("desk-street-lines", slug, areas.edition(slug).hash),
        lambda: lines_by_key(areas.backdrop(slug)),
    )
    line = lines.get(normal_key(full_name))
    if line is None:
        return []
    whole = reproject(line, EOV, WGS84)
    parts = getattr(whole, "geoms", (whole,))
    return [[(round(y, DIGITS), round(x, DIGITS)) for x, y in part.coords] for part in parts]


@dataclass(frozen=True, slots=True)
class OnMap:
    """What a map shows of the place of an answer."""

    point: LonLat | None
    """WGS84; None where nobody knows where the door is."""
    street: Parts
    """The line of its street, in place of a point that is not known."""
    note: str
    """What is drawn and what is not, as a sentence."""


def on_map(
    areas: Areas,
    answer: Answer,
    edition: Edition,
    streets: Mapping[str, Street],
    point: LonLat | None,
    t: Texts,
) -> OnMap:
    """Return what a map can show of an answer: the point asked about, the door, or its street.

    Args:
        areas: the areas.
        answer: the answer.
        edition: that gave it.
        streets: the street list by full names; empty where there is none.
        point: the point that was asked about, WGS84, if one was.
        t: language of the note.
    """
    place = point or known_place(answer)
    if answer.method == "coordinate":
        return OnMap(place, [], t("desk.map.point"))
    if place is not None:
        return OnMap(place, [], t("desk.map.door"))
    if answer.matched is None:
        return OnMap(None, [], t("desk.map.nothing"))
    street = street_of(answer.matched, edition.town, streets)
    parts = [] if street is None else street_parts(areas, edition.slug, street.full_name)
    shown = ("street" if parts else "") + ("leg" if answer.leg_number else "")
    return OnMap(None, parts, t(f"desk.map.no_door_{shown or 'only'}"))


def known_place(answer: Answer) -> LonLat | None:
    """Return where the door of an answer is known to be, from its evidence; WGS84."""
    place = next((one for one in answer.details.get("evidence", ()) if "east" in one), None)
    if place is None:
        return None
    lon, lat = transformer(EOV, WGS84).transform(place["east"], place["north"])
    return LonLat(float(lon), float(lat))


SHORTEST = 2
"""Letters from which names are offered."""
LONGEST = 60
"""Letters beyond which nothing is offered: no name is so long."""
MOST = 8
"""Names offered at once."""
ONE_SLIP, TWO_SLIPS = 4, 8
"""Letters from which one and two slips are forgiven."""


@dataclass(frozen=True, slots=True)
class _Name:
    shown: str
    key: str
    """Folded."""
    padded: str
    """The key with a space before it, so that every word in it follows one."""


class Suggester:
    """The streets of a town, ready to complete what is typed."""

    def __init__(self, names: Iterable[str], town: str) -> None:
        """Take the full names of the streets, and the town, which may stand before them."""
        made = (_Name(name, key, f" {key}") for name in set(names) if (key := fold(name)))
        self._names = sorted(made, key=lambda one: (one.key, one.shown))
        self._keys = [one.key for one in self._names]
        self._town = fold(town)

    def suggest(self, text: str, most: int = MOST) -> tuple[str, ...]:
        """Return full names, likeliest first; nothing once a house number follows the name."""
        words = self._street_part(text)
        key = fold(words)
        if not SHORTEST <= len(key) <= LONGEST or self._has_number(key):
            return ()
        found: dict[str, None] = {}
        for group in (self._beginning(key), self._holding(key.split())):
            found |= dict.fromkeys(_exact_first(group, words))
            if len(found) >= most:
                break
        if not found:
            found = dict.fromkeys(one.shown for one in self._close(key, most))
        return tuple(found)[:most]

    def _street_part(self, text: str) -> str:
        """Return what is typed without the town before it: "6000 Kecskemét, Hal" -> "Hal"."""
        head, comma, tail = text.rpartition(",")
        if comma and fold(head).endswith(self._town):
            return tail.strip()
        first, _, rest = text.strip().partition(" ")
        if first.isdigit() and len(first) == 4:  # noqa: PLR2004 - a postcode
            first, _, rest = rest.strip().partition(" ")
        return rest if rest and fold(first) == self._town else text.strip()

    def _has_number(self, key: str) -> bool:
        """Tell whether the last word is the house number behind a known name."""
        name, _, last = key.rpartition(" ")
        at = bisect.bisect_left(self._keys, name)
        return last[:1].isdigit() and name in self._keys[at : at + 1]

    def _beginning(self, key: str) -> list[_Name]:
        first = bisect.bisect_left(self._keys, key)
        last = bisect.bisect_left(self._keys, key + "\uffff", lo=first)
        return self._names[first:last]

    def _holding(self, words: Sequence[str]) -> list[_Name]:
        """Return names in which each word typed begins a word, in the order typed."""
        starts = [f" {word}" for word in words]
        able = [one for one in self._names if all(start in one.padded for start in starts)]
        return [one for one in able if _in_order(words, one.key.split())]

    def _close(self, key: str, most: int) -> list[_Name]:
        """Return names that begin nearly as typed, the nearest first."""
        slips = 2 if len(key) >= TWO_SLIPS else 1 if len(key) >= ONE_SLIP else 0
        if not slips or not self._names:
            return []
        import numpy as np  # noqa: PLC0415 - only where nothing else is found
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - as above
        from rapidfuzz.process import cdist  # noqa: PLC0415 - as above

        gaps = np.full(len(self._names), slips + 1)
        for length in range(len(key) - slips, len(key) + slips + 1):
            beginnings = [one[:length] for one in self._keys]
            found = cdist([key], beginnings, scorer=OSA.distance, score_cutoff=slips)[0]
            gaps = np.minimum(gaps, found)
        near = np.flatnonzero(gaps <= slips)
        ordered = near[np.argsort(gaps[near], kind="stable")][:most]
        return [self._names[int(at)] for at in ordered]


def _in_order(typed: Sequence[str], words: Sequence[str]) -> bool:
    rest = iter(words)
    return all(any(word.startswith(part) for word in rest) for part in typed)


def _exact_first(group: Iterable[_Name], typed: str) -> Iterator[str]:
    """Yield names; those that are written as typed, accents and all, before the others."""
    wanted = typed.casefold()
    ordered = sorted(group, key=lambda one: not one.shown.casefold().startswith(wanted))
    return (one.shown for one in ordered)
