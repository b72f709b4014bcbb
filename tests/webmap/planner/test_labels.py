"""The words of files for planners: those that the pages use too are the same."""

from __future__ import annotations

import pytest

from boundaries.export import layers
from boundaries.export.labels import CODES, COLUMNS, LAYERS
from boundaries.export.tables import Column
from webmap.planner import export_store
from webmap.web.i18n import texts

KEYS = {
    ("certainty", ""): "certainty.",
    ("decision", ""): "decision.",
    ("mark", ""): "pages.mark.",
    ("verdict", ""): "verdict_word.",
    ("part", "only_first"): "admin.compare.lost",
    ("part", "only_second"): "admin.compare.gained",
    ("part", "unknown"): "admin.compare.unknown",
    ("role", "area"): "pages.legend_inside",
    ("role", "extent"): "pages.legend_open",
}


@pytest.mark.parametrize(("column", "code"), KEYS)
def test_codes_have_the_words_of_the_pages(column: str, code: str) -> None:
    key, t = KEYS[column, code], texts("hu")
    for value, word in CODES[column].items():
        if code in {"", value}:
            assert word == t(key + value if key.endswith(".") else key)


@pytest.mark.parametrize("layer", sorted(set(LAYERS) - {"evidence_doors"}))
def test_layers_have_the_names_of_the_pages(layer: str) -> None:
    key = {"streets": "street_list"}.get(layer, layer)
    assert LAYERS[layer] == texts("hu")(f"downloads.thing.{key}")


def test_every_column_of_every_layer_has_a_heading() -> None:
    found = {
        column.name
        for module in (layers, export_store)
        for value in vars(module).values()
        if isinstance(value, tuple)
        for column in value
        if isinstance(column, Column)
    }
    assert len(found) > 60
    assert found <= set(COLUMNS)
