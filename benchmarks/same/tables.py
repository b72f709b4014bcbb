"""Pins of file jobs: five thousand rows through the command, as a table and as a workbook."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from . import world
from .answers import FORMS, name_of

if TYPE_CHECKING:
    from pathlib import Path

    from .kept import Pins

ROWS, BLOCK = 5_000, 250


def pin_files(pins: Pins, folder: Path, rows: list[dict[str, object]]) -> None:
    """Pin a file job, its triage, a merge, and workbooks."""
    source, out, triage = folder / "címek.csv", folder / "out.csv", folder / "open.csv"
    _write(source, sorted({name_of(row) for row in rows}))
    common = ("--area", world.BUNDLED, "--workers", "1", "--no-progress")
    said = world.run("check-file", str(source), "--out", str(out), "--triage", str(triage), *common)
    pins.add("files", "what the command says", said)
    _pin_lines(pins, "result", out)
    _pin_lines(pins, "triage", triage)
    english = folder / "english.csv"
    words = ("--lang", "en", "--column", "Lakcím", "--town", "Kecskemét", *common)
    small = folder / "small.csv"
    small.write_text("\n".join(source.read_text("utf-8").splitlines()[:600]) + "\n", "utf-8")
    pins.add(
        "files", "in English", world.run("check-file", str(small), "--out", str(english), *words)
    )
    _pin_lines(pins, "in English", english)
    book = folder / "out.xlsx"
    pins.add("files", "workbook", world.run("check-file", str(small), "--out", str(book), *common))
    again = folder / "again.csv"
    pins.add(
        "files", "from workbook", world.run("check-file", str(book), "--out", str(again), *common)
    )
    _pin_lines(pins, "from workbook", again)
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    pins.add("files", "cells of the workbook", "\n".join(repr(row) for row in sheet))
    said = world.run(
        "check-file", "--merge", str(triage), "--into", str(out), "--area", world.BUNDLED
    )
    pins.add("files", "merge", said)


def _pin_lines(pins: Pins, name: str, path: Path) -> None:
    if not path.is_file():
        pins.add("files", f"{name} is not there", "")
        return
    lines = path.read_text("utf-8").splitlines()
    for start in range(0, len(lines), BLOCK):
        pins.add("files", f"{name} {start:05}", "\n".join(lines[start : start + BLOCK]))


def _write(path: Path, names: list[str]) -> None:
    chance = random.Random(31)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(("id", "Név", "Lakcím", "megjegyzés"))
        for turn in range(ROWS):
            street, number = chance.choice(names), chance.randint(1, 80)
            text = FORMS[turn % len(FORMS)].format(
                street=street,
                name=street.rpartition(" ")[0] or street,
                number=number,
                next=number + 2,
                small=2,
                upper=street.upper(),
                lower=street.lower(),
                bare=street,
                slip=street[1:],
                known="Kalocsa",
                other="Baja",
            )
            writer.writerow((turn + 1, "Próba Név", text, chance.choice(("", "=1+1", "-5", "x;y"))))
