"""Programmes filled in by people: round trip with files, faults, values out of quotations."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import DATA, VARIABLE
from boundaries.errors import DefinitionError
from boundaries.programmes.catalogue import load_programme, programme_slugs, read_programme
from boundaries.programmes.drafting import (
    ProgrammeDraft,
    as_in_source,
    check,
    document_of,
    from_kept,
    to_kept,
)
from boundaries.programmes.filling import Quote, quotes_of, read_fact, typed_of
from boundaries.programmes.parts import Part, part_of, parts
from boundaries.programmes.proposals import find_dates, find_span, proposed
from boundaries.programmes.writing import (
    ProgrammeChangedError,
    is_withdrawn,
    made_ready,
    open_programme,
    restore,
    to_yaml,
    withdraw,
)
from boundaries.towns.settlements import load_settlements

if TYPE_CHECKING:
    from pathlib import Path

BUNDLED = sorted(path.stem for path in (DATA / "programmes").glob("*.yaml"))
PLACES = load_settlements()
DAY = dt.date(2026, 11, 29)


def every_part(draft: ProgrammeDraft) -> list[Part]:
    """Return the parts of a programme, the claims of its contradictions among them."""
    count = len(draft.document.get("contradictions", ()))
    claims = [part_of(f"contradictions.{at}.claims") for at in range(count)]
    return [*parts().values(), *filter(None, claims)]


@pytest.mark.parametrize("slug", BUNDLED)
def test_a_programme_comes_out_of_its_form_as_it_went_in(slug: str, tmp_path: Path) -> None:
    opened = open_programme(slug, DATA)
    draft, typed_in = ProgrammeDraft(slug, opened=opened.document), 0
    for part in every_part(opened):
        for number, fact in enumerate(opened.facts(part)):
            typed, quotes = typed_of(part, fact, PLACES), quotes_of(part, fact)
            read, faults = read_fact(part, typed, quotes, PLACES)
            assert faults == []
            draft = draft.put(part, None, read)
            typed_in += 1
            if part.has_id:
                assert draft.facts(part)[number]["id"]
    assert typed_in > 20
    keys = dict(zip(draft.document["sources"], opened.document["sources"], strict=True))
    text = to_yaml({**draft.document, "revised": opened.document.get("revised")})
    folder = tmp_path / "programmes"
    folder.mkdir()
    (folder / f"{slug}.yaml").write_text(_with_ids(text, draft, opened, keys), "utf-8")
    assert read_programme(folder / f"{slug}.yaml") == load_programme(slug)


def _with_ids(
    text: str, draft: ProgrammeDraft, opened: ProgrammeDraft, keys: dict[str, str]
) -> str:
    """Return the file with the ids of the hand-written one, which the form makes anew."""
    document = draft.document
    renamed = {
        **document,
        "revised": opened.document.get("revised"),
        "sources": {keys[key]: held for key, held in document["sources"].items()},
    }
    for part in parts().values():
        if part.has_id:
            before = opened.facts(part)
            made = zip(before, draft.facts(part), strict=True)
            rows = [{**now, "id": one["id"]} for one, now in made]
            if rows:
                renamed[part.path] = rows
    assert text != to_yaml(renamed)
    return to_yaml({name: held for name, held in renamed.items() if held is not None})


@pytest.mark.parametrize("slug", BUNDLED)
def test_a_programme_that_was_opened_is_written_as_it_is(slug: str, tmp_path: Path) -> None:
    draft = from_kept(to_kept(open_programme(slug, tmp_path)))
    assert check(draft, "", PLACES, DATA)[1] == ()
    made_ready(draft, "", tmp_path, day=DAY).write(tmp_path)
    written = read_programme(tmp_path / "programmes" / f"{slug}.yaml")
    assert written.model_copy(update={"revised": None}) == load_programme(slug).model_copy(
        update={"revised": None}
    )
    assert written.revised == DAY


def test_a_file_that_somebody_else_has_written_is_kept(tmp_path: Path) -> None:
    first, second = (open_programme(BUNDLED[0], tmp_path) for _ in range(2))
    made_ready(first, "", tmp_path, day=DAY).write(tmp_path)
    path = tmp_path / "programmes" / f"{BUNDLED[0]}.yaml"
    before = path.read_bytes()
    with pytest.raises(ProgrammeChangedError):
        made_ready(second, "", tmp_path, day=DAY).write(tmp_path)
    assert path.read_bytes() == before


def test_a_programme_with_a_fault_is_not_written(tmp_path: Path) -> None:
    draft = open_programme(BUNDLED[0], tmp_path)
    title = {**draft.document["title"], "said": [{"source": "nobody", "words": "x"}]}
    broken = dataclasses.replace(draft, document={**draft.document, "title": title})
    with pytest.raises(DefinitionError, match=r"title.said\[0\].source"):
        made_ready(broken, "", tmp_path, day=DAY)
    assert not (tmp_path / "programmes").exists()


def test_a_withdrawn_programme_is_in_no_catalogue_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    slug = BUNDLED[0]
    withdraw(slug, tmp_path, by="próba", reason="téves", day=DAY)
    assert is_withdrawn(slug, tmp_path)
    assert programme_slugs() == tuple(BUNDLED[1:])
    restore(slug, tmp_path)
    assert programme_slugs() == tuple(BUNDLED)


def test_what_is_not_there_yet_is_told_and_hides_nothing_else() -> None:
    part = parts()["amounts"]
    amount = {"role": "support", "written": "5 Ft", "huf": 5, "said": [_said("page", "6 Ft")]}
    source = {"file": "a.txt", "title": {"hu": "a", "en": "a"}, "publisher": "próba"}
    draft = ProgrammeDraft().put(parts()["sources"], None, source).put(part, None, amount)
    key = draft.key_of(0)
    draft = draft.with_text(key, "6 Ft")
    found = {(fault.path, fault.code) for fault in check(draft, "", PLACES, DATA)[1]}
    assert found == {
        ("title", "missing"),
        ("area", "missing"),
        ("contacts", "missing"),
        ("amounts[0].said[0].source", "no_source"),
        ("amounts[0].written", "not_quoted"),
    }


def _said(source: str, words: str) -> dict[str, str]:
    return {"source": source, "words": words}


def test_a_quotation_stands_in_the_text_whatever_its_blanks() -> None:
    text = "Összeg:\u00a0bruttó\n165 millió Ft."
    assert as_in_source(text, "Összeg: bruttó 165 millió Ft") == text[:-1]
    assert as_in_source(text, "összeg: bruttó") is None
    assert as_in_source(text, " ") == " "
    assert as_in_source(text, "165  millió") == "165 millió"


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("2017. december 27. és 2021. december 26. között", ("2017-12-27", "2021-12-26")),
        ("záró dátuma:\u00a02023. november 30.", ("2023-11-30",)),
        ("2023.11.29.", ("2023-11-29",)),
        ("2019. áprilisától", ("2019-04",)),
        ("2023. I. félévében", ("2023-H1",)),
        ("a 2021. évben", ("2021",)),
        ("2021. február 30.", ("2021-02",)),
        ("TOP-6.9.1-16-KE1-2017-00001", ("2017",)),
        ("semmi", ()),
    ],
)
def test_dates_are_read_from_words(words: str, dates: tuple[str, ...]) -> None:
    assert find_dates(words) == dates


def test_values_are_proposed_from_a_quotation() -> None:
    known = parts()
    assert proposed(known["amounts"], ["Támogatási összeg: Bruttó 165.000.000 Ft"]) == {
        "written": "Bruttó 165.000.000 Ft",
        "gross": "yes",
    }
    assert proposed(known["support_rate"], ["mértéke:\u00a0100%"]) == {"percent": "100"}
    assert proposed(known["identifiers"], ["száma: TOP-5.2.1-15-BK1-2020-00009."]) == {
        "value": "TOP-5.2.1-15-BK1-2020-00009"
    }
    contact = proposed(
        known["contacts"], ["06 76/123-456, hivatal@proba.example, www.proba.example"]
    )
    assert contact == {
        "phone": "06 76/123-456",
        "email": "hivatal@proba.example",
        "web": "https://www.proba.example",
    }
    assert find_span("2015.09.12. 13:00-15:00") == ("2015-09-12T13:00", "2015-09-12T15:00")
    assert find_span("2027. május 3-án 14 órától 16 óráig") == (
        "2027-05-03T14:00",
        "2027-05-03T16:00",
    )
    assert find_span("13:00-15:00") is None
    assert proposed(known["activities"], ["képzés 1 200 fő részére"])["people"] == "1200"


@pytest.mark.parametrize("slug", BUNDLED)
def test_what_is_proposed_is_what_people_read(slug: str) -> None:
    """Dates, sums and rates that people normalised by hand are among those that are proposed."""
    draft, right, wrong = open_programme(slug, DATA), 0, []
    for code, name in (("amounts", "written"), ("support_rate", "percent"), ("period.end", "when")):
        part = parts()[code]
        for fact in draft.facts(part):
            offered = proposed(part, [one["words"] for one in fact["said"]])
            right += offered.get(name) == str(fact[name])
            wrong += [] if offered.get(name) == str(fact[name]) else [(fact[name], offered)]
    assert right >= len(wrong), wrong


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("people", "sok", "number"),
        ("people", "١٢", "number"),
        ("when", "tegnap", "when"),
        ("state", "maybe", "choice"),
        ("hu", "a\u202eb", "odd"),
        ("hu", "x" * 5000, "too_long"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(name: str, typed: str, code: str) -> None:
    values = {"hu": "képzés", "state": "done", name: typed}
    _, faults = read_fact(parts()["activities"], values, [Quote("page", "képzés")], PLACES)
    assert (name, code) in {(fault.path, fault.code) for fault in faults}


def test_dates_are_taken_as_people_write_them() -> None:
    part = parts()["period.end"]
    values = {"hu": "vége", "state": "done", "when": "2022. 6. 3."}
    fact, faults = read_fact(part, values, [Quote("page", "x")], PLACES)
    assert (fact["when"], faults) == ("2022-06-03", [])


def test_documents_hold_what_files_hold() -> None:
    for slug in BUNDLED:
        assert "slug" not in document_of(load_programme(slug))


@pytest.mark.parametrize(
    ("said", "people", "is_said"),
    [
        ("50 fő", 50, True),
        ("50 fő", 5, False),
        ("1 200 fő", 1200, True),
        ("1.200 fő", 1200, True),
        ("1 200 fő", 200, False),
    ],
)
def test_a_figure_stands_in_its_quotation_whole(said: str, people: int, *, is_said: bool) -> None:
    source = {"file": "a.txt", "title": {"hu": "a", "en": "a"}, "publisher": "próba"}
    fact = {"hu": "k", "en": "k", "state": "done", "people": people, "said": [_said("a", said)]}
    draft = ProgrammeDraft().put(parts()["sources"], None, source)
    draft = draft.put(parts()["activities"], None, fact).with_text("a", said)
    wrong = [one.path for one in check(draft, "", PLACES, DATA)[1] if one.code == "not_quoted"]
    assert wrong == ([] if is_said else ["activities[0].people"])
