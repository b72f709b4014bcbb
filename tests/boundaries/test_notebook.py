"""The example notebook runs from its first cell to its last."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
OPTIONAL = ("matplotlib", "mapclassify")
"""What geopandas wants for `.explore()`; the notebook says so, and the product does not need it."""


def test_the_notebook_goes_from_a_sentence_to_a_map() -> None:
    (path,) = FOLDER.glob("*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells]
    assert "© OpenStreetMap contributors" in texts[0]
    assert all(name in "\n".join(texts) for name in OPTIONAL)
    drawn = all(importlib.util.find_spec(name) is not None for name in OPTIONAL)
    names: dict[str, object] = {}
    for cell, text in zip(cells, texts, strict=True):
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == [], "it is kept without what it has said"
        run = compile(text, path.name, "exec")
        if drawn or ".explore(" not in text:
            exec(run, names)  # noqa: S102 - our own file
    assert "Kecskemét, Halasi út 3" in [answer.matched for answer in names["answers"]]  # type: ignore[attr-defined]
    assert len(names["legs"]) == 13  # type: ignore[arg-type]
