"""The fields of an evidence sheet, its code, and what a changed letter does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.clock import BUDAPEST
from boundaries.model import Grade, LineRule, Reason, VerdictKind
from webmap.accounts.people import Role
from webmap.sheet import content
from webmap.sheet.fields import (
    GRADES,
    REASONS,
    ROLES,
    RULES,
    FieldError,
    SheetFields,
    canonical,
    fields_of,
    read_line,
    read_minute,
)
from webmap.sheet.signing import SIGNS, Code, MistypedCodeError, Outcome, check, read_code, sign

if TYPE_CHECKING:
    from types import ModuleType

KID, KEY = "0a1b2c3d", bytes(range(32))
MOMENT = dt.datetime(2026, 3, 29, 10, 5, 59, tzinfo=BUDAPEST)
FIELDS = ("typed", "matched", "verdict", "issued", "override")
FACTS = (
    "reason",
    "leg",
    "rule",
    "method",
    "distance_dm",
    "uncertainty_dm",
    "district",
    "issuer",
    "role",
    "edition",
    "grade",
    "street_list",
    "evidence",
)


@pytest.fixture
def fields(fakes: ModuleType) -> SheetFields:
    known = {"grade": Grade.MAPPED, "street_list": "5" * 16, "evidence": "7c" * 8}
    answer = fakes.answer("Próba utca 1–3.", **known)
    return fields_of(answer, MOMENT, 7, "staff", "Az indok: „próba”.")


def test_numbers_on_paper_never_change() -> None:
    assert set(REASONS) == set(Reason)
    assert set(RULES) == set(LineRule)
    assert GRADES == ("recorded", "mapped", "inferred")
    assert set(GRADES) == set(Grade)
    assert set(ROLES) == {role.value for role in Role} - {"planner", "editor"}
    assert (REASONS.index("homonym"), REASONS.index("override")) == (12, 24)
    assert REASONS[33:36] == ("no_edition", "damaged_cell", "source_contradicts")
    assert (RULES[0], RULES[-1], ROLES) == ("centre_line", "whole", ("staff", "approver", "admin"))


def test_the_code_is_hmac_sha256_over_the_fields(fakes: ModuleType, fields: SheetFields) -> None:
    import hashlib  # noqa: PLC0415 - computed here once more
    import hmac  # noqa: PLC0415

    edition = fakes.edition()
    made = sign(KID, KEY, fields, edition)
    assert made.mac == hmac.new(KEY, fields.message(edition), hashlib.sha256).digest()[:16]
    for held in ("próba utca 1-3.", '"próba"', edition.hash, "2026-03-29T10:05", "square"):
        assert held in fields.message(edition).decode().replace('\\"', '"')


def changed_facts(fields: SheetFields) -> dict[str, object]:
    facts = fields.facts
    return {
        "reason": "street_inside",
        "leg": 3,
        "rule": "inner_side",
        "method": "coordinate",
        "distance_dm": (facts.distance_dm or 0) + 1,
        "uncertainty_dm": None,
        "district": "056",
        "issuer": 8,
        "role": "admin",
        "edition": "f" * 16,
        "grade": "inferred",
        "street_list": "f" * 16,
        "evidence": None,
    }


@pytest.mark.parametrize("name", FACTS)
def test_each_changed_fact_is_denied(fakes: ModuleType, fields: SheetFields, name: str) -> None:
    edition = fakes.edition()
    code = sign(KID, KEY, fields, edition)
    facts = replace(fields.facts, **{name: changed_facts(fields)[name]})
    found = check(code, KEY, replace(fields, facts=facts), [edition])
    assert found.outcome is Outcome.DENIED
    assert facts.line() != fields.facts.line()


@pytest.mark.parametrize("name", FIELDS)
def test_each_changed_field_is_denied(fakes: ModuleType, fields: SheetFields, name: str) -> None:
    edition = fakes.edition()
    code = sign(KID, KEY, fields, edition)
    assert check(code, KEY, fields, [edition]).outcome is Outcome.CONFIRMED
    others = {
        "typed": "Próba utca 1–4.",
        "matched": "",
        "verdict": "outside",
        "issued": "2026-03-29T10:06",
        "override": "",
    }
    other = replace(fields, **{name: others[name]})
    assert check(code, KEY, other, [edition]).outcome is Outcome.DENIED


@pytest.mark.parametrize(("name", "value"), [("slug", "x"), ("variant", "ksh"), ("hash", "0" * 64)])
def test_another_edition_is_denied(
    fakes: ModuleType, fields: SheetFields, name: str, value: str
) -> None:
    code = sign(KID, KEY, fields, fakes.edition())
    other = fakes.edition(**{name: value})
    assert check(code, KEY, fields, [other]).outcome is Outcome.DENIED
    found = check(code, KEY, fields, [other, fakes.edition(), other])
    assert (found.outcome, found.edition) == (Outcome.CONFIRMED, fakes.edition())


def test_what_nothing_can_be_said_about(fakes: ModuleType, fields: SheetFields) -> None:
    edition = fakes.edition()
    code = sign(KID, KEY, fields, edition)
    assert check(code, None, fields, [edition]).outcome is Outcome.UNKNOWN_KEY
    assert check(code, None, fields, []).outcome is Outcome.UNKNOWN_KEY
    assert check(code, KEY, fields, []).outcome is Outcome.UNKNOWN_EDITION
    assert check(code, KEY[::-1], fields, [edition]).outcome is Outcome.DENIED
    forged = sign(KID, bytes(32), fields, edition)
    assert check(forged, None, fields, [edition]).outcome is Outcome.UNKNOWN_KEY


def test_a_field_cannot_flow_into_the_next(fakes: ModuleType, fields: SheetFields) -> None:
    edition = fakes.edition()
    one = replace(fields, typed='a", "matched": "b', matched="c")
    two = replace(fields, typed="a", matched='b", "matched": "c')
    assert one.message(edition) != two.message(edition)


@given(kid=st.integers(0, 2**32 - 1), mac=st.binary(min_size=16, max_size=16))
def test_codes_are_read_as_they_are_written(kid: int, mac: bytes) -> None:
    code = Code(f"{kid:08x}", mac)
    text = code.text()
    assert read_code(text) == code
    assert len(text) == 41
    assert read_code(text.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code


def test_a_slip_in_a_code_is_noticed() -> None:
    text = Code(KID, bytes(range(16))).text()
    missed = 0
    for place, sign_there in enumerate(text):
        for other in SIGNS if sign_there != "-" else "":
            try:
                missed += read_code(text[:place] + other + text[place + 1 :]).text() != text
            except MistypedCodeError:
                continue
    assert missed <= 4  # of 1,085: two signs check the others


@pytest.mark.parametrize("text", ["", "-", "00000", "U" * 35, "0" * 36, "é" * 35, "٣" * 35])
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(MistypedCodeError):
        read_code(text)


def test_lines_are_read_as_they_are_written(fields: SheetFields) -> None:
    line = fields.facts.line()
    assert read_line(line) == fields.facts
    assert read_line(f"  {line.upper().replace('0', 'O').replace('1', 'l')} ") == fields.facts
    assert read_line(line.replace(".", " . ").replace("-", "–")) == fields.facts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2.3",
        "99.-.-.-.-.-.-.1.1.0123456789abcdef",
        "0.-.-.-.-.-.-.1.1.0123456789abcdef",
        "1.-.99.-.-.-.-.1.1.0123456789abcdef",
        "1.-.-.-.-.-.-.1.9.0123456789abcdef",
        "1.-.-.-.-.-.-.1.1.0123456789abcde",
        "1.-.-.-.-.-.-.1.1.0123456789abcdef.",
        "٣.-.-.-.-.-.-.1.1.0123456789abcdef",
        "1.-.-.-.-.-.-.1.1.0123456789abcdef.1",
        "1.-.-.-.-.-.-.1.1.0123456789abcdef.4.-.-",
        "1.-.-.-.-.-.-.1.1.0123456789abcdef.0.-.-",
        "1.-.-.-.-.-.-.1.1.0123456789abcdef.1.-",
        "1.-.-.-.-.-.-.1.1.0123456789abcdef.1.0123456789abcde.-",
        "1.-.-.-.-.-.-.1.1.0123456789abcdef.1.-.-.-",
    ],
)
def test_what_is_no_line(text: str) -> None:
    with pytest.raises(FieldError):
        read_line(text)


def test_a_line_of_the_first_schema_stays_one() -> None:
    line = "1.2.1.1.1234.150.055.1.1.0123456789abcdef"
    facts = read_line(line)
    assert (facts.schema, facts.grade, facts.street_list, facts.evidence) == (1, None, None, None)
    assert facts.line() == line
    later = read_line(f"{line}.2.{'5' * 16}.-")
    assert (later.schema, later.grade, later.street_list) == (2, "mapped", "5" * 16)
    assert read_line(f"{line}.-.-.-") != facts


def test_a_hash_on_paper_begins_as_it_was_signed(fields: SheetFields) -> None:
    content.Hashes("5" * 64, "7c" * 32).require(fields)
    for wrong in (("6" * 64, "7c" * 32), ("5" * 64, None), (None, None)):
        with pytest.raises(ValueError, match="as was signed"):
            content.Hashes(*wrong).require(fields)


@given(st.text(max_size=60))
def test_any_text_is_a_line_or_refused(text: str) -> None:
    with pytest.raises(FieldError):
        read_line(text + "x")


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Kőrösi út 1", "kőrösi  ÚT\u00a01", True),
        ("1–3", "1-3", True),
        ("„Alma” utca", '"alma" utca', True),
        ("Ko\u030br\u00f6si út", "Kőrösi út", True),
        ("Al\u00adma\u200b utca", "Alma utca", True),
        ("–", "", True),
        ("Kőrösi út 1", "Körösi út 1", False),
        ("12²", "122", False),
        ("1/2", "12", False),
        ("Alma utca 1", "Almautca 1", False),
    ],
)
def test_what_counts_as_the_same_text(one: str, two: str, same: bool) -> None:  # noqa: FBT001
    assert (canonical(one) == canonical(two)) is same


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-02-30T10:00", "nincs", "2026-13-01 1:00", "9" * 99]
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(FieldError):
        read_minute(text)


def test_the_minute_is_that_of_hungary(fields: SheetFields) -> None:
    assert fields.issued == "2026-03-29T10:05"
    assert read_minute("2026. 3. 29. 10:05") == read_minute("29 March 2026 10:05") == fields.issued
    assert read_minute("2026. március 29. 10:05 (budapesti idő)") == fields.issued


def test_the_answer_comes_back_from_the_fields(fakes: ModuleType, fields: SheetFields) -> None:
    answer = fields.answer(fakes.edition())
    known = {"grade": Grade.MAPPED, "street_list": "5" * 16, "evidence": "7c" * 8}
    assert answer == fakes.answer("Próba utca 1–3.", **known)
    undecided = fields_of(fakes.homonym("Próba"), MOMENT, 7, "staff").answer(fakes.edition())
    assert undecided == replace(fakes.homonym("Próba"), candidates=())


@pytest.mark.parametrize("lang", ["hu", "en"])
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, "2023-11-30", "ended"),
        (None, "2026-03-29", "running"),
        ("2026-03-30", "2026-12-31", "planned"),
        ("2026-03-29", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_the_state_of_the_programme(
    fakes: ModuleType, lang: str, start: str | None, end: str | None, expected: str
) -> None:
    from webmap.web.i18n import texts  # noqa: PLC0415 - only here

    edition = fakes.edition(valid_start=start, valid_end=end)
    said = content.state_on(edition, MOMENT.date(), lang)
    t = texts(lang)
    on_day = t.on_day((start if expected == "planned" else end) or "2000-01-01")
    assert said == t(f"sheet.state.{expected}", on_day=on_day)


def test_every_verdict_is_known() -> None:
    assert [str(kind) for kind in VerdictKind] == ["inside", "outside", "boundary", "undecidable"]
