"""What the pages of a draft share: its steps, its areas, and how the one that is shown stands."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from boundaries.language.country import is_settlement, settlements_like
from boundaries.language.foreign import is_foreign
from boundaries.workshop.areas import FORMS
from boundaries.workshop.bench import look
from webmap.admin.answers import page
from webmap.web.http import language
from webmap.web.i18n import texts

from . import fetching
from .opened import asked_area
from .shown import status_of
from .why import why_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from boundaries.workshop.areas import AreaText
    from boundaries.workshop.bench import Look
    from boundaries.workshop.list_bench import ListLook
    from webmap.admin.forms import Form
    from webmap.store.drafts import OvertakenError
    from webmap.web.i18n import Texts

    from .opened import Opened


class Shown(NamedTuple):
    """The area of a draft that a page shows."""

    area: AreaText | None
    """None where the text has none."""
    look: Look | None
    """None of a list."""
    listed: ListLook | None = None
    """None of what a line bounds."""


def shown_area(opened: Opened, *, tried: bool = False) -> Shown:
    """Return the area that is asked for, on the bench."""
    area = asked_area(opened)
    if area is not None and area.is_list:
        return Shown(area, None, opened.look_at_list(area))
    return Shown(area, None if area is None else opened.look(area, tried=tried))


def step_pages(t: Texts) -> list[tuple[str, str]]:
    """Return the pages of a draft in the order of the work: end point, title."""
    return [
        ("workshop.bench", t("workshop.page.bench")),
        ("workshop.doors", t("workshop.page.doors")),
        ("workshop.force", t("workshop.page.force")),
        ("workshop.programme", t("workshop.page.programme")),
    ]


def _pages_of(shown: Shown, t: Texts) -> list[tuple[str, str]]:
    """Return the pages of a draft; a list has rows and no line."""
    (bench, text), *others = step_pages(t)
    return [(bench, text if shown.listed is None else t("workshop.rows.page")), *others]


def _day_of(stamp: str) -> str:
    """Write the day of a time stamp of a file; the stamp itself where it holds none."""
    try:
        return texts(language()).date(stamp[:10])
    except ValueError:
        return stamp


def _no_area_said(opened: Opened, t: Texts) -> str | None:
    """Say what was read of a text in which no boundary was found; None where one was."""
    areas, text = opened.areas, opened.draft.text
    if len(areas) > 1 or any(_has_lines(opened, one) for one in areas):
        return None
    like = t("workshop.no_area.looks_like")
    if is_foreign(text):
        return t("workshop.no_area.foreign", looks_like=like)
    count = t.number(len(text.split()))
    if areas:
        return t("workshop.no_area.few", count=count, looks_like=like)
    return t("workshop.no_area.none", count=count, looks_like=like)


def _has_lines(opened: Opened, area: AreaText) -> bool:
    """Tell whether an area has what bounds it: two lines, parts of its own, or rows."""
    if area.is_list or area.in_parts:
        return True
    return len(look(area, opened.draft.of(area.number), None).legs) > 1


def _help(step_page: str, shown: Shown, t: Texts) -> str:
    if shown.listed is not None and step_page == "workshop.bench":
        return t("workshop.help.list")
    return t(f"workshop.help.{step_page.rpartition('.')[2]}")


def draft_page(
    step_page: str,
    opened: Opened,
    shown: Shown,
    /,
    *,
    forms: Sequence[Form] = (),
    overtaken: OvertakenError | None = None,
    template: str | None = None,
    **words: object,
) -> Response:
    """Return a page of a draft.

    Args:
        step_page: end point of the page of the step.
        opened: the draft, at the version that is shown.
        shown: the area.
        forms: whose faults are told.
        overtaken: what somebody else has done meanwhile.
        template: of the page; that which is named like the end point where there is no other.
        words: what else the page shows.
    """
    t, town = texts(language()), opened.draft.town
    strange = bool(town) and not is_settlement(town)
    standing = None if shown.look is None else status_of(shown.look)
    said = None if standing is None else t(f"workshop.state.{standing}")
    if shown.listed is not None:
        standing = shown.listed.standing
        said = t(f"workshop.rows.state.{standing}")
    fetches = {kind: fetching.state_of(opened.folder, kind) for kind in fetching.KINDS}
    answer = page(
        template or f"{step_page.replace('.', '/')}.html",
        faults=[fault for form in forms for fault in form.faults],
        status=HTTPStatus.CONFLICT if overtaken is not None else None,
        step_page=step_page,
        step_pages=_pages_of(shown, t),
        step_help=_help(step_page, shown, t),
        strange_town=strange,
        like_town=[one.name for one in settlements_like(town)] if strange else [],
        draft=opened.row,
        version=opened.version,
        versions=opened.versions,
        content=opened.draft,
        areas=opened.areas,
        handed=opened.handed.get(shown.area.number) if shown.area is not None else None,
        here=shown.area,
        look=shown.look,
        standing=standing,
        no_area_said=_no_area_said(opened, t),
        state_said=said,
        listed=shown.listed,
        text_forms=[(code, t(f"workshop.rows.form.{code}")) for code in FORMS],
        fetch_words={
            "map": t("workshop.fetch.map"),
            "register": t("workshop.fetch.register"),
        },
        fetches=fetches,
        overtaken=overtaken,
        day_of=_day_of,
        why_words=lambda found: why_words(found, t),
        **words,
    )
    asked = request.headers.get("HX-Target", "").removeprefix("fetch-")
    if asked in fetches and fetches[asked] is None:
        answer.headers["HX-Refresh"] = "true"  # what came changes the whole page
    return answer
