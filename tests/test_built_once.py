"""What the suite builds once reaches whoever imported the readers by their names."""

from __future__ import annotations

import sys

import pytest


@pytest.mark.parametrize("name", ["load_street_list", "read_edition"])
def test_every_module_reads_once(name: str) -> None:
    users = [module for module in list(sys.modules.values()) if name in vars(module)]
    assert len(users) > 1
    assert {vars(module)[name] for module in users} == {vars(users[0])[name]}
    assert hasattr(vars(users[0])[name], "__wrapped__")
