"""Pins of the commands: the help of each, and what those say that only tell something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import doors, world

if TYPE_CHECKING:
    from pathlib import Path

    from .kept import Pins

TELLING = (
    ("area", "list"),
    ("area", "list", "--json"),
    ("area", "variants", world.BUNDLED),
    ("area", "variants", "sehol"),
    ("area", "worklist", world.SLUG, "--json"),
    ("area", "worklist", world.SLUG),
    ("area", "worklist", world.BUNDLED, "--limit", "10"),
    ("area", "evidence", "list", world.SLUG, "--json"),
    ("area", "candidates", "--json"),
    ("boundary", "parse", "--text", world.SENTENCE),
    ("boundary", "compile", world.BUNDLED),
    ("boundary", "compile", world.SLUG),
    ("boundary", "compile", "--text", "Sehonnai utca – Semerre utca"),
    ("check", "Kecskemét, Kinizsi utca 7", "Halasi út 3", "--json"),
    ("check", "Kecskemét, Kinizsi utca 7", "Halasi út", "Sehonnai utca 2"),
    ("check", "Halasi út 3", "--lang", "en", "--variant", "ksh", "--area", world.BUNDLED),
    ("check", "--lat", "46.9062", "--lon", "19.6913", "--json"),
    ("check", "--east", "698000", "--north", "172000"),
    ("check", "x", "--area", "sehol"),
    ("edition", "list"),
    ("edition", "list", world.BUNDLED, "--json"),
    ("programmes",),
    ("programmes", "--json"),
    ("programmes", "--compare", "--lang", "en"),
    ("programme", "check", "Kunszentmiklós, Rákóczi Ferenc utca 1", "--json"),
    ("programme", "check", "Kecskemét, Kinizsi utca 7"),
    *(
        ("programme", "show", "kecskemet-arop-1.a.3", "--format", form)
        for form in ("text", "json", "jsonld", "csv", "geojson", "ics")
    ),
    ("database", "status"),
    ("account", "list"),
    ("sheet-key", "list"),
)


def pin_help(pins: Pins) -> None:
    """Pin the help of every command."""
    for words in doors.commands():
        pins.add("commands", " ".join((*words, "--help")), world.run(*words, "--help"))
    pins.add("commands", "settings", "\n".join(doors.settings()))


def pin_telling(pins: Pins, folder: Path) -> None:
    """Pin what commands say that change nothing, and the files that some of them write."""
    for words in TELLING:
        pins.add("commands", " ".join(words), world.run(*words))
    register = str(folder / "town.register")
    for words in (
        ("register", "show", register),
        ("register", "show", register, "--json"),
        ("area", "quality", world.SLUG, "--register", str(folder / "office"), "--json"),
    ):
        pins.add("commands", " ".join(words[:2]) + f" {len(words)}", world.run(*words))
    for name, words in {
        "area export": ("area", "export", world.BUNDLED, "--out", str(folder / "a.geojson")),
        "register list": (
            *("register", "list", "--register", register, "--area", world.SLUG),
            *("--out", str(folder / "a.csv")),
        ),
        "map": ("map", world.BUNDLED, "--out", str(folder / "a.html")),
    }.items():
        said = world.run(*words)
        path = folder / words[-1]
        text = path.read_text("utf-8") if path.is_file() else "no file"
        pins.add("commands", name, f"{said}\n{text}")
