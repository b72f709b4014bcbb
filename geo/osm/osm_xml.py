"""What OSM XML says besides its objects, and the same file without what pyosmium does not read.

An editor marks deleted objects with `action="delete"`; a service that cut its answer off says so in
a `<remark>`; files of changes have elements of their own. "out geom" puts the places of a
relation's ways inside its members, "out center" a middle into its objects.
"""

from __future__ import annotations

import bz2
import gzip
import io
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, cast
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import XMLGenerator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from ..errors import ExtractError
from .elements import cut_off

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {"n": "node", "w": "way", "r": "relation"}
"""pyosmium's letter -> kind of object."""
CHANGES = (
    "holds changes and no map; apply them to the extract that they belong to "
    "(osmium apply-changes) and give the outcome"
)


@dataclass(slots=True)
class Marks:
    """What an OSM file says besides its objects."""

    gone: dict[str, set[int]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    """Letter of the kind -> ids of the objects that an editor has marked as deleted."""
    timestamp: str | None = None
    """State of the data (ISO), where a service says so."""
    nested: bool = False
    """True where objects hold elements that pyosmium does not read."""


def read_marks(path: Path) -> Marks:
    """Read an OSM XML file from its first to its last byte.

    Raises:
        ExtractError: not XML, broken off, cut off by the service, or a file of changes.
    """
    marks = Marks()
    _parse(path, _MarkReader(path.name, marks))
    return marks


def plain_xml(path: Path) -> bytes:
    """Return an OSM XML file without the elements that pyosmium does not read.

    Raises:
        ExtractError: as `read_marks`.
    """
    target = io.BytesIO()
    _parse(path, _PlainWriter(target))
    return target.getvalue()


def unreadable(name: str, error: object) -> ExtractError:
    """Return the refusal of a file that is no OSM data, or not whole."""
    return ExtractError(f"{name}: cannot be read as OSM data: {error}", code="no_map")


def _parse(path: Path, handler: ContentHandler) -> None:
    # A document type may hold entities that grow without end; OSM files have none.
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    try:
        with _opened(path) as file:
            parser.parse(file)
    except DefusedXmlException:
        raise unreadable(path.name, "it holds a document type, as no map does") from None
    except SAXParseException as error:
        where = f"line {error.getLineNumber()}, column {error.getColumnNumber()}"
        raise unreadable(path.name, f"{error.getMessage()} ({where})") from None
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path.name, error) from None


def _opened(path: Path) -> IO[bytes]:
    name = path.name.lower()
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.open(path))
    return bz2.open(path) if name.endswith(".bz2") else path.open("rb")


class _Places:
    """Knows which elements stand where pyosmium reads none."""

    def __init__(self) -> None:
        self._object = self._member = False

    def enter(self, name: str) -> bool:
        """Take an opening tag; tell whether pyosmium reads it."""
        if name == "nd":
            return not self._member
        if name == "member":
            self._member = True
        elif name in {"node", "way", "relation"}:
            self._object = True
        elif name in {"center", "bounds"}:
            return not self._object
        return True

    def leave(self, name: str) -> None:
        """Take a closing tag."""
        if name == "member":
            self._member = False
        elif name in {"node", "way", "relation"}:
            self._object = False


class _MarkReader(ContentHandler):
    """Gathers the marks of a file."""

    def __init__(self, name: str, marks: Marks) -> None:
        super().__init__()
        self._name, self._marks = name, marks
        self._places = _Places()
        self._remark: list[str] | None = None

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ANN401, N802 - SAX
        """Look at one opening tag."""
        if name == "tag":
            return
        if not self._places.enter(name):
            self._marks.nested = True
        elif name == "remark":
            self._remark = []
        elif name in {"osmChange", "action"}:
            raise ExtractError(f"{self._name}: {CHANGES}", code="changes")
        elif name == "meta":
            self._marks.timestamp = attrs.get("osm_base") or None
        elif name in {"node", "way", "relation"} and attrs.get("action") == "delete":
            self._marks.gone[name[0]].update(_whole(attrs.get("id")))

    def characters(self, content: str) -> None:
        """Gather the words of a remark."""
        if self._remark is not None:
            self._remark.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX
        """Judge a remark where it ends."""
        self._places.leave(name)
        if name == "remark" and self._remark is not None:
            remark, self._remark = "".join(self._remark).strip(), None
            if cut_off(remark):
                raise ExtractError(
                    f"{self._name}: the service cut the answer off: {remark}", code="cut_off"
                )


def _whole(text: str | None) -> set[int]:
    try:
        return {int(text or "")}
    except ValueError:
        return set()  # pyosmium refuses such an id


class _PlainWriter(XMLGenerator):
    """Writes what it is given without the elements that pyosmium does not read."""

    def __init__(self, target: IO[bytes]) -> None:
        super().__init__(target, "utf-8")
        self._places = _Places()
        self._left_out = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ANN401, N802 - SAX
        """Write an opening tag, or leave it out."""
        if self._left_out or not self._places.enter(name):
            self._left_out += 1
        else:
            super().startElement(name, attrs)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX
        """Write a closing tag, or leave it out."""
        if self._left_out:
            self._left_out -= 1
        else:
            self._places.leave(name)
            super().endElement(name)
