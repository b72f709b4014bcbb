"""Every list of the words of sentences has an example, and the example is read as it says."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from boundaries.language.list_files import FOLDER, lists_of
from boundaries.language.names import case_forms, fold
from boundaries.language.word_lists import word_lists, written
from boundaries.model import LegKind, LineRule
from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.text_reading import short

FILES = ("grammar", "nouns", "sides", "headings", "short_forms")
LISTS: dict[str, Any] = {name: found for file in FILES for name, found in lists_of(file).items()}
OPTIONAL = {"kind": LegKind, "ends": LegKind, "rule": LineRule}


def told(text: str) -> list[str]:
    """Write what is read as the examples do: legs, unread words, what is doubted."""
    parsed = parse_sentence(text)
    legs = [short(leg) for leg in parsed.legs]
    unread = [f"? {piece.text}" for piece in parsed.unread]
    return legs + unread + [f"! {p.code}" for p in parsed.problems if p.severity != "note"]


@pytest.mark.parametrize("name", LISTS)
def test_an_example_is_read_as_it_says(name: str) -> None:
    found = LISTS[name]
    assert told(found["example"]) == found["read"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_whole(name: str) -> None:
    found = LISTS[name]
    assert {"meaning", "words", "example", "read"} <= set(found)
    assert set(found) <= {"meaning", "words", "example", "read", "with", *OPTIONAL}
    assert set(found.get("with", ())) <= set(LISTS)
    for key, known in OPTIONAL.items():
        assert key not in found or known(found[key])
    assert all(isinstance(word, str) for word in found["words"])
    assert len(set(found["words"])) == len(found["words"])


@pytest.mark.parametrize("name", LISTS)
def test_an_example_has_a_word_of_its_list(name: str) -> None:
    text = LISTS[name]["example"].replace(",", " ").replace(":", " ").replace(".", " ").split()
    inflected = {fold(form.base) for word in text for form in case_forms(word)}
    parts = {fold(part) for word in text for part in word.split("-")}
    joined = f" {fold(LISTS[name]['example'])} "
    within = name.endswith("endings") or name == "lakes"
    for word in map(fold, written(name)):
        inside = within and any(word in other for other in inflected)
        if word in inflected | parts or f" {word} " in joined or inside:
            return
    pytest.fail("no word of the list stands in its example")


def test_no_two_lists_have_one_name() -> None:
    files = [path.stem for path in FOLDER.glob("*.yaml")]
    lists = [found for file in files for found in lists_of(file).values() if "words" in found]
    assert len(lists) == len(word_lists())
    assert set(files) == {*FILES, "document", "lists", *("cases", "street_types")}


def test_kinds_do_not_quarrel() -> None:
    kinds = [
        (word, name) for name, found in LISTS.items() if "kind" in found for word in found["words"]
    ]
    for (one, first), (other, second) in itertools.combinations(kinds, 2):
        assert one != other, (first, second)
