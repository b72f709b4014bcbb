"""Everything that is pinned, in its order."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import geopandas  # noqa: F401 - before the clock stops
import pypdfium2  # noqa: F401 - as above

from . import answers, doors, routes, sentences, tables, words, world
from .acts import Acts
from .world import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .kept import Pins


def _wanted(only: set[str] | None, *groups: str) -> bool:
    return only is None or bool(only & set(groups))


def make(pins: Pins, folder: Path, only: set[str] | None, *, corpus: bool) -> None:
    """Pin the chosen groups, or all of them.

    Args:
        pins: takes what is pinned.
        folder: for everything that is written on the way.
        only: groups; None = all.
        corpus: look for the sentences of the project anew.
    """
    logging.disable(logging.CRITICAL)

    if corpus:
        sentences.write_corpus()
    with world.still():
        if _wanted(only, "commands"):
            with _told("help"):
                words.pin_help(pins)
        if _wanted(only, "parse", "parse_shared"):
            with _told("parse"):
                sentences.pin_parses(pins)
                sentences.pin_shared(pins)
        if _wanted(only, "compile"):
            with _told("compile"):
                sentences.pin_compiles(pins, folder)
        if _wanted(only, "commands", "answers", "acts", "routes", "downloads", "files"):
            _served(pins, folder, only)


def _served(pins: Pins, folder: Path, only: set[str] | None) -> None:
    with _told("the made-up town"):
        for name, said in world.build_town(folder):
            pins.add("commands", f"town: {name}", said)
        for role, name in world.PEOPLE.items():
            given = f"{world.PASSWORD}\n"
            said = world.run(
                "account", "add", name, "--role", role, "--password-stdin", given=given
            )
            pins.add("commands", f"account add {role}", said)
    app = doors.service(folder / "kept", world.MOMENT)
    people = {"anybody": Browser(app.test_client())}
    for role, name in world.PEOPLE.items():
        people[role] = Browser(app.test_client(), role)
        people[role].sign_in(name)
    planner = people["planner"]
    rows = answers.street_rows(planner, world.BUNDLED, "programme")
    if _wanted(only, "answers"):
        with _told("answers"):
            answers.pin_answers(pins, people["anybody"], planner)
    if _wanted(only, "files"):
        with _told("files"):
            tables.pin_files(pins, folder, rows)
    if _wanted(only, "acts", "routes", "downloads", "commands"):
        with _told("acts"):
            made = Acts(pins, people).all()
    if _wanted(only, "routes", "downloads"):
        with _told("routes"):
            paths = routes.pin_routes(pins, app, people, made)
        with _told("downloads"):
            routes.pin_downloads(pins, planner, paths)
    if _wanted(only, "commands"):
        with _told("commands"):
            words.pin_telling(pins, folder)


@contextmanager
def _told(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - begun:.1f} s", file=sys.stderr)
