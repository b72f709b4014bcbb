"""A service of the tests' own: an area that exists nowhere, and answers that are told to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shapely.geometry import MultiPolygon, box

from boundaries.clock import Clock
from boundaries.edition.edition import Acceptance
from boundaries.language.house_numbers import NumberRange, Parity
from boundaries.model import (
    Answer,
    Candidate,
    Certainty,
    Decision,
    Edition,
    LedgerEntry,
    LegKind,
    LineRule,
    Numbers,
    Problem,
    Reason,
    VerdictKind,
)
from boundaries.streets.street_list import ListMeta, StreetList, StreetRow, group_streets
from boundaries.verdict.check import check_point
from geo.primitives import LonLat

if TYPE_CHECKING:
    from boundaries.verdict.engine import Question

WEST, SOUTH, SIZE = 698_000.0, 172_000.0, 1_000.0
"""Corner and side of the square, EOV metres."""
CORNERS = (
    (WEST, SOUTH),
    (WEST + SIZE, SOUTH),
    (WEST + SIZE, SOUTH + SIZE),
    (WEST, SOUTH + SIZE),
)


@dataclass(frozen=True)
class Info:
    slug: str = "square"
    title: dict[str, str] = field(
        default_factory=lambda: {"hu": "A négyzet akcióterület", "en": "The square area"}
    )
    variants: tuple[str, ...] = ("programme", "ksh")
    town: str = "Próbaváros"


def leg(number: int, **changes: object) -> LedgerEntry:
    certainties = (Certainty.CERTAIN, Certainty.LIKELY, Certainty.INFERRED, Certainty.UNKNOWN)
    unknown = number == 4
    entry = LedgerEntry(
        number=number,
        kind=LegKind.STREET,
        name=f"{number}. próba utca",
        text=f"{number}. próba utca",
        span=None,
        note="egy megjegyzés" if number == 2 else None,
        rule=LineRule.CENTRE_LINE,
        side=None,
        decision=Decision.STAND_IN if unknown else Decision.WALKED,
        certainty=certainties[number - 1],
        uncertainty_m=None if unknown else 5.0 * number,
        length_m=SIZE,
        ways=(),
        line=(CORNERS[number - 1], CORNERS[number % 4]),
        start=None,
        end=None,
        evidence=("két megállóhely neve",),
        reason="nincs ismert vonala" if unknown else None,
        walked_as="Helyette utca" if unknown else None,
    )
    return replace(entry, **changes)


def edition(**changes: object) -> Edition:
    made = Edition(
        slug="square",
        variant="programme",
        hash="0123456789abcdef" * 4,
        title={"hu": "A négyzet akcióterület", "en": "The square area"},
        town="Próbaváros",
        sentence="1. próba utca – 2. próba utca (egy megjegyzés) – 3. próba utca – 4. próba utca",
        source={"title": "Próbaforrás", "publisher": "Próbaváros Önkormányzata"},
        projects=("PROBA-0001",),
        area=MultiPolygon([box(WEST, SOUTH, WEST + SIZE, SOUTH + SIZE)]),
        uncertain_zone=box(WEST - 60, SOUTH + 200, WEST + 60, SOUTH + 800),
        provisional=(4,),
        legs=tuple(leg(number) for number in (1, 2, 3, 4)),
        problems=(Problem("stand_in", "leg 4 is closed by a stand-in", (4,), "warning"),),
        attribution="© OpenStreetMap contributors; a próba adatai",
        network_note="A próbahálózat négy levezetett vonal, nem élő OpenStreetMap.",
        network_notes={"en": "The test network has four lines."},
        attributions={"en": "© OpenStreetMap contributors; the test's data"},
        variant_title={"hu": "a program területe", "en": "the programme's area"},
        valid_end="2023-11-30",
    )
    return replace(made, **changes)


def answer(query: str = "Próba utca 1", **changes: object) -> Answer:
    made = Answer(
        query=query,
        verdict=VerdictKind.INSIDE,
        reason=Reason.DISTRICT_INSIDE,
        area="square",
        variant="programme",
        edition="0123456789abcdef" * 4,
        matched=query,
        method="register_range",
        distance_m=123.4,
        leg="2. próba utca",
        leg_number=2,
        rule=LineRule.CENTRE_LINE,
        uncertainty_m=15.0,
        district="055",
    )
    return replace(made, **changes)


@dataclass
class FakeAreas:
    """Answers "Próba utca 1" and whatever else was told; records what it was asked."""

    made: Edition = field(default_factory=edition)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[object] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    def list(self) -> tuple[Info, ...]:
        return (Info(),)

    def edition(self, slug: str, variant: str = "programme") -> Edition:
        assert slug == "square"
        ksh = {"hu": "a KSH lehatárolása", "en": "the Statistical Office's area"}
        titles = ksh if variant == "ksh" else self.made.variant_title
        return replace(self.made, variant=variant, variant_title=titles)

    def ask(self, question: Question) -> Answer:
        area, asked = question.area, question.asked
        if isinstance(asked, str):
            slug = area if isinstance(area, str) else area.slug
            return self.check(asked, slug, question.variant)
        if isinstance(area, str):
            assert isinstance(asked, LonLat)
            return self.check_point(asked, area, question.variant)
        return check_point(asked, area)

    def check(self, query: str, slug: str, variant: str = "programme") -> Answer:
        self.asked.append((query, slug, variant))
        if query in self.answers:
            return self.answers[query]
        if query == "Próba":
            return homonym(query)
        if query == "Hosszú utca":
            return without_number(query)
        return answer(query, variant=variant)

    def check_point(self, point: LonLat, slug: str, variant: str = "programme") -> Answer:
        self.asked.append((point, slug, variant))
        return answer(
            f"{point.lat}, {point.lon}",
            reason=Reason.POINT_INSIDE,
            method="coordinate",
            matched=None,
            district=None,
            variant=variant,
        )

    def backdrop(self, slug: str, variant: str = "programme") -> dict[str, object]:
        assert (slug, variant) in {("square", "programme"), ("square", "ksh")}
        line = {"type": "LineString", "coordinates": [[19.67, 46.89], [19.69, 46.90]]}
        feature = {"type": "Feature", "properties": {"name": "Háttér utca"}, "geometry": line}
        return {"type": "FeatureCollection", "features": [feature]}

    def features(self, slug: str, variant: str = "programme") -> dict[str, object]:
        assert slug == "square"
        return {"type": "FeatureCollection", "features": [], "variant": variant}

    def ledger(self, slug: str, variant: str = "programme") -> dict[str, object]:
        assert slug == "square"
        return {"slug": slug, "variant": variant, "legs": []}

    def streets(self, slug: str, variant: str = "programme") -> StreetList:
        assert slug == "square"
        return street_list(variant)

    def acceptances(self, slug: str) -> tuple[Acceptance, ...]:
        if slug != "square":
            return ()
        return tuple(
            Acceptance(variant, self.made.hash, "Próba Péter", "2026-01-31", "próba")
            for variant in ("programme", "ksh")
        )

    def frozen(self, slug: str, variant: str, edition_hash: str) -> Edition:
        assert edition_hash == self.made.hash
        return self.edition(slug, variant)


def street_list(variant: str = "programme") -> StreetList:
    rows = [
        StreetRow(
            name=name,
            type="utca",
            numbers=NumberRange(parity),
            district="001",
            doors=doors,
            highest=doors,
            verdict=verdict,
            reason=Reason.DISTRICT_INSIDE,
        )
        for name, parity, doors, verdict in (
            ("Háttér", Parity.EVEN, 6, VerdictKind.INSIDE),
            ("Háttér", Parity.ODD, 7, VerdictKind.OUTSIDE),
            ("Vonaltalan", Parity.WHOLE, 3, VerdictKind.UNDECIDABLE),
        )
    ]
    meta = ListMeta("square", variant, "0" * 64, "Próbaváros", ("0000",), source="próbajegyzék")
    return StreetList(meta, group_streets(rows))


def homonym(query: str) -> Answer:
    return answer(
        query,
        verdict=VerdictKind.UNDECIDABLE,
        reason=Reason.HOMONYM,
        matched=None,
        method=None,
        distance_m=None,
        leg=None,
        leg_number=None,
        rule=None,
        uncertainty_m=None,
        district=None,
        candidates=(
            Candidate("Próba utca 1", 0.9, VerdictKind.INSIDE),
            Candidate("Próba tér 1", 0.8),
        ),
    )


def _range(street: str, numbers: Numbers, verdict: VerdictKind) -> Candidate:
    return Candidate(f"{street} ({numbers})", 1.0, verdict, street, numbers)


def without_number(query: str) -> Answer:
    """Answer for a street whose sides have different verdicts, as the core writes it."""
    street = "Próbaváros, Hosszú utca"
    return replace(
        homonym(query),
        reason=Reason.NUMBER_MISSING,
        matched=street,
        candidates=(
            _range(street, Numbers("even", "2", "6"), VerdictKind.INSIDE),
            _range(street, Numbers("odd", "1", ""), VerdictKind.OUTSIDE),
            _range(street, Numbers("continuous", "100", "120/A"), VerdictKind.UNDECIDABLE),
        ),
    )
