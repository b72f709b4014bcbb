"""Every list of the words of published lists has an example, and the example is read as it says."""

from __future__ import annotations

import pytest

from boundaries.language.house_numbers import Parity
from boundaries.language.list_files import lists_of
from boundaries.language.names import fold
from tests.boundaries.lists.list_reading import rows_of

LISTS = lists_of("lists")


@pytest.mark.parametrize("name", LISTS)
def test_an_example_is_read_as_it_says(name: str) -> None:
    assert list(rows_of(LISTS[name]["example"])) == LISTS[name]["read"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_whole(name: str) -> None:
    found = LISTS[name]
    assert set(found) - {"side", "column"} == {"meaning", "words", "example", "read"}
    assert "side" not in found or Parity(found["side"])
    assert len(set(map(fold, found["words"]))) == len(found["words"])


@pytest.mark.parametrize("name", LISTS)
def test_an_example_has_a_word_of_its_list(name: str) -> None:
    text = LISTS[name]["example"]
    said = f" {fold(''.join(char if char.isalnum() else ' ' for char in text))} "
    assert any(f" {fold(word)} " in said for word in LISTS[name]["words"])
