"""Refuse every way by which a text could reach a template engine as source.

A template is the project's own file in `webmap/templates`, or a constant of Folium's classes that
`webmap/maps/map_elements.py` runs. Everything else is data. This reads the code and names each
place where that is not so:

- an import of a template engine or of a library that renders with one, outside its one module;
- a call that compiles a template out of a value, or uses what of Folium and Branca does;
- a text that is marked as safe HTML though it is no constant;
- `str.format` or `%` with a pattern that is not written where it stands;
- in the templates, `safe` on anything but the HTML of a map, and escaping switched off.

`make check` runs it: python scripts/check_templates.py [FILE OR FOLDER ...]
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parent.parent
PLACES = ("geo", "boundaries", "webmap", "scripts")

ENGINES = {
    "folium": "webmap/maps/map_elements.py",
    "branca": "webmap/maps/map_elements.py",
    "jinja2": "webmap/web/inlining.py",
}
"""Package that renders templates -> the module that may import it."""
COMPILING = {
    "Template",
    "from_string",
    "render_template_string",
    "stream_template_string",
    "compile_expression",
    "DictLoader",
    "FunctionLoader",
}
"""Names that compile their argument, or load templates out of values."""
TEMPLATED = {
    "Element",
    "Figure",
    "Html",
    "IFrame",
    "Popup",
    "Tooltip",
    "GeoJson",
    "GeoJsonPopup",
    "GeoJsonTooltip",
    "DivIcon",
    "Marker",
    "render",
    "save",
    "_repr_html_",
}
"""What of Folium and Branca compiles a text that it is given, or what an element has written."""
PATTERN_HOMES = {
    "webmap/web/i18n.py": {"template"},
    "webmap/public/info.py": {"template"},
    "boundaries/streets/making.py": {"OFFICE", "_TOWNS", "_MADE_OF"},
}
"""Module -> patterns of `str.format` that are its own files or constants."""
MARKED_HOMES = {"webmap/web/inlining.py"}
"""Modules that mark as safe what is no constant: the project's own scripts, and the maps'."""
SAFE_VALUES = {"map.html", "venue_map.html"}
"""What the templates may show unescaped: what `map_elements.AreaMap.html_text` wrote."""
_SAFE = re.compile(r"\{[{%][^{}]*?([\w.]+(?:\([^)]*\))?)\s*\|\s*safe\b")
_SWITCHED_OFF = re.compile(r"\{%-?\s*autoescape\s+false", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a text could become a template."""

    path: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"


class Reader(ast.NodeVisitor):
    """Gathers the faults of one module.

    Args:
        path: The module, relative to the project.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Fault] = []

    def fault(self, node: ast.AST, words: str) -> None:
        """Note a fault where a node stands."""
        self.found.append(Fault(self.path, getattr(node, "lineno", 0), words))

    def visit_Import(self, node: ast.Import) -> None:
        """Look at `import x`."""
        for alias in node.names:
            self._imported(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Look at `from x import y`."""
        self._imported(node, node.module or "")
        for alias in node.names:
            if node.module in {"flask", "flask.templating"} and alias.name in COMPILING:
                self.fault(node, f"{alias.name} compiles a text; render a file of webmap/templates")

    def _imported(self, node: ast.AST, module: str) -> None:
        package = module.partition(".")[0]
        home = ENGINES.get(package, self.path)
        if home != self.path:
            self.fault(node, f"{package} renders templates; only {home} may import it")

    def visit_Call(self, node: ast.Call) -> None:
        """Look at a call."""
        name = _name(node.func)
        is_door = self.path == ENGINES["folium"]
        if name in COMPILING or (is_door and name in TEMPLATED):
            self.fault(node, f"{name}(...) compiles a text; write data through map_elements")
        if name == "Markup" and not _is_constant(node.args) and self.path not in MARKED_HOMES:
            self.fault(node, f"{name}(...) marks a value as safe HTML; give it a constant")
        if name in {"format", "format_map"} and isinstance(node.func, ast.Attribute):
            self._pattern(node, node.func.value)
        for keyword in node.keywords:
            if is_door and keyword.arg in {"popup", "tooltip"}:
                self.fault(node, f"{keyword.arg}= is compiled as a template; use TextPopup")
        self.generic_visit(node)

    def _pattern(self, node: ast.AST, value: ast.expr) -> None:
        if not self._is_pattern(value):
            self.fault(node, "the pattern of str.format must be written where it stands")

    def _is_pattern(self, value: ast.expr) -> bool:
        """Tell whether a pattern is a constant, or one of the few that a module reads itself."""
        if isinstance(value, ast.Call) and _name(value.func) == "Markup":
            return _is_constant(value.args)
        if isinstance(value, ast.Constant):
            return isinstance(value.value, str)
        if isinstance(value, ast.Subscript):  # a pattern out of a table of constants
            value = value.value
        return _dotted(value) in PATTERN_HOMES.get(self.path, set()) | {"self"}

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Look at `pattern % values`."""
        if isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict | ast.Tuple):
            left = node.left
            if not (isinstance(left, ast.Constant) and isinstance(left.value, str)):
                self.fault(node, "the pattern of % must be written where it stands")
        self.generic_visit(node)


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _dotted(value: ast.expr) -> str:
    return ast.unparse(value) if isinstance(value, ast.Name | ast.Attribute) else ""


def _is_constant(arguments: Iterable[ast.expr]) -> bool:
    return all(isinstance(one, ast.Constant) for one in arguments)


def faults_of_code(path: str, text: str) -> list[Fault]:
    """Return the faults of a module.

    Args:
        path: Where it lies, relative to the project; decides what it may do.
        text: Its source.
    """
    reader = Reader(path)
    reader.visit(ast.parse(text, path))
    return reader.found


def faults_of_template(path: str, text: str) -> list[Fault]:
    """Return the faults of a template."""
    found = []
    for match in _SAFE.finditer(text):
        if match.group(1) not in SAFE_VALUES:
            words = f"{match.group(1)}|safe shows a text unescaped"
            found.append(Fault(path, text.count("\n", 0, match.start()) + 1, words))
    for match in _SWITCHED_OFF.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        found.append(Fault(path, line, "escaping is switched off"))
    return found


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_file():
            yield place
            continue
        for ending in ("*.py", "*.html", "*.xml", "*.txt"):
            yield from sorted(place.rglob(ending))


def faults(places: Iterable[Path]) -> list[Fault]:
    """Return the faults of files and of everything in folders."""
    found: list[Fault] = []
    for file in _files(places):
        path = file.resolve()
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            found += faults_of_code(name, text)
        elif "templates" in file.parts:
            found += faults_of_template(name, text)
    return found


def main(arguments: list[str]) -> int:
    """Print the faults; 1 where there is any."""
    places = [Path(one) for one in arguments] or [ROOT / name for name in PLACES]
    found = faults(places)
    for one in found:
        print(one)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
