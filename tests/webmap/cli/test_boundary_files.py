"""Sentences and lists come from the files that offices publish."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import docx

from tests.command import command

if TYPE_CHECKING:
    from pathlib import Path

SENTENCE = "A terület: Kossuth utca – Béke utca – Rózsa utca által határolt terület."


def test_a_word_file_is_parsed(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    document.save(str(tmp_path / "rendelet.docx"))
    done = command(
        "boundary", "parse", "--document", "--json", "--file", tmp_path / "rendelet.docx"
    )
    (area,) = json.loads(done.stdout)["areas"]
    assert [leg["name"] for leg in area["parts"][0]["legs"]] == [
        "Kossuth utca",
        "Béke utca",
        "Rózsa utca",
    ]


def test_what_is_no_text_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "kep.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    done = command("boundary", "parse", "--file", tmp_path / "kep.png")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "kep.png" in done.stderr
