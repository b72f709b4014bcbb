"""YAML that is nested too deeply is refused before it is read.

Reading nests as the text does: some ten thousand opening brackets end the C reader with the whole
process, and the other one in the middle of its work.
"""

from __future__ import annotations

from typing import Any

import yaml

MOST = 64
"""Levels of lists and mappings in one another; what people write has six."""
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader; in C, ten times as quick, where PyYAML has it."""


def check_depth(text: str) -> str:
    """Return a text of YAML as it is.

    >>> check_depth("a: [1, 2]")
    'a: [1, 2]'

    Raises:
        YAMLError: it is nested too deeply, or is no YAML.
    """
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST:
            raise yaml.YAMLError(f"nested more than {MOST} levels deep")
    return text
