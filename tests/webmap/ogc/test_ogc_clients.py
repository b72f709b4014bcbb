"""GDAL's own client reads every collection; the server runs in another process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from boundaries.edition.edition import load_edition
from geo.crs import EOV
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_AREAS = ("areas", "legs", "uncertain_zones", "editions", "streets")
COLLECTIONS = (*OF_AREAS, "venues", "events", "programme_areas")
READ = """
import json, sys
import geopandas as gpd
base, names = sys.argv[1], sys.argv[2].split(",")
found = {}
for name in names:
    frame = gpd.read_file(f"OAPIF:{base}/collections/{name}")
    known = frame.geometry.dropna()
    found[name] = {
        "count": len(frame),
        "epsg": frame.crs.to_epsg(),
        "m2": float(known.to_crs(23700).area.sum()),
        "bounds": [float(v) for v in known.total_bounds],
        "columns": sorted(frame.columns),
    }
    for code in ("OGC:CRS84", "EPSG:4326"):
        other = gpd.read_file(f"OAPIF:{base}/collections/{name}", CRS=code)
        found[name][code] = [float(v) for v in other.geometry.dropna().total_bounds]
box = gpd.read_file(f"OAPIF:{base}/collections/legs", bbox=(697300, 171200, 697900, 171800))
found["legs in a box"] = len(box)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    environ = {
        **os.environ,
        "AKCIOTERULET_STREET_LIST_PUBLIC": "yes",
        "AKCIOTERULET_DATA_DIR": str(folder),
    }
    command = [sys.executable, "-m", "webmap", "serve", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environ)
        try:
            wait_for(f"http://127.0.0.1:{port}/ogc/conformance", server)
            yield f"http://127.0.0.1:{port}/ogc"
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE_S)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    pytest.fail("the server does not answer")


def counted(base: str, name: str) -> int:
    with urllib.request.urlopen(f"{base}/collections/{name}/items?limit=1") as answer:  # noqa: S310 - loopback
        return int(json.load(answer)["numberMatched"])


def test_gdal_reads_every_collection(base: str) -> None:
    environ = {k: v for k, v in os.environ.items() if k != "GDAL_SKIP"}
    done = subprocess.run(
        [sys.executable, "-c", READ, base, ",".join(COLLECTIONS)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        env=environ,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    for name in COLLECTIONS:
        layer = found[name]
        assert layer["count"] == counted(base, name), name
        assert layer["epsg"] == EOV, name  # the driver takes the system that the data are kept in
        east, north = layer["bounds"][:2]
        reach = 10_000 if name in OF_AREAS else 100_000  # programmes reach farther than the area
        assert abs(east - 700_000) < reach, name
        assert abs(north - 172_500) < reach, name
        for code in ("OGC:CRS84", "EPSG:4326"):
            west, south = layer[code][:2]
            assert abs(west - 19.7) < reach / 70_000, (name, code)
            assert abs(south - 46.9) < reach / 100_000, (name, code)
    assert found["streets"]["count"] > 2000
    both = sum(
        load_edition("kecskemet-top-6.9.1", variant).area.area for variant in ("programme", "ksh")
    )
    assert found["areas"]["m2"] == pytest.approx(both, rel=1e-5)
    assert 0 < found["legs in a box"] < found["legs"]["count"]
