"""What a sheet holds: five things that people copy from it, and one line of figures for the rest.

Everything is brought into one form before it is signed, so that a person who copies a sheet may
write capitals, spaces and dashes in any way. Accents and words are kept: they make an address.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.model import Answer, Grade, LineRule, Reason, VerdictKind
from boundaries.verdict.parted import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boundaries.model import Edition

SCHEMA = 2
"""Goes into every signature; raised when what is signed changes. The length of the line of figures
tells it: sheets of the first one, whose line ends with the edition, are confirmed as before."""
OF_PARTS = 3
"""Schema of a sheet whose answer names a part of its area."""
EDITION_LETTERS = 16
"""Letters of a hash in the line of figures: edition, street list, evidence."""
NONE = "-"
MAX_TEXT = 4_000
"""No text of a sheet is longer, characters."""

REASONS = (
    "district_inside",
    "district_outside",
    "boundary_street_side",
    "street_inside",
    "street_outside",
    "district_cut",
    "leg_without_line",
    "uncertain_zone",
    "uncertain_line",
    "on_line",
    "point_inside",
    "point_outside",
    "homonym",
    "street_not_found",
    "number_not_found",
    "number_missing",
    "other_town",
    "not_an_address",
    "numbers_on_both_sides",
    "unplaced_words",
    "no_rule",
    "parcel",
    "list_for_other_edition",
    "sources_disagree",
    "override",
    "settlement_inside",
    "settlement_outside",
    "settlement_unknown",
    "settlement_missing",
    "settlement_ambiguous",
    "not_delineated",
    "members_not_published",
    "no_street_list",
    "no_edition",
    "damaged_cell",
    "source_contradicts",
    "own_street_side",
    "district_reach",
    "recorded_fact",
    "list_open",
    "part_inside",
    "part_outside",
    "part_open",
    "street_supposed",
)
"""Place in this tuple, counted from 1 = number on sheets. Only ever appended to."""
RULES = (
    "centre_line",
    "inner_side",
    "outer_side",
    "even_side",
    "odd_side",
    "both_sides",
    "every_number",
    "extension",
    "compass_side",
    "parcel_front",
    "whole",
)
"""As `REASONS`, for the rules of a line."""
METHODS = (
    "register_range",
    "boundary_side",
    "street_line",
    "district_border",
    "boundary_rule",
    "street_list",
    "override",
    "coordinate",
    "address_point",
    "building",
    "interpolation",
    "settlement",
    "street_side",
    "district_reach",
    "fact",
    "area_part",
    "part_section",
)
"""As `REASONS`, for how a place was located."""
ROLES = ("staff", "approver", "admin")
"""As `REASONS`, for the role in which somebody issued a sheet."""
GRADES = ("recorded", "mapped", "inferred")
"""As `REASONS`, for how a verdict is known."""

_HASH = f"[0-9a-f]{{{EDITION_LETTERS}}}"
_LINE = re.compile(
    r"(?P<reason>[0-9]{1,3})\.(?P<leg>[0-9]{1,4}|-)\.(?P<rule>[0-9]{1,3}|-)\."
    r"(?P<method>[0-9]{1,3}|-)\.(?P<distance>[0-9]{1,9}|-)\.(?P<uncertainty>[0-9]{1,9}|-)\."
    r"(?P<district>[0-9a-z]{1,12}|-)\.(?P<issuer>[0-9]{1,12})\.(?P<role>[0-9]{1,3})\."
    rf"(?P<edition>{_HASH})"
    # What follows came with the second schema.
    rf"(?P<more>\.(?P<grade>[0-9]{{1,3}}|-)\.(?P<street_list>{_HASH}|-)\.(?P<evidence>{_HASH}|-)"
    # The third has the part that decides, of an area of several.
    r"(?:\.(?P<part>[0-9]{1,3}))?)?"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣-"), "-")
_QUOTES = dict.fromkeys(map(ord, "„“”‟«»‚‘’‛'`´″′"), '"')
_LIKE_DIGITS = str.maketrans("oil", "011")
_MONTHS = {
    name[:3]: number
    for names in (
        "jan feb már ápr máj jún júl aug sze okt nov dec",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}


class FieldError(ValueError):
    """A field cannot be read; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the field {field!r} of a sheet cannot be read")
        self.field = field


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in the line of figures."""

    reason: str
    leg: int | None
    """Number of the deciding or nearest leg."""
    rule: str | None
    method: str | None
    distance_dm: int | None
    """Distance from the line, decimetres."""
    uncertainty_dm: int | None
    district: str | None
    issuer: int
    """Id of the account."""
    role: str
    edition: str
    """Beginning of the edition's hash."""
    grade: str | None = None
    street_list: str | None = None
    """Beginning of the hash of the street list that was asked."""
    evidence: str | None = None
    """Beginning of the hash of the known places and facts that were asked."""
    schema: int = SCHEMA
    """That of the signature: 1 has no grade and no hash but the edition's, 3 has a part."""
    part: int | None = None
    """Number of the part of the area that decides, or leaves open."""

    def line(self) -> str:
        """Write the line of figures.

        >>> facts = Facts("on_line", 3, "centre_line", None, 4, 50, "021", 2, "staff", "ab" * 8)
        >>> facts.line()
        '10.3.1.-.4.50.021.2.1.abababababababab.-.-.-'
        """
        parts = [
            _number(self.reason, REASONS),
            NONE if self.leg is None else str(self.leg),
            _number(self.rule, RULES),
            _number(self.method, METHODS),
            NONE if self.distance_dm is None else str(self.distance_dm),
            NONE if self.uncertainty_dm is None else str(self.uncertainty_dm),
            self.district or NONE,
            str(self.issuer),
            _number(self.role, ROLES),
            self.edition,
        ]
        if self.schema > 1:
            parts += [
                _number(self.grade, GRADES),
                self.street_list or NONE,
                self.evidence or NONE,
            ]
        if self.schema >= OF_PARTS:
            parts.append(str(self.part))
        return ".".join(parts)


def read_line(text: str) -> Facts:
    """Read the line of figures as somebody copied it: any case and spaces, letter O for nought.

    Raises:
        FieldError: it is not such a line.
    """
    spelled = "".join(text.translate(_DASHES).casefold().split()).translate(_LIKE_DIGITS)
    found = _LINE.fullmatch(spelled)
    if found is None:
        raise FieldError("line")
    reason, role = _word(found["reason"], REASONS), _word(found["role"], ROLES)
    if reason is None or role is None:
        raise FieldError("line")
    return Facts(
        reason=reason,
        leg=_integer(found["leg"]),
        rule=_word(found["rule"], RULES),
        method=_word(found["method"], METHODS),
        distance_dm=_integer(found["distance"]),
        uncertainty_dm=_integer(found["uncertainty"]),
        district=_text(found["district"]),
        issuer=int(found["issuer"]),
        role=role,
        edition=found["edition"],
        grade=_word(found["grade"] or NONE, GRADES),
        street_list=_text(found["street_list"]),
        evidence=_text(found["evidence"]),
        schema=1 if found["more"] is None else OF_PARTS if found["part"] else SCHEMA,
        part=_integer(found["part"] or NONE),
    )


@dataclass(frozen=True, slots=True)
class SheetFields:
    """What is copied from a sheet to have it checked, in the form in which it is printed."""

    typed: str
    """The address as typed."""
    matched: str
    """The address as understood; empty where none was."""
    verdict: str
    issued: str
    """Minute of issue in Hungary: "2026-01-31T09:05"."""
    facts: Facts
    override: str = ""
    """The paragraph about the override that decided, or nothing."""

    def message(self, edition: Edition) -> bytes:
        """Return what is signed: every field in its one form, and the edition."""
        fields = {
            "schema": self.facts.schema,
            "typed": canonical(self.typed),
            "matched": canonical(self.matched),
            "verdict": self.verdict,
            "issued": self.issued,
            "line": self.facts.line(),
            "override": canonical(self.override),
            "area": edition.slug,
            "variant": edition.variant,
            "edition": edition.hash,
        }
        text = json.dumps(fields, sort_keys=True, ensure_ascii=False)
        return b"akcioterulet evidence sheet\n" + text.encode()

    def answer(self, edition: Edition) -> Answer:
        """Return the answer that a sheet tells of, as far as its fields hold it.

        Of the hashes of street list and evidence only the beginnings are there.
        """
        facts = self.facts
        leg = next((leg for leg in edition.legs if leg.number == facts.leg), None)
        part = edition.part(facts.part)
        return Answer(
            query=printed(self.typed),
            verdict=VerdictKind(self.verdict),
            reason=Reason(facts.reason),
            area=edition.slug,
            variant=edition.variant,
            edition=edition.hash,
            matched=printed(self.matched) or None,
            method=facts.method,
            distance_m=None if facts.distance_dm is None else facts.distance_dm / 10,
            leg=None if leg is None else leg.name,
            leg_number=facts.leg,
            rule=None if facts.rule is None else LineRule(facts.rule),
            uncertainty_m=None if facts.uncertainty_dm is None else facts.uncertainty_dm / 10,
            district=facts.district,
            grade=None if facts.grade is None else Grade(facts.grade),
            street_list=facts.street_list,
            evidence=facts.evidence,
            details={} if part is None else {"area_part": named(part)},
        )


def fields_of(
    answer: Answer, issued: dt.datetime, issuer: int, role: str, override: str = ""
) -> SheetFields:
    """Return the fields of an answer that the service has just given.

    Args:
        answer: The answer.
        issued: Now, in the time of Hungary.
        issuer: Id of the account that issues the sheet.
        role: The role in which it does.
        override: The paragraph about the override that decided, if one did.
    """
    part = answer.details.get("area_part")
    facts = Facts(
        reason=str(answer.reason),
        leg=answer.leg_number,
        rule=answer.rule and str(answer.rule),
        method=answer.method if answer.method in METHODS else None,
        distance_dm=_tenths(answer.distance_m),
        uncertainty_dm=_tenths(answer.uncertainty_m),
        district=_letters(answer.district),
        issuer=issuer,
        role=role,
        edition=answer.edition[:EDITION_LETTERS],
        grade=answer.grade and str(answer.grade),
        street_list=_beginning(answer.street_list),
        evidence=_beginning(answer.evidence),
        schema=SCHEMA if part is None else OF_PARTS,
        part=None if part is None else part["number"],
    )
    minute = issued.strftime("%Y-%m-%dT%H:%M")
    typed, matched = printed(answer.query), printed(answer.matched or "")
    return SheetFields(typed, matched, str(answer.verdict), minute, facts, printed(override))


def printed(text: str) -> str:
    """Return a text as it stands on paper: single spaces, no invisible characters."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).split())


def canonical(text: str) -> str:
    """Return the one form of a text: small letters, single spaces, one kind of dash and quote.

    >>> canonical(" Próba  utca 1–3. ") == canonical("próba UTCA 1-3.")
    True
    >>> canonical("Kőrösi út") == canonical("Körösi út"), canonical("–")
    (False, '')
    """
    spelled = printed(text).translate(_DASHES).translate(_QUOTES).casefold()
    return "" if spelled == NONE else unicodedata.normalize("NFC", spelled)


def read_minute(text: str) -> str:
    """Read the minute of issue as a browser sends it or as it stands on the sheet.

    >>> read_minute("2026. január 31. 9:05"), read_minute("31 January 2026 09:05")
    ('2026-01-31T09:05', '2026-01-31T09:05')

    Raises:
        FieldError: it is no time.
    """
    parts = re.findall(r"[0-9]+|[^\W0-9_]{3,}", printed(text[:60]).casefold())
    numbers = [part if part.isdecimal() else str(_MONTHS.get(part[:3], 0)) for part in parts]
    if len(numbers) > 3 and len(numbers[2]) == 4:  # noqa: PLR2004 - "31 January 2026"
        numbers[0], numbers[2] = numbers[2], numbers[0]
    try:
        year, month, day, hour, minute = (int(number) for number in numbers[:5])
        moment = dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)
    except ValueError:
        raise FieldError("issued") from None
    return moment.strftime("%Y-%m-%dT%H:%M")


def _tenths(metres: float | None) -> int | None:
    return None if metres is None else round(metres * 10)


def _letters(district: str | None) -> str | None:
    """Return a polling district as the line can hold it."""
    kept = "".join(c for c in (district or "").casefold() if c.isascii() and c.isalnum())
    return kept.translate(_LIKE_DIGITS)[:12] or None


def _number(word: str | None, words: Sequence[str]) -> str:
    return NONE if word is None else str(words.index(word) + 1)


def _word(number: str, words: Sequence[str]) -> str | None:
    if number == NONE:
        return None
    place = int(number)
    if not 1 <= place <= len(words):
        raise FieldError("line")
    return words[place - 1]


def _integer(text: str) -> int | None:
    return None if text == NONE else int(text)


def _text(text: str | None) -> str | None:
    return None if text in {None, NONE} else text


def _beginning(hash_: str | None) -> str | None:
    return None if not hash_ else hash_[:EDITION_LETTERS]
