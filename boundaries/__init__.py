"""The domain: sentences, legs, areas, addresses and verdicts; and the face of it for programs.

The names below are what others may rely on; `docs/python.md` shows them from a sentence to an
answer. Nothing is loaded until it is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which is not needed here otherwise
if TYPE_CHECKING:
    from .export.assembling import export
    from .face.asking import check, check_file, check_point, load_edition
    from .face.giving import area_frame, legs_frame, to_graph, zone_frame
    from .face.making import accept, compile, freeze, load_network  # noqa: A004 - the verb
    from .face.reading import parse

__all__ = [
    "accept",
    "area_frame",
    "check",
    "check_file",
    "check_point",
    "compile",
    "export",
    "freeze",
    "legs_frame",
    "load_edition",
    "load_network",
    "parse",
    "to_graph",
    "zone_frame",
]

_MODULES = {
    "parse": "reading",
    **dict.fromkeys(("load_network", "compile", "freeze", "accept"), "making"),
    **dict.fromkeys(("load_edition", "check", "check_point", "check_file"), "asking"),
    **dict.fromkeys(("legs_frame", "area_frame", "zone_frame", "to_graph"), "giving"),
}
"""Name -> the module of `face` that has it; `export` is the room of that name, which is called."""

if not TYPE_CHECKING:  # a type checker is to find names that are not there

    def __getattr__(name: str) -> object:
        """Load what is asked for the first time."""
        from importlib import import_module  # noqa: PLC0415 - `import boundaries` stays cheap

        if name == "export":
            return import_module(".export", __name__)
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f".face.{_MODULES[name]}", __name__), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
