"""Texts, Word files and PDFs become the text that a reader sees; harmful ones are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml
from fpdf import FPDF

from boundaries.tables import published_text as module
from boundaries.tables.faults import TableError
from boundaries.tables.published_text import published_text

if TYPE_CHECKING:
    from docx.document import Document

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
FONT = Path(module.__file__).parents[2] / "webmap/static/vendor/dejavu/DejaVuSans.ttf"


def saved(document: Document, tmp_path: Path) -> Path:
    path = tmp_path / "rendelet.docx"
    document.save(str(path))
    return path


def add(document: Document, xml: str) -> None:
    document.add_paragraph()._p.append(parse_xml(xml.replace(">", f" {NAMES}>", 1)))


def test_a_word_file_reads_as_it_does_on_paper(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Akcióterület", 1)
    document.add_paragraph("Fő utca\t– Kert utca")
    document.add_paragraph("a) Bem utca", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, words in zip(table.rows, (("Utca", "Oldal"), ("Ág utca", "páros")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_paragraph("vége")
    text = published_text(saved(document, tmp_path))
    assert text.split("\n") == [
        "Akcióterület",
        "Fő utca\t– Kert utca",
        "a) Bem utca",
        "Utca\tOldal",
        "Ág utca\tpáros",
        "vége",
    ]


def test_what_was_inserted_is_read_and_what_was_deleted_is_not(tmp_path: Path) -> None:
    document = docx.Document()
    add(document, '<w:ins w:id="1" w:author="x"><w:r><w:t>Malom utca</w:t></w:r></w:ins>')
    add(document, '<w:del w:id="2" w:author="x"><w:r><w:delText>Petőfi</w:delText></w:r></w:del>')
    text = published_text(saved(document, tmp_path))
    assert text.split() == ["Malom", "utca"]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Vasút utca</w:t></w:r></w:p></w:txbxContent>"
    add(
        document,
        f"<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>",
    )
    assert published_text(saved(document, tmp_path)).split() == ["Vasút", "utca"]


def test_a_numbered_item_has_a_mark_before_it(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Bem utca")
    paragraph._p.get_or_add_pPr().get_or_add_numPr()
    assert published_text(saved(document, tmp_path)) == "- Bem utca"


def pdf(tmp_path: Path, *pages: str, password: str = "") -> Path:
    made = FPDF()
    made.add_font("dejavu", fname=FONT)
    made.set_font("dejavu", size=12)
    for words in pages:
        made.add_page()
        made.multi_cell(0, 6, words)
    if password:
        made.set_encryption(owner_password=password, user_password=password)
    path = tmp_path / "rendelet.pdf"
    made.output(str(path))
    return path


def test_the_pages_of_a_pdf_are_read_with_hungarian_letters(tmp_path: Path) -> None:
    path = pdf(tmp_path, "Őrmező – Árvíz utca\nKert utca", "Bánóczi út")
    first, second = published_text(path).split("\f")
    assert first.split() == ["Őrmező", "–", "Árvíz", "utca", "Kert", "utca"]
    assert second.split() == ["Bánóczi", "út"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_a_plain_text_is_read_in_the_encodings_that_people_have(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "rendelet.txt"
    path.write_bytes("Őrmező – Árvíztűrő utca\r\nKert utca".encode(encoding))
    assert published_text(path) == "Őrmező – Árvíztűrő utca\nKert utca"


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in members.items():
            archive.writestr(name, held)
    return path


def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "bomb.docx", {"word/document.xml": b"\0" * (1 << 28)})
    entity = packed(
        tmp_path / "entity.docx",
        {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'},
    )
    sheet = packed(tmp_path / "sheet.docx", {"xl/workbook.xml": b"<x/>"})
    broken = packed(tmp_path / "broken.docx", {"word/document.xml": b"<w:document"})
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    (tmp_path / "page.txt").write_bytes(b"<!DOCTYPE html><p>utca</p>")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (tmp_path / "empty.txt").write_bytes(b" \n")
    picture = pdf(tmp_path, "")
    refused = {
        bomb: "unpacked",
        entity: "unsafe",
        sheet: "no_table",
        broken: "damaged",
        tmp_path / "old.doc": "no_table",
        tmp_path / "page.txt": "web_page",
        tmp_path / "cut.pdf": "damaged",
        tmp_path / "empty.txt": "empty",
        picture: "empty",
    }
    for path, code in refused.items():
        with pytest.raises(TableError) as caught:
            published_text(path)
        assert (path.name, caught.value.code) == (path.name, code)
        assert str(caught.value).startswith(path.name)


def test_a_protected_pdf_says_so(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="password") as caught:
        published_text(pdf(tmp_path, "titok", password="x" * 8))
    assert caught.value.code == "protected"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_FILE", 10)
    (tmp_path / "long.txt").write_text("Fő utca – Kert utca", "utf-8")
    with pytest.raises(TableError, match="at most 10"):
        published_text(tmp_path / "long.txt")
    monkeypatch.undo()
    monkeypatch.setattr(module, "MOST_CHARACTERS", 10)
    with pytest.raises(TableError, match="19 characters"):
        published_text(tmp_path / "long.txt")
