"""Names of Hungarian public places: types, abbreviations, case endings, keys for comparing.

Pure text rules; no map and no list of streets is asked. Types, their short forms and the case
endings stand in `data/language`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from .list_files import lists_of
from .remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FORMS = {name: found["forms"] for name, found in lists_of("street_types").items()}
THOROUGHFARE_TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        kind: (*_FORMS["short_types"].get(kind, ()), *forms)
        for kind, forms in _FORMS["street_types"].items()
    }
)
"""Canonical type -> other written forms: abbreviations without their dot, possessives."""
_SAME_IN_KEYS: Mapping[str, str] = MappingProxyType(
    {other: kind for kind, others in _FORMS["same_types"].items() for other in others}
)
"""Types that say the same of a place: the Halasi főút of a text is the Halasi út of the map."""


class Case(StrEnum):
    """What a case ending says, as far as boundaries care."""

    NOMINATIVE = "nominative"
    FROM = "from"
    """-tól, -ról, -ból."""
    TO = "to"
    """-ig."""
    ALONG = "along"
    """-n, -ban, -ra, -t, -val, -nak: the thing itself is walked or named."""
    AT = "at"
    """-nál, -hoz: a place near it."""
    ADJECTIVE = "adjective"
    """-i: Halasi úti."""


@dataclass(frozen=True, slots=True)
class CaseForm:
    """One reading of an inflected word."""

    base: str
    """Nominative, spelled as in the word: "utca" for "utcáig"."""
    case: Case


_PLAIN = str.maketrans("áéíóöőúüűÁÉÍÓÖŐÚÜŰ–", "aeiooouuuAEIOOOUUU-")
_CASES = lists_of("cases")
_ENDINGS: tuple[tuple[str, Case], ...] = tuple(
    sorted(
        (
            (ending.translate(_PLAIN), Case(found["case"]))
            for found in _CASES.values()
            for ending in found.get("endings", ())
        ),
        key=lambda one: -len(one[0]),
    )
)
"""Endings with accents off, longest first."""
_RULED_ENDINGS, _DOUBLED = (
    frozenset(
        ending.translate(_PLAIN)
        for found in _CASES.values()
        if found.get(said)
        for ending in found["endings"]
    )
    for said in ("sure", "doubled")
)
"""Endings long enough to be taken off a word that is in no list; endings behind a double letter."""
_LINKING = frozenset("aeo")
"""Vowels that link an ending to its word; never long, so "terén" is tere, not tér."""
_SHORTENED = str.maketrans("áéÁÉ", "aeAE")
_IRREGULAR: Mapping[str, str] = MappingProxyType(_CASES["irregular"]["stems"])
_OBJECTS: Mapping[str, str] = MappingProxyType(_CASES["irregular_objects"]["stems"])
_DIGRAPHS = frozenset({"cs", "dz", "gy", "ly", "ny", "sz", "ty", "zs"})
_ROMAN = re.compile(r"[IVXL]+\Z", re.ASCII)
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"([MEme]?\d+[a-z]?)", re.ASCII)


@remembered
def fold(text: str) -> str:
    """Return the key under which spellings of one name compare equal.

    Accents and case go; hyphens, dashes, dots, commas and runs of blanks become one blank.
    Different streets may collide (Kőrösi, Körösi): a match on this key is weaker than one
    on the spelling.

    >>> fold("BAJCSY–ZSILINSZKY  E.  ÚT")
    'bajcsy zsilinszky e ut'
    """
    plain = text.translate(_PLAIN)
    if plain.isascii():  # the quick way for nearly every text; the same result
        return " ".join(_ASCII_WORD.findall(plain.lower()))
    spread = unicodedata.normalize("NFKD", text).casefold()
    kept = (char if char.isalnum() else " " for char in spread if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return the keys of many names (`fold`), in a third of the time.

    >>> fold_all(["Hutyántanya", "III. körzet"])
    ['hutyantanya', 'iii korzet']
    """
    every = "\n".join(texts).translate(_PLAIN).lower().split("\n")
    if len(every) != len(texts):  # a name with a line's end in it
        return [fold(text) for text in texts]
    return [
        " ".join(_ASCII_WORD.findall(plain)) if plain.isascii() else fold(text)
        for plain, text in zip(every, texts, strict=True)
    ]


def _type_index() -> dict[str, str]:
    index = {fold(name): name for name in THOROUGHFARE_TYPES}
    for name, forms in THOROUGHFARE_TYPES.items():
        index.update({fold(form): name for form in forms})
    return index


_TYPES = _type_index()
_PLURAL_INDEX = {
    fold(plural): name for name, plurals in _FORMS["plurals"].items() for plural in plurals
}
_ABBREVIATIONS = frozenset(form for forms in _FORMS["short_types"].values() for form in forms)


@remembered
def type_of(word: str) -> str | None:
    """Return the canonical type that a single word, a short form or a possessive stands for.

    >>> type_of("krt."), type_of("tere"), type_of("Leninváros")
    ('körút', 'tér', None)
    """
    return _TYPES.get(fold(word))


def type_of_plural(word: str) -> str | None:
    """Return the type of a plural ("főutak" → "főút"), or None."""
    return _PLURAL_INDEX.get(fold(word))


def is_abbreviation(word: str) -> bool:
    """Tell whether a word is a short form of a type, with or without its dot."""
    return word.rstrip(".").lower() in _ABBREVIATIONS


@remembered
def split_type(name: str) -> tuple[str, str | None]:
    """Split a name into its own part and its canonical type.

    >>> split_type("Könyves K. krt.")
    ('Könyves K.', 'körút')
    >>> split_type("Leninváros")
    ('Leninváros', None)
    """
    words = name.replace(".", ". ").split()
    for length in (2, 1):
        last = " ".join(words[-length:])
        found = type_of(last) if len(words) > length else None
        if found is not None and not _is_initial(last, name):
            return " ".join(words[:-length]), found
    return name.strip(), None


def _is_initial(word: str, name: str) -> bool:
    """Tell "Kiss T." from "KOSSUTH T.": a capital alone is no type unless all is capitals."""
    return len(word.rstrip(".")) == 1 and word.isupper() and not name.isupper()


def expand_abbreviations(name: str) -> str:
    """Write out an abbreviated type; every other word stays as it is.

    >>> expand_abbreviations("Mechwart A.u")
    'Mechwart A. utca'
    """
    words = name.replace(".", ". ").split()
    if len(words) < 2 or not is_abbreviation(words[-1]):  # noqa: PLR2004
        return " ".join(name.split())
    return " ".join([*words[:-1], type_of(words[-1]) or words[-1]])


@remembered
def normal_key(name: str) -> str:
    """Return a key that two spellings of one public place share, its type included.

    A possessive or abbreviated type counts as the type itself; different types never meet.

    >>> normal_key("Könyves K. krt.") == normal_key("könyves k. körút")
    True
    >>> normal_key("Szalag I. utca")
    'szalag i utca'
    """
    stem, kind = split_type(name)
    if kind is None:
        return fold(name)
    return fold(f"{stem} {_SAME_IN_KEYS.get(kind, kind)}")


def initials_match(short: str, full: str) -> bool:
    """Tell whether one name is the other with some of its words cut to initials.

    >>> initials_match("Arany J. utca", "Arany János utca")
    True
    >>> initials_match("Arany J. utca", "Arany János tér")
    False
    """
    left, right = normal_key(short).split(), normal_key(full).split()
    if len(left) != len(right) or split_type(short)[1] != split_type(full)[1]:
        return False
    return all(map(_word_or_initial, left, right))


def _word_or_initial(one: str, other: str) -> bool:
    if one == other:
        return True
    short, full = sorted((one, other), key=len)
    return (len(short) == 1 or short in _DIGRAPHS) and full.startswith(short)


def is_roman(word: str) -> bool:
    """Tell whether a word is a Roman number in capitals, as districts carry."""
    return _ROMAN.match(word) is not None


def number_in(name: str) -> str | None:
    """Return the number a road or railway is known by: "51" of "51. sz. főút", "M0".

    >>> number_in("142-es számú vasútvonal"), number_in("M5-ös autópálya")
    ('142', 'M5')
    """
    for word in name.split():
        found = _NUMBER.match(word)
        if found:
            return found[1].upper() if found[1][0].isalpha() else found[1]
    return None


def _readings(word: str) -> Iterator[tuple[str, str, Case]]:
    """Yield (base, ending, case) for every ending the word could carry."""
    bare = _fold_letters(word)
    for ending, case in _ENDINGS:
        if not bare.endswith(ending) or len(word) <= len(ending) + 1:
            continue
        if ending[0] in _LINKING and word[-len(ending)].lower() in "áé":
            continue
        stem = word[: -len(ending)]
        if ending in _DOUBLED:
            if stem[-1].lower() != stem[-2].lower():
                continue
            stem = stem[:-1]
        yield stem[:-1] + stem[-1].translate(_SHORTENED), ending, case


def _fold_letters(word: str) -> str:
    """Take accents off letter by letter, so that positions stay."""
    return "".join(unicodedata.normalize("NFKD", char)[0] for char in word).lower()


@remembered
def case_forms(word: str) -> tuple[CaseForm, ...]:
    """Return every reading of one word by rule, itself first.

    Most readings of a word are wrong; a caller keeps those whose base it knows.
    """
    word = unicodedata.normalize("NFC", word)
    forms = [CaseForm(word, Case.NOMINATIVE)]
    forms.extend(CaseForm(lemma, case) for lemma, case in _irregular_accusatives(word))
    for base, _, case in _readings(word):
        forms.append(CaseForm(base, case))
        irregular = _IRREGULAR.get(_fold_letters(base))
        if irregular is not None:
            forms.append(CaseForm(irregular, case))
    return tuple(forms)


def _irregular_accusatives(word: str) -> Iterator[tuple[str, Case]]:
    bare = _fold_letters(word)
    for stem, lemma in _OBJECTS.items():
        if bare.endswith(stem):
            yield word[: -len(stem)] + lemma, Case.ALONG


def ruled_forms(word: str) -> tuple[CaseForm, ...]:
    """Return the readings of a word that stands in no list: only the long, sure endings."""
    word = unicodedata.normalize("NFC", word)
    return tuple(
        CaseForm(base, case)
        for base, ending, case in _readings(word)
        if ending in _RULED_ENDINGS and len(base) > 2  # noqa: PLR2004
    )
