"""What the bench says of an area, in words."""

from __future__ import annotations

import pytest
import shapely

from boundaries.edition.corrections import Belongs
from boundaries.model import Compilation, CompileStatus, Problem
from boundaries.workshop.areas import AreaText
from boundaries.workshop.bench import Look
from boundaries.workshop.offers import Offer
from webmap.web.i18n import texts
from webmap.workshop.shown import problems_of


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_each_of_several_areas_is_named_by_the_line_that_the_map_draws_it_with(lang: str) -> None:
    offers = tuple(
        Offer(
            0,
            (Belongs(lon=19.0, lat=47.0 + at, inside=True, author="", reason="", date=""),),
            area=shapely.box(0, 0, 100 * at, 100),
        )
        for at in range(1, 6)
    )
    problem = Problem("ambiguous", "x", (), "warning")
    outcome = Compilation(
        status=CompileStatus.AMBIGUOUS,
        area=shapely.box(0, 0, 1, 1),
        uncertain_zone=None,
        provisional=(),
        legs=(),
        problems=(problem,),
        epsg=23700,
    )
    look = Look(AreaText(1, None, "x", 0, in_parts=False), (), (), (), outcome, offers)
    (view,) = problems_of(look, texts(lang))
    said = [one.text for one in view.offers]
    lines = {
        "hu": ["folytonos kék", "szaggatott piros", "szaggatott lila", "szaggatott barna"],
        "en": ["solid blue", "dashed red", "dashed purple", "dashed brown"],
    }[lang]
    assert all(line in text for line, text in zip(lines, said, strict=False))
    assert len(set(said)) == 5
    assert view.offers[0].hint == texts(lang).ground(1e4)
