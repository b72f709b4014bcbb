"""Values that the words of a source can be read as, offered to who fills in a programme. Pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from ..language.days import MONTHS
from .dates import find_hours, fits, read_when
from .model import Amount, Contact, Identifier, Link, Rate, Text
from .money import find_sums
from .parts import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .parts import Part

LONGEST_TEXT = 500
"""Characters of a quotation that is offered as the text of its fact."""
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"(?P<year>[12]\d{{3}})(?:\.|\b)(?:\s*(?:(?P<half>II?)\.\s*félév|(?P<word>{_MONTH})\w*|"
    r"(?P<month>0?[1-9]|1[0-2])\.)(?:\s*(?P<day>[0-3]?\d)(?!\d))?)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?<![\d,.])(\d{1,3})\s*%", re.ASCII)
_PEOPLE = re.compile(r"(?<![\d,.])(\d{1,3}(?:[ .\u00a0]\d{3})+|\d{1,6})\s*fő\b")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.ASCII)
_PHONE = re.compile(
    r"(?<![\d/])(?:\+36|06)[\s/\-()]{0,2}\d{1,2}(?:[\s/\-()]{0,2}\d){6,7}(?!\d)", re.ASCII
)
_WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"„”]{3,300}[^\s<>\"„”.,;:)]")
_PROJECT = re.compile(
    r"\b[A-Z]{2,12}(?:_[A-Z]+)?[-_][A-Z0-9_+/]{1,20}(?:[.\-/][A-Z0-9_]{1,12}){1,7}\b"
)


def find_dates(words: str) -> tuple[str, ...]:
    """Return the partial dates that words give, in their order.

    >>> find_dates("2017. december 27. és 2021. 12. 26. között"), find_dates("2023. I. félévében")
    (('2017-12-27', '2021-12-26'), ('2023-H1',))
    >>> find_dates("a 2021. évben"), find_dates("2021. 13. 45.")
    (('2021',), ('2021',))
    """
    found = dict.fromkeys(one for match in _DATE.finditer(words) for one in _date(match))
    return tuple(one for one in found if fits(one, words))


def _date(found: re.Match[str]) -> Iterator[str]:
    year, day = found["year"], found["day"]
    if found["half"]:
        yield f"{year}-H{len(found['half'])}"
        return
    word, month = found["word"], found["month"]
    number = MONTHS.index(word.lower()) + 1 if word else int(month) if month else None
    written = year if number is None else f"{year}-{number:02d}"
    whole = f"{written}-{int(day):02d}" if number and day else written
    for one in (whole, written):
        try:
            read_when(one)
        except ValueError:
            continue
        yield one
        return


def find_span(words: str) -> tuple[str, str] | None:
    """Return beginning and end of an event whose words give its day and its hours, as ISO moments.

    >>> find_span("2015.09.12. 13:00-15:00")
    ('2015-09-12T13:00', '2015-09-12T15:00')
    """
    days = [one for one in find_dates(words) if read_when(one).is_day]
    hours = find_hours(words)
    if not days or not hours:
        return None
    day = dt.date.fromisoformat(days[0])
    begins, ends = (dt.datetime.combine(day, one).isoformat(timespec="minutes") for one in hours[0])
    return begins, ends


def proposed(part: Part, said: Sequence[str]) -> dict[str, str]:
    """Return what the quotations of a fact say of its fields, as somebody would type it.

    Args:
        part: of the fact.
        said: words of its quotations.
    """
    words = "\n".join(said)
    found: dict[str, str] = dict(_by_model(part, words))
    if (span := find_span(words)) and {"start", "end"} <= {one.name for one in part.fields}:
        found["start"], found["end"] = span
    dates = find_dates(words)
    for field in part.fields:
        if field.kind is Kind.WHEN and dates and "start" not in found:
            found[field.name] = dates[0]
        if field.name == "people" and (people := _PEOPLE.search(words)):
            found["people"] = re.sub(r"\D", "", people[1])
    if said and issubclass(part.model, Text) and len(said[0]) <= LONGEST_TEXT:
        found["hu"] = " ".join(said[0].split())
    return found


def _by_model(part: Part, words: str) -> Iterator[tuple[str, str]]:
    if part.model is Amount and (sums := find_sums(words)):
        yield "written", sums[0]
        if sums[0].casefold().startswith(("bruttó", "nettó")):
            yield "gross", "yes" if sums[0].casefold().startswith("bruttó") else "no"
    if part.model is Rate and (percent := _PERCENT.search(words)):
        yield "percent", percent[1]
    if part.model is Identifier and (number := _PROJECT.search(words)):
        yield "value", number.group()
    if part.model is Contact:
        for name, form in (("phone", _PHONE), ("email", _EMAIL)):
            if found := form.search(words):
                yield name, found.group()
    if part.model in (Contact, Link) and (web := _WEB.search(words)):
        address = web.group() if web.group().startswith("http") else f"https://{web.group()}"
        yield ("url" if part.model is Link else "web"), address
