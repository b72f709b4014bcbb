"""Pins of answers: every range end of the street lists, and queries as people write them."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from . import world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .kept import Pins
    from .world import Browser

COUNT = 20_000
AT_ONCE = 100
"""Queries of one request, and of one pinned block."""
_KNOWN = ("Kunszentmiklós", "Kiskunhalas", "Kalocsa", "Lajosmizse", "Tass", "Tompa", "Pirtó")
_OTHER = ("Baja", "Debrecen", "Budapest", "Lakitelek", "Xyzfalva", "Budapest XI.")
FORMS = (
    "6000 Kecskemét, {street} {number}.",
    "Kecskemét, {street} {number}",
    "Kecskemét {street} {number}",
    "{street} {number}/A",
    "{street} {number}/{small}",
    "{number} {street}",
    "{street}",
    "{street} {number}-{next}",
    "{street} {number}, {next} és 6",
    "6000 Kecskemét, {street} {number}. 2. em. 5.",
    "{street} {number} fszt. 1. ajtó",
    "{street} {number}/B. II. emelet 12",
    "{upper} {number}",
    "{lower} {number}.",
    "{slip} {number}",
    "{bare} {number}",
    "{name} {number}",
    "{name}",
    "Kecskemét, {name} {number}",
    "Budapest, {street} {number}",
    "6500 Baja, {street} {number}. fszt. 2.",
    "{known}, {street} {number}",
    "{street} {number}, {known}",
    "{other}, {street} {number}",
    "Kecskemét, {street} {number}, {known}",
    "Kecskemét-Hetényegyháza, {street} {number}",
    "{number}123 hrsz.",
    "{street} hrsz. {number}/D",
    "Pf. {number}",
    "{street} {number}99",
    "{street} {number}, Porta",
    "{street} {number} (hátul)",
    "  {street}   {number}. 1. em. 1",
    "ismeretlen utca {number}",
    "Kecskemét",
    "{number}",
)
"""Ways to write an address, right and wrong."""
_PLAIN = str.maketrans("áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "aeiooouuuAEIOOOUUU")


def pin_answers(pins: Pins, anybody: Browser, staff: Browser) -> None:
    """Pin answers of the API; in the second language where a word of them is another one."""
    for variant in world.VARIANTS:
        rows = street_rows(staff, world.BUNDLED, variant)
        _ask(pins, anybody, list(_ends(rows)), f"ends {variant}", world.BUNDLED, variant)
    rows = street_rows(staff, world.SLUG, "programme")
    _ask(pins, anybody, list(_ends(rows, town=world.TOWN)), "ends made up", world.SLUG, "programme")
    rows = street_rows(staff, world.BUNDLED, "programme")
    _ask(pins, anybody, list(_written(rows)), "written", world.BUNDLED, "programme")
    _pin_points(pins, anybody)


def street_rows(staff: Browser, slug: str, variant: str) -> list[dict[str, object]]:
    """Return the rows of a street list as the API gives them."""
    found: list[dict[str, object]] = []
    path: str | None = f"/api/v1/areas/{slug}/streets?variant={variant}"
    while path:
        document = staff.get(path).get_json()
        found += document.get("rows") or document.get("streets") or []
        path = next((x["href"] for x in document.get("links", ()) if x.get("rel") == "next"), None)
    if not found:
        raise ValueError(f"{slug}: the API gives no rows of the street list")
    return found


def _ends(rows: Sequence[dict[str, object]], town: str = "Kecskemét") -> Iterator[str]:
    seen = set()
    for row in rows:
        for street, end in _row_ends(row):
            query = f"{town}, {street} {end}".strip()
            if query not in seen:
                seen.add(query)
                yield query


def _row_ends(row: dict[str, object]) -> Iterator[tuple[str, str]]:
    street = name_of(row)
    yield street, ""
    for key in ("from", "to", "start", "end"):
        if row.get(key) not in {None, ""}:
            yield street, str(row[key])


def name_of(row: dict[str, object]) -> str:
    """Return the full name of the street of a row."""
    return str(row.get("full_name") or row.get("street") or f"{row.get('name')} {row.get('type')}")


def _written(rows: Sequence[dict[str, object]]) -> Iterator[str]:
    chance = random.Random(20_000)
    names = sorted({name_of(row) for row in rows})
    for turn in range(COUNT):
        street, number = chance.choice(names), chance.randint(1, 90)
        at = chance.randrange(len(street))
        yield FORMS[turn % len(FORMS)].format(
            street=street,
            name=street.rpartition(" ")[0] or street,
            number=number,
            next=number + 2,
            small=chance.randint(1, 4),
            upper=street.upper(),
            lower=street.lower(),
            bare=street.translate(_PLAIN),
            slip=street[:at] + street[at + 1 :],
            known=chance.choice(_KNOWN),
            other=chance.choice(_OTHER),
        )


def _ask(
    pins: Pins, anybody: Browser, asked: list[str], name: str, slug: str, variant: str
) -> None:
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        body = {"queries": [{"q": query} for query in some], "area": slug, "variant": variant}
        lines = _lines(anybody, body)
        pins.add("answers", f"{name} {start:05}", "\n".join(lines))


def _lines(anybody: Browser, body: Mapping[str, object]) -> list[str]:
    both = []
    for lang in ("hu", "en"):
        answer = anybody.client.post(f"/api/v1/check-many?lang={lang}", json=body)
        if answer.status_code != 200:
            return [f"status {answer.status_code}", answer.text]
        both.append(answer.get_json()["results"])
    lines = []
    for hungarian, english in zip(*both, strict=True):
        lines.append(json.dumps(hungarian, ensure_ascii=False))
        if english != hungarian:
            old, new = hungarian.get("answer", {}), english.get("answer", {})
            other = {key: value for key, value in new.items() if value != old.get(key)}
            lines.append("  en " + json.dumps(other, ensure_ascii=False))
    return lines


def _pin_points(pins: Pins, anybody: Browser) -> None:
    chance = random.Random(5)
    body: list[dict[str, float]] = []
    for turn in range(500):
        lat, lon = 46.87 + chance.random() * 0.08, 19.63 + chance.random() * 0.12
        east, north = 694_000 + chance.random() * 9000, 168_000 + chance.random() * 9000
        degrees = {"lat": round(lat, 6), "lon": round(lon, 6)}
        metres = {"east": round(east, 1), "north": round(north, 1)}
        body.append(degrees if turn % 2 else metres)
    for start in range(0, len(body), AT_ONCE):
        asked = {"queries": body[start : start + AT_ONCE], "area": world.BUNDLED}
        pins.add("answers", f"points {start:05}", "\n".join(_lines(anybody, asked)))
    for one in body[:40]:
        answer = anybody.client.post("/api/v1/reverse", json={**one, "area": world.BUNDLED})
        name = "reverse " + " ".join(map(str, one.values()))
        pins.add("answers", name, answer.text)
