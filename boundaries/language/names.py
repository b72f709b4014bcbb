"""Names of Hungarian public places: types, abbreviations, case endings, keys for comparing.

Pure text rules; no map and no list of streets is asked. Types and their short forms are those
of the address regulation (345/2014. Korm. r.) and of the election office's register.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from .remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

THOROUGHFARE_TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "utca": ("u", "ucca", "utcza", "utcája"),
        "út": ("útja",),
        "körút": ("krt", "körútja"),
        "tér": ("t", "tere"),
        "köz": ("köze",),
        "sor": ("sora",),
        "sétány": ("stny", "sét", "sétánya"),
        "sugárút": ("sgt", "sgút", "sugárútja"),
        "fasor": ("fs", "fasora"),
        "rakpart": ("rkp", "rakpartja"),
        "alsó rakpart": (),
        "felső rakpart": (),
        "part": ("partja",),
        "dűlő": ("dülő", "dűlője"),
        "dűlőút": (),
        "lakótelep": ("ltp", "lkt", "lakótelepe"),
        "lakópark": ("lp", "lakóparkja"),
        "lakósor": (),
        "lépcső": ("lépcsője",),
        "lépcsősor": (),
        "park": ("parkja",),
        "liget": ("ligete",),
        "kert": ("kertje",),
        "telep": ("telepe",),
        "tanya": ("tny", "tanyája"),
        "tanyák": (),
        "puszta": ("pusztája",),
        "major": ("majorja",),
        "híd": ("hídja",),
        "határsor": (),
        "határút": (),
        "körönd": ("köröndje",),
        "körtér": ("körtere",),
        "körgyűrű": (),
        "főút": ("főútja",),
        "főutca": (),
        "főtér": ("főtere",),
        "mellékutca": (),
        "zsákutca": (),
        "sikátor": (),
        "udvar": ("udvara",),
        "árok": ("árka",),
        "átjáró": (),
        "gyümölcsös": (),
        "hegy": ("hegye",),
        "rét": ("rétje",),
        "domb": ("dombja",),
        "oldal": (),
        "gát": ("gátja",),
        "gátőrház": (),
        "erdészlak": (),
        "pavilonsor": (),
        "garázssor": (),
        "pincesor": (),
        "üdülősor": (),
        "üdülőtelep": (),
        "zártkert": (),
        "szőlő": (),
        "szőlőhegy": (),
        "forduló": (),
        "promenád": (),
        "korzó": (),
        "ösvény": ("ösvénye",),
        "csapás": (),
        "szállás": (),
        "szer": (),
        "tag": (),
        "tető": (),
        "vár": (),
        "villasor": (),
        "vám": (),
        "piac": (),
        "kapu": ("kapuja",),
        "kikötő": (),
        "bástya": (),
        "sánc": (),
        "ipartelep": (),
        "iparterület": (),
        "ipari park": (),
    },
)
"""Canonical type -> other written forms: abbreviations without their dot, possessives."""

_PLURALS: Mapping[str, str] = MappingProxyType(
    {
        "utcák": "utca",
        "utak": "út",
        "terek": "tér",
        "körutak": "körút",
        "sugárutak": "sugárút",
        "főutak": "főút",
        "főutcák": "főutca",
        "közök": "köz",
        "sorok": "sor",
        "sétányok": "sétány",
        "fasorok": "fasor",
        "rakpartok": "rakpart",
        "dűlők": "dűlő",
        "lakótelepek": "lakótelep",
        "lépcsők": "lépcső",
        "hidak": "híd",
        "parkok": "park",
        "ligetek": "liget",
    },
)
_SAME_IN_KEYS: Mapping[str, str] = MappingProxyType({"főút": "út", "tanyák": "tanya"})
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


_ENDINGS: tuple[tuple[str, Case], ...] = (
    *((ending, Case.FROM) for ending in ("tol", "rol", "bol")),
    ("ig", Case.TO),
    *((ending, Case.AT) for ending in ("nal", "nel", "hoz", "hez")),
    *((ending, Case.ALONG) for ending in ("ban", "ben", "nak", "nek", "val", "vel")),
    *((ending, Case.ALONG) for ending in ("ra", "re", "ba", "be", "on", "en", "at", "et", "ot")),
    *((ending, Case.ALONG) for ending in ("al", "el", "n", "t")),
    ("i", Case.ADJECTIVE),
)
"""Endings with accents off, longest first; "al", "el" stand behind a doubled consonant."""
_RULED_ENDINGS = frozenset({"tol", "rol", "bol", "ig", "nal", "nel", "hoz", "hez", "nak", "nek"})
"""Endings long enough to be taken off a word that is in no list."""
_LINKING = frozenset("aeo")
"""Vowels that link an ending to its word; never long, so "terén" is tere, not tér."""
_SHORTENED = str.maketrans("áéÁÉ", "aeAE")
_IRREGULAR: Mapping[str, str] = MappingProxyType(
    {"uta": "út", "tere": "tér", "hida": "híd", "korut": "körút", "tava": "tó"},
)
_DIGRAPHS = frozenset({"cs", "dz", "gy", "ly", "ny", "sz", "ty", "zs"})
_ROMAN = re.compile(r"[IVXL]+\Z", re.ASCII)
_PLAIN = str.maketrans("áéíóöőúüűÁÉÍÓÖŐÚÜŰ–", "aeiooouuuAEIOOOUUU-")
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


def _type_index() -> dict[str, str]:
    index = {fold(name): name for name in THOROUGHFARE_TYPES}
    for name, forms in THOROUGHFARE_TYPES.items():
        index.update({fold(form): name for form in forms})
    return index


_TYPES = _type_index()
_PLURAL_INDEX = {fold(plural): name for plural, name in _PLURALS.items()}
_ABBREVIATIONS = frozenset(
    form
    for forms in THOROUGHFARE_TYPES.values()
    for form in forms
    if form
    in {"u", "krt", "t", "stny", "sét", "sgt", "sgút", "fs", "rkp", "ltp", "lkt", "lp", "tny"}
)


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
        if ending in {"al", "el"}:
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
    for stem, lemma in (("utat", "út"), ("teret", "tér"), ("hidat", "híd"), ("tavat", "tó")):
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
