"""Hungarian names of layers, columns and codes, for people who open the files in a program.

The codes stay in the data, as programs read them; what a person sees in a legend, over a column or
in a balloon are these words. Those that the pages use too are the pages' own, which a test holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYERS: Mapping[str, str] = {
    "area": "A program területe",
    "legs": "Határszakaszok",
    "ledger": "A határ jegyzéke",
    "uncertain_zone": "Bizonytalan terület",
    "parts": "A terület részei",
    "streets": "Utcajegyzék",
    "difference": "Eltérés a másik határváltozattól",
    "evidence": "Rögzített tények",
    "evidence_doors": "Rögzített házak",
    "venues": "Helyszínek",
    "events": "Események",
    "programme_areas": "A programok települései",
}
"""Name of a layer -> what a person calls it."""
COLUMNS: Mapping[str, str] = {
    "id": "azonosító",
    "accepted_on": "érvényes ettől a naptól",
    "added_on": "rögzítés napja",
    "address": "cím",
    "admission": "részvétel",
    "area": "a terület azonosítója",
    "attribution": "forrásmegjelölés",
    "author": "ki adta meg a vonalat",
    "basis": "a válasz alapja",
    "by": "ki állítja",
    "cancelled": "elmarad",
    "certainty": "bizonyosság",
    "confirmed_on": "megerősítés napja",
    "contact": "kapcsolat",
    "continues": "egy vonal ezzel a szakasszal",
    "date": "a megadás napja",
    "decision": "döntés",
    "description": "leírás",
    "district": "szavazókör",
    "doors": "házak száma",
    "edition": "kiadás",
    "effect": "hozzátartozik-e",
    "end": "vége",
    "end_kind": "a vége",
    "evidence": "bizonyítékok",
    "first_day": "első nap",
    "from": "ettől a számtól",
    "highest": "legnagyobb szám",
    "kind": "fajta",
    "km2": "kiterjedés (km²)",
    "last_day": "utolsó nap",
    "leg": "határszakasz",
    "legs": "határszakaszok",
    "length_m": "hossz (m)",
    "licence": "felhasználási feltételek",
    "line": "mit rajzol ki",
    "m2": "kiterjedés (m²)",
    "mark": "miért nem kijelölt",
    "name": "név",
    "name_en": "angol név",
    "network_note": "a térkép forrása",
    "note": "megjegyzés",
    "number": "szám",
    "offset_basis": "az eltolás alapja",
    "offset_m": "eltolás (m)",
    "open": "nyitott",
    "opening": "nyitvatartás",
    "origin": "honnan származik",
    "other_edition": "a másik kiadás",
    "other_variant": "a másik határváltozat",
    "parity": "páros vagy páratlan",
    "part": "rész",
    "precision": "a hely pontossága",
    "precision_m": "a hely pontossága (m)",
    "programme": "program",
    "programmes": "programok",
    "projects": "projektek",
    "provisional_legs": "helyettesítő vonalú szakaszok",
    "reason": "ok",
    "role": "szerep",
    "rule": "szabály",
    "section_from": "a szakasz kezdete",
    "section_to": "a szakasz vége",
    "sentence": "a közzétett szöveg",
    "settlement": "település",
    "settlements": "települések",
    "side": "oldal",
    "source": "forrás",
    "sources": "források",
    "start": "kezdete",
    "start_kind": "az eleje",
    "status": "ismert-e",
    "step_free": "lépcső nélkül megközelíthető",
    "street": "utca",
    "target_groups": "célcsoportok",
    "text": "a szöveg szavai",
    "thoroughfare_name": "az utca neve",
    "thoroughfare_type": "az utca fajtája",
    "title": "cím",
    "title_en": "angol cím",
    "to": "eddig a számig",
    "town": "település",
    "transport": "megközelítés",
    "uncertainty_m": "bizonytalanság (m)",
    "valid_end": "érvényes eddig",
    "valid_start": "érvényes ettől",
    "variant": "határváltozat",
    "venue": "a helyszín azonosítója",
    "venue_name": "helyszín",
    "verdict": "válasz",
    "walked_as": "helyette",
    "ways": "vonalak az OpenStreetMapben",
    "when": "időpont a forrás szerint",
    "whole": "az egész utca",
}
"""Column -> heading."""
CODES: Mapping[str, Mapping[str, str]] = {
    "certainty": {
        "certain": "biztos",
        "likely": "valószínű",
        "inferred": "kikövetkeztetett",
        "unknown": "nem ismert",
    },
    "decision": {
        "found": "a vonala ismert, de a határ nem zárul",
        "walked": "a vonal a nevet viselő utcát vagy vasutat követi",
        "continues": "egy vonal egy másik szakasszal",
        "stand_in": "a valódi vonal nem ismert, helyettesítő vonal zárja a határt",
        "drawn": "kézzel megadott vonal",
        "touched": "a határ csak egy pontját érinti",
        "unresolved": "nincs vonala",
    },
    "verdict": {
        "inside": "Belül",
        "outside": "Kívül",
        "boundary": "A határvonalon",
        "undecidable": "Nem dönthető el",
    },
    "part": {
        "both": "Mindkettőben",
        "only_first": "Csak az elsőben",
        "only_second": "Csak a másodikban",
        "unknown": "nem ismert, mert az eltérő határszakaszok egyikének nincs saját vonala",
    },
    "role": {
        "area": "program területe",
        "extent": "tágabb terület: a programé ezen belül van, de a forrás nem jelöli ki",
    },
    "mark": {
        "not_delineated": "Nincs közzétett határvonal.",
        "members_not_published": "A részt vevő települések nincsenek közzétéve.",
    },
    "effect": {"adds": "a területhez tartozik", "takes_out": "nem tartozik a területhez"},
    "step_free": {"yes": "igen", "no": "nem"},
    "cancelled": {"yes": "igen", "no": "nem"},
}
"""Column -> code -> word."""


def label(column: str) -> str:
    """Return the heading of a column; its own name where there is no word for it."""
    return COLUMNS.get(column, column)


def shown(column: str, value: object) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if abs(value) < 1 else _number(value)
    return CODES.get(column, {}).get(str(value), str(value))


def _number(value: float) -> str:
    whole = f"{value:,.4f}".rstrip("0").rstrip(".")
    return whole.replace(",", "\u00a0").replace(".", ",")
