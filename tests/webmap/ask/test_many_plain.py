"""A file over many towns says of plain addresses what the look-up of one address says."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.address.plain import HOLE, plain_number, unit_behind, with_number
from boundaries.files.fronts import Ended
from boundaries.files.job import JobOrder, open_job
from boundaries.files.many import RowsMemo, entry_of
from boundaries.files.rows import BlockWriter, Layout
from boundaries.language.country import postcodes_of
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from boundaries.tables.columns import chosen_columns
from boundaries.tables.reading import Block
from boundaries.tables.table import TableOptions
from tests.boundaries.rehearsal import write_register
from webmap.ask.many_answering import ManyAnswering, many_answering
from webmap.ask.many_plain import PlainRows
from webmap.ask.services import bundled_areas

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))

from ring_areas import RingAnswering

if TYPE_CHECKING:
    from collections.abc import Sequence

TOWNS = (
    "Kecskemét",
    "Baja",
    "Kalocsa",
    "Tompa",
    "Budapest 11",
    "Liget",
    "Soltvadkert",
    "Jakabszállás",
)
STREETS = (
    *("Halasi út", "Alma utca", "Erzsébet körút", "Fő utca", "Petőfi Sándor utca", "Ív utca"),
    *("Tompa Mihály utca", "II. Rákóczi Ferenc út", "Május 1. utca", "48-as utca", "Szőlő utca"),
    *("Hetényegyháza utca", "Kecskeméti út", "Bajai út", "Baja utca", "Kákás utca", "Kakas utca"),
    *("Nagyatádi Szabó S. utca", "IV.körzet tanya", "Tanya", "Felsőöregszőlők", "Soltvadkert köz"),
    *("Szt. Imre utca", "Ballószög tanya", "Hetény-Borbás tanya", "Liget utca", "Kadafalva 1. köz"),
    "III.körzet tanya",
)
DOORS = (
    *({"hsz": f"{number:06d}"} for number in (*range(1, 9), 12, 30, 333)),
    *({"hsz": hsz} for hsz in ("000012/A", "000002/008C", "000001/A-D", "000000 21/B", "000005-7")),
    *({"hsz": hsz} for hsz in ("000051-53", "000018/A", "000018/B", "000020/A")),
    *({"hsz": "000010", "ep": ep, "lh": lh, "szavkor": "003"} for ep in "AB" for lh in "12"),
    *({"hsz": "000011"}, {"hsz": "000011", "lh": "2", "szavkor": "002"}),
    *({"hsz": "000014"}, {"hsz": "000014", "szavkor": "002"}, {"hsz": "nincs"}),
)
NUMBERS = (
    "1",
    "2/c",
    "5",
    "7.",
    "10",
    "11",
    "12/A",
    "14",
    "21/B",
    "99",
    "1-3",
    "5-7",
    "2/1",
    "333",
    "4 2. em. 5",
    "5. 3/12.",
    "12/A I/5",
    "12/A fszt. 1",
    "1-3 sz. alatt",
)
ODD = ("1118", "5/II", "0", "", "3. em. 2", "9413 hrsz", "12 és 14", "3 fő", "~3", "x")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of made-up streets in towns that there are."""
    root = tmp_path_factory.mktemp("country")
    districts = itertools.cycle(("001", "002", "003"))
    streets = {name: next(districts) for name in STREETS}
    for town in TOWNS:
        write_register(root / "office" / town, town=town, streets=streets, doors=DOORS)
    import_country(root / "office", root / "c.register", lambda *_: None)
    return root / "c.register"


@pytest.fixture(scope="module", params=[False, True], ids=["address", "pair"])
def engine(register: Path, request: pytest.FixtureRequest) -> PlainRows:
    made = many_answering(bundled_areas(), register, pairs=request.param, lang="hu")()
    assert isinstance(made, PlainRows)
    return made


def heads(register: Path) -> list[str]:
    """Return the towns as lists name them: with postcodes of their own and of others."""
    names = [town.name for town in CountryFile(register).towns]
    coded = [f"{code} {name}" for name in names for code in (*postcodes_of(name)[:1], "6500")]
    cased = ["BAJA", "6500 baja", "H-6000 KECSKEMET", "bp. xi. kerület", "1111 Budapest XI. ker."]
    cased += [
        "6500, Baja",
        "1111 Budapest",
        "1117 Bp.",
        "1182 budapest",
        "1007 Budapest",
        "6500 Budapest",
    ]
    return [*names, *coded, *cased, "Budapest XI. kerület", "Baján", "", "6500"]


REPEAT = [pytest.mark.whole, pytest.mark.sweep]
"""Pairs differ from an answer for each address where an answer is written, which one way and one
layout show; what is read of the others is the same."""
ONCE_IN_PAIRS = "in one"

NAMED = {"Budapest XI. kerület", "6500 baja", "H-6000 KECSKEMET", "1111 Budapest", "1117 Bp."}
"""Towns that are read whatever the way; without a postcode they need a comma."""


WAYS = {
    "comma": ("{head}, {street}", {"BAJA", "Kalocsa", *NAMED}),
    "in one": ("{head} {street}", {"BAJA", *(one for one in NAMED if one[0] != "B")}),
    "dash": ("{head} - {street}", {"BAJA", *NAMED}),
    "last": (f"{{street}} {HOLE}, {{head}}", {"BAJA", "Kalocsa", *NAMED}),
    "country": (f"{{street}} {HOLE}, {{head}}, Magyarország", {"BAJA", "Kalocsa", *NAMED}),
}


@pytest.mark.parametrize(
    ("engine", "way", "least"),
    [
        pytest.param(pairs, *WAYS[name], id=f"{kind}-{name}", marks=marks)
        for pairs, kind in ((False, "address"), (True, "pair"))
        for name in WAYS
        for marks in (REPEAT if pairs and name != ONCE_IN_PAIRS else [],)
    ],
    indirect=["engine"],
)
def test_every_street_of_every_town(
    engine: PlainRows, register: Path, way: str, least: set[str]
) -> None:
    """Each front is asked about some numbers, all at once, and each address by itself."""
    numbers = itertools.cycle(NUMBERS)
    wanted = {
        way.format(head=head, street=street): [next(numbers) for _ in range(3)]
        for head in heads(register)
        for street in STREETS
    }
    ended = engine.ended(wanted)
    answered = Counter(
        head
        for head in heads(register)
        for street in STREETS
        if way.format(head=head, street=street) in ended
    )
    assert least <= answered.keys()
    assert all(answered[head] > 0.2 * len(STREETS) for head in least)
    for text, answers in ended.items():
        plain = (one for one in wanted[text] if plain_number(one.removesuffix(unit_behind(one))))
        assert answers.keys() == set(plain)
        for number, answer in answers.items():
            query = with_number(text, number)
            alone = entry_of(engine(query))
            assert answer == Ended(alone.ending, alone.verdict, alone.more), query


def test_the_bundled_area_is_asked_street_by_street(engine: PlainRows) -> None:
    answers = engine.ended({"Kecskemét, Halasi út": ("3", "30", "99")})["Kecskemét, Halasi út"]
    told = [answers[number].ending.decode().split(";") for number in ("3", "30", "99")]
    assert len({tuple(cells[10:]) for cells in told}) > 1
    assert all(any("kecskemet-top-6.9.1" in cell for cell in cells) for cells in told)


def test_a_part_that_begins_with_a_numeral_is_told(engine: PlainRows) -> None:
    text = "Jakabszállás, III.körzet tanya"
    (ended,) = engine.ended({text: ("4",)})[text].values()
    assert ended.ending.decode().split(";")[4:6] == ["III. körzet", "III.körzet tanya"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("6000 Kalocsa Fő utca", "6000 Kalocsa Felsőöregszőlők"),
        ("6000 Tompa Fő utca", "6000 Tompa Halasi út"),
        ("6000 Tompa - Fő utca", "6000 Tompa - Halasi út"),
        ("Bp. 11. ker., Fő utca", "Bp. 11. ker., iv.KÖRZET TANYA"),
        ("1117, Budapest 11. kerület, Fő utca", "1117, Budapest 11. kerület, KAKAS UTCA"),
    ],
)
def test_a_street_that_means_more_than_the_one_by_which_its_town_was_tried(
    engine: PlainRows, first: str, then: str
) -> None:
    engine.ended({first: ("1",)})
    for text, answers in engine.ended({first: ("3",), then: ("12/A",)}).items():
        for number, answer in answers.items():
            alone = entry_of(engine(with_number(text, number)))
            assert answer == Ended(alone.ending, alone.verdict, alone.more), text


def of(register: Path, *, pairs: bool = False) -> ManyAnswering:
    return many_answering(bundled_areas(), register, pairs=pairs, lang="hu")


def both(
    text: str,
    answering: ManyAnswering,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    **more: object,
) -> tuple[bytes, bytes, int]:
    """Answer a table with and without fronts; return both, and how many rows were asked singly."""
    source, asked, done = folder / "in.csv", 0, []
    source.write_text(text, "utf-8", newline="")
    single = RowsMemo._alone

    def counted(memo: RowsMemo, query: str) -> object:
        nonlocal asked
        asked += 1
        return single(memo, query)

    for fronts in (True, False):
        with monkeypatch.context() as patch:
            if fronts:
                patch.setattr(RowsMemo, "_alone", counted)
            else:
                patch.setattr(RowsMemo, "fronts", None)
            out = folder / f"{fronts}.csv"
            order = JobOrder(source, out, options=TableOptions(**more), restart=True)  # type: ignore[arg-type]
            with open_job(order, answering) as job:
                job.run()
            done.append(out.read_bytes())
    return done[0], done[1], asked


LAYOUTS = {
    "regions": (
        "Ország;Megye;Település;Utca;Házszám",
        "{country};{county};{town};{street};{number}",
        {},
    ),
    "regions, in one": ("Megye;Település;Cím", "{county};{town};{street} {number}", {}),
    "columns": ("Név;Irsz;Település;Utca;Házszám", "{name};{code};{town};{street};{number}", {}),
    "in one": ("Cím", "{code} {town}, {street} {number}", {"columns": ("Cím",)}),
    "comma": ("Név,Település,Utca,Házszám", "{name},{town},{street},{number}", {}),
    "two": ("Település;Cím", "{town};{street} {number}", {}),
    "parcels": (
        "Település;Utca;Házszám/hrsz",
        "{town};{street};{number}",
        {"columns": ("town=1", "street=2", "number=3")},
    ),
    "suffix": (
        "Település;Utca;Házszám;Betű",
        "{town};{street};{number};{code}",
        {"columns": ("town=1", "street=2", "number=3", "suffix=4")},
    ),
}


@pytest.mark.parametrize(
    ("layout", "pairs"),
    [
        pytest.param(
            layout,
            pairs,
            id=f"{layout}-{'pair' if pairs else 'address'}",
            marks=REPEAT if pairs and layout != ONCE_IN_PAIRS else [],
        )
        for layout in LAYOUTS
        for pairs in (False, True)
    ],
)
def test_a_list_says_the_same_byte_for_byte(
    layout: str, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, pairs: bool
) -> None:
    heading, line, options = LAYOUTS[layout]
    draw = random.Random(layout)  # noqa: S311
    towns = [town.name for town in CountryFile(register).towns if town.name != "Liget"]
    towns = [*towns, *towns, *towns, *towns, "Pécs", "Bajj", "", "Liget"]
    rows = [
        line.format(
            name=draw.choice(("Próba 1", "=1+1", " ", "Őz")),
            code=draw.choice((*[""] * 12, "6500", "12", "6000.0")),
            town=draw.choice(towns),
            street=draw.choice((*STREETS, *STREETS, "Hallasi út", "Nincs utca", "")),
            number=draw.choice((*NUMBERS, *NUMBERS, *ODD)),
            county=draw.choice(("Bács-Kiskun", "Pest vármegye", "")),
            country=draw.choice(("Magyarország", "Ausztria", "HU", "")),
        )
        for _ in range(700)
    ]
    rows[100:100] = ["", ";;;;", "a;b", 'x;"6500";Baja;"Fő utca";1', "a;6500;Baja;Fő utca;1;9"][:2]
    with_fronts, without, asked = both(
        "\r\n".join((heading, *rows)) + "\r\n",
        of(register, pairs=pairs),
        tmp_path,
        monkeypatch,
        **options,
    )
    assert with_fronts == without
    assert asked < len(rows) * 0.75


def test_quoted_rows_and_surplus_cells(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "Település;Utca;Házszám\n"
        'Baja;"Fő utca";1\nBaja;Fő utca;1;9\nBaja;Fő utca\n;;\nBaja;Fő utca;2\n=Baja;Fő utca;2\n'
    )
    with_fronts, without, asked = both(text, of(register), tmp_path, monkeypatch)
    assert with_fronts == without
    assert asked == 1  # the row without a number


@pytest.mark.parametrize("pairs", [False, True], ids=["address", "pair"])
def test_an_area_in_every_town(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, pairs: bool
) -> None:
    """Made-up rings through the polling districts: streets inside, outside, cut and open."""
    towns = tuple(town.name for town in CountryFile(register).towns)
    answering = RingAnswering(dt.date(2026, 11, 30), register, pairs, towns=towns)
    rows = [
        f"{town};{street};{number}"
        for town in towns
        for street in (*STREETS, "Hallasi út")
        for number in ("1", "4", "12/A", "18", "53", "99", "0")
    ]
    text = "\n".join(("Település;Utca;Házszám", *rows)) + "\n"
    with_fronts, without, asked = both(text, answering, tmp_path, monkeypatch)
    assert with_fronts == without
    assert asked < len(rows) / 2
    told = without.decode()
    mark = ";" if pairs else "; "
    verdicts = (f"{mark}{one}{mark}" for one in ("undecidable", "inside", "outside"))
    reasons = (*verdicts, "no_rule", "number_not_found")
    assert [one for one in reasons if one not in told] == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["", "6500", "6000", "1111", "65", "0"]),
            st.one_of(
                st.sampled_from(["Baja", "Kecskemét", "Budapest 11. kerület", "TOMPA"]),
                st.text("BajaKécs 0.,\t'=", max_size=8),
            ),
            st.one_of(st.sampled_from(STREETS), st.text("FőAlma utca.,1/ -@", max_size=14)),
            st.one_of(st.sampled_from(NUMBERS), st.text("0123456789/-. AB", max_size=7)),
        ),
        max_size=12,
    )
)
def test_cells_of_any_kind(
    engine: PlainRows, register: Path, rows: Sequence[tuple[str, ...]]
) -> None:
    """Cells are put together by the writer of blocks, which must not let one change another."""
    lines = [";".join(row) for row in rows]
    columns = chosen_columns(("postcode=1", "town=2", "street=3", "number=4"), None, 4)
    answering = of(register, pairs=engine._written.pairs)
    memo = RowsMemo(answering)
    memo._rows = engine
    writer, slow = (BlockWriter(memo, Layout(";", 4, columns)) for _ in range(2))
    slow._fronts = None
    block = Block("\n".join(lines) + "\n")
    assert writer.write(block).data == slow.write(block).data


@pytest.mark.parametrize("row", [f";Fő utca {HOLE}, Baja;3", f"Baja{HOLE};Fő utca;3"])
def test_a_cell_may_have_the_sign_that_stands_for_a_house_number(register: Path, row: str) -> None:
    columns = chosen_columns(("town=1", "street=2", "number=3"), None, 3)
    memo, block = RowsMemo(of(register)), Block(f"{row}\nBaja;Fő utca;3\n")
    writer, slow = (BlockWriter(memo, Layout(";", 3, columns)) for _ in range(2))
    slow._fronts = None
    assert writer.write(block).data == slow.write(block).data


def test_a_fault_of_the_engine_leaves_no_row_out(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError

    text = "Település;Utca;Házszám\n" + "Baja;Fő utca;1\n" * 3 + "Baja;Alma utca;2\n"
    monkeypatch.setattr(PlainRows, "ended", broken)
    with_fronts, without, asked = both(text, of(register), tmp_path, monkeypatch)
    assert (with_fronts, asked) == (without, 2)
