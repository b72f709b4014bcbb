"""Words of the editing pages for codes that are only known when a page is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from webmap.web.i18n import Texts


def words(t: Texts) -> dict[str, Callable[..., str]]:
    """Return, by the name that templates call it, the words of each kind of code."""
    return {
        "action_text": lambda code: (
            t(f"admin.action.{code}") if t.has(f"admin.action.{code}") else code
        ),
        "change_word": lambda code: t(f"admin.change.{code}"),
        "fact_group": lambda code: t(f"fact.group.{code}"),
        "fact_kind": lambda code: t(f"worklist.kind.{code}"),
        "fact_standing": lambda code: t(f"fact.standing.{code}"),
        "fault_text": lambda code: t(f"admin.fault.{code}"),
        "door_change": lambda code, doors: t(f"admin.refresh.change.{code}", doors=doors),
        "grade_name": lambda code: t(f"grade.{code}"),
        "group_title": lambda code: t(f"admin.override.group.{code}"),
        "issue_text": lambda code: t(f"admin.issue.{code}"),
        "language_name": lambda code: t(f"admin.language.{code}"),
        "numbers_word": lambda code: t(f"admin.numbers.all_{code}"),
        "report_state": lambda code: t(f"admin.reports.state.{code}"),
        "reports_tab": lambda code: t(f"admin.reports.tab_{code}"),
        "review_word": lambda code: t(f"admin.review.{code}"),
        "side_name": lambda code: t(f"admin.refresh.side_of.{code}"),
        "source_kind": lambda code: t(f"admin.refresh.kind.{code}"),
        "standing_text": lambda code: t(f"admin.override.standing.{code}"),
        "state_text": lambda code: t(f"admin.override.state.{code}"),
        "state_word": lambda code: t(f"admin.state.{code}"),
        "verdict_word": lambda code: t(f"verdict_word.{code}"),
    }
