"""Ways in which people write one address, and slips of the keyboard, for `addresses.py`.

Nothing here asks the code under test how it reads; the endings and short forms are spelled out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

VARIANTS = (
    "canonical",
    "no accents",
    "capitals",
    "abbreviated",
    "number first",
    "floor and door",
    "no postcode",
    "case ending",
)
LETTERS = "aábcdeéfghiíjklmnoóöőpqrstuúüűvwxyz"

_SHORT = {
    "utca": "u.",
    "körút": "krt.",
    "lakótelep": "ltp.",
    "sétány": "stny.",
    "sugárút": "sgt.",
    "rakpart": "rkp.",
    "fasor": "fs.",
}
_ON = {
    "út": "úton",
    "körút": "körúton",
    "sugárút": "sugárúton",
    "útja": "útján",
    "tér": "téren",
    "tere": "terén",
    "sor": "soron",
    "sétány": "sétányon",
    "lakótelep": "lakótelepen",
    "telep": "telepen",
    "tanya": "tanyán",
    "puszta": "pusztán",
    "park": "parkban",
    "fasor": "fasorban",
    "rakpart": "rakparton",
    "dűlő": "dűlőben",
    "köz": "közben",
}
_SOFT_I = {"utca": "utcai", "út": "úti", "tér": "téri", "körút": "körúti", "tanya": "tanyai"}
_BACK, _FRONT = frozenset("aáoóuú"), frozenset("eéiíöőüű")
_DIGRAPHS = ("dzs", "cs", "dz", "gy", "ly", "ny", "sz", "ty", "zs")
_SHORTENED = str.maketrans("áéÁÉ", "aeAE")
_LENGTHENED = {"a": "á", "e": "é", "A": "Á", "E": "É"}


@dataclass(frozen=True, slots=True)
class Written:
    """One address in its parts, as an office would write them."""

    postcode: str
    town: str
    name: str
    type: str
    number: str
    unit: str
    """Building and staircase: " B ép. II. lh.", or empty."""

    @property
    def street(self) -> str:
        """Name and type."""
        return f"{self.name} {self.type}".strip()


def written(address: Written, variant: str, turn: int) -> str:
    """Write an address in one of the `VARIANTS`; `turn` picks among equal forms."""
    maker: dict[str, Callable[[Written], str]] = {
        "canonical": _canonical,
        "no accents": lambda a: without_accents(_canonical(a)),
        "capitals": lambda a: _canonical(a).upper(),
        "abbreviated": lambda a: _line(a, abbreviated(a)),
        "number first": lambda a: f"{a.number} {a.street}{a.unit}, {a.postcode} {a.town}",
        "floor and door": lambda a: f"{_canonical(a)} {1 + turn % 4}. em. {1 + turn % 9}.",
        "no postcode": lambda a: f"{a.town}, {a.street} {a.number}{a.unit}",
        "case ending": lambda a: f"{a.town}, {inflected(a, turn)} {a.number}{a.unit}",
    }
    return maker[variant](address)


def _canonical(address: Written) -> str:
    return _line(address, address.street)


def _line(a: Written, street: str) -> str:
    return f"{a.postcode} {a.town}, {street} {a.number}{a.unit}"


def without_accents(text: str) -> str:
    """Return the text as it comes out of a system without accents."""
    spread = unicodedata.normalize("NFD", text)
    return "".join(char for char in spread if not unicodedata.combining(char))


def abbreviated(address: Written) -> str:
    """Cut the type and, of a name of several words, the given name: "Könyves K. krt."."""
    words = address.name.split()
    last = words[-1]
    if len(words) > 1 and address.type and len(last) > 3 and last.isalpha() and last.istitle():
        cut = next((d for d in _DIGRAPHS if last.lower().startswith(d)), last[0])
        words[-1] = f"{last[: len(cut)]}."
    return " ".join([*words, _SHORT.get(address.type, address.type)]).strip()


def inflected(address: Written, turn: int) -> str:
    """Put the ending of "in", "on" or of the adjective to the last word."""
    if turn % 2 and address.type in _SOFT_I:
        return f"{address.name} {_SOFT_I[address.type]}"
    if address.type in _ON:
        return f"{address.name} {_ON[address.type]}"
    stem = address.street
    vowels = [char for char in stem.split()[-1].lower() if char in _BACK | _FRONT]
    ending = "ban" if any(v in _BACK for v in vowels) else "ben"
    return stem[:-1] + _LENGTHENED.get(stem[-1], stem[-1]) + ending


def type_endings(kind: str) -> tuple[str, ...]:
    """Return the forms of a type that `inflected` and `abbreviated` write."""
    return tuple(table[kind] for table in (_SHORT, _ON, _SOFT_I) if kind in table)


def slip(text: str, draw: random.Random) -> str:
    """Make one slip: a letter wrong, missing, too many, or two neighbours exchanged."""
    while True:
        at = draw.randrange(len(text))
        kind = draw.randrange(4)
        letter = draw.choice(LETTERS)
        if kind == 0 and text[at].isalpha():
            made = f"{text[:at]}{letter}{text[at + 1 :]}"
        elif kind == 1:
            made = f"{text[:at]}{letter}{text[at:]}"
        elif kind == 2:
            made = text[:at] + text[at + 1 :]
        else:
            made = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        if made != text and made.strip():
            return made
