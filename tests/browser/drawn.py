"""What a page has to be before it is judged: conditions instead of pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

SETTLED = """async () => {
    const frame = () => new Promise(done => requestAnimationFrame(done));
    await frame();
    await frame();
    const ends = one => Number.isFinite(one.effect?.getComputedTiming().endTime ?? 0);
    const running = document.getAnimations().filter(ends);
    await Promise.allSettled(running.map(one => one.finished));
    await frame();
}"""


def settled(page: Page) -> None:
    """Wait until a change of mode or of size is drawn and no change of colours goes on."""
    page.evaluate(SETTLED)


CALM = """() => document.querySelector('.leaflet-proxy')
    && !document.querySelector('.leaflet-zoom-anim, .leaflet-pan-anim')"""
LEVEL = """Math.round(Math.log2(
    new DOMMatrix(getComputedStyle(document.querySelector('.leaflet-proxy')).transform).a
))"""
"""Leaflet writes down there how many times larger than at zoom level 0 the map is; a map that was
fitted to a box may stand between two levels, and goes on to a whole one."""
CLOSER = f"""before => {LEVEL} > before && ({CALM})()"""


def zoom_in(page: Page) -> None:
    """Press the button of the map and wait until the map is one level nearer.

    A map that still moves would not heed the button, and what it draws changes by itself.
    """
    page.wait_for_function(CALM)
    before = page.evaluate(LEVEL)
    page.click(".leaflet-control-zoom-in")
    page.wait_for_function(CLOSER, arg=before)


def worked_ms(session: CDPSession) -> float:
    """Return how long a page has worked, of the processor's time and not of the clock's.

    It counts on from page to page as long as they are of one site.
    """
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    told = session.send("Performance.getMetrics")["metrics"]
    return float(1000 * next(one["value"] for one in told if one["name"] == "TaskDuration"))
