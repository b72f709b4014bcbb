"""The second collection of published texts: what is wrong is reported, what was right stays."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.text_reading import short

if TYPE_CHECKING:
    from boundaries.model import ParsedLeg, ParsedSentence

EXPECTED = {
    entry["id"]: entry
    for entry in yaml.safe_load(
        (Path(__file__).parent / "real_lists_expected.yaml").read_text(encoding="utf-8"),
    )
}
KINDS = {
    "S": "street", "Q": "square", "R": "road", "V": "railway", "W": "water", "B": "border",
    "P": "parcel_edge", "T": "point", "H": "path", "O": "other",
}  # fmt: skip
RULES = {
    "c": "centre_line", "even": "even_side", "odd": "odd_side", "both": "both_sides",
    "every": "every_number", "compass": "compass_side", "ext": "extension", "whole": "whole",
}  # fmt: skip
WHOLE = ["A03", "A10", "A11", "A16", "A19", "A24", "A26", "A29", "A34", "A37", "A40", "A41", "A47",
         "A52", "A53", "A58", "A59"]  # fmt: skip
"""Read wholly right before frames were a closed set."""
WITHOUT_REST = ["A10", "A11", "A16", "A19", "A24", "A26", "A29", "A37", "A40", "A41", "A52", "A59"]
"""Those of them that left nothing unread, and must not begin to."""


def records(folder: Path) -> dict[str, dict[str, Any]]:
    lines = (folder / "boundary_texts_2.jsonl").read_text(encoding="utf-8").splitlines()
    return {r["id"]: r for r in map(json.loads, filter(None, lines))}


def key(words: str | None) -> str:
    return re.sub(r"\W+", " ", (words or "").lower()).strip()


def fits(expected: str, leg: ParsedLeg) -> bool:
    """Tell whether a leg is the one that the collection's notation describes."""
    kinds, name, rule, limits = (*expected.lstrip("?").split("|"), "", "")[:4]
    if leg.kind.value not in {KINDS[letter] for letter in kinds}:
        return False
    said = key(leg.parcel_number if kinds == "P" else leg.name)
    open_end = "T" in kinds or name.endswith("*")
    if said != key(name) and not (open_end and said.startswith(key(name))):
        return False
    rules = {RULES[word] for word in (rule or "c").split("/")}
    if leg.rule.value not in rules and kinds != "P":
        return False
    return _limited(limits, leg, point="T" in kinds)


def _limited(limits: str, leg: ParsedLeg, *, point: bool) -> bool:
    if limits == "*" or leg.section is None:
        return limits in {"", "*"} or point
    start, _, end = (limits or ">").partition(">")
    pairs = ((start, leg.section.start), (end, leg.section.end))
    return all(
        bool(said) == bool(wanted) and (key(said).endswith(key(wanted)) or _begins(said, wanted))
        for wanted, said in pairs
    )


def _begins(said: str | None, wanted: str) -> bool:
    return wanted.endswith("*") and key(said).startswith(key(wanted))


def matched(expected: list[str], parsed: ParsedSentence) -> tuple[int, list[ParsedLeg]]:
    """Return how many expected legs were read, and the legs that nobody expects.

    A leg with "?" before it may be read, and counts for nothing.
    """
    left, good = list(parsed.legs), 0
    for wanted in sorted(expected, key=lambda leg: leg.startswith("?")):
        found = next((leg for leg in left if fits(wanted, leg)), None)
        if found is not None:
            left.remove(found)
            good += not wanted.startswith("?")
    return good, left


def reported(parsed: ParsedSentence) -> bool:
    return bool(parsed.unread) or any(p.severity != "note" for p in parsed.problems)


@pytest.mark.shared_data
def test_nothing_is_wrong_in_silence_and_most_legs_are_right(shared_data: Path) -> None:
    right = total = 0
    silent, whole = [], []
    for name, record in records(shared_data).items():
        if record["cls"] in {"streetlist", "multi"}:
            continue
        parsed = parse_sentence(record["text"])
        good, extra = matched(record["expected"], parsed)
        right, total = right + good, total + len(record["expected"])
        if good == len(record["expected"]) and not extra:
            whole.append(name)
            if not record["rest_must_be_reported"]:
                continue
        if not reported(parsed):
            silent.append((name, [short(leg) for leg in parsed.legs]))
    assert silent == []
    assert right / total >= 0.95, (right, total)
    assert set(WHOLE) <= set(whole)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", WITHOUT_REST)
def test_what_was_read_without_a_rest_still_is(name: str, shared_data: Path) -> None:
    parsed = parse_sentence(records(shared_data)[name]["text"])
    assert parsed.unread == ()
    assert [p for p in parsed.problems if p.severity != "note"] == []


def row(leg: ParsedLeg) -> str:
    """Write a leg as the rows of the expectation file are written."""
    words = [leg.name]
    if leg.rule.value != "centre_line":
        words.append(f"/{leg.rule.value}")
    if leg.section is not None:
        ends = (_number(leg, leg.section.start), _number(leg, leg.section.end))
        words.append(f"[{ends[0]}..{ends[1]}]")
    return " ".join(words)


def _number(leg: ParsedLeg, limit: str | None) -> str:
    own = (limit or "").removeprefix(leg.name).strip()
    return own.rstrip(".") if own != limit else own


@pytest.mark.shared_data
@pytest.mark.parametrize("name", [name for name in EXPECTED if name.startswith("C")])
def test_a_row_of_a_street_list_is_read_or_reported(name: str, shared_data: Path) -> None:
    text = records(shared_data)[name]["text"]
    parsed = parse_sentence(text)
    got = [row(leg) for leg in parsed.legs]
    wrong = [said for said in got if said not in EXPECTED[name]["rows"]]
    missing = [said for said in EXPECTED[name]["rows"] if said not in got]
    unread = key(" ".join(piece.text for piece in parsed.unread))
    known = {"C03": (1, 1), "C10": (1, 1)}
    """Rows that are no ring's legs: "2-40-ig" is unread, and so are names without a type."""
    assert len(wrong) <= known.get(name, (0, 0))[0], wrong
    open_rows = [said for said in missing if key(said).split()[0] not in unread]
    assert len(open_rows) <= known.get(name, (0, 0))[1], open_rows


@pytest.mark.shared_data
@pytest.mark.parametrize("name", [name for name in EXPECTED if name.startswith("D")])
def test_each_area_of_several_has_its_legs(name: str, shared_data: Path) -> None:
    expected = EXPECTED[name]
    text = records(shared_data)[name]["text"]
    parsed = parse_sentence(text)
    assert "several_areas" in [p.code for p in parsed.problems]
    areas = [[row(parsed.legs[n - 1]) for n in area.legs] for area in parsed.areas]
    assert [[key(leg) for leg in area] for area in areas] == [
        [key(leg) for leg in area] for area in expected["areas"]
    ]
    unread = key(" ".join(piece.text for piece in parsed.unread))
    for part in [*expected.get("parts", []), *expected.get("out", []), *expected.get("rim", [])]:
        assert key(part).split()[0] in unread, part
