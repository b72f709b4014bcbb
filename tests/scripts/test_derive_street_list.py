"""The script that derives a street list, over a network that is given as an extract."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "boundaries" / "data" / "kecskemet"
SLUG = "kecskemet-top-6.9.1"


@pytest.mark.whole  # `test_listing.py` derives the same list without the extract
@pytest.mark.shared_data
def test_the_areas_own_network_as_an_extract_gives_the_bundled_list(
    tmp_path: Path, shared_data: Path
) -> None:
    (network,) = sorted(DATA.glob("*.osm"))
    command = [
        *(sys.executable, "scripts/derive_street_list.py", SLUG),
        *(str(shared_data / "kecskemet" / "nvi2024"), str(tmp_path)),
        *("--lines", str(DATA / "street_lines.yaml")),
        *("--osm", str(network)),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    made, bundled = (folder / "street_list.csv" for folder in (tmp_path, DATA))
    assert made.read_bytes() == bundled.read_bytes()
