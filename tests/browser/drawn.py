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


ZOOMED = """before => document.querySelector('path.area-shape').getAttribute('d') !== before
    && !document.querySelector('.leaflet-zoom-anim')"""


def zoom_in(page: Page) -> None:
    """Press the button of the map and wait until the map is there."""
    before = page.get_attribute("path.area-shape >> nth=0", "d")
    page.click(".leaflet-control-zoom-in")
    page.wait_for_function(ZOOMED, arg=before)


def worked_ms(session: CDPSession) -> float:
    """Return how long a page has worked, of the processor's time and not of the clock's.

    It counts on from page to page as long as they are of one site.
    """
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    told = session.send("Performance.getMetrics")["metrics"]
    return float(1000 * next(one["value"] for one in told if one["name"] == "TaskDuration"))
