"""Names of public places: types, abbreviations, case endings, keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.language.names import (
    THOROUGHFARE_TYPES,
    Case,
    case_forms,
    expand_abbreviations,
    fold,
    initials_match,
    normal_key,
    number_in,
    ruled_forms,
    split_type,
    type_of,
    type_of_plural,
)


def nominatives(name: str) -> tuple[str, ...]:
    """Return what a name may be without a case ending, likeliest first."""
    *front, last = name.split() or [""]
    if type_of(last) is not None:
        return (" ".join([*front, last]),)
    typed = [form.base for form in case_forms(last) if type_of(form.base) is not None]
    bases = typed or [form.base for form in ruled_forms(last)] or [last]
    return tuple(dict.fromkeys(" ".join([*front, base]) for base in bases))


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("Rákóczi útig", "Rákóczi út"),
        ("Halasi úti", "Halasi út"),
        ("János utcától", "János utca"),
        ("Kossuth térig", "Kossuth tér"),
        ("Árpád körúton", "Árpád körút"),
        ("Árpád körútról", "Árpád körút"),
        ("Budai úton", "Budai út"),
        ("Petőfi utcához", "Petőfi utca"),
        ("Petőfi utcáig", "Petőfi utca"),
        ("Petőfi utcával", "Petőfi utca"),
        ("Halasi úttal", "Halasi út"),
        ("Kossuth térrel", "Kossuth tér"),
        ("Budakeszi utat", "Budakeszi út"),
        ("Kossuth teret", "Kossuth tér"),
        ("Margit hídnál", "Margit híd"),
        ("Hősök teréig", "Hősök tere"),
        ("Műkerti sétányról", "Műkerti sétány"),
        ("Dunáig", "Duna"),
        ("Árpád körút", "Árpád körút"),
    ],
)
def test_case_endings_go_by_rule(written: str, base: str) -> None:
    assert nominatives(written)[0] == base


def test_a_boulevard_is_never_a_square() -> None:
    for form in ("körút", "körúton", "körútig", "krt.", "körúttól"):
        assert {type_of(reading) for reading in nominatives(form)} == {"körút"}
    assert normal_key("Kossuth krt.") != normal_key("Kossuth tér")
    assert normal_key("Erzsébet körút") != normal_key("Erzsébet utca")
    assert not initials_match("Kossuth L. krt.", "Kossuth Lajos tér")


@pytest.mark.parametrize(
    ("name", "stem", "kind"),
    [
        ("Könyves K. krt.", "Könyves K.", "körút"),
        ("Árpád fejedelem útja", "Árpád fejedelem", "út"),
        ("Hősök tere", "Hősök", "tér"),
        ("Mechwart A.u", "Mechwart A.", "utca"),
        ("VEDER UTCA", "VEDER", "utca"),
        ("Szalag I. utca", "Szalag I.", "utca"),
        ("Szent István ltp.", "Szent István", "lakótelep"),
        ("Kelenvölgyi határsor", "Kelenvölgyi", "határsor"),
        ("Leninváros", "Leninváros", None),
        ("Kiss T.", "Kiss T.", None),
        ("utca", "utca", None),
    ],
)
def test_a_name_splits_into_its_own_part_and_its_type(
    name: str,
    stem: str,
    kind: str | None,
) -> None:
    assert split_type(name) == (stem, kind)


@pytest.mark.parametrize(
    ("short", "full", "same"),
    [
        ("Arany J. utca", "Arany János utca", True),
        ("Arany János utca", "Arany J. u.", True),
        ("Bajcsy-Zs. E. út", "Bajcsy-Zsilinszky Endre út", True),
        ("II Rákóczi F. u.", "II. Rákóczi Ferenc utca", True),
        ("Arany J. utca", "Arany János tér", False),
        ("Arany J. utca", "Arany utca", False),
        ("Arany J. utca", "Arany Lajos utca", False),
    ],
)
def test_initials_stand_for_words(short: str, full: str, *, same: bool) -> None:
    assert initials_match(short, full) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KÖNYVES K. KRT.", "Könyves K. körút"),
        ("Bajcsy–Zsilinszky út", "Bajcsy-Zsilinszky  út"),
        ("Halasi főút", "Halasi út"),
        ("Mártírok útja", "Mártírok út"),
        ("Arany J.u", "arany j utca"),
    ],
)
def test_spellings_of_one_place_share_a_key(one: str, other: str) -> None:
    assert normal_key(one) == normal_key(other)


def test_only_the_type_is_written_out() -> None:
    assert expand_abbreviations("Könyves K. krt.") == "Könyves K. körút"
    assert expand_abbreviations("Műkerti stny.") == "Műkerti sétány"
    assert expand_abbreviations("Kossuth tér") == "Kossuth tér"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("142-es számú vasútvonal", "142"),
        ("51. sz. főút", "51"),
        ("M5-ös autópálya", "M5"),
        ("m0", "M0"),
        ("120a vasútvonal", "120a"),
        ("MÁV körvasút", None),
    ],
)
def test_the_number_of_a_road_or_railway(name: str, number: str | None) -> None:
    assert number_in(name) == number


def test_every_written_form_leads_to_its_type() -> None:
    for kind, forms in THOROUGHFARE_TYPES.items():
        assert {type_of(form) for form in (kind, *forms)} == {kind}
    assert type_of_plural("főutak") == "főút"


@given(st.text(max_size=60))
def test_no_text_upsets_the_rules(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert normal_key(text) == normal_key(text)
    assert case_forms(text)[0].case is Case.NOMINATIVE
    assert all(form.case is not Case.NOMINATIVE for form in ruled_forms(text))
    split_type(text)
    expand_abbreviations(text)
    number_in(text)
