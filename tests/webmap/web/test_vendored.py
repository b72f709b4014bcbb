"""The vendored files are those that the record names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import webmap

STATIC = Path(webmap.__file__).parent / "static" / "vendor"
TESTS = Path(__file__).resolve().parents[2] / "browser" / "vendor"


@pytest.mark.parametrize("folder", [STATIC, TESTS], ids=["static", "tests"])
def test_files_fit_their_hashes(folder: Path) -> None:
    records = json.loads((folder / "VENDORED.json").read_text(encoding="utf-8"))
    found = {path for path in folder.rglob("*") if path.is_file()} - {folder / "VENDORED.json"}
    assert {folder / record["path"] for record in records} == found
    for record in records:
        digest = hashlib.sha256((folder / record["path"]).read_bytes()).hexdigest()
        assert digest == record["sha256"], record["path"]
        assert record["licence"]
        assert record["version"]


def test_every_package_brings_its_licence() -> None:
    records = json.loads((STATIC / "VENDORED.json").read_text(encoding="utf-8"))
    packages = {record["package"] for record in records}
    licensed = {record["package"] for record in records if "LICENSE" in record["path"]}
    assert packages == licensed
