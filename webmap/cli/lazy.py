"""Nothing before it is needed: commands are imported when named, what they do when they run.

`LazyGroup` imports the module of a command when the command is named. That module says in
`with put_off():` at its top what its commands work with; these modules are imported at their first
use, so that `--help` and a mistake on the command line wait for none of them (shapely, pydantic,
SQLAlchemy … stand behind them).
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OURS = ("boundaries.", "geo.", "webmap.")
"""What may be put off; what others wrote is imported as they mean it."""


class _Later(click.Command):
    """Stands for a command whose module is not imported yet: its name and what help says of it."""

    def __init__(self, name: str, where: str, told: str) -> None:
        super().__init__(name, help=told)
        self.where = where

    def command(self) -> click.Command:
        module, _, attribute = self.where.partition(":")
        home = importlib.import_module(f"{__package__}.{module}")
        found: click.Command = getattr(home, attribute)
        return found


class LazyGroup(click.Group):
    """A group that knows what help says of its commands, and imports those that are named."""

    def add_later(self, table: Mapping[str, tuple[str, str]]) -> None:
        """Add commands: by its name, module:attribute of each, and the first words of its help."""
        for name, (where, told) in table.items():
            self.add_command(_Later(name, where, told))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, and import it where that was not done yet."""
        found = super().get_command(ctx, cmd_name)
        if isinstance(found, _Later):
            found = self.commands[cmd_name] = found.command()
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what is known without an import."""
        click.Group(commands=self.commands).format_commands(ctx, formatter)


class _PutOff(ModuleType):
    """Stands in a command's module for a module that is imported when it is first used."""

    usable = False
    """Whether the block is left; inside it the interpreter only asks what is not there."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        if not self.usable:
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


class _Finder(MetaPathFinder, Loader):
    """Gives a stand-in for each module that the other finders know."""

    def __init__(self) -> None:
        self.given: list[_PutOff] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        others = (finder for finder in sys.meta_path if finder is not self)
        known = (finder.find_spec(fullname, path, target) for finder in others)
        real = next(filter(None, known), None)
        if real is None or not fullname.startswith(OURS):
            return real
        spec = ModuleSpec(fullname, self)
        spec.submodule_search_locations = real.submodule_search_locations
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        self.given.append(_PutOff(spec.name))
        return self.given[-1]

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing."""

    def take_back(self) -> None:
        """Leave no stand-in where another import would find it."""
        for module in self.given:
            module.usable = True
            sys.modules.pop(module.__name__, None)
            name, _, child = module.__name__.rpartition(".")
            parent = sys.modules.get(name)
            if parent is not None and vars(parent).get(child) is module:
                delattr(parent, child)


@contextlib.contextmanager
def put_off() -> Iterator[None]:
    """Import the modules that are named in this block when an attribute of them is first used.

    Write `from package import module` in it; `from module import name` would need the module at
    once, and fails. After the block nobody else meets the stand-ins: `sys.modules` has none. It is
    for a process that has one thread yet, as a command has when its module is imported.
    """
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        finder.take_back()
