"""What holds for every text: nothing dropped, nothing raised, time in step with length."""

from __future__ import annotations

import itertools
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.text import account_for, parse_sentence

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


def check(text: str) -> None:
    account = account_for(text)
    legs = [leg.span for leg in account.legs]
    spans = [*legs, *account.frames, *account.unread]
    covered = bytearray(len(text))
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    for word in re.finditer(r"[^\W_]+", text):
        assert all(covered[word.start() : word.end()]), word[0]
    assert all(one.end <= other.start for one, other in itertools.pairwise(legs))


@given(SENTENCES)
@settings(max_examples=400, deadline=None)
def test_every_word_is_in_a_leg_in_the_framing_or_unread(text: str) -> None:
    check(text)


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
        took = []
        for _ in range(3):
            start = time.perf_counter()
            parse_sentence(text)
            took.append(time.perf_counter() - start)
        return min(took)

    # Eight times the text takes eight times as long; a square would take sixty-four.
    assert seconds(16_000) < 24 * seconds(2_000) + 0.05
