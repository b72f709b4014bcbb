"""What the peers of `peers.py` are told about Hungarian addresses. Imports nothing of the product.

addok imports this module in its own environment: `glue` and `flag_number` are processors in
its chain. Both peers are asked what `cleaned` leaves, since addok takes strokes off first.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_UNITS = re.compile(
    r"[\s,]+[a-z0-9]{1,5}(?:\.\s*|\s+)(?:ép|ep|épület|lh|lph|lépcsőház|em|emelet)\b.*$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
_LETTER = re.compile(r"(\d+)\s*[./-]?\s*/\s*([A-Za-z0-9]{1,2})\b|(\d+)\s?([A-Za-z])\b")
_NUMBER = re.compile(r"\d{1,3}(?:_?[a-z]{1,2}|_\d+)?", re.ASCII)
_WORD = re.compile(r"\w+")


def glued(text: str) -> str:
    """Make a house number one word, as a query and a register both have it.

    >>> glued("Fő út 12/A"), glued("Fő út 3-5."), glued("12 b Fő út")
    ('Fő út 12_A', 'Fő út 3_5.', '12_b Fő út')
    """
    text = _RANGE.sub(r"\1_\2", text)
    return _LETTER.sub(lambda m: f"{m[1] or m[3]}_{m[2] or m[4]}", text)


def without_units(text: str) -> str:
    """Cut what stands behind a house number: building, staircase, floor and door.

    >>> without_units("Fő utca 3 2. em. 5."), without_units("12 Fő utca B ép. II. lh., 6000 X")
    ('Fő utca 3', '12 Fő utca, 6000 X')
    """
    found = _UNITS.search(text)
    if found is None:
        return text
    tail = re.search(r",\s*\d{4}\s.*$", text[found.start() :])
    return text[: found.start()] + (tail[0] if tail else "")


def cleaned(query: str) -> str:
    """Return a query as the peers are asked it.

    >>> cleaned("6000 Kecskemét, Halasi út 12/a 2. em. 5.")
    '6000 Kecskemét, Halasi út 12_a'
    """
    return glued(without_units(query))


def is_number(token: str) -> bool:
    """Tell whether a word, folded, is a house number; four figures are a postcode."""
    return _NUMBER.fullmatch(token) is not None


def folded(text: str) -> str:
    """Return a text in small letters without accents."""
    spread = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in spread if not unicodedata.combining(char))


def words_and_number(
    text: str, synonyms: Mapping[str, str], drop: frozenset[str]
) -> tuple[str, str | None]:
    """Return the words of a street, and the house number as `glued` and folded.

    Args:
        text: a query.
        synonyms: folded word -> what it stands for.
        drop: folded words to leave out: the town and its postcodes.
    """
    tokens = _WORD.findall(folded(cleaned(text)))
    at = next((n for n in reversed(range(len(tokens))) if is_number(tokens[n])), None)
    words = [
        synonyms.get(token, token)
        for n, token in enumerate(tokens)
        if n != at and token not in drop
    ]
    return " ".join(words), None if at is None else tokens[at]


def glue(texts: Iterable[str]) -> Iterator[str]:
    """Glue the numbers of each text (a processor of addok)."""
    for text in texts:
        yield glued(text)


def flag_number(tokens: Iterable[Any]) -> Iterator[Any]:
    """Mark the last word that is a house number (a processor of addok)."""
    every = list(tokens)
    for token in reversed(every):
        if is_number(token):
            token.kind = "housenumber"
            break
    yield from every


def make_labels(_: object, result: Any) -> None:  # noqa: ANN401 - an object of addok
    """Write a result in the orders of Hungarian addresses, for its score (a processor of addok)."""
    if result.labels:
        return
    number = glued(result.housenumber or "")
    name, turned = f"{result.name} {number}".strip(), f"{number} {result.name}".strip()
    town = f"{result.postcode} {result.city}"
    result.labels = [f"{town} {name}", f"{result.city} {name}", f"{name} {town}", name]
    result.labels.append(f"{turned} {town}")


def _serve() -> None:
    """Answer the queries of standard input with addok, each a line; run inside its environment."""
    import json  # noqa: PLC0415
    import time  # noqa: PLC0415

    from addok.config import config  # noqa: PLC0415
    from addok.core import search  # noqa: PLC0415

    config.load()
    queries = json.loads(sys.stdin.read())
    search(queries[0], limit=3)
    answers, began, spent = [], time.perf_counter(), time.process_time()
    for query in queries:
        found = search(query, limit=3)
        answers.append([(one.name, one.housenumber, one.score) for one in found])
    took = (time.perf_counter() - began, time.process_time() - spent)
    print("\n" + json.dumps({"took": took, "answers": answers}))


if __name__ == "__main__":
    _serve()
