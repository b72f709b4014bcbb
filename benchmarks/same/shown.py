"""Answers of the service as texts that can be compared: what a reader sees, what a program gets."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

HEADERS = (
    "Content-Type",
    "Content-Disposition",
    "Content-Language",
    "Cache-Control",
    "Vary",
    "Location",
    "Allow",
    "WWW-Authenticate",
    "Retry-After",
    "Access-Control-Allow-Origin",
    "Accept-Ranges",
    "Referrer-Policy",
    "X-Frame-Options",
    "X-Robots-Tag",
    "Content-Security-Policy",
    "Link",
)
"""Headers that matter to whoever asks."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEPT = {
    "a": ("href", "rel", "download", "hreflang"),
    "form": ("action", "method", "enctype"),
    "input": ("type", "name", "value", "checked", "required", "disabled", "pattern", "maxlength"),
    "select": ("name", "required", "disabled"),
    "option": ("value", "selected", "disabled"),
    "textarea": ("name", "required", "maxlength"),
    "button": ("type", "name", "value", "formaction"),
    "img": ("src", "alt"),
    "html": ("lang",),
    "meta": ("name", "property", "content"),
    "time": ("datetime",),
    "details": ("open",),
    "th": ("scope",),
}
"""Elements with those attributes that a reader, a form or a search engine meets."""
_EVERYWHERE = ("aria-label", "role", "data-verdict", "data-programme", "title")
_HIDDEN = frozenset({"script", "style", "template", "svg"})
_SECRETS = (
    (re.compile(r'(csrf[_-]token"?(?: value=|: ?)"?)[^" ]+'), r"\1<token>"),
    (re.compile(r'("rate": ?)[0-9.]+'), r"\1<rows a second>"),
    (re.compile(r"nonce-[A-Za-z0-9+/=_-]+"), "nonce-<nonce>"),
    (re.compile(r"\[Errno \d+\]"), "[Errno]"),
    # Workbooks hold the moment in which they were written, so their size varies by a few bytes.
    (re.compile(r"(dcat:byteSize[^0-9]{1,60})[0-9]+"), r"\1<bytes>"),
)


class _Reader(HTMLParser):
    """Writes down what is visible, one line for each text and each element of a form."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element that means something."""
        if tag in _HIDDEN:
            self._hidden += 1
        wanted = (*_KEPT.get(tag, ()), *_EVERYWHERE)
        kept = {name: value for name, value in attrs if name in wanted}
        if kept.get("name") == "csrf_token":
            kept["value"] = "<token>"
        if kept or tag in {"h1", "h2", "h3", "h4", "table", "form"}:
            words = [tag, *(f'{name}="{value or ""}"' for name, value in sorted(kept.items()))]
            self.lines.append(f"<{' '.join(words)}>")

    def handle_endtag(self, tag: str) -> None:
        """Leave what is hidden."""
        if tag in _HIDDEN:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Keep a text, its white space made plain."""
        text = " ".join(data.split())
        if text and not self._hidden:
            self.lines.append(text)


def page_text(html: str) -> str:
    """Return the visible text of a page with its links and the fields of its forms."""
    reader = _Reader()
    reader.feed(html)
    return "\n".join(reader.lines)


def masked(text: str) -> str:
    """Hide what is another every time: tokens of forms, nonces."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def answer_text(answer: TestResponse, *, meaning: bool = False) -> str:
    """Return status, headers and body of an answer.

    Args:
        answer: of the service.
        meaning: JSON counts by what it says, not by its bytes.
    """
    lines = [f"status {answer.status_code}"]
    found = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
    if "Allow" in found:  # a set: its order means nothing
        found["Allow"] = ", ".join(sorted(found["Allow"].split(", ")))
    lines += [f"{name}: {value}" for name, value in found.items()]
    lines += [f"Set-Cookie: {_cookie(text)}" for text in answer.headers.getlist("Set-Cookie")]
    lines.append(f"ETag: {'yes' if 'ETag' in answer.headers else 'no'}")
    body = answer.get_data()
    answer.close()
    return masked("\n".join([*lines, "", body_text(body, answer.mimetype or "", meaning=meaning)]))


def _cookie(text: str) -> str:
    """Return name and attributes of a cookie; its value is a secret."""
    name, _, rest = text.partition("=")
    return f"{name}=… {'; '.join(sorted(part.strip() for part in rest.split(';')[1:]))}"


def body_text(body: bytes, kind: str, *, meaning: bool = False) -> str:
    """Return a body as text: pages by what is visible, the rest byte for byte."""
    if kind == "text/html":
        return page_text(body.decode())
    if meaning:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=1, sort_keys=True)
    if kind == "application/pdf":
        return pdf_text(body)
    if kind == WORKBOOK:
        return workbook_text(body)
    try:
        return body.decode() if b"\0" not in body else binary_text(body)
    except UnicodeDecodeError:
        return binary_text(body)


def binary_text(body: bytes) -> str:
    """Return the hash of a file and, as far as it can be read, what is in it."""
    lines = [f"{len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}"]
    if body[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                digest = hashlib.sha256(archive.read(name)).hexdigest()
                lines.append(f"{name}: {digest}")
    elif body[:15] == b"SQLite format 3":
        lines += _tables(body)
    return "\n".join(lines)


def _tables(body: bytes) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.gpkg"
        path.write_bytes(body)
        base = sqlite3.connect(path)
        names = [
            row[0] for row in base.execute("select name from sqlite_master where type='table'")
        ]
        lines = []
        for name in names:
            if name.startswith("rtree"):  # GDAL's own index; needs functions of its own
                continue
            rows = base.execute(f'select * from "{name}"').fetchall()  # noqa: S608 - names of a file of ours
            lines.append(f"{name}: {len(rows)} rows, {hash_rows(rows)}")
        base.close()
    return lines


def hash_rows(rows: list[tuple[object, ...]]) -> str:
    """Return a hash of rows."""
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:20]


def workbook_text(body: bytes) -> str:
    """Return the cells of a workbook; it also holds the moment in which it was written."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    lines = []
    for name in book.sheet_names:
        lines.append(f"sheet {name}")
        lines += [repr(row) for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(lines)


def pdf_text(body: bytes) -> str:
    """Return the text of a PDF, page by page."""
    import pypdfium2  # noqa: PLC0415 - of the tools for developing; heavy

    document = pypdfium2.PdfDocument(body)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return "\n".join(f"page {at}\n{text}" for at, text in enumerate(pages, start=1))
