"""The map for other places: frames, paper, codes, previews; what is compressed; tiles."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import struct
from typing import TYPE_CHECKING

import pytest
import segno
from flask import session
from PIL import Image

from webmap.app import create_app
from webmap.web.settings import Settings, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from webmap.ask.services import Areas

IN_PATH = "/areas/square/programme"


def test_only_the_embedded_page_may_be_framed(client: FlaskClient) -> None:
    embedded = client.get("/embed?lang=en&variant=ksh")
    policy = embedded.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "form-action 'none'" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in embedded.headers
    for path in ("/", "/map", "/print"):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


def test_the_embedded_page_is_small_and_leads_to_the_whole(client: FlaskClient) -> None:
    page = client.get("/embed?lang=en&variant=ksh").text
    assert "<form" not in page
    assert "http://localhost/map?area=square&amp;variant=ksh&amp;lang=en" in page
    assert '<html lang="en"' in page
    assert client.get("/embed?q=x").status_code == 400


def test_the_snippet_is_what_an_editor_pastes(areas: Areas) -> None:
    client = create_app(Settings(public_url="https://terkep.example.hu"), areas).test_client()
    page = client.get("/map").text
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert shown is not None
    snippet = html.unescape(shown.group(1))
    assert snippet.startswith('<iframe src="https://terkep.example.hu/embed?area=square"')
    assert snippet.endswith("></iframe>")


@pytest.mark.parametrize(
    "url", ["terkep.example.hu", "ftp://x", "https://x//y", "https://x?a=1", "https://a@x"]
)
def test_a_public_url_is_a_plain_address(url: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        Settings(public_url=url)


def test_the_code_holds_the_address_of_the_page(areas: Areas) -> None:
    client = create_app(Settings(public_url="https://terkep.example.hu"), areas).test_client()
    drawn = client.get(f"{IN_PATH}/qr.svg")
    stream = io.BytesIO()
    wanted = segno.make("https://terkep.example.hu/map?area=square", error="m", micro=False)
    wanted.save(stream, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, nl=False)
    assert drawn.data == stream.getvalue()
    assert drawn.mimetype == "image/svg+xml"


def test_the_preview_shows_the_area(client: FlaskClient) -> None:
    answer = client.get(f"{IN_PATH}/preview.png")
    image = Image.open(io.BytesIO(answer.data)).convert("RGB")
    assert image.size == (1200, 630)
    assert image.getpixel((5, 5)) == (0x0B, 0x3D, 0x91)
    red, green, blue = image.getpixel((820, 300))  # type: ignore[misc]
    assert (red, green, blue) != (0xF6, 0xF4, 0xEF)
    assert green < red
    assert client.get(f"{IN_PATH}/preview.png").data == answer.data
    assert client.get("/areas/square/nothing/preview.png").status_code in {400, 404}
    tag = answer.headers["ETag"]
    again = client.get(f"{IN_PATH}/preview.png", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_a_link_to_the_page_shows_it(client: FlaskClient) -> None:
    page = client.get("/map?lang=en").text
    found = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)"', page))
    assert found["image"] == f"http://localhost{IN_PATH}/preview.png?lang=en"
    assert found["title"] == "The square area"
    assert found["locale"] == "en_GB"
    assert client.get(found["image"].removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_printed_sheet(client: FlaskClient, paper: str) -> None:
    page = client.get(f"/print?paper={paper}").text
    assert f"css/print-{paper}.css" in page
    assert f"{IN_PATH}/qr.svg" in page
    style = client.get(f"/static/css/print-{paper}.css", buffered=True).text
    assert f"size: {paper.upper()}" in style
    assert client.get("/print?paper=a5").status_code == 400


def test_the_public_look_up_can_be_switched_off(areas: Areas) -> None:
    client = create_app(Settings(public_lookup=False), areas).test_client()
    home = client.get("/")
    assert home.status_code == 200
    assert 'name="q"' not in home.text
    refused = client.post("/", data={"q": "Próba utca 1"})
    assert refused.status_code == 403
    assert "nyilvános címkeresés ki van kapcsolva" in refused.text
    assert "Próba utca" not in refused.text
    assert areas.asked == []  # type: ignore[attr-defined]


def test_the_form_says_why_and_that_nothing_is_kept(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "A cím csak a válaszhoz kell" in page
    assert "nem tároljuk" in page


def unpacked(client: FlaskClient, path: str) -> tuple[bool, str]:
    answer = client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return packed, (gzip.decompress(answer.data) if packed else answer.data).decode()


@pytest.mark.parametrize(
    "path", ["/map", "/areas/square/map.js", "/static/vendor/leaflet/leaflet.js"]
)
def test_public_answers_are_compressed(client: FlaskClient, path: str) -> None:
    packed, text = unpacked(client, path)
    assert packed
    plain = client.get(path, headers={"Accept-Encoding": "identity"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert plain.text == text


def test_nothing_with_a_secret_is_compressed(app: Flask) -> None:
    @app.get("/probe-session")
    def probe() -> str:
        session["token"] = "x" * 2_000
        return "y" * 2_000

    client = app.test_client()
    client.set_cookie("session", "x")
    assert not unpacked(client, "/map")[0]
    assert unpacked(client, "/static/css/map.css")[0]
    assert not unpacked(app.test_client(), "/probe-session")[0]
    posted = client.post("/", data={"q": "Próba"}, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in posted.headers


def test_a_compressed_answer_is_revalidated(client: FlaskClient) -> None:
    first = client.get("/areas/square/map.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["ETag"].startswith("W/")
    headers = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    assert client.get("/areas/square/map.js", headers=headers).status_code == 304


def archive(folder: Path, *, kind: int = 1, west: float = 19.0) -> Path:
    """Write a file with the header of a PMTiles archive around the square."""
    header = bytearray(127)
    header[:8] = b"PMTiles\x03"
    header[99] = kind
    box = (west, 46.5, 20.5, 47.2)
    struct.pack_into("<4i", header, 102, *(int(value * 10_000_000) for value in box))
    place = folder / "backdrop.pmtiles"
    place.write_bytes(bytes(header) + bytes(range(256)) * 8)
    return place


def test_tiles_are_served_in_ranges(areas: Areas, tmp_path: Path) -> None:
    place = archive(tmp_path)
    client = create_app(Settings(backdrop=str(place)), areas).test_client()
    script = client.get("/areas/square/map.js").text
    found = re.search(r'"(/tiles/backdrop-[0-9a-f]{16}\.pmtiles)"', script)
    assert found is not None
    assert "vendor/protomaps/protomaps-leaflet.js" in client.get("/map").text
    headers = {"Range": "bytes=0-126", "Accept-Encoding": "gzip"}
    part = client.get(found.group(1), headers=headers, buffered=True)
    assert part.status_code == 206
    assert part.data == place.read_bytes()[:127]
    assert "Content-Encoding" not in part.headers
    assert "immutable" in part.headers["Cache-Control"]
    assert part.headers["ETag"]
    assert client.get("/tiles/backdrop-0123456789abcdef.pmtiles").status_code == 404
    place.write_bytes(place.read_bytes() + b"x")
    assert client.get(found.group(1)).status_code == 404


@pytest.mark.parametrize("fault", ["missing", "damaged", "images", "elsewhere"])
def test_without_usable_tiles_the_network_is_drawn(
    areas: Areas, tmp_path: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    west = 20.0 if fault == "elsewhere" else 19.0
    place = archive(tmp_path, kind=2 if fault == "images" else 1, west=west)
    if fault == "missing":
        place.unlink()
    elif fault == "damaged":
        place.write_bytes(b"no archive")
    client = create_app(Settings(backdrop=str(place)), areas).test_client()
    script = client.get("/areas/square/map.js").text
    assert "/tiles/" not in script
    assert json.dumps("/areas/square/backdrop.geojson") in script
    assert "backdrop not used" in caplog.text
