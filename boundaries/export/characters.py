"""Characters that some format cannot hold, so that no text breaks a file or is cut off in it.

XML 1.0 allows no control characters (https://www.w3.org/TR/xml/#charsets), the formats of GDAL
end a text at NUL, UTF-8 has no halves of a pair, and noncharacters are for nobody's texts. All of
them become U+FFFD, in every format alike: a reader sees that something stood there.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .tables import Layer, Value

REPLACEMENT = "\ufffd"
"""What stands where a character cannot be written."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_OPEN, _CLOSE = "<![CDATA[", "]]>"
_MARK = "\ufdd0"
"""Breaks those up while LIBKML writes; `writable` has left none in a text."""


def writable(text: str) -> str:
    """Return a text in which every character that some format cannot hold is U+FFFD."""
    return _UNWRITABLE.sub(REPLACEMENT, text)


def writable_facts(facts: Mapping[str, str]) -> dict[str, str]:
    """Return a provenance with writable texts."""
    return {name: writable(value) for name, value in facts.items()}


def writable_layer(layer: Layer) -> Layer:
    """Return a layer with writable texts."""
    return _changed(layer, writable)


def marked_layer(layer: Layer) -> Layer:
    """Return a layer that LIBKML can write; see `marked`."""
    return _changed(layer, marked)


def marked(text: str) -> str:
    """Return a text in which what opens and closes a CDATA section is broken up by a mark.

    LIBKML puts a text with signs of XML into such a section and trusts one that has them already.
    It reads its own file again for every further layer, so that only the finished file can be
    mended.
    """
    return text.replace(_OPEN, f"<!{_MARK}[CDATA[").replace(_CLOSE, f"]]{_MARK}>")


def unmarked(body: bytes) -> bytes:
    """Return a file without marks, each `]]>` of a text divided between two CDATA sections."""
    mark = _MARK.encode()
    divided = body.replace(b"]]" + mark + b">", b"]]]]><![CDATA[>")
    return divided.replace(mark, b"")


def _changed(layer: Layer, change: Callable[[str], str]) -> Layer:
    def cell(value: Value) -> Value:
        return change(value) if isinstance(value, str) else value

    rows = [
        dataclasses.replace(
            row,
            id=change(row.id),
            values={name: cell(value) for name, value in row.values.items()},
        )
        for row in layer.rows
    ]
    return dataclasses.replace(layer, rows=tuple(rows))
