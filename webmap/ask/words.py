"""Answers as sentences and fields, in the language of the reader.

The core returns enums and numbers; the words come from the translations. Nothing here needs
a web framework or a map library, so that the command line says the same as the pages.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries import clock
from boundaries.model import DECIDED, Reason, VerdictKind
from geo.crs import check_eov, check_lonlat
from geo.errors import CoordinateError

from ..web.i18n import DEFAULT_LANGUAGE, Texts, capitalised, texts
from .candidates import range_label, range_part, street_to_complete
from .evidence_words import evidence_text, grade_word
from .overrides import override_facts, override_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boundaries.model import Answer, Edition

SHORT_HASH = 12
"""Characters of an edition's hash that a person reads; programs get all 64."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of facts under an answer."""

    label: str
    value: str
    is_code: bool = False
    """The value is a name for programs and those who operate the service."""


@dataclass(frozen=True, slots=True)
class Option:
    """One candidate: an address to choose, or a range of numbers to read."""

    address: str
    """The address, or the range in words."""
    verdict: str | None
    """The verdict it would get, in a word, or None where that depends on more."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer ready for a page."""

    kind: str
    """Code of the verdict, for the styling."""
    word: str
    """The verdict in a word or two."""
    main: str
    """The answer and its reason, in a sentence or two with their full stops."""
    rest: str
    """What else is known, in sentences; empty or with a space before it."""
    rows: tuple[Row, ...]
    options: tuple[Option, ...]
    """Places that may be meant; each can be looked up."""
    ranges: tuple[Option, ...]
    """Ranges of house numbers with the verdict of each; for reading only."""
    street: str | None
    """What the address field holds while its house number is asked for, or None."""
    leg_number: int | None
    """Number of the leg to point at on the map."""
    note: str = ""
    """Which town was assumed, as a sentence, or empty."""
    ask: str = ""
    """Why to ask an office, as a sentence that its name follows."""
    standing: str = ""
    """That the programme has ended or not begun, as a sentence, or empty."""
    grade: str = ""
    """How surely the verdict is known, in a word or two, or empty."""
    evidence: str = ""
    """What it rests on, as a sentence that can be checked, or empty."""


def reason_text(answer: Answer, lang: str = DEFAULT_LANGUAGE) -> str:
    """Return an answer in sentences: verdict and reason; leg, metres, rule, how it was located.

    Raises:
        ValueError: the service does not speak the language.
    """
    t = texts(lang)
    return main_sentence(answer, t) + _rest(answer, t)


def main_sentence(answer: Answer, t: Texts) -> str:
    """Return verdict and reason: one sentence where it is decided, else the reason in its own.

    No sentence has more than twenty words of ours, so that it can be read aloud.
    """
    verdict, reason = verdict_clause(answer, t), reason_clause(answer, t)
    if answer.verdict not in DECIDED:
        verdict, reason = capitalised(verdict), capitalised(reason)
    return t(f"answer.said.{answer.verdict}", verdict=verdict, reason=reason) + "."


def verdict_clause(answer: Answer, t: Texts) -> str:
    """Return the verdict as a clause about its place: "the place is inside …"."""
    return t(f"verdict.{answer.verdict}", the_place=place_words(answer, t))


def _rest(answer: Answer, t: Texts) -> str:
    return "".join(f" {capitalised(fact)}." for fact in _facts(answer, t))


def place_words(answer: Answer, t: Texts) -> str:
    """Return the place of an answer with its article."""
    if answer.method == "coordinate":
        return t("place.point")
    if answer.matched is not None:
        number = answer.matched.rpartition(" ")[2]
        key = "place.door" if number.isdigit() else "place.matched"
        return t.the(t(key, address=answer.matched))
    return t.the(t("place.query", query=answer.query.strip()))


def reason_clause(answer: Answer, t: Texts) -> str:
    """Return why a verdict is what it is, as the clause that stands behind "because".

    Where one row of the street list decides, the clause names its house numbers.
    """
    key, row = reason_key(answer), answer.details.get("range")
    if row is not None and t.has(f"reason.{key}.part"):
        return t(f"reason.{key}.part", the_part=range_part(row, t))
    return reason_words(key, answer.verdict, answer.district, t)


def reason_words(reason: str, verdict: VerdictKind, district: str | None, t: Texts) -> str:
    """Return the clause of a reason; some reasons have one for each verdict, some name a district.

    Args:
        reason: Key of its texts.
        verdict: That it is the reason of.
        district: Polling district with its leading zeros, or None.
        t: Texts of the language.
    """
    key = f"reason.{reason}"
    by_verdict = f"{key}.{verdict}"
    named = t("district.unnamed")
    if district is not None:
        named = t.the(t("district.named", number=district.lstrip("0") or "0"))
    return t(by_verdict if t.has(by_verdict) else key, the_district=named)


def reason_key(answer: Answer) -> str:
    """Return the key of a reason's texts; a postcode alone proves no other town."""
    if answer.reason is Reason.OTHER_TOWN and "postcode" in answer.details:
        return "other_postcode"
    return answer.reason.value


def _facts(answer: Answer, t: Texts) -> Iterator[str]:
    """Yield the clauses behind the main one."""
    yield from _leg_facts(answer, t)
    if answer.uncertainty_m is not None:
        # A point on the map is taken as exact: what is uncertain about it is the line alone.
        of_line = answer.method == "coordinate" or answer.verdict is VerdictKind.BOUNDARY
        key = "fact.line_uncertainty" if of_line else "fact.uncertainty"
        yield t(key, metres=t.metres(answer.uncertainty_m))
    if answer.rule is not None:
        yield t("fact.rule", rule=t(f"rule.{answer.rule}"))
    part = answer.details.get("area_part")
    if part is not None:
        yield t("fact.part", number=part["number"], text=part["text"])
    if answer.method is not None and t.has(f"method.{answer.method}"):
        yield t(f"method.{answer.method}")
    yield from override_facts(answer, t)


def _leg_facts(answer: Answer, t: Texts) -> Iterator[str]:
    metres = None if answer.distance_m is None else t.metres(answer.distance_m)
    if answer.leg is None:
        if metres is not None:
            yield t("fact.distance", metres=metres)
    elif metres is not None:
        yield t("fact.leg_distance", the_leg=t.the(answer.leg), metres=metres)
    elif answer.verdict is VerdictKind.UNDECIDABLE:
        yield t("fact.leg_concerned", the_leg=t.the(answer.leg))
    else:
        yield t("fact.leg", the_leg=t.the(answer.leg))


def answer_view(
    answer: Answer, edition: Edition, lang: str, *, today: dt.date | None = None
) -> AnswerView:
    """Make an answer ready for a page; `today` is the day that it is about."""
    t = texts(lang)
    return AnswerView(
        kind=str(answer.verdict),
        word=t(f"verdict_word.{answer.verdict}"),
        main=main_sentence(answer, t),
        rest=_rest(answer, t),
        rows=tuple(_rows(answer, edition, t)),
        options=tuple(_options(answer, t)),
        ranges=tuple(_ranges(answer, t)),
        street=street_to_complete(answer.candidates, edition.town),
        leg_number=answer.leg_number,
        note=assumption(answer, lang),
        grade=capitalised(grade_word(answer, t)),
        evidence=evidence_text(answer, lang) or "",
        ask=t(f"next.{answer.verdict}"),
        standing=standing_text(answer, edition, today or clock.today(), t),
    )


def standing_text(answer: Answer, edition: Edition, day: dt.date, t: Texts) -> str:
    """Say beside an answer that the programme does not run on a day; else empty."""
    return standing_of(edition, day, t, however=answer.verdict is VerdictKind.INSIDE)


def standing_of(edition: Edition, day: dt.date, t: Texts, *, however: bool = False) -> str:
    """Say that the programme of an edition has ended by a day or has not begun; else empty.

    Args:
        edition: with the first and last day of its programme.
        day: which day it is.
        t: language.
        however: whether something stands before it that sounds otherwise.
    """
    start, end = edition.valid_start, edition.valid_end
    if end is not None and day.isoformat() > end:
        return t("answer.ended_however" if however else "answer.ended", on_day=t.on_day(end))
    if start is not None and day.isoformat() < start:
        key = "answer.not_begun_yet" if however else "answer.not_begun"
        return t(key, on_day=t.on_day(start))
    return ""


def assumption(answer: Answer, lang: str = DEFAULT_LANGUAGE) -> str:
    """Say which town was assumed for an address that names none; empty where it names one."""
    if answer.assumed_town is None:
        return ""
    return texts(lang)("answer.assumed_town", town=answer.assumed_town)


def evidence_note(answer: Answer, lang: str = DEFAULT_LANGUAGE) -> str:
    """Say how surely a verdict is known and what it rests on; empty where nothing is decided."""
    t = texts(lang)
    grade = grade_word(answer, t)
    if not grade:
        return ""
    said = f"{t('answer.grade')}: {grade}."
    return f"{said} {evidence_text(answer, lang) or ''}".rstrip()


def _options(answer: Answer, t: Texts) -> Iterator[Option]:
    for candidate in answer.candidates:
        if candidate.numbers is None:
            known = candidate.verdict not in {None, VerdictKind.UNDECIDABLE}
            word = t(f"verdict_word.{candidate.verdict}") if known else None
            yield Option(candidate.address, word)


def _ranges(answer: Answer, t: Texts) -> Iterator[Option]:
    for candidate in answer.candidates:
        if candidate.numbers is not None:
            word = t(f"verdict_word.{candidate.verdict}") if candidate.verdict else None
            yield Option(range_label(candidate.numbers, t.language), word)


def _rows(answer: Answer, edition: Edition, t: Texts) -> Iterator[Row]:
    """Yield the facts that are known, in the order in which a clerk asks for them."""
    values = {
        "query": shown_place(answer, answer.query, t.language),
        "matched": answer.matched and shown_place(answer, answer.matched, t.language),
        "verdict": t(f"verdict_word.{answer.verdict}"),
        "grade": capitalised(grade_word(answer, t)),
        "method": answer.method and capitalised(t.or_raw("method", answer.method)),
        "district": answer.district and (answer.district.lstrip("0") or "0"),
        "leg": answer.leg,
        "distance": _metres_or_none(answer.distance_m, t),
        "uncertainty": _metres_or_none(answer.uncertainty_m, t),
        "rule": answer.rule and capitalised(t(f"rule.{answer.rule}")),
        "area": title(edition, t.language),
        "variant": variant_name(edition, t.language),
        "edition": answer.edition[:SHORT_HASH],
        "street_list": answer.street_list and answer.street_list[:SHORT_HASH],
        "evidence": answer.evidence and answer.evidence[:SHORT_HASH],
        "code": str(answer.reason),
    }
    for name, value in values.items():
        if value:
            yield Row(t(f"answer.{name}"), value, is_code=name == "code")
    for key, value in override_rows(answer, t).items():
        yield Row(t(key), value)


def _metres_or_none(value: float | None, t: Texts) -> str | None:
    return None if value is None else t.metres(value)


def caution(edition: Edition, lang: str, *, today: dt.date | None = None) -> str:
    """Say that inside is not eligible and, once it is so, that the programme has ended."""
    t = texts(lang)
    end = edition.valid_end
    if end is None or (today or clock.today()) <= dt.date.fromisoformat(end):
        return t("answer.caution")
    return f"{t('answer.caution')} {t('answer.ended', on_day=t.on_day(end))}"


def attribution(edition: Edition, lang: str) -> str:
    """Return the credits of the data in a language, or as the edition gives them."""
    return edition.attributions.get(lang) or edition.attribution


def network_note(edition: Edition, lang: str) -> str:
    """Return what the lines were derived from, in a language, or as the edition gives it."""
    return edition.network_notes.get(lang) or edition.network_note


def shown_place(answer: Answer, place: str, lang: str) -> str:
    """Return a place as the language writes it: coordinates get its decimal sign."""
    if answer.method != "coordinate":
        return place
    prefix = "EOV " if place.startswith("EOV ") else ""
    try:
        first, second = (float(part) for part in place.removeprefix(prefix).split(","))
    except ValueError:
        return place
    return prefix + texts(lang).coordinates(first, second)


def title(edition: Edition, lang: str) -> str:
    """Return the title of an edition's area in a language, or in Hungarian, or its slug."""
    return edition.title.get(lang) or edition.title.get(DEFAULT_LANGUAGE) or edition.slug


def source_text(edition: Edition, *fields: str) -> str:
    """Return what an edition's definition says of its source, as far as it is known."""
    return ", ".join(edition.source[name] for name in fields if edition.source.get(name))


def variant_name(edition: Edition, lang: str) -> str:
    """Return the name of an edition's variant in a language, or its id."""
    titles = edition.variant_title
    return capitalised(titles.get(lang) or titles.get(DEFAULT_LANGUAGE) or edition.variant)


def coordinate_problem(first: float, second: float, *, eov: bool, lang: str) -> str:
    """Say in the reader's language why a point that the geometry refused cannot be used.

    Args:
        first: Latitude in degrees, or easting in metres where `eov` is set.
        second: Longitude in degrees, or northing in metres.
        eov: The point was given in EOV (EPSG:23700) instead of WGS84.
        lang: Language of the sentence.
    """
    t = texts(lang)
    with contextlib.suppress(CoordinateError):
        if eov:
            check_eov(east=second, north=first)
        else:
            check_lonlat(lat=second, lon=first)
        return t("problem.swapped", pair=t.coordinates(second, first))
    return t("problem.not_in_hungary")
