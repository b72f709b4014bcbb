"""Further ways in which people and systems write one address, for `country.py`.

As in `addresses_written.py`, nothing here asks the code under test how it reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addresses_written import Written, abbreviated

if TYPE_CHECKING:
    from collections.abc import Callable

_LOST = str.maketrans("őűŐŰíÍúÚ", "öüÖÜiIuU")
_PERSONS = ("Kovács Anna, ", "Kovács Anna ", "Próba és Társa Kft. - ", "Nefelejcs Óvoda, ")
_NOTES = (" (Városháza)", ", Nefelejcs Óvoda", " - hátsó ház", " (a templom mellett)")
_PHONES = (
    " tel.: 06 76 123 456",
    ", Tel: +36-30/123-4567",
    " (06-1/234-5678)",
    ", mobil: 06301234567",
)
_FLOORS = (
    " A. lph. 3. em. 4.",
    " II. em. 5. ajtó",
    " fszt. 2.",
    " III/12",
    " 3./12.",
    " A lph. II/5.",
)


def further(address: Written, variant: str, turn: int, county: str = "") -> str:
    """Write an address in one of `FURTHER`; `turn` picks among equal forms.

    Args:
        address: in parts.
        variant: one of `FURTHER`.
        turn: any number.
        county: of the town, without the word "megye"; empty for none.
    """
    return _MAKERS[variant](address, turn, county)


def _line(a: Written, street: str | None = None, number: str | None = None) -> str:
    own = a.street if street is None else street
    return f"{a.postcode} {a.town}, {own} {a.number if number is None else number}{a.unit}".strip()


def _two_lines(a: Written, turn: int) -> str:
    street, town = f"{a.street} {a.number}.{a.unit}", f"{a.postcode} {a.town}".strip()
    return f"{town}\n{street}" if turn % 2 else f"{street}\n{town}"


def _number_word(a: Written, turn: int) -> str:
    forms = ("{}. sz.", "{}. szám", "házszám: {}", "hsz. {}", "{} sz. alatt", "{}. szám alatt")
    return _line(a, number=forms[turn % len(forms)].format(a.number))


def _letter(a: Written, turn: int) -> str:
    figure, stroke, letter = a.number.partition("/")
    if not stroke or not letter.isalpha():
        return _line(a, number=f"{a.number}.")
    forms = (
        figure + letter,
        f"{figure} {letter}",
        f"{figure}/{letter.lower()}.",
        f"{figure}. {letter}",
    )
    return _line(a, number=forms[turn % len(forms)])


def _dashed(a: Written, turn: int) -> str:
    return _line(a, number=a.number.replace("-", (" - ", "–", ".-", "—")[turn % 4]))


def _floor(a: Written, turn: int) -> str:
    return _line(a) if a.unit else f"{_line(a)}.{_FLOORS[turn % len(_FLOORS)]}"


def _undotted(a: Written) -> str:
    return _line(a, abbreviated(a).replace(".", ""))


def _postcode_last(a: Written, turn: int) -> str:
    street = f"{a.street} {a.number}{a.unit}"
    forms = (f"{a.town}, {street}, {a.postcode}", f"{street}, {a.town}, {a.postcode}")
    return (*forms, f"{street}, {a.town} {a.postcode}")[turn % 3].strip(" ,")


def _country(a: Written, turn: int) -> str:
    line = _line(a)
    coded = bool(a.postcode)
    forms = (f"{line}, Magyarország", f"Hungary, {line}", f"H-{line}" if coded else line)
    return (*forms, f"HU-{line}" if coded else line)[turn % 4]


def _english(a: Written, turn: int) -> str:
    town = f"{a.town} {a.postcode}" if turn % 2 else f"{a.postcode} {a.town}"
    return f"{a.street} {a.number}{a.unit}, {town.strip()}, Hungary"


def _glued(a: Written, turn: int) -> str:
    street = abbreviated(a)
    tight = street.endswith(".") or turn % 2 == 0
    return (
        f"{a.postcode} {a.town},{street}{'' if tight and a.type else ' '}{a.number}{a.unit}".strip()
    )


def _in_county(a: Written, turn: int, county: str) -> str:
    if not county:
        return _line(a)
    street = f"{a.street} {a.number}{a.unit}"
    forms = (f"{county} megye, {a.town}, {street}", f"{county} vármegye, {_line(a)}")
    return (*forms, f"{a.postcode} {a.town} ({county} megye), {street}".strip())[turn % 3]


def _labelled(a: Written, turn: int) -> str:
    labels = ("Cím", "Székhely", "Lakcím", "Szállítási cím", "Telephelye", "Állandó lakcíme")
    return f"{labels[turn % len(labels)]}: {_line(a)}"


_FORM = "Közterület neve: {} Közterület jellege: {} Házszám: {}"


def _form(a: Written, turn: int) -> str:
    forms = (
        f"Irsz.: {a.postcode} Település: {a.town} {_FORM.format(a.name, a.type, a.number)}",
        f"irsz: {a.postcode}, település: {a.town}, utca: {a.street}, hsz: {a.number}",
        f"Irsz.: {a.postcode} Helység: {a.town} Utca, házszám: {a.street} {a.number}",
    )
    return forms[turn % len(forms)] + a.unit


def _cells(a: Written, turn: int) -> str:
    sign = (";", "|", "\t", " / ", ", ", ",")[turn % 6]
    return sign.join(filter(None, (a.postcode, a.town, a.name, a.type, a.number))) + a.unit


def _signed_code(a: Written, turn: int) -> str:
    line = f"{a.town}, {a.street} {a.number}{a.unit}"
    forms = ("H – {} ", "HUN-{} ", "H{} ", "{}. ", "[{}] ", "{} – ")
    return forms[turn % len(forms)].format(a.postcode) + line


def _code_behind_town(a: Written, turn: int) -> str:
    forms = ("{} {},", "{} ({})", "{} [{}],")
    return f"{forms[turn % len(forms)].format(a.town, a.postcode)} {a.street} {a.number}{a.unit}"


def _tight_code(a: Written, turn: int) -> str:
    street = f"{a.street} {a.number}{a.unit}"
    forms = (f"{a.postcode}{a.town}, {street}", f"H-{a.postcode}{a.town} {street}")
    return (*forms, f"{a.postcode}.{a.town},{street}")[turn % 3]


def _strokes(a: Written, turn: int) -> str:
    street = f"{a.street} {a.number}{a.unit}"
    forms = (f"{a.postcode} {a.town} — {street}", f"{a.town} / {street}", f"{a.town}: {street}")
    return (*forms, f"{a.postcode} – {a.town} – {street}")[turn % 4]


def _of_a_map(a: Written, _: int, county: str) -> str:
    region = f"{county} vármegye, Dél-Alföld, Alföld és Észak, " if county else ""
    line = f"{a.number}, {a.street}, {a.town}, {region}{a.postcode}, Magyarország"
    return line if not a.unit else f"{a.street} {a.number}{a.unit}, {a.town}, {a.postcode} Hungary"


def _of_a_page(a: Written, turn: int) -> str:
    line = _line(a)
    forms = (line.replace(", ", "<br>"), f"„{line}”", f"{line}&nbsp;", line.replace(" ", "&nbsp;"))
    return (*forms, line.replace("ő", "&#337;").replace("á", "&aacute;") + "<br />")[turn % 5]


def _misread(a: Written, turn: int) -> str:
    """Write what is left where bytes of UTF-8 are read in another encoding."""
    body = _line(a).encode()
    encoding = ("cp1252", "cp1250")[turn % 2]
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in body)


def _firm(a: Written, turn: int) -> str:
    firms = ("Próba Kereskedelmi Kft. ", "Szabó és Fia Bt. ", "Szabó Anna ev. ", "Nagy Pál ev. ")
    return firms[turn % len(firms)] + _line(a)


def _on_ground(a: Written, turn: int) -> str:
    ground = ("külterület", "belterület", "zártkert")[turn % 3]
    return f"{a.postcode} {a.town}, {ground}, {a.street} {a.number}{a.unit}"


def _short_county(a: Written, _: int, county: str) -> str:
    line = f"{a.town} {a.street} {a.number}{a.unit}"
    return f"{county} m. {line}" if county else line


_MAKERS: dict[str, Callable[[Written, int, str], str]] = {
    "no comma": lambda a, _, __: _line(a).replace(",", ""),
    "two lines": lambda a, n, _: _two_lines(a, n),
    "number with a word": lambda a, n, _: _number_word(a, n),
    "letter otherwise": lambda a, n, _: _letter(a, n),
    "dashes": lambda a, n, _: _dashed(a, n),
    "storeys": lambda a, n, _: _floor(a, n),
    "small letters": lambda a, _, __: _line(a).lower(),
    "wrong accents": lambda a, _, __: _line(a).translate(_LOST),
    "no dots": lambda a, _, __: _undotted(a),
    "postcode last": lambda a, n, _: _postcode_last(a, n),
    "country": lambda a, n, _: _country(a, n),
    "English order": lambda a, n, _: _english(a, n),
    "glued": lambda a, n, _: _glued(a, n),
    "county": _in_county,
    "name before": lambda a, n, _: _PERSONS[n % len(_PERSONS)] + _line(a),
    "note behind": lambda a, n, _: _line(a) + _NOTES[n % len(_NOTES)],
    "telephone": lambda a, n, _: _line(a) + _PHONES[n % len(_PHONES)],
    "label": lambda a, n, _: _labelled(a, n),
    "form": lambda a, n, _: _form(a, n),
    "cells": lambda a, n, _: _cells(a, n),
    "signed postcode": lambda a, n, _: _signed_code(a, n),
    "postcode second": lambda a, n, _: _code_behind_town(a, n),
    "glued postcode": lambda a, n, _: _tight_code(a, n),
    "strokes": lambda a, n, _: _strokes(a, n),
    "map": _of_a_map,
    "page": lambda a, n, _: _of_a_page(a, n),
    "misread bytes": lambda a, n, _: _misread(a, n),
    "firm before": lambda a, n, _: _firm(a, n),
    "ground": lambda a, n, _: _on_ground(a, n),
    "short county": _short_county,
    "post box": lambda a, n, _: f"{_line(a)}{('. Pf.: 12', ' (Pf. 7)', '; postafiók: 45')[n % 3]}",
    "parcel behind": lambda a, n, _: f"{_line(a)}{(' (hrsz. 1234/5)', ', hrsz: 567/A/3')[n % 2]}",
}
FURTHER = tuple(_MAKERS)
