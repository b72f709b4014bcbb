"""Text that people write for pages, as blocks for a template; never as HTML.

A blank line ends a paragraph, `## ` begins a heading, `- ` an item of a list; addresses that
begin with https:// or look like e-mail become links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

_LINK = re.compile(r"(https://[^\s<>()\"']{1,300}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; a link where `target` is not None."""

    text: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, or a list with its items."""

    kind: str
    """heading, paragraph or list."""
    lines: tuple[tuple[Piece, ...], ...]


def blocks(text: str) -> tuple[Block, ...]:
    r"""Split a text into its blocks.

    >>> [block.kind for block in blocks("## Title\nwords\n- one\n- two")]
    ['heading', 'paragraph', 'list']
    """
    lines = [line.strip() for line in text.splitlines()]
    made: list[Block] = []
    for kind, run in groupby(lines, _kind):
        contents = [_without_mark(line, kind) for line in run]
        if kind == "heading":
            made += [Block(kind, (pieces(content),)) for content in contents]
        elif kind == "list":
            made.append(Block(kind, tuple(map(pieces, contents))))
        elif kind == "paragraph":
            made.append(Block(kind, (pieces(" ".join(contents)),)))
    return tuple(made)


def pieces(line: str) -> tuple[Piece, ...]:
    """Split a line at its links.

    >>> pieces("see https://example.org/x.")[1]
    Piece(text='https://example.org/x', target='https://example.org/x')
    """
    found: list[Piece] = []
    for part in _LINK.split(line):
        link = part.rstrip(".,;:!?") if _LINK.fullmatch(part) else ""
        if link:
            target = link if link.startswith("https://") else f"mailto:{link}"
            found.append(Piece(link, target))
        rest = part[len(link) :]
        if rest:
            found.append(Piece(rest))
    return tuple(found)


def _kind(line: str) -> str:
    if not line:
        return "blank"
    if line.startswith("## "):
        return "heading"
    return "list" if line.startswith("- ") else "paragraph"


def _without_mark(line: str, kind: str) -> str:
    return {"heading": line[3:], "list": line[2:]}.get(kind, line)
