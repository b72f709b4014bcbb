"""What axe finds on a page as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def violations(page: Page, axe: str) -> list[str]:
    """Return every violation of the rules of WCAG with its first element."""
    found = found_by(page, axe, {"type": "tag", "values": WCAG})
    assert len(found["passes"]) > 5
    return [
        f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['html']}" for v in found["violations"]
    ]


def found_by(page: Page, axe: str, only: dict[str, Any]) -> dict[str, Any]:
    """Return what axe says of some rules; a page is given axe once, however often it is asked."""
    if not page.evaluate("Boolean(window.axe?.run)"):
        page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("only => axe.run(document, {runOnly: only})", only)
    return found
