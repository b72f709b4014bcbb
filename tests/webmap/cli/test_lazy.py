"""Commands are imported when they are named, and what they work with when it is used."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from webmap.cli.areas import AREA_COMMANDS
from webmap.cli.boundary import BOUNDARY_COMMANDS
from webmap.cli.main import COMMANDS, cli

HEAVY = ("shapely", "numpy", "pydantic", "sqlalchemy", "flask", "folium", "pandas", "osmium")


@pytest.mark.parametrize(
    ("words", "table"),
    [((), COMMANDS), (("area",), AREA_COMMANDS), (("boundary",), BOUNDARY_COMMANDS)],
)
def test_the_table_says_what_the_command_says(
    words: tuple[str, ...], table: dict[str, tuple[str, str]]
) -> None:
    group: click.Command = cli
    for word in words:
        assert isinstance(group, click.Group)
        found = group.get_command(click.Context(group), word)
        assert found is not None
        group = found
    assert isinstance(group, click.Group)
    for name, (_, told) in table.items():
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert command.name == name
        stand_in = click.Command(name, help=told)
        for width in (20, 45, 64, 500):
            assert stand_in.get_short_help_str(width) == command.get_short_help_str(width)
        assert not command.hidden


def loaded_after(code: str) -> list[str]:
    code += f"\nprint([m for m in sys.modules if m.partition('.')[0] in {HEAVY} or m in OURS])"
    head = "import sys; from click.testing import CliRunner; from webmap.cli.main import cli\n"
    head += "OURS = ('webmap.cli.areas', 'webmap.cli.register')\n"
    done = subprocess.run(
        [sys.executable, "-c", head + code], capture_output=True, text=True, check=True
    )
    return sorted(eval(done.stdout.splitlines()[-1]))  # noqa: S307 - a list of names


def test_help_imports_no_command() -> None:
    assert loaded_after("assert 'check-file' in CliRunner().invoke(cli, ['--help']).output") == []


def test_help_of_every_command_needs_nothing_heavy() -> None:
    code = """
import click
def walk(command, words):
    done = CliRunner().invoke(cli, [*words, '--help'])
    assert done.exit_code == 0 and done.output.startswith('Usage:'), (words, done.output)
    if isinstance(command, click.Group):
        about = click.Context(command)
        for name in command.list_commands(about):
            walk(command.get_command(about, name), [*words, name])
walk(cli, [])"""
    assert loaded_after(code) == ["webmap.cli.areas", "webmap.cli.register"]


def test_a_module_that_is_put_off_is_imported_at_its_first_use() -> None:
    code = """
import boundaries
from webmap.cli.lazy import put_off
with put_off():
    from boundaries.edition import edition
    from boundaries import facts
    from boundaries.facts import log
seen = ("boundaries.edition", "boundaries.edition.edition", "boundaries.facts")
assert not set(seen) & set(sys.modules) and not hasattr(boundaries, "facts")
from boundaries.edition import edition as ours
assert type(ours) is type(sys) and type(edition) is not type(sys)
assert "boundaries.facts" not in sys.modules or facts is not sys.modules["boundaries.facts"]
assert edition.load_edition is ours.load_edition
assert log.confirm is facts.confirm
try:
    edition.nothing
except AttributeError as fault:
    assert "nothing" in str(fault)
else:
    raise AssertionError
print("done")"""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys{code}"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("from boundaries import no_such_module", "no_such_module"),
        ("from boundaries.programmes.money import compare", "compare"),
    ],
)
def test_what_cannot_be_put_off_is_a_fault_at_once(line: str, told: str) -> None:
    code = f"import sys\nfrom webmap.cli.lazy import put_off\nwith put_off():\n    {line}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"ImportError: cannot import name '{told}'")
