"""What the words of a heading say about its column. Pure.

No closed list of headings: the words are known, and what they say together. "Áll. lakcím irsz" is
the postcode of a home, "Lakóhely" a place whose content must tell whether it is a town or an
address, "Születési hely" a place that is no part of an address.

Where the heading of a table stands: in its first row, below a title, or nowhere. Pure.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from boundaries.address.addresses import parse_address
from boundaries.language.names import fold

from .cells import MARK, added_in, plain
from .towns import place_in, postcode_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Row: TypeAlias = Sequence[str]
    Rows: TypeAlias = Sequence[Row]


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
    county: bool = False
    """True for the county of an address."""
    country: bool = False
    """True for its country."""


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
_COUNTY = re.compile(r"(?:megye|varmegye|county)")
_COUNTRY = re.compile(r"orszag(?:a|nev|neve|kod|kodja)?|country|countrycode|land")
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
        county = any(map(_COUNTY.match, words))
        return Meaning(
            elsewhere=True, known=True, county=county, group=_group(words) & _TAGS.keys()
        )
    if any(map(_COUNTRY.fullmatch, words)) and not found - {Role.ADDRESS}:
        return Meaning(elsewhere=True, known=True, country=True, group=_group(words) & _TAGS.keys())
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


WITHIN = 30
"""Rows in which the heading must stand."""
ENOUGH = 0.5
"""Share of a column's cells that must look like addresses."""
SAMPLED = 60
"""Filled cells of a column that are looked at."""
_RECURS = 0.1
_HOUSE = re.compile(r"\d{1,3}(?!\d)", re.ASCII)
_FIGURES_ONLY = re.compile(r"\d{1,4}(?:\s?[/-]?\s?[0-9A-Za-z]{1,3})?\.?", re.ASCII)
_MAIL = re.compile(r"\w@\w+\S*\.\w")


@dataclass(frozen=True, slots=True)
class Front:
    """How the rows at the top of a table are to be taken."""

    lead: int
    """Rows before the heading, or before the first data row: titles, blank rows."""
    header: bool
    """True where the row behind them is a heading."""

    @property
    def data(self) -> int:
        """The first data row, counted from 0."""
        return self.lead + self.header


def find_front(rows: Rows, *, header: bool | None = None) -> Front:
    """Find titles and heading.

    Args:
        rows: the first rows of the table.
        header: whether there is a heading, where somebody has said so.
    """
    if header is False:
        return Front(0, header=False)
    width = usual_width(rows)
    first = next((i for i, row in enumerate(rows[:WITHIN]) if _is_table_row(row, width)), 0)
    own = next((i for i, row in enumerate(rows[:WITHIN]) if added_in(row) is not None), None)
    if own is not None:
        return Front(own, header=True)
    named = _named(rows, first, least=2 if header else 1)
    if named is not None:
        return Front(named, header=True)
    if header or _differs(rows[first:]):
        return Front(first, header=True)
    return Front(first, header=False)


def usual_width(rows: Rows) -> int:
    """Return how many cells most rows have."""
    counts = Counter(len(row) for row in rows if any(map(str.strip, row)))
    most = max(counts.values(), default=0)
    return max((width for width, count in counts.items() if count == most), default=0)


def filled(row: Row) -> list[str]:
    """Return the cells of a row that hold something."""
    return [cell for cell in row if plain(cell).strip()]


def likeness(cell: str) -> float:
    """Say how much a cell looks like an address: 1 with street and number, 0.5 without number.

    >>> likeness("Alma utca 3"), likeness("Alma utca"), likeness("Kovács Anna"), likeness("")
    (1.0, 0.5, 0.0, 0.0)
    """
    parsed = parse_address(plain(cell))
    if not parsed.types or parsed.name is None:
        return 0.0
    return 1.0 if parsed.number is not None else 0.5


def likeness_of_column(rows: Rows, at: int) -> float:
    """Return how much the cells of a column look like addresses, on average."""
    cells = [row[at] for row in rows if at < len(row) and plain(row[at]).strip()][:SAMPLED]
    return sum(map(likeness, cells)) / len(cells) if cells else 0.0


def _is_table_row(row: Row, width: int) -> bool:
    """Tell a row of the table from a title and from a blank row."""
    return len(filled(row)) >= min(2, max(width, 1))


def _named(rows: Rows, first: int, *, least: int) -> int | None:
    """Return the row whose cells are headings by their words."""
    best: tuple[int, int, int] | None = None
    for at, row in enumerate(rows[:WITHIN]):
        if at > first and _is_data(rows[at - 1]):
            break
        score = _score(rows, at)
        if at > first and score == 1 and any(map(_is_number, filled(row))):
            score = 0  # "utca" beside a house number, below the first row: a column of types
        found = (score, len(filled(row)), -at)
        if score >= (1 if at == first else least) and (best is None or found > best):
            best = found
    return None if best is None else -best[2]


def _score(rows: Rows, at: int) -> int:
    """Count the cells of a row that are headings; 0 where the row holds data."""
    cells = filled(rows[at])
    below = rows[at + 1 :]
    score = 0
    for position, cell in enumerate(rows[at]):
        said = meaning_of(plain(cell).strip())
        if (said.role or said.place) and not (_is_street(cell) or _recurs(cell, below, position)):
            score += 1
    data = sum(map(_is_content, cells))
    return 0 if data and (score < 2 or 2 * data >= len(cells)) else score  # noqa: PLR2004


def _is_number(cell: str) -> bool:
    """Tell a bare house number, which no heading is: "12/A"."""
    return _FIGURES_ONLY.fullmatch(plain(cell).strip()) is not None


def _recurs(cell: str, below: Rows, position: int) -> bool:
    """Tell whether a cell comes again below, as "utca" does in a column of types."""
    key = fold(plain(cell))
    others = [fold(plain(row[position])) for row in below[:SAMPLED] if position < len(row)]
    return others.count(key) > _RECURS * len(others) if others else False


def _is_data(row: Row) -> bool:
    """Tell a data row: an address, or a postcode and a settlement, in a row of several cells."""
    cells = filled(row)
    if len(cells) < 2 and len(row) > 1:  # noqa: PLR2004 - a title is one cell
        return False
    if any(likeness(cell) == 1.0 for cell in cells):
        return True
    texts = [plain(cell).strip() for cell in cells]
    if any(map(postcode_in, texts)) and any(map(place_in, texts)):
        return True
    return any(map(_is_street, texts)) and any(map(_HOUSE.match, texts))


def _is_street(cell: str) -> bool:
    """Tell the name of a street from a heading that has the word: "Alma utca", "Lakóhely utca"."""
    text = plain(cell).strip()
    return bool(meaning_of(text).strange) and likeness(text) > 0.0


def _is_data_cell(cell: str) -> bool:
    text = plain(cell).strip()
    return cell.startswith(MARK) or not any(map(str.isalpha, text)) or _is_content(cell)


def _is_content(cell: str) -> bool:
    """Tell what no heading is: a settlement, an address with its number, a mail address."""
    text = plain(cell).strip()
    return _MAIL.search(text) is not None or place_in(text) is not None or likeness(text) == 1.0


def _differs(rows: Rows) -> bool:
    """Tell whether the first row is a heading by what stands in it and below it."""
    if not rows:
        return False
    first, below = rows[0], rows[1:]
    if any(map(_is_data_cell, filled(first))):
        return False
    width = max(map(len, below), default=0)
    shares = [(likeness_of_column(below, at), -at) for at in range(width)]
    share, at = max(shares, default=(0.0, 0))
    if share < ENOUGH:
        return all(plain(c).strip() and not any(map(str.isdigit, plain(c))) for c in first)
    return -at >= len(first) or likeness(first[-at]) == 0.0
