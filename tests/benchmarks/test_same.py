"""The net of `make pin` and `make same`: what it finds, what it lets pass, how it reads a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.same.compared import Allowed, compare, read_allowed, told
from benchmarks.same.kept import Pins, read_hashes, read_texts
from benchmarks.same.shown import page_text
from benchmarks.same.world import MOMENT, dt, still

if TYPE_CHECKING:
    from pathlib import Path


def pinned(folder: Path, **texts: str) -> Pins:
    pins = Pins({"/secret/folder": "<folder>"})
    for name, text in texts.items():
        pins.add("group", name, text)
    pins.write(folder, "some commit")
    pins.write_hashes(folder / "hashes", "some commit")
    return pins


def test_what_is_gone_new_or_other_is_told_with_its_lines(tmp_path: Path) -> None:
    pinned(tmp_path / "old", same="a", gone="b", other="line one\nline two")
    now = pinned(tmp_path / "new", same="a", other="line one\nline 2", new="c")
    texts = (tmp_path / "old", tmp_path / "new")
    report = compare(read_hashes(tmp_path / "old" / "hashes"), now.hashes(), [], texts)
    lines = list(told(report, [], texts))
    assert [(one.name, one.kind) for one in report.unlisted] == [
        ("gone", "gone"),
        ("other", "other"),
        ("new", "new"),
    ]
    assert "    -line two" in lines
    assert "    +line 2" in lines


def test_an_allowed_difference_passes_only_as_far_as_it_goes(tmp_path: Path) -> None:
    pinned(tmp_path / "old", page="5 kB\nfoot", other="5 kB\nfoot")
    now = pinned(tmp_path / "new", page="5 KiB\nfoot", other="5 KiB\nhand")
    texts = (tmp_path / "old", tmp_path / "new")
    allowed = [Allowed("group/*", "another unit of sizes", lines="k?K?i?B"), Allowed("x/*", "old")]
    report = compare(read_hashes(tmp_path / "old" / "hashes"), now.hashes(), allowed, texts)
    assert [one.name for one in report.unlisted] == ["other"]
    assert "allowed, but not different: x/*" in list(told(report, allowed, texts))


def test_an_allowed_difference_needs_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "differences.toml"
    file.write_text('[[difference]]\nitem = "a/b"\nreason = ""\n')
    with pytest.raises(ValueError, match="reason"):
        read_allowed(file)


def test_texts_come_back_as_they_were_but_for_folders(tmp_path: Path) -> None:
    pinned(tmp_path, one="in /secret/folder/x\n\nend\n", two="")
    assert read_texts(tmp_path, "group") == {"one": "in <folder>/x\n\nend\n", "two": ""}


def test_a_page_is_what_can_be_seen_and_sent() -> None:
    html = (
        '<html lang="hu"><style>p {}</style><p class="x">Két  <b>szó</b></p><form action="/a">'
        '<input class="c" name="q" value="7"><input name="csrf_token" value="abc"></form>'
    )
    assert page_text(html).split("\n") == [
        '<html lang="hu">',
        "Két",
        "szó",
        '<form action="/a">',
        '<input name="q" value="7">',
        '<input name="csrf_token" value="<token>">',
    ]


def test_the_clock_stands_only_as_long_as_it_is_asked_to() -> None:
    before = dt.datetime.now(dt.UTC)
    with still():
        assert dt.datetime.now(dt.UTC) == MOMENT
        assert isinstance(before, dt.datetime)
    assert dt.datetime.now(dt.UTC) >= before
