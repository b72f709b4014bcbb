"""A form of a finished page, filled with what was typed into it before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    Attributes = list[tuple[str, str | None]]

TICKED = frozenset({"checkbox", "radio"})
UNTOUCHED = frozenset({"file", "password", "submit", "button", "image", "reset"})
"""Kinds of fields that are never filled."""


@dataclass(slots=True)
class _Control:
    """A field or an option, with the place in the page of its tag or, of a text, its content."""

    kind: str
    name: str
    attributes: Attributes
    start: int
    end: int


@dataclass(slots=True)
class _Form:
    controls: list[_Control] = field(default_factory=list)

    def fit(self, names: set[str]) -> tuple[int, int]:
        """Tell how well what was typed fits: the fields in common, then the needless ones."""
        visible = {one.name for one in self.controls if one.kind != "hidden"}
        return len(visible & names), -len(visible - names)


def fill(page: str, path: str, typed: Iterable[tuple[str, str]]) -> str | None:
    """Return a page whose form for a path holds what was typed, or None where it has no such form.

    Of several forms the one is filled whose fields fit best. Hidden fields are filled too, so that
    what was meant for an older state of a thing is not taken for the new one. Files, passwords and
    buttons stay as they are.

    Args:
        page: HTML of our own templates.
        path: Where the form is sent, without its query.
        typed: Names and values, as the form sent them.

    >>> fill('<form method="post" action="/a"><input name="q"></form>', "/a", [("q", '"')])
    '<form method="post" action="/a"><input name="q" value="&#34;"></form>'
    """
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in typed:
        values[name].append(value)
    reader = _Reader(page, path)
    if not reader.forms:
        return None
    best = max(reader.forms, key=lambda form: form.fit(set(values)))
    parts, done = [], 0
    for one in best.controls:
        parts += [page[done : one.start], _filled(one, values, page[one.start : one.end])]
        done = one.end
    return "".join([*parts, page[done:]])


def _filled(control: _Control, values: dict[str, list[str]], written: str) -> str:
    given, attributes = values.get(control.name, []), dict(control.attributes)
    if control.kind in TICKED or control.kind == "option":
        mark = "selected" if control.kind == "option" else "checked"
        if control.kind == "option" and control.name not in values:
            return written
        attributes.pop(mark, None)
        if attributes.get("value") in given or ("value" not in attributes and "on" in given):
            attributes[mark] = None
        return _tag("option" if control.kind == "option" else "input", attributes)
    if not given:
        return written
    value = given.pop(0)
    if control.kind == "textarea":
        return "\n" + str(escape(value))  # a browser drops the first line break
    return _tag("input", {**attributes, "value": value})


def _tag(name: str, attributes: dict[str, str | None]) -> str:
    told = (
        f" {key}" if value is None else f' {key}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{''.join(told)}>"


class _Reader(HTMLParser):
    """Finds the forms that are posted to a path, with their fields in the order of the page."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._path = path
        self._open: _Form | None = None
        self._select = ""
        self._area: _Control | None = None
        self._lines = [0, *(place + 1 for place, sign in enumerate(page) if sign == "\n")]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        name, start = given.get("name") or "", self._place()
        end = start + len(self.get_starttag_text() or "")
        if tag == "form":
            same = urlsplit(given.get("action") or "").path == self._path
            posted = (given.get("method") or "").lower() == "post"
            self._open = _Form() if same and posted else None
        elif self._open is None:
            return
        elif tag == "input" and name:
            kind = (given.get("type") or "text").lower()
            if kind not in UNTOUCHED:
                self._open.controls.append(_Control(kind, name, attrs, start, end))
        elif tag == "textarea" and name:
            self._area = _Control(tag, name, attrs, end, end)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "value" in given:
            self._open.controls.append(_Control(tag, self._select, attrs, start, end))

    def handle_endtag(self, tag: str) -> None:
        if self._open is None:
            return
        if tag == "form":
            self.forms.append(self._open)
            self._open = None
        elif tag == "textarea" and self._area is not None:
            self._area.end = self._place()
            self._open.controls.append(self._area)
            self._area = None
        elif tag == "select":
            self._select = ""

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
