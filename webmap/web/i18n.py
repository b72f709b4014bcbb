"""Texts in Hungarian and English, with the numbers and articles that belong to them.

The texts stand in `translations/<language>/LC_MESSAGES/*.po` under symbolic keys, the same files
and keys in every language; a key stands in one file only. Nothing here needs a web framework.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

LANGUAGES = ("hu", "en")
"""The languages of the service, the default first."""
DEFAULT_LANGUAGE = LANGUAGES[0]

_BACK_VOWEL_DAYS = frozenset({2, 3, 6, 8, 13, 16, 18, 20, 23, 26, 28, 30})
"""Days of the month that are said with a back vowel in Hungarian: "harmincadikán"."""
_VOWELS = frozenset("aáeéiíoóöőuúüű")
_DIGITS = re.compile(r"[0-9]+")
_ARTICLE = re.compile(r"\b(?P<word>[Aa]z?)(?P<between> [„(]?)(?=\{(?P<name>\w+)\})")


class MissingTextError(KeyError):
    """A key has no text in a language; the catalogues are out of step."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The catalogue of one language."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of a key with its `{placeholders}` filled.

        A Hungarian article right before a placeholder is that of what is filled in: "A {all}"
        is "Az 59", and "a {leg}" "a 2".

        Raises:
            MissingTextError: the catalogue has no such key.
        """
        try:
            template = self.messages[key]
        except KeyError:
            raise MissingTextError(f"no text {key!r} in language {self.language!r}") from None
        if not values:
            return template
        if self.language == "hu":
            template = _ARTICLE.sub(lambda found: _agreeing(found, values), template)
        return template.format(**values)

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has a key."""
        return key in self.messages

    def or_raw(self, prefix: str, value: str) -> str:
        """Return the text of `prefix.value`, or the value itself where there is none."""
        return self.messages.get(f"{prefix}.{value}", value)

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number as the language does, with at most `digits` decimals.

        >>> texts("hu").number(1234.56, 1), texts("en").number(1234.56, 1)
        ('1234,6', '1,234.6')
        """
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        written = format_decimal(round(value, digits), format=pattern, locale=self.language)
        if self.language == "hu" and abs(value) < 10_000:  # noqa: PLR2004 - Hungarian groups five digits up
            written = written.replace("\N{NO-BREAK SPACE}", "")
        return written

    def ground(self, square_metres: float, digits: int = 4) -> str:
        """Write the size of an area; in square kilometres, as everywhere in the product.

        >>> texts("hu").ground(801_234)
        '0,8012 km²'
        """
        return self("unit.square_km", value=self.number(square_metres / 1e6, digits))

    def date(self, iso: str) -> str:
        """Write an ISO date as the language does.

        >>> texts("hu").date("2023-11-30"), texts("en").date("2023-11-30")
        ('2023. november 30.', '30 November 2023')
        """
        return _written_date(iso, self.language)

    def on_day(self, iso: str) -> str:
        """Write an ISO date as the answer to "when?".

        >>> texts("hu").on_day("2023-11-30"), texts("hu").on_day("2024-01-01")
        ('2023. november 30-án', '2024. január 1-jén')
        """
        if self.language != "hu":
            return f"on {self.date(iso)}"
        day = dt.date.fromisoformat(iso).day
        ending = "jén" if day == 1 else "án" if day in _BACK_VOWEL_DAYS else "én"
        return f"{self.date(iso).removesuffix('.')}-{ending}"

    def coordinates(self, first: float, second: float) -> str:
        """Write a pair of coordinates, at most seven decimals each.

        >>> texts("hu").coordinates(46.89, 19.69), texts("en").coordinates(46.89, 19.69)
        ('46,89; 19,69', '46.89, 19.69')
        """
        written = [f"{value:.7f}".rstrip("0").rstrip(".") for value in (first, second)]
        if self.language == "hu":
            return "; ".join(text.replace(".", ",") for text in written)
        return ", ".join(written)

    def metres(self, value: float) -> str:
        """Write a length: decimals below ten metres, whole metres above."""
        digits = 1 if abs(value) < 10 else 0  # noqa: PLR2004 - where a decimal stops to matter
        return self("unit.metres", value=self.number(value, digits))

    def the(self, name: str) -> str:
        """Put the definite article before a name in Hungarian; English names take none."""
        return f"{article(name)} {name}" if self.language == "hu" else name


@functools.lru_cache(maxsize=512)
def _written_date(iso: str, language: str) -> str:
    pattern = "y. MMMM d." if language == "hu" else "d MMMM y"
    return format_date(dt.date.fromisoformat(iso), format=pattern, locale=language)


@functools.cache
def texts(language: str) -> Texts:
    """Return the catalogue of a language.

    Raises:
        ValueError: the service does not speak the language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no texts in language {language!r}; there are {', '.join(LANGUAGES)}")
    folder = resources.files("webmap") / "translations" / language / "LC_MESSAGES"
    messages: dict[str, str] = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".po"):
            messages |= _catalogue(path, language)
    return Texts(language, messages)


def _catalogue(path: Traversable, language: str) -> dict[str, str]:
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}


def _agreeing(found: re.Match[str], values: Mapping[str, object]) -> str:
    """Return an article as the value behind it needs it; the text has it in one of its forms."""
    name = found["name"]
    if name not in values:
        return found[0]
    said = article(str(values[name]))
    return f"{said.capitalize() if found['word'][0] == 'A' else said}{found['between']}"


def article(name: str) -> str:
    """Return the Hungarian definite article that a name takes when it is read aloud.

    >>> article("Halasi út"), article("Erzsébet körút"), article("„Árpád körút”")
    ('a', 'az', 'az')
    >>> article("142-es számú vasútvonal"), article("55. szavazókör"), article("1000")
    ('a', 'az', 'az')
    """
    spoken = name.lstrip(" „”\"'(»«-–").casefold()
    number = _DIGITS.match(spoken)
    if number is not None:
        return _article_of_number(number.group())
    return "az" if spoken[:1] in _VOWELS else "a"


def _article_of_number(digits: str) -> str:
    digits = digits.lstrip("0")
    if digits.startswith("5"):
        return "az"
    # A leading 1 is spoken (egy, egymillió) or silent (ezer) at every third digit: a vowel.
    # Elsewhere it is tíz- or száz-.
    return "az" if digits.startswith("1") and len(digits) % 3 == 1 else "a"


def capitalised(text: str) -> str:
    """Return a text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]
