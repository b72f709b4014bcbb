"""What the words of a heading say about its column. Pure."""

from __future__ import annotations

from enum import StrEnum

from boundaries.names import fold


class Role(StrEnum):
    """Part of an address that a column holds."""

    ADDRESS = "address"
    """Street and number at least; perhaps the whole address."""
    POSTCODE = "postcode"
    TOWN = "town"
    STREET = "street"
    TYPE = "type"
    NUMBER = "number"
    SUFFIX = "suffix"
    """What is written behind the house number: "A" in 12/A."""


_WHOLE = {
    Role.POSTCODE: (
        "irsz",
        "ir szam",
        "iranyitoszam",
        "postai iranyitoszam",
        "postcode",
        "postal code",
        "zip",
        "zip code",
    ),
    Role.TOWN: (
        "telepules",
        "telepulesnev",
        "telepules neve",
        "varos",
        "varos neve",
        "helyseg",
        "helysegnev",
        "kozseg",
        "town",
        "city",
        "settlement",
        "municipality",
    ),
    Role.STREET: (
        "utca",
        "utcanev",
        "utca neve",
        "utca nev",
        "kozterulet",
        "kozteruletnev",
        "kozterulet nev",
        "kozterulet neve",
        "street",
        "street name",
    ),
    Role.TYPE: (
        "jelleg",
        "kozterulet jelleg",
        "kozterulet jellege",
        "kozterulet tipus",
        "kozterulet tipusa",
        "kozteruletjelleg",
        "street type",
    ),
    Role.NUMBER: (
        "hazszam",
        "haz szam",
        "hsz",
        "house number",
        "housenumber",
        "street number",
        "house no",
    ),
    Role.SUFFIX: (
        "alszam",
        "alatores",
        "hazszam alatores",
        "hazszam betujel",
        "hazszam betujele",
        "betujel",
        "house number suffix",
    ),
    Role.ADDRESS: (
        "utca hazszam",
        "utca es hazszam",
        "utca hsz",
        "utca hazszam emelet ajto",
        "kozterulet hazszam",
        "street and number",
        "street address",
    ),
}
_BY_HEADING = {name: role for role, names in _WHOLE.items() for name in names}
_ADDRESS_WORDS = frozenset(
    {
        *("cim", "cime", "cimek", "lakcim", "lakcime", "address", "addresses"),
        *("lakohely", "lakohelye", "lakhely", "lakhelye", "szekhely", "szekhelye"),
        *("telephely", "telephelye", "tartozkodasi"),
    }
)
_OTHER_WORDS = frozenset(
    {"email", "mail", "e", "ip", "web", "honlap", "url", "id", "azonosito", "kod", "code", "mac"}
)


def role_of(heading: str) -> Role | None:
    """Return the part of an address that a heading names.

    >>> [role_of(text) for text in ("Lakcím", "HÁZSZÁM", "Közterület jellege", "E-mail cím")]
    [<Role.ADDRESS: 'address'>, <Role.NUMBER: 'number'>, <Role.TYPE: 'type'>, None]
    """
    folded = fold(heading.replace("_", " "))
    found = _BY_HEADING.get(folded)
    words = set(folded.split())
    if found is None and words & _ADDRESS_WORDS and not words & _OTHER_WORDS:
        return Role.ADDRESS
    return found
