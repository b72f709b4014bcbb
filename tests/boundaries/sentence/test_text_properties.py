"""What holds for every text: nothing dropped, nothing raised, time in step with length."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.language.country import is_settlement
from boundaries.language.names import case_forms, is_roman
from boundaries.model import FrameKind, Span
from boundaries.sentence.grammar import is_frame
from boundaries.sentence.parsing import account_for, parse_sentence
from tests.boundaries.sentence.test_text_decrees import SENTENCES as DECREES
from tests.boundaries.sentence.test_text_demands import FORMS

if TYPE_CHECKING:
    from pathlib import Path

WORDS_TEXT = (
    "Kossuth Petőfi Halasi Duna Tisza Kecskemét Budapest XI. M5 M0 142-es 51. 9413 12 utca "
    "utcától utcáig u. u út úti útig útja krt. körúton tér tere sétány híd vasútvonal hrsz-ú "
    "telek közterületi határa sz. számú főút páros oldal középvonala – - , ; : . ( ) ( ) [ ] és "
    "valamint a az által határolt terület közötti szakasza kereszteződése északon futó kivéve "
    "kerület közigazgatási határ patak Rákos- 1. a) / „ ” Oktogon nagyjából hrsz. kivételével"
)
WORDS = WORDS_TEXT.split()
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=40).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", "", "\n"]),
        min_size=len(words),
        max_size=len(words),
    ).map(lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True))),
)


WORD = re.compile(r"[^\W_]+")


def check(text: str) -> None:
    """Every word is in one leg, one frame or one unread piece, and in no more than one."""
    account = account_for(text)
    legs = [leg.span for leg in account.legs]
    spans = [*legs, *account.frames, *account.unread]
    covered = [0] * len(text)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        for at in range(span.start, span.end):
            covered[at] += 1
    for word in WORD.finditer(text):
        assert set(covered[word.start() : word.end()]) == {1}, word[0]
    assert all(one.end <= other.start for one, other in itertools.pairwise(legs))


def gist(text: str) -> tuple[object, ...]:
    """What a parse says, without positions."""
    parsed = parse_sentence(text)
    legs = tuple(dataclasses.replace(leg, span=Span(0, 0)) for leg in parsed.legs)
    return legs, tuple(piece.text for piece in parsed.unread)


def check_every_word_counts(text: str) -> None:
    """No word but framing can go, or become another, without a trace."""
    said = gist(text)
    framed = [frame.span for frame in parse_sentence(text).frames]
    for word in WORD.finditer(text):
        if any(f.start <= word.start() and word.end() <= f.end for f in framed):
            continue
        assert gist(text[: word.start()] + text[word.end() :]) != said, word[0]
        assert gist(text[: word.start()] + "Xyz" + text[word.end() :]) != said, word[0]


def check_framing_is_closed(text: str) -> None:
    """Grammar is words of the closed list, numbers, settlements, list marks, compass letters."""
    for frame in parse_sentence(text).frames:
        if frame.kind is not FrameKind.GRAMMAR:
            continue
        for word in WORD.findall(frame.text):
            known = is_frame(word) or word.isdigit() or is_roman(word) or len(word) == 1
            towns = any(is_settlement(form.base) for form in case_forms(word))
            compass = word in COMPASS_LETTERS
            assert known or towns or compass, (frame.text, word)


@given(SENTENCES)
@settings(max_examples=400, deadline=None)
def test_every_word_is_in_a_leg_in_the_framing_or_unread(text: str) -> None:
    check(text)


COMPASS_LETTERS = frozenset(
    ["ÉK", "DK", "DNy", "ÉNy", "Ny", "től", "tól", "ról", "ről", "on", "en"],
)
NAMES = [
    "Petőfi",
    "Kossuth",
    "Duna",
    "Eger",
    "Temető",
    "Kert",
    "Baja",
    "Béke",
    "Szent",
    "István",
    "Vasút",
    "Fehértó",
]
TYPES = ["utca", "út", "tér", "köz", "sor"]
JOINTS = [" – ", "-", ", ", " és a ", "; ", ", valamint a ", "\n", " illetve a ", ", a "]
CLOSINGS = ["", " által határolt terület", " közötti tömb", " által határolt terület északi része"]
OPENINGS = ["", "a ", "Az akcióterület határai: ", "Baja, ", "a Fő téren, a ", "X. kerület, "]
LEGS = st.tuples(st.sampled_from(NAMES), st.sampled_from([*TYPES, *TYPES, ""])).map(
    lambda pair: " ".join(filter(None, pair))
)
RINGS = st.builds(
    lambda opening, first, rest, closing: (
        opening + first + "".join(joint + leg for joint, leg in rest) + closing
    ),
    st.sampled_from(OPENINGS),
    LEGS,
    st.lists(st.tuples(st.sampled_from(JOINTS), LEGS), min_size=1, max_size=6),
    st.sampled_from(CLOSINGS),
)


@given(RINGS)
@settings(max_examples=60, deadline=None)
def test_in_a_generated_ring_every_word_counts(text: str) -> None:
    check(text)
    check_every_word_counts(text)
    check_framing_is_closed(text)


@pytest.mark.parametrize("text", [text for text, _ in DECREES] + [form[1] for form in FORMS])
def test_in_a_sentence_every_word_counts(text: str) -> None:
    check(text)
    check_every_word_counts(text)
    check_framing_is_closed(text)


@pytest.mark.shared_data
@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.whole)])
@pytest.mark.parametrize("name", ["boundary_texts_dev", "boundary_texts_2"])
def test_in_the_published_texts_every_word_counts(name: str, every: int, shared_data: Path) -> None:
    lines = (shared_data / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    for text in (json.loads(line)["text"] for line in lines[::every] if line.strip()):
        check(text)
        check_every_word_counts(text)
        check_framing_is_closed(text)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_is_an_error(text: str) -> None:
    check(text)


@given(SENTENCES)
@settings(deadline=None)
def test_a_legs_text_is_its_span_without_its_notes(text: str) -> None:
    for leg in parse_sentence(text).legs:
        written = text[leg.span.start : leg.span.end]
        if "(" in written or "[" in written:
            assert (
                not set(leg.text.split())
                - set(re.sub(r"[()\[\],]", " ", written).split())
                - {word for word in leg.text.split() if set("()[],") & set(word)}
            )
        else:
            assert leg.text == written


@pytest.mark.parametrize("spaces", ["Könyves  Kálmán\u00a0körút", "Könyves\nKálmán körút"])
def test_blanks_of_any_kind_stay_in_the_text_and_go_from_the_name(spaces: str) -> None:
    text = f"{spaces} – Petőfi utca"
    leg = parse_sentence(text).legs[0]
    assert (leg.text, leg.name) == (spaces, "Könyves Kálmán körút")


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "( ) ",
        "a ",
        "Kossuth ",
        "Kossuth-",
        "M0-",
        "I. és ",
        "\n",
        "A – ",
        "futó út ",
        "Kossuth utcától ",
        "közötti szakasza Kossuth utca ",
        "Kossuth utca és Petőfi utca kereszteződése ",
        "Kossuth utca (Petőfi utca) ",
    ],
)
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        parse_sentence(text)
        return time.process_time() - start

    # Eight times the text takes eight times as long; a square would take sixty-four.
    most = 24 * min(seconds(2_000) for _ in range(3)) + 0.05
    assert any(seconds(16_000) < most for _ in range(3))  # others may share the processor
