"""A process that stands still holds its folder; another run goes on with a copy of its work."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from boundaries.files.holding import give_sign, hand_over, is_locked, sign_of, take_lock
from boundaries.files.work_files import WorkFiles

if TYPE_CHECKING:
    from pathlib import Path

OUT = "out.csv"


def test_a_folder_is_held_for_everybody_who_looks(tmp_path: Path) -> None:
    assert not is_locked(tmp_path)
    handle = take_lock(tmp_path)
    assert handle is not None
    assert is_locked(tmp_path)
    assert take_lock(tmp_path) is None
    os.close(handle)
    assert not is_locked(tmp_path)


def test_looking_whether_a_folder_is_held_writes_nothing(tmp_path: Path) -> None:
    assert not is_locked(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_sign_of_life_changes_what_others_see(tmp_path: Path) -> None:
    assert sign_of(tmp_path) == 0
    give_sign(tmp_path)  # nobody holds it: nothing to say
    handle = take_lock(tmp_path)
    os.utime(tmp_path / "job.lock", ns=(1, 1))
    assert sign_of(tmp_path) == 1
    give_sign(tmp_path)
    assert sign_of(tmp_path) > 1
    os.close(handle or 0)


def test_work_is_handed_over_as_a_copy(tmp_path: Path) -> None:
    old, new = WorkFiles(tmp_path / OUT), tmp_path / "next"
    for path in (old.state, old.part):
        path.write_text("done")
    hand_over(tmp_path, new, OUT)
    with old.part.open("a") as file:
        file.write(" late")
    copy = WorkFiles(new / OUT)
    assert (copy.state.read_text(), copy.part.read_text()) == ("done", "done")
    assert not copy.triage.exists()


def test_a_run_that_has_its_folder_is_not_begun_again(tmp_path: Path) -> None:
    (tmp_path / "next").mkdir()
    with pytest.raises(FileExistsError):
        hand_over(tmp_path, tmp_path / "next", OUT)
