"""The pages on the architecture and on the code name what is there, and all rooms."""

from __future__ import annotations

import pydoc
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
PACKAGES = ("boundaries", "webmap")


def rooms(package: str) -> set[str]:
    return {found.parent.name for found in (ROOT / package).glob("*/__init__.py")}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_stands_on_the_page_once(package: str) -> None:
    section = PAGE.split(f"## The rooms of `{package}`")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+?) \|", section, re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`([\w.]+)`", cell)]
    assert sorted(name for name in named if not name.endswith(".py")) == sorted(rooms(package))


def test_every_module_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:\w+/)*\w+\.py)`", PAGE))
    assert named
    places = [ROOT, *(ROOT / package for package in (*PACKAGES, "geo"))]
    assert [name for name in sorted(named) if not any((p / name).is_file() for p in places)] == []


def test_every_name_of_the_reference_is_there() -> None:
    names = re.findall(
        r"^::: (\S+)$", (ROOT / "docs/reference.md").read_text("utf-8"), re.MULTILINE
    )
    assert names
    assert [name for name in names if pydoc.locate(name) is None] == []


@pytest.mark.parametrize(
    "room", [f"{package}/{room}" for package in PACKAGES for room in sorted(rooms(package))]
)
def test_a_room_says_what_it_holds(room: str) -> None:
    text = (ROOT / room / "__init__.py").read_text("utf-8")
    found = re.match(r'"""(.*?)"""', text, re.DOTALL)
    assert found, room
    assert len(found[1].split()) >= 10, "a few sentences: what it holds, enters, leaves, may use"
