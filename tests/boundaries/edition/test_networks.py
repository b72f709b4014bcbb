"""Networks of areas: read once, and always those of the folder that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.data_files import VARIABLE
from boundaries.edition.areas import bundled_network

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NAMES = ("kecskemet/network.osm",)
MADE_UP = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" version="1" lat="46.9" lon="19.7"/><node id="2" version="1" lat="46.9" lon="19.71"/>
  <way id="1" version="1"><nd ref="1"/><nd ref="2"/>
    <tag k="highway" v="residential"/><tag k="name" v="Kitalált utca"/></way>
</osm>
"""


def test_a_map_of_ones_own_is_not_taken_for_the_bundled_one_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = bundled_network(NAMES)
    assert bundled_network(NAMES) is bundled, "read once"
    (tmp_path / "kecskemet").mkdir()
    (tmp_path / NAMES[0]).write_text(MADE_UP, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert [way.names for way in bundled_network(NAMES).ways] == [("Kitalált utca",)]
    monkeypatch.delenv(VARIABLE)
    assert bundled_network(NAMES) is bundled
