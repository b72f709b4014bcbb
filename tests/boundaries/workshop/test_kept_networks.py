"""The network of a draft's maps is read of them once. All made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.child import Limits, run
from boundaries.workshop import kept_networks
from boundaries.workshop.kept_networks import network_of
from boundaries.workshop.map_files import look_at_map
from geo.errors import ExtractError
from geo.network_file import network_from
from tests.made_up_square import write_square

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.network import LineNetwork

LIMITS = Limits(seconds=100, cpu_seconds=60, memory=3 << 30)


def not_read(_: Sequence[Path]) -> LineNetwork:
    raise AssertionError("the maps were read")


def test_the_process_that_looks_into_a_map_reads_it_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, kept = write_square(tmp_path / "first.geojson"), tmp_path / "kept"
    second = tmp_path / "second.geojson"
    second.write_bytes(first.read_bytes())
    run(look_at_map, first, [], kept, limits=LIMITS)
    run(look_at_map, second, [first], kept, limits=LIMITS)
    monkeypatch.setattr(kept_networks, "network_from", not_read)
    assert network_of([first], kept) == network_from([first])
    assert network_of([first, second], kept) == network_from([first, second])


def test_what_was_kept_and_is_damaged_is_made_again(tmp_path: Path) -> None:
    town, kept = write_square(tmp_path / "town.geojson"), tmp_path / "kept"
    network = network_of([town], kept)
    (path,) = kept.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert network_of([town], kept) == network
    assert path.read_bytes() == whole


def test_a_map_with_another_content_is_read(tmp_path: Path) -> None:
    town, kept = write_square(tmp_path / "town.geojson"), tmp_path / "kept"
    network_of([town], kept)
    town.write_text(town.read_text("utf-8").replace("Kapor", "Kömény"), "utf-8")
    named = {name for way in network_of([town], kept).ways for name in way.names}
    assert "Kömény utca" in named


def test_where_nothing_can_be_kept_the_maps_are_read(tmp_path: Path) -> None:
    town, taken = write_square(tmp_path / "town.geojson"), tmp_path / "kept"
    taken.write_text("a file", "utf-8")
    assert network_of([town], taken) == network_from([town])
    (tmp_path / "bad.geojson").write_text("{}", "utf-8")
    with pytest.raises(ExtractError):
        network_of([tmp_path / "bad.geojson"], tmp_path / "more")
