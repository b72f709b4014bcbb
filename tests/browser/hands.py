"""Somebody at a page: each click, paste, file and field is an action, by mouse or by keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Locator, Page

FARTHEST = 400
"""Presses of Tab after which a place counts as out of reach."""


@dataclass
class Hands:
    """What a person does on a page, counted."""

    page: Page
    by_keys: bool = False
    actions: list[str] = field(default_factory=list)

    def press(self, place: Locator, *, leads_on: bool = False) -> None:
        """Press a button or a link.

        Args:
            place: what is pressed.
            leads_on: another page comes.
        """
        self._did("press", place)
        if leads_on:
            with self.page.expect_navigation():
                self._press(place)
        else:
            self._press(place)

    def _press(self, place: Locator) -> None:
        if self.by_keys:
            self._reach(place)
            self.page.keyboard.press("Enter")
        else:
            place.click()

    def paste(self, place: Locator, text: str) -> None:
        """Put a text into a field, whole."""
        self._did("paste", place)
        if self.by_keys:
            self._reach(place)
            self.page.keyboard.press("ControlOrMeta+A")
            self.page.keyboard.insert_text(text)
        else:
            place.fill(text)

    def choose_files(self, place: Locator, files: Path | Sequence[Path]) -> None:
        """Choose files; how the window of the system is worked is not the page's."""
        self._did("file", place)
        if self.by_keys:
            self._reach(place)
        place.set_input_files(files)

    def _did(self, what: str, place: Locator) -> None:
        place.wait_for()
        name = place.evaluate("e => e.id || e.textContent.trim().slice(0, 40)")
        self.actions.append(f"{what}: {name}")

    def _reach(self, place: Locator) -> None:
        """Go on from where the keyboard is until it is there."""
        for _ in range(FARTHEST):
            if place.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by keys to {self.actions[-1]}")
