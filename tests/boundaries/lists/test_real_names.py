"""Lists made of the real names of Kecskemét's streets, in every layout: right, or marked."""

from __future__ import annotations

import csv
import random
import textwrap

import pytest

from boundaries.data_files import DATA
from boundaries.language.names import type_of
from boundaries.lists.reading import read_list
from tests.boundaries.lists.list_reading import told

SHORT = {"utca": "u.", "körút": "krt.", "sétány": "stny.", "lakótelep": "ltp."}
SEPARATORS = (", ", "; ", " - ", " – ", ",", "\n", " ")
TITLES = ("", "A Béke iskola körzete:\n", "1. számú háziorvosi körzet\n", "Felvételi körzet: ")


def names() -> list[tuple[str, str]]:
    with (DATA / "kecskemet" / "street_list.csv").open(encoding="utf-8", newline="") as file:
        rows = {(r["thoroughfare_name"], r["thoroughfare_type"]) for r in csv.DictReader(file)}
    return sorted((name, kind) for name, kind in rows if kind and type_of(kind))


NAMES = names()


def tail(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """Return what stands behind a name, and its rows."""
    odd, even = rng.randrange(1, 40, 2), rng.randrange(2, 40, 2)
    last_odd, last_even = odd + rng.randrange(2, 60, 2), even + rng.randrange(2, 60, 2)
    written: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("", ("whole",)),
        (" végig", ("whole",)),
        (" páros oldal", ("even",)),
        (f" páros oldal {even}–{last_even}-ig", (f"even {even}-{last_even}",)),
        (f" {odd}-től {last_odd}-ig páratlan", (f"odd {odd}-{last_odd}",)),
        (f" páratlan oldal {odd}-től végig", (f"odd {odd}-",)),
        (f" ({odd}-{last_odd} páratlan)", (f"odd {odd}-{last_odd}",)),
        (
            f" páros: {even}-{last_even}, páratlan: {odd}-{last_odd}",
            (f"even {even}-{last_even}", f"odd {odd}-{last_odd}"),
        ),
        (f" kivéve a {odd}. szám", ("whole", f"except odd {odd}-{odd}")),
    )
    return rng.choice(written)


def a_list(rng: random.Random) -> tuple[str, list[str]]:
    """Return a list as it might be published, and its rows."""
    parts, rows = [], []
    short = rng.random() < 0.5
    for name, kind in rng.sample(NAMES, rng.randrange(3, 25)):
        behind, own = tail(rng)
        parts.append(f"{name} {SHORT.get(kind, kind) if short else kind}{behind}")
        for row in own:
            taken_out = "except " if row.startswith("except ") else ""
            rows.append(f"{taken_out}{name} {kind} | {row.removeprefix('except ')}")
    text = rng.choice(SEPARATORS).join(parts)
    if "\n" not in text and rng.random() < 0.7:
        text = "\n".join(textwrap.wrap(text, rng.randrange(45, 100), break_on_hyphens=False))
    return rng.choice(TITLES) + text, rows


def plain(row: str) -> str:
    """Leave out how a register writes a type ("tere") and blanks behind a dot ("J.dűlő")."""
    street, _, rest = row.partition(" | ")
    name, _, kind = street.rpartition(" ")
    return f"{name}{type_of(kind) or kind}|{rest}".replace(" ", "").replace(".", "")


@pytest.mark.parametrize("seed", range(4))
def test_a_row_of_real_names_is_right_or_marked(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a test
    expected = right = 0
    for _ in range(100):
        text, rows = a_list(rng)
        wanted = {plain(row) for row in rows}
        found = {plain(told(row).split(" !")[0]): row for row in read_list(text).rows}
        assert [
            told(row) for key, row in found.items() if key not in wanted and not row.needs
        ] == []
        expected += len(wanted)
        right += len(wanted & found.keys())
    assert right >= 0.985 * expected
