"""A published document (plain text, .docx, .pdf) -> its text.

A file is judged by what it holds, not by its name. Word files are checked like workbooks before
they are opened; both kinds are read in a process of its own with limited memory and time. Pages
of a PDF end in a form feed. A PDF without a text layer is a picture: nothing is guessed from it.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any

from ..child import ChildError, Limits, run
from .cells import without_surrogates
from .faults import TableError
from .packages import PackageKind, check_package
from .reading import MARKUP, open_text, text_encoding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from docx.document import Document
    from docx.table import Table

LARGEST_FILE = 32 * 1024 * 1024
MOST_CHARACTERS = 2_000_000
"""Of one document: some seven hundred pages."""
MOST_PAGES = 2_000
PAGE_END = "\f"
_LIMITS = Limits(seconds=60, cpu_seconds=50, memory=2 << 30)
_WORD = PackageKind(
    frozenset({"word/document.xml"}), ".docx document", "copy the chapter alone and paste it"
)
_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OLD_WORD = b"\xd0\xcf\x11\xe0"


def published_text(path: Path) -> str:
    """Return the text of a document.

    Raises:
        TableError: it is too large, damaged, protected, of another kind, or holds no text; the
            message says what to do.
        OSError: it cannot be opened.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise TableError(
            f"{path.name} has {size:,} bytes, at most {LARGEST_FILE:,} are read; copy the chapter "
            "alone and paste it",
            "size",
        )
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(b"PK"):
        check_package(path, _WORD)
        text = _in_a_child(path, _of_word)
    elif b"%PDF-" in head:
        text = _in_a_child(path, _of_pdf)
    elif head.startswith(_OLD_WORD):
        message = f"{path.name} is a Word file of the old kind (.doc); save it as .docx"
        raise TableError(message, "no_table")
    else:
        text = _plain(path, head)
    if not text.strip(f" \n\t{PAGE_END}\r\xa0"):
        raise TableError(
            f"{path.name} holds no text; a scanned page has to be recognised (OCR) or typed first",
            "empty",
        )
    if len(text) > MOST_CHARACTERS:
        raise TableError(
            f"{path.name} has {len(text):,} characters, at most {MOST_CHARACTERS:,} are read; copy "
            "the chapter alone and paste it",
            "size",
        )
    return text


def _plain(path: Path, head: bytes) -> str:
    if MARKUP.match(head.removeprefix(BOM_UTF8)):
        raise TableError(
            f"{path.name} is a web page or XML; open it, copy its text and paste it", "web_page"
        )
    with open_text(path, text_encoding(path)) as file:
        text = file.read().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text != without_surrogates(text) or "\ufffd" in text:
        raise TableError(
            f"{path.name} holds bytes that are no text in UTF-8; save it as UTF-8", "encoding"
        )
    return text


def _in_a_child(path: Path, work: Callable[[Path], str]) -> str:
    try:
        return str(run(work, path, limits=_LIMITS, environment={}))
    except ChildError as fault:
        if fault.kind in {"slow", "ended", "MemoryError"}:
            message = f"{path.name} takes too much time or memory to read; copy its text and paste"
            raise TableError(f"{message} it", "unpacked") from None
        protected = "password" in fault.message.lower()
        said = "is protected by a password" if protected else "cannot be read"
        raise TableError(
            f"{path.name} {said}; open it, copy its text and paste it",
            "protected" if protected else "damaged",
        ) from None


def _of_pdf(path: Path) -> str:
    """Return the text layer of a PDF; this is the work of the process."""
    import pypdfium2  # noqa: PLC0415 - this reader's only

    with pypdfium2.PdfDocument(path) as document:
        pages = []
        for at in range(min(len(document), MOST_PAGES + 1)):
            page = document[at].get_textpage().get_text_bounded()
            # A hyphen at the end of a line is given as one of these.
            pages.append(page.replace("\r\n", "\n").replace("\x02", "-").replace("\ufffe", "-"))
    if len(pages) > MOST_PAGES:
        raise ValueError("too many pages")
    return PAGE_END.join(pages)


def _of_word(path: Path) -> str:
    """Return the text of a Word document as it reads today; this is the work of the process."""
    import docx  # noqa: PLC0415 - this reader's only

    return "\n".join(_lines(docx.Document(str(path))))


def _lines(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _cells(block)
        else:
            yield _words(block._p)  # noqa: SLF001 - the library has no text with insertions


def _cells(table: Table) -> Iterator[str]:
    """Yield the rows of a table, cells behind one another with a tab; a merged cell once."""
    for row in table.rows:
        cells = dict.fromkeys(cell._tc for cell in row.cells)  # noqa: SLF001 - see `_lines`
        yield "\t".join(
            " ".join(filter(None, (_words(one).strip() for one in cell.p_lst))) for cell in cells
        )


_TEXT = {"t": None, "tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
"""Element -> what it stands for; None = its text. Deleted words are `delText`, not among them."""


def _words(paragraph: Any) -> str:  # noqa: ANN401 - an element of lxml
    """Return what a paragraph says, insertions included; an item of a list with a mark before."""
    said = []
    for element in paragraph.iter():
        if not isinstance(element.tag, str) or _is_twin(element, paragraph):
            continue
        name = element.tag.rpartition("}")[2]
        if name in _TEXT and element.tag.startswith(_MAIN):
            said.append(_TEXT[name] or element.text or "")
    numbered = paragraph.find(f"{_MAIN}pPr/{_MAIN}numPr") is not None
    text = "".join(said)
    return f"- {text}" if numbered and text.strip() else text


def _is_twin(element: Any, paragraph: Any) -> bool:  # noqa: ANN401 - elements of lxml
    """Tell whether an element repeats a text box for programs that do not know the newer form."""
    while element is not None and element is not paragraph:
        if element.tag == _FALLBACK:
            return True
        element = element.getparent()
    return False
