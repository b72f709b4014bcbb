"""The self-contained file opens from disk, with no server and no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webmap.maps.maps import standalone_html

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from conftest import Watch
    from playwright.sync_api import Page


def test_the_file_opens_from_disk(
    page: Page, watch: Watch, fakes: ModuleType, tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    lines = fakes.FakeAreas().backdrop("square")
    file.write_text(standalone_html(fakes.edition(), lines), encoding="utf-8")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector(".area-map[data-ready][data-backdrop=ready]", state="attached")
    box = page.locator("path.area-shape").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) > 100
    assert page.locator("ol.legs > li").count() == 4
    assert [address for address in requests if not address.startswith("data:")] == [file.as_uri()]
    watch.assert_clean()
