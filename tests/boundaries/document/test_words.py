"""Every list of the words of documents has an example, and the example is read as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.document.reading import parse_document
from boundaries.language.list_files import lists_of
from boundaries.model import Effect, PartKind

if TYPE_CHECKING:
    from boundaries.document.model import AreaPart, DocumentArea

LISTS = lists_of("document")


def told(part: AreaPart) -> str:
    """Write a part as the examples do: effect, kind, name; a ring and a place only adds."""
    name = part.name or ("" if part.kind is PartKind.RING else "".join(o.name for o in part.legs))
    bare = part.kind in {PartKind.RING, PartKind.PLACE} and part.effect is Effect.ADDS
    words = ("" if bare else part.effect.value, part.kind.value, name)
    return " ".join(filter(None, words))


def parts(areas: tuple[DocumentArea, ...]) -> list[str]:
    return [told(part) for area in areas for part in area.parts]


@pytest.mark.parametrize("name", LISTS)
def test_an_example_is_read_as_it_says(name: str) -> None:
    found = LISTS[name]
    assert set(found) == {"meaning", "words", "example", "read"}
    document = parse_document(found["example"])
    assert parts(document.areas) == found["read"]
    assert document.unread == ()
