"""One word for one thing, and spoken sentences of at most twenty words: `docs/words.md`."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

import webmap
from boundaries.model import VerdictKind
from webmap.web.i18n import LANGUAGES, capitalised, texts

GLOSSARY = Path(webmap.__file__).parents[1] / "docs" / "words.md"
MOST_WORDS = 20
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÁÉÍÓÖŐÚÜŰ„“])")
"""Between two sentences; the full stop of "3. szám" is followed by a small letter."""
SPOKEN = (
    *("answer.", "desk.next.", "desk.none.", "desk.same_for_all.", "desk.spoken.", "desk.sure."),
    *("evidence.", "fact.distance", "fact.leg", "fact.line_uncertainty", "fact.uncertainty"),
    *("grade.", "home.", "method.", "next.", "programme.caution.", "programme.state."),
    *("reason.", "rule.", "standing."),
)
"""Beginnings of the keys of which answers are put together."""
PLACE = {"hu": "a Kecskemét, Halasi út 3.", "en": "Kecskemét, Halasi út 3"}
DISTRICT = {"hu": "a 83. szavazókör", "en": "polling district 83"}
PART = {
    "hu": "az utca páratlan, 1–17. számú része",
    "en": "the part of the street with odd numbers 1–17",
}


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table that follows a heading of the glossary."""
    text = GLOSSARY.read_text("utf-8").split(heading, 1)[1].split("\n## ", 1)[0]
    found = [line.strip("| \n").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [row for row in found[2:] if row[0]]


def discarded() -> list[str]:
    return [word for row in rows("# Szójegyzék") for word in row[2].split(", ")]


def excepted() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(re.findall(r"`([^`]+)`", row[1])) for row in rows("## Ahol a másik")}


def sentences(text: str) -> list[str]:
    return SENTENCE_END.split(text)


def length(sentence: str) -> int:
    return len([word for word in sentence.split() if re.search(r"\w", word)])


def test_the_glossary_discards_words_and_says_where_they_may_stand() -> None:
    assert {"akcióterület", "közterület", "eredmény"} <= set(discarded())
    assert set(excepted()) <= set(discarded())


@pytest.mark.parametrize("word", discarded())
def test_no_text_uses_a_discarded_word(word: str) -> None:
    allowed = excepted().get(word, ())
    stem = re.compile(rf"\b{word}", re.IGNORECASE)
    used = {
        key: text
        for key, text in texts("hu").messages.items()
        if stem.search(text) and not (allowed and key.startswith(allowed))
    }
    assert used == {}


@pytest.mark.parametrize("word", discarded())
def test_no_page_of_fixed_text_uses_a_discarded_word(word: str) -> None:
    folder = resources.files("webmap") / "translations" / "hu" / "pages"
    stem = re.compile(rf"\b{word}", re.IGNORECASE)
    assert [page.name for page in folder.iterdir() if stem.search(page.read_text("utf-8"))] == []


DESK = ("account", "admin", "bulk", "desk", "evidence", "facts", "files", "overrides", "refresh")
"""Catalogues of the pages of staff, beside the worklist."""


@pytest.mark.parametrize("catalogue", [*DESK, "worklist"])
def test_the_pages_of_staff_have_short_sentences(catalogue: str) -> None:
    folder = resources.files("webmap") / "translations" / "hu" / "LC_MESSAGES"
    text = (folder / f"{catalogue}.po").read_text("utf-8")
    keys = [key for key in re.findall(r'^msgid "(.+)"$', text, re.MULTILINE) if key]
    assert keys
    long = {
        key: sentence
        for key in keys
        for sentence in sentences(texts("hu").messages[key])
        if length(sentence) > MOST_WORDS
    }
    assert long == {}


def test_what_is_read_aloud_has_short_sentences() -> None:
    long = {
        key: sentence
        for key, text in texts("hu").messages.items()
        if key.startswith(SPOKEN)
        for sentence in sentences(text)
        if length(sentence) > MOST_WORDS
    }
    assert long == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", [VerdictKind.INSIDE, VerdictKind.OUTSIDE])
def test_a_decided_answer_is_one_short_sentence_with_its_reason(
    language: str, verdict: VerdictKind
) -> None:
    t, names = texts(language), ("street_inside", "street_outside", "override", "other_town")
    names += ("settlement_inside", "settlement_outside", "point_inside", "point_outside")
    names += tuple(f"{one}_{verdict}" for one in ("district", "street"))
    by_verdict = [key for key in t.messages if key.startswith("reason.") and key.endswith(verdict)]
    clause = t(f"verdict.{verdict}", the_place=PLACE[language])
    for key in {*by_verdict, *(f"reason.{one}" for one in names), f"reason.street_{verdict}.part"}:
        reason = t(key, the_district=DISTRICT[language], the_part=PART[language])
        said = capitalised(t(f"answer.said.{verdict}", verdict=clause, reason=reason)) + "."
        whole = sentences(said.replace(": ", " "))
        assert len(whole) == 1, said
        assert length(said) <= MOST_WORDS + (language == "en") * 4, said


ACTION = re.compile(r'audit\.write\(\s*\w+,\s*[\w.]+,\s*"([a-z_.]+)"', re.DOTALL)
"""The code of what somebody did, where it stands as it is."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_of_the_log_has_its_words(language: str) -> None:
    sources = Path(webmap.__file__).parent.rglob("*.py")
    codes = {code for one in sources for code in ACTION.findall(one.read_text("utf-8"))}
    assert len(codes) > 10
    named = texts(language)
    assert {code for code in codes if not named.has(f"admin.action.{code}")} == set()
