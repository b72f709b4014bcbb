"""What the words of a heading say about its column. Pure.

No closed list of headings: the words are known, and what they say together. "Áll. lakcím irsz" is
the postcode of a home, "Lakóhely" a place whose content must tell whether it is a town or an
address, "Születési hely" a place that is no part of an address.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass
from enum import StrEnum

from boundaries.language.names import fold


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


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading says."""

    role: Role | None = None
    place: bool = False
    """True for a place that may be a town or an address: "Lakóhely"."""
    elsewhere: bool = False
    """True for a place that is no part of an address: of birth, a county, a district."""
    group: frozenset[str] = frozenset()
    """Whose address it is, where the heading says it: home, stay, seat, ..."""
    known: bool = False
    """True where some word is one that headings are made of."""
    strange: frozenset[str] = frozenset()
    """Folded words that headings are not known to be made of."""
    parcels: bool = False
    """True where it speaks of parcel numbers."""


_ROLE_NAMES = {
    "cim": Role.ADDRESS,
    "iranyitoszam": Role.POSTCODE,
    "irsz": Role.POSTCODE,
    "telepules": Role.TOWN,
    "varos": Role.TOWN,
    "utca": Role.STREET,
    "jelleg": Role.TYPE,
    "hazszam": Role.NUMBER,
    "alatores": Role.SUFFIX,
    **{str(role): role for role in Role},
}
"""Names of roles, as people may give them with a column."""

_POSTCODE = frozenset(
    {
        *("irsz", "irszam", "irsza", "iranyitoszam", "iranyitoszama", "iranyitosz", "iranyito"),
        *("postcode", "zip", "zipcode", "plz", "postalcode", "postakod"),
    }
)
_POSTCODE_PAIRS = frozenset(
    {("ir", "szam"), ("ir", "sz"), ("postal", "code"), ("post", "code"), ("postai", "kod")}
)
_TOWN = re.compile(
    r"(?:telepules(?!resz)|helyseg|kozseg|varos(?!resz)|lakhelyseg)"
    r"(?:e|a|nev|neve|nevek|enek|anak|ek|ok|ei|eg)?\Z"
)
_TOWN_WORDS = frozenset({"town", "city", "settlement", "municipality", "locality", "place"})
_STREET = re.compile(r"(?:utca|kozterulet|kozter)(?:a|ja|i|e|t|nev|neve|nevet|ek|ak)?\Z")
_STREET_WORDS = frozenset({"street", "road"})
_TYPE = frozenset({"jelleg", "jellege", "jelleget", "kozteruletjelleg", "kozteruletjellege"})
_KIND = frozenset({"tipus", "tipusa", "fajta", "fajtaja", "type"})
_NUMBER = frozenset({"hazszam", "hazszama", "hsz", "hszam", "housenumber", "hazsz"})
_NUMBER_PAIRS = frozenset(
    {("haz", "szam"), ("house", "number"), ("house", "no"), ("street", "number"), ("house", "nr")}
)
_SUFFIX = frozenset({"alszam", "alszama", "alatores", "alatorese", "betujel", "betujele", "suffix"})
_ADDRESS = re.compile(r"(?:lak|posta|hely|cim)?cim(?:e|ek|ei|adat|adatok)?\Z|address(?:es)?\Z")
_PLACE = re.compile(
    r"(?:lakohely|lakhely|szekhely|telephely|helyszin|hely|ingatlan)(?:e|ei|ek|uk|a|ok)?\Z"
)
_UNIT = frozenset({"emelet", "ajto", "epulet", "lepcsohaz", "em", "ep", "lh", "szint"})
_NO_ADDRESS = frozenset(
    {
        *("email", "mail", "e", "ip", "web", "honlap", "weblap", "url", "id", "azonosito", "mac"),
        *("kod", "kodja", "code", "hrsz", "helyrajzi"),
    }
)
_PARCELS = ("hrsz", "helyrajzi")
_ELSEWHERE = re.compile(r"(?:szulet|szul\Z|birth|anyja|allampolg|kiallit|halalozas)")
_REGION = re.compile(r"(?:jaras|megye|varmegye|county|district|regio|kisterseg|valasztokerulet)")
_TAGS = {
    "home": ("lakcim", "lakohely", "lakhely", "allando", "all", "bejelentett"),
    "stay": ("tartozkod", "tart", "ideiglenes"),
    "post": ("ertesit", "levelez", "lev", "posta", "kezbesit"),
    "seat": ("szekhely",),
    "site": ("telephely", "fiok"),
    "property": ("ingatlan",),
    "bill": ("szamlaz", "szaml"),
    "delivery": ("szallit",),
    "work": ("munkahely", "munkaltato"),
}
_WHOLE_TAGS = frozenset({"all", "tart", "lev", "posta", "szaml"})
"""Words of `_TAGS` that must stand as they are; the others may go on."""
_FILLERS = frozenset(
    {
        *("a", "az", "es", "of", "the", "nev", "neve", "name", "megnevezes", "megnevezese"),
        *("szerinti", "adat", "adatok", "adatai", "pontos", "teljes", "full", "hely", "helye"),
    }
)
_OTHER_HEADINGS = frozenset(
    {
        *("nev", "neve", "ugyfel", "ugyfelnev", "sorszam", "ssz", "s", "email", "telefon", "tel"),
        *("telefonszam", "datum", "megjegyzes", "azonosito", "id", "name", "szuletesi", "anyja"),
        *("megye", "jaras", "varmegye", "osszeg", "statusz", "tipus", "kod", "hrsz", "emelet"),
    }
)
_CAMEL = re.compile(r"(?<=[a-záéíóöőúüű])(?=[A-ZÁÉÍÓÖŐÚÜŰ])")
LONGEST = 80
"""Characters of a cell that can be a heading."""


@functools.lru_cache(maxsize=4096)
def meaning_of(heading: str) -> Meaning:
    """Return what a heading says about its column.

    >>> meaning_of("Áll. lakcím irsz").role, sorted(meaning_of("Áll. lakcím irsz").group)
    (<Role.POSTCODE: 'postcode'>, ['home'])
    >>> meaning_of("Lakóhely").place, meaning_of("Születési hely").elsewhere
    (True, True)
    """
    if len(heading) > LONGEST:
        return Meaning()
    words = fold(_CAMEL.sub(" ", heading.replace("_", " "))).split()
    pairs = set(itertools.pairwise(words))
    found = _concepts(words, pairs)
    place = any(map(_PLACE.match, words))
    known = bool(found or place or not _OTHER_HEADINGS.isdisjoint(words))
    if any(map(_ELSEWHERE.match, words)):
        return Meaning(elsewhere=True, known=True)
    if any(map(_REGION.match, words)) and not (found & {Role.TOWN, Role.STREET}):
        return Meaning(elsewhere=True, known=True)
    role = _role(found, set(words))
    group = _group(words)
    if role is None and place and _NO_ADDRESS.isdisjoint(words):
        return Meaning(place=True, group=group, known=True)
    strange = group - _TAGS.keys() - _OTHER_HEADINGS
    parcels = any(word.startswith(_PARCELS) for word in words)
    return Meaning(role=role, group=group, known=known, strange=strange, parcels=parcels)


def role_of(heading: str) -> Role | None:
    """Return the part of an address that a heading names.

    >>> [role_of(text) for text in ("Lakcím", "HÁZSZÁM", "Közterület jellege", "E-mail cím")]
    [<Role.ADDRESS: 'address'>, <Role.NUMBER: 'number'>, <Role.TYPE: 'type'>, None]
    """
    return meaning_of(heading).role


def named_role(name: str) -> Role | None:
    """Return the role that a person names, in Hungarian or English, or None.

    >>> named_role("település"), named_role("address"), named_role("név")
    (<Role.TOWN: 'town'>, <Role.ADDRESS: 'address'>, None)
    """
    return _ROLE_NAMES.get(fold(name))


def _concepts(words: list[str], pairs: set[tuple[str, str]]) -> set[Role]:
    tests = (
        (Role.POSTCODE, any(w in _POSTCODE for w in words) or pairs & _POSTCODE_PAIRS),
        (Role.TOWN, any(_TOWN.match(w) or w in _TOWN_WORDS for w in words)),
        (Role.NUMBER, any(w in _NUMBER for w in words) or pairs & _NUMBER_PAIRS),
        (Role.STREET, any(_STREET.match(w) or w in _STREET_WORDS for w in words)),
        (Role.TYPE, any(w in _TYPE for w in words)),
        (Role.SUFFIX, any(w in _SUFFIX for w in words)),
        (Role.ADDRESS, any(map(_ADDRESS.match, words))),
    )
    found = {role for role, holds in tests if holds}
    if Role.STREET in found and not _KIND.isdisjoint(words):
        found.add(Role.TYPE)
    if pairs & {("street", "number")}:
        found.discard(Role.STREET)
    return found


def _role(found: set[Role], words: set[str]) -> Role | None:
    """Say what the parts that a heading names make together."""
    if Role.SUFFIX in found:
        return Role.SUFFIX
    if Role.STREET in found and (found & {Role.NUMBER, Role.TOWN, Role.POSTCODE, Role.ADDRESS}):
        return Role.ADDRESS if found & {Role.NUMBER, Role.TOWN, Role.POSTCODE} else Role.STREET
    if Role.TYPE in found:
        return Role.STREET if words & {"neve", "nev", "name"} else Role.TYPE
    if words & {"kod", "kodja", "code", "azonosito", "id"} and Role.POSTCODE not in found:
        return None
    for role in (Role.STREET, Role.NUMBER, Role.TOWN, Role.POSTCODE):
        if role in found:
            return role
    return Role.ADDRESS if Role.ADDRESS in found and not words & _NO_ADDRESS else None


def _group(words: list[str]) -> frozenset[str]:
    """Return whose address a heading is about."""
    found: set[str] = set()
    for word in words:
        tag = _tag(word)
        if tag is not None:
            found.add(tag)
        elif not (word in _FILLERS or _concepts([word], set()) or word in _UNIT):
            found.add(word)
    return frozenset(found)


def _tag(word: str) -> str | None:
    for tag, stems in _TAGS.items():
        if any(word == s or (s not in _WHOLE_TAGS and word.startswith(s)) for s in stems):
            return tag
    return None
