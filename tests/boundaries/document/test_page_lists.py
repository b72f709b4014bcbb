"""A page of several lists gives each of them, and loses no row."""

from __future__ import annotations

from boundaries.document.page_lists import lists_in
from boundaries.document.reading import parse_document
from tests.boundaries.lists.list_reading import told

SCHOOLS = """Négyzetfalva általános iskoláinak felvételi körzetei a 2025/2026. tanévben

1. Petőfi Sándor Általános Iskola
9001 Négyzetfalva, Fő u. 12.
Körzete: Ady Endre utca 1–45. páratlan, Béke tér, Csokonai utca végig, Malom köz

2. Kossuth Lajos Általános Iskola
9001 Négyzetfalva, Kert u. 3.
Körzete: Ady Endre utca 2–48. páros, Dózsa György út 1-99., Rét utca

3. Szent István Katolikus Általános Iskola
Székhely: 9001 Négyzetfalva, Templom tér 1.
Körzete: Tó utca, Vár köz, Zöldfa utca páros oldal
"""


def test_each_school_has_its_list() -> None:
    found = lists_in(SCHOOLS)
    assert {name: len(rows) for name, rows in found.lists.items()} == {
        "1. Petőfi Sándor Általános Iskola": 4,
        "2. Kossuth Lajos Általános Iskola": 3,
        "3. Szent István Katolikus Általános Iskola": 3,
    }
    assert found.unread == ()
    assert [area.title for area in parse_document(SCHOOLS).areas] == list(found.lists)
    rows = found.lists["2. Kossuth Lajos Általános Iskola"]
    assert told(rows[0]) == "Ady Endre utca | even 2-48"


def test_a_row_that_no_area_of_the_document_has_is_kept() -> None:
    text = "Fő utca 1-9 páratlan\n12 valami"
    found = lists_in(text)
    rows = [told(row) for some in found.lists.values() for row in some]
    assert any(row.startswith("Fő utca") for row in rows)
