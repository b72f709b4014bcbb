"""Accounts, tokens, backup and restore from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from webmap.accounts.people import Role, Scope
from webmap.cli import database as account
from webmap.cli.main import cli
from webmap.store import tokens
from webmap.store.core import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

PASSWORD = "egy hosszú próbajelszó"  # noqa: S105 - of nobody


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("AKCIOTERULET_DATA_DIR", str(tmp_path / "kept"))
    return lambda *arguments, text=None: CliRunner().invoke(cli, arguments, input=text)


def add(run: Run, name: str = "Próba Panna", password: str = PASSWORD) -> Result:
    arguments = ("account", "add", name, "--role", "staff", "--password-stdin")
    return run(*arguments, text=f"{password}\n")


def test_the_choices_are_the_roles_and_scopes() -> None:
    assert set(account.ROLES) == set(Role)
    assert set(account.SCOPES) == set(Scope)


def test_the_life_of_an_account(run: Run) -> None:
    assert add(run).output == "Próba Panna: staff\n"
    asked = run("account", "password", "próba panna", text=f"{PASSWORD}2\n{PASSWORD}2\n")
    assert "the password is changed" in asked.output
    assert PASSWORD not in asked.output
    run("account", "roles", "Próba Panna", "--role", "planner", "--role", "admin")
    run("account", "disable", "Próba Panna")
    assert run("account", "list").output == "Próba Panna  admin, planner  (disabled)\n"
    run("account", "enable", "Próba Panna")
    assert run("account", "list").output == "Próba Panna  admin, planner\n"


def test_faults_are_one_line(run: Run) -> None:
    assert "too_short" in add(run, password="short").output  # noqa: S106 - of nobody
    add(run)
    for arguments, message in (
        (("account", "disable", "Próba Senki"), "nobody is named 'Próba Senki'"),
        (("account", "token", "Próba Senki", "--scope", "check"), "nobody is named"),
        (("account", "revoke", "x_y"), "no token begins with 'x'"),
    ):
        result = run(*arguments)
        assert (result.exit_code, message in result.output) == (1, True)
    taken = add(run, "PRÓBA PANNA")
    assert (taken.exit_code, "is taken" in taken.output) == (1, True)


def test_a_token_is_shown_once(run: Run, tmp_path: Path) -> None:
    add(run)
    made = run("account", "token", "Próba Panna", "--scope", "check", "--for", "a test")
    text = made.stdout.strip()
    prefix, _, secret = text.partition("_")
    listed = run("account", "tokens", "Próba Panna").output
    assert prefix in listed
    assert "never used" in listed
    assert secret not in listed
    store = Store(tmp_path / "kept")
    with store.session(read_only=True) as session:
        assert tokens.find(session, text) is not None
    run("account", "revoke", prefix)
    with store.session(read_only=True) as session:
        assert tokens.find(session, text) is None
    store.close()
    assert "revoked" in run("account", "tokens", "Próba Panna").output


def test_backup_and_restore_are_one_command_each(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(run)
    file = str(tmp_path / "b.tar.gz")
    assert "rows" in run("backup", file).output
    refused = run("restore", file)
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    monkeypatch.setenv("AKCIOTERULET_DATA_DIR", str(tmp_path / "elsewhere"))
    assert "rows restored" in run("restore", file).output
    assert run("account", "list").output == "Próba Panna  staff\n"
    missing = run("backup", str(tmp_path / "none" / "b"))
    assert (missing.exit_code, "No such file" in missing.output) == (1, True)


def test_the_state_of_the_database(
    run: Run, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("database", "status").output.endswith("up to date\n")
    secret = postgres_url.replace("postgres@", "postgres:s3cret@")
    monkeypatch.setenv("DATABASE_URL", secret)
    emptied = run("database", "status")  # this data folder remembers a database with tables
    assert (emptied.exit_code, "is empty now" in emptied.output) == (1, True)
    monkeypatch.setenv("AKCIOTERULET_DATA_DIR", str(tmp_path / "new"))
    before = run("database", "status")
    assert before.exit_code == 1
    assert "run: akcioterulet database upgrade" in before.output
    assert "revision" in run("database", "upgrade").output
    after = run("database", "status")
    assert (after.exit_code, after.output.endswith("up to date\n")) == (0, True)
    assert "s3cret" not in emptied.output + before.output + after.output
