"""A page's width breaks lines anywhere: a phrase reads alike with a line's end for a blank."""

from __future__ import annotations

import pytest

from boundaries.document.reading import parse_document
from tests.boundaries.document.test_words import LISTS as OF_DOCUMENTS
from tests.boundaries.document.test_words import parts
from tests.boundaries.sentence.test_words import LISTS as OF_SENTENCES
from tests.boundaries.sentence.test_words import told


def broken(text: str) -> list[str]:
    """Return the text with each of its blanks in turn as a line's end."""
    return [text[:at] + "\n" + text[at + 1 :] for at, char in enumerate(text) if char == " "]


@pytest.mark.parametrize("name", OF_DOCUMENTS)
def test_a_page_reads_alike_wherever_a_line_ends(name: str) -> None:
    found = OF_DOCUMENTS[name]
    for text in broken(found["example"]):
        document = parse_document(text)
        assert (parts(document.areas), document.unread) == (found["read"], ()), text


@pytest.mark.parametrize("name", OF_SENTENCES)
def test_a_sentence_reads_alike_or_says_what_it_does_not_understand(name: str) -> None:
    found = OF_SENTENCES[name]
    for text in broken(found["example"]):
        read = [words.replace("\n", " ") for words in told(text)]
        assert read == found["read"] or any(words[0] in "?!" for words in read), text
