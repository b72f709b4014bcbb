"""Pins of reading and compiling: every sentence of the project, the bundled area, made-up maps."""

from __future__ import annotations

import ast
import json
import os
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from . import doors, world
from .kept import HASHES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .kept import Pins

CORPUS = HASHES / "sentences.jsonl"
"""The sentences that were found when the pin was made: tests may move and change."""
SHARED = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared")) / "data"
_PLACES = ("tests", "benchmarks", "docs")
_SHORTEST, _LONGEST = 12, 6000
_LIKE = re.compile(
    r"\b(utca|út|útja|tér|köz|sor|körút|vasút\w*|határ\w*|patak|csatorna)", re.IGNORECASE
)
_MADE_UP = 120


def gather() -> list[str]:
    """Find every text of tests, benchmarks and programmes that may be read as a boundary."""
    found: dict[str, None] = {}
    for text in _texts():
        if _SHORTEST <= len(text) <= _LONGEST and _LIKE.search(text):
            found.setdefault(text)
    return sorted(found)


def _texts() -> Iterator[str]:
    for folder in _PLACES[:2]:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
    data = sorted((ROOT / "boundaries").rglob("data/**/*.yaml")) + sorted(
        (ROOT / "tests").rglob("*.yaml")
    )
    for path in data:
        yield from _strings(yaml.safe_load(path.read_text("utf-8")))


def _strings(document: object) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for value in document.values():
            yield from _strings(value)
    elif isinstance(document, list):
        for value in document:
            yield from _strings(value)


def write_corpus() -> int:
    """Write the sentences that are pinned from now on."""
    texts = gather()
    CORPUS.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts)
    CORPUS.write_text(lines, encoding="utf-8", newline="\n")
    return len(texts)


def pin_parses(pins: Pins) -> None:
    """Pin what is read of every sentence."""
    texts = [json.loads(line) for line in CORPUS.read_text("utf-8").split("\n") if line]
    _parse(pins, "parse", texts)


def pin_shared(pins: Pins) -> None:
    """Pin what is read of the development corpus beside the checkout, where there is one."""
    for path in sorted(SHARED.glob("boundary_texts*.jsonl")):
        lines = path.read_text("utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines if line.strip()]
        _parse(pins, "parse_shared", texts, f"{path.stem} ")


def _parse(pins: Pins, group: str, texts: list[str], before: str = "") -> None:
    for at, text in enumerate(texts):
        start = " ".join("".join(c if c.isprintable() else " " for c in text[:48]).split())
        pins.add(group, f"{before}{at:04} {start}", doors.as_json(doors.parsed(text)))


def pin_compiles(pins: Pins, folder: Path) -> None:
    """Pin the bundled area in its variants, and areas of made-up maps."""
    for variant in world.VARIANTS:
        pins.add(
            "compile",
            f"{world.BUNDLED} {variant}",
            doors.edition_hash(world.BUNDLED, variant)
            + "\n"
            + world.run("boundary", "compile", world.BUNDLED, "--variant", variant, "--json"),
        )
    grid = folder / "made-up.osm"
    world.write_map(grid)
    for at, sentence in enumerate(_made_up()):
        pins.add("compile", f"made up {at:03}", doors.as_json(doors.compiled(sentence, grid)))


def _made_up() -> Iterator[str]:
    """Yield sentences over the grid: whole, with slips, with legs left out or exchanged."""
    chance = random.Random(11)
    for turn in range(_MADE_UP):
        west, east = sorted(chance.sample(range(6), 2))
        south, north = sorted(chance.sample(range(6), 2))
        sentence = world.rectangle(west, south, east, north)
        legs = sentence.removesuffix(" által határolt terület").split(" – ")
        kind = turn % 6
        if kind == 1:
            legs.pop(chance.randrange(4))
        elif kind == 2:
            at = chance.randrange(4)
            spot = chance.randrange(1, len(legs[at]) - 4)
            legs[at] = legs[at][:spot] + legs[at][spot + 1 :]
        elif kind == 3:
            legs[0], legs[1] = legs[1], legs[0]
        elif kind == 4:
            legs[chance.randrange(4)] = "Sehonnai utca"
        elif kind == 5:
            legs = [f"a {leg} páros oldala" if at == 1 else leg for at, leg in enumerate(legs)]
        yield " – ".join(legs) + " által határolt terület"
