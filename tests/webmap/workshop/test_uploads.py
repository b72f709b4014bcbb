"""What is sent to the workshop and is not what it says: refused with a sentence, its name inert."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from boundaries.register.store import save_register
from tests.boundaries import parted_town
from tests.hostile import EVALUATED, MARKS
from tests.made_up_square import RING
from tests.webmap.forms import HOSTILE, send
from tests.webmap.workshop.test_workshop import begun, step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient

NAMES = (f"{HOSTILE}.geojson", f"{EVALUATED}.geojson", "../../x\u202egnp\u2028.geojson", "\x00.pbf")


def bomb(member: str) -> bytes:
    """Return a package whose one member is a thousand times as large as it."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(member, b"\0" * (1 << 28))
    return body.getvalue()


def test_a_text_that_unpacks_without_end_or_is_another_thing_is_refused(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    editor = signed_in("editor")
    for name, body, said in (
        ("szoveg.docx", bomb("word/document.xml"), "A fájl kibontva túl nagy"),
        ("szoveg.docx", b"PK\x03\x04" + bytes(500), "A fájl sérült"),
        ("szoveg.pdf", b"%PDF-1.7\n" + bytes(500), "A fájl sérült"),
        ("szoveg.txt", b"", "A fájlban nincs szöveg"),
        ("szoveg.txt", b"<html><body>x</body></html>", "A fájl weblap"),
    ):
        file = (io.BytesIO(body), name)
        answer = send(editor, "/workshop", title="Próba", town="", text="", file=file)
        assert (name, answer.status_code) == (name, 400)
        assert said in answer.text, (name, said)


def test_the_name_of_a_file_is_only_a_name(
    signed_in: Callable[[str], FlaskClient], town: Path, tmp_path: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING)
    for name in NAMES:
        answer = step(editor, path, "map", map=(io.BytesIO(town.read_bytes()), name))
        assert answer.status_code in {303, 400}
        page = editor.get(path).text
        assert "<img src=x" not in page
        assert not [mark for mark in MARKS if mark in page]
        assert "\u202e" not in page
        assert "\u2028" not in page
    assert not list(tmp_path.rglob("x*.geojson"))


def test_a_register_that_unpacks_without_end_is_refused(
    signed_in: Callable[[str], FlaskClient], town: Path, tmp_path: Path
) -> None:
    editor = signed_in("editor")
    path = begun(editor, RING, town)
    register = tmp_path / "racs.register"
    save_register(parted_town.register(), register)
    files = [
        (io.BytesIO(register.read_bytes()), register.name),
        (io.BytesIO(bomb("xl/workbook.xml")), "lakcimek.xlsx"),
    ]
    answer = step(editor, path, "register", register=files)
    assert answer.status_code == 400
    assert "A címjegyzéket nem lehet" in answer.text
