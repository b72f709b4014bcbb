"""Files with lines between the corners of the made-up square, as people send them, and worse."""

from __future__ import annotations

import json

from tests.made_up_square import place_of

KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
)
LINE = "<Placemark><LineString><coordinates>{}</coordinates></LineString></Placemark>"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {now} "{f"&{before};" * 10}">'
        for before, now in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><kml>&i;</kml>"
).encode()
REFERENCE = (
    b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/hostname</SrcDataSource>"
    b"</OGRVRTLayer></OGRVRTDataSource>"
)


def corners(names: str) -> list[tuple[float, float]]:
    """Return corners of the town as longitude and latitude."""
    return [place_of(name)[::-1] for name in names]


def kml(*lines: str) -> bytes:
    placed = (" ".join(f"{lon},{lat},0" for lon, lat in corners(line)) for line in lines)
    return KML.format("".join(map(LINE.format, placed))).encode()


def gpx(*lines: str) -> bytes:
    tracks = "".join(f"<trk><trkseg>{_points(line)}</trkseg></trk>" for line in lines)
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="x" '
        f'xmlns="http://www.topografix.com/GPX/1/1">{tracks}</gpx>'
    ).encode()


def geojson(*lines: str) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "LineString", "coordinates": corners(line)},
        }
        for line in lines
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _points(line: str) -> str:
    return "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in corners(line))
