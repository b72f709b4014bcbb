"""YAML from strangers: what is nested too deeply, long, hostile, or of an odd kind."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from boundaries import yaml_depth
from boundaries.yaml_depth import LONG, check_depth, load

TEXT = """
area: x
1: egy
overrides:
- {street: Próba utca, from: 2026-01-31, at: 2026-01-31 12:00:00, ok: true, none: ~, share: 0.5}
- [a, [b, {c: d}]]
"""


@pytest.mark.parametrize("padding", [0, LONG])
def test_a_long_text_is_the_same_as_a_short_one(padding: int) -> None:
    found = load(TEXT + "#" * padding)
    assert found == yaml.safe_load(TEXT)
    first = found["overrides"][0]
    assert (first["from"], type(first["at"])) == (dt.date(2026, 1, 31), dt.datetime)


@pytest.mark.parametrize("padding", [0, LONG])
@pytest.mark.parametrize("text", ["[" * 20_000, "a: [", "a: !!python/object:os.system x", "\x00"])
def test_what_cannot_be_read_is_a_fault(text: str, padding: int) -> None:
    with pytest.raises((yaml.YAMLError, ValueError)):
        load(text + "\n#" + "x" * padding)


def test_a_bomb_ends_its_own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    bomb = "\n".join(lines) + "\n#" + "x" * LONG
    small = yaml_depth.Limits(seconds=60, cpu_seconds=5, memory=400 << 20)
    monkeypatch.setattr(yaml_depth, "LIMITS", small)
    with pytest.raises(yaml.YAMLError):
        load(bomb)


def test_the_depth_of_a_text_is_bounded() -> None:
    assert check_depth("a: [1]") == "a: [1]"
    with pytest.raises(yaml.YAMLError, match="64 levels"):
        check_depth("[" * 65 + "]" * 65)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("145", 145),
        ("0", 0),
        ("-5", -5),
        ("2.5", 2.5),
        (".5", 0.5),
        ("1.0e+20", 1e20),
        ("010", "010"),
        ("0145", "0145"),
        ("0x10", "0x10"),
        ("0b11", "0b11"),
        ("1_0", "1_0"),
        ("12:30", "12:30"),
        ("1:30.5", "1:30.5"),
    ],
)
def test_a_number_is_what_people_write_as_one(written: str, read: object) -> None:
    found = load(f"numbers: {written}")["numbers"]
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize("value", ["010", "12:30", "0x10", "1_0", "145", "1.5", 1.5, 145, 1e20])
def test_what_is_written_is_read_again(value: object) -> None:
    assert load(yaml_depth.dump({"value": value})) == {"value": value}
