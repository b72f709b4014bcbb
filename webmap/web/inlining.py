"""Self-contained pages: every stylesheet, script and image inside the one file.

The file opens from disk with no network. Its own Content-Security-Policy lists the hashes of
its scripts and styles, so that nothing else could run or load even if it were tampered into a
text of the page.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

STYLES = (
    "vendor/pico/pico.min.css",
    "vendor/leaflet/leaflet.css",
    "css/map.css",
    "css/site.css",
)

_URL = re.compile(r"url\((?P<path>images/[\w.-]+)\)")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Inlined:
    """The styles and scripts of a self-contained page, with the policy that admits them."""

    style: Markup
    scripts: tuple[Markup, ...]
    policy: str


def inlined(files: Sequence[str], own_scripts: Sequence[str]) -> Inlined:
    """Gather the assets of a self-contained page.

    Args:
        files: Scripts among the static files, in the order in which they run.
        own_scripts: Scripts that run after them.

    Raises:
        ValueError: a script or style would end its own element.
    """
    style = "\n".join(_style(path) for path in STYLES)
    scripts = [*(_SOURCE_MAP.sub("", _text(path)) for path in files), *own_scripts]
    for text in (style, *scripts):
        _require_closed(text)
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {' '.join(map(_hash, scripts))}"
    )
    # The texts are the project's own files, and the map's script, whose texts are JSON without
    # angle brackets; nothing else is marked as safe.
    return Inlined(Markup(style), tuple(Markup(script) for script in scripts), policy)  # noqa: S704  # nosec B704


def _file(path: str) -> Traversable:
    return resources.files("webmap") / "static" / path


def _text(path: str) -> str:
    return _file(path).read_text(encoding="utf-8")


def _style(path: str) -> str:
    folder = path.rpartition("/")[0]

    def embed(match: re.Match[str]) -> str:
        return f"url({data_uri(folder + '/' + match.group('path'))})"

    return _URL.sub(embed, _text(path))


def data_uri(path: str) -> str:
    """Return a static file as a data URI."""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    content = base64.b64encode(_file(path).read_bytes()).decode("ascii")
    return f"data:{kind};base64,{content}"


def _require_closed(text: str) -> None:
    if re.search(r"</(?:script|style)|<!--", text, re.IGNORECASE):
        raise ValueError("an inlined text holds the end of a script or style element")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def render(template: str, **values: object) -> str:
    """Render one of the templates outside the web service."""
    environment = Environment(
        loader=PackageLoader("webmap"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)
