"""Derive the bundled names of the country: settlements, their parts, their postcodes.

    python scripts/derive_country.py SHARED OUT

SHARED is the evidence folder (`country/`). Writes `settlements.csv`, `parts.csv` and
`country.meta.json` to OUT. Nothing is written where the two sources do not fit together.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.language.country import PART_COLUMNS, SETTLEMENT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CAPITAL = "Budapest"
CENTRE = "00"
"""Kind code of a settlement's own centre: it has no name of its own."""
KINDS = {"01": "inner", "02": "outer"}
UNNAMED = "Külterület"
"""What the gazetteer calls outskirts that have no name."""
_DISTRICT = re.compile(r"Budapest (\d\d)\. ker(?:\.|ület)\Z")
_FIGURES = re.compile(r"[1-9]\d{3}\Z", re.ASCII)

Row = dict[str, str]


def main() -> None:
    """Read, check, write and report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("shared", type=Path, help="folder of the evidence")
    parser.add_argument("out", type=Path, help="folder to write to")
    args = parser.parse_args()
    folder = args.shared / "country"
    settlements = _rows(folder / "settlements_2018.csv")
    parts = _rows(folder / "settlement_parts_2018.csv")
    posted = _rows(folder / "postcodes_2019.csv")
    codes = postcodes(settlements, parts, posted)
    args.out.mkdir(parents=True, exist_ok=True)
    places = [
        (row["ksh_code"], plain_name(row["name"]), row["county"], " ".join(codes[row["ksh_code"]]))
        for row in settlements
    ]
    named = part_rows(parts, posted)
    report = {
        "settlements": len(places),
        "parts": len(named),
        "postcodes": len({code for found in codes.values() for code in found}),
        "settlements_without_postcode": sorted(name for _, name, _, found in places if not found),
    }
    (args.out / "settlements.csv").write_text(table(SETTLEMENT_COLUMNS, sorted(places)), "utf-8")
    (args.out / "parts.csv").write_text(table(PART_COLUMNS, named), "utf-8")
    text = json.dumps({**provenance(), "measured": report}, ensure_ascii=False, indent=2)
    (args.out / "country.meta.json").write_text(text + "\n", "utf-8")
    print(json.dumps(report, ensure_ascii=False, indent=2))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain_name(name: str) -> str:
    """Return a settlement's name as both sources are made to write it."""
    return _DISTRICT.sub(r"Budapest \1. kerület", name.rstrip("*").strip())


def postcodes(
    settlements: list[Row], parts: list[Row], posted: list[Row]
) -> dict[str, tuple[str, ...]]:
    """Return the postcodes of each settlement by its code: those of either source.

    Stops where a source names a settlement that the list of settlements lacks.
    """
    code_of = {plain_name(row["name"]): row["ksh_code"] for row in settlements}
    found: dict[str, set[str]] = {code: set() for code in code_of.values()}
    for row in (*parts, *posted):
        name = plain_name(row["settlement"])
        if name not in code_of:
            raise SystemExit(f"{name} is in no list of settlements; look at the sources")
        if _FIGURES.match(row["postcode"]):
            found[code_of[name]].add(row["postcode"])
            found[code_of[district_of(row) or name]].add(row["postcode"])
    return {code: tuple(sorted(figures)) for code, figures in found.items()}


def district_of(row: Row) -> str | None:
    """Return the district of the capital that a postal row belongs to, or None."""
    if plain_name(row["settlement"]) != CAPITAL:
        return None
    return f"{CAPITAL} {row['postcode'][1:3]}. kerület" if row["postcode"][1:3] != "00" else None


def part_rows(parts: list[Row], posted: list[Row]) -> list[tuple[str, ...]]:
    """Return the named parts of settlements; those that only the postal list has are "postal"."""
    code_of = {plain_name(row["settlement"]): row["ksh_code"] for row in parts}
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for row in parts:
        if row["kind_code"] != CENTRE and row["part"] not in {"", UNNAMED}:
            known[row["ksh_code"], row["part"]] = (KINDS[row["kind_code"]], row["postcode"])
    for row in posted:
        code = code_of.get(plain_name(row["settlement"]))
        if code is not None and row["part"]:
            known.setdefault((code, row["part"]), ("postal", row["postcode"]))
    return sorted((code, part, *about) for (code, part), about in known.items())


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def provenance() -> dict[str, Any]:
    """Return where everything comes from and on what terms."""
    return {
        "made_by": "scripts/derive_country.py",
        "settlements_and_parts": "Hungarian Central Statistical Office (KSH), Gazetteer of Hungary "
        "(Helységnévtár), 1 January 2018",
        "postcodes": "the same, and Magyar Posta's list of postcodes of 15 January 2019",
        "collected_in": "github.com/svraka/teroszt (a277aa81), whose data-raw is CC0 1.0",
        "terms": "facts credited by name",
        "note": "of 2018 and 2019: what is not in it does not thereby not exist; a postcode may "
        "belong to several settlements, and a settlement has others for post office boxes",
    }


if __name__ == "__main__":
    main()
