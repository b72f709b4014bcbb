"""The check that no text reaches a template engine as source: it passes here, and it can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from branca.element import Element

from scripts import check_templates
from webmap.maps.map_elements import written
from webmap.maps.maps import empty_map
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "check_templates.py"
DOOR = "webmap/maps/map_elements.py"
VIEW = "webmap/public/pages.py"


@pytest.fixture(scope="module")
def check() -> ModuleType:
    return check_templates


def test_the_project_has_no_such_place() -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_make_check_runs_it() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ncheck:")[2]
    assert "scripts/check_templates.py" in recipe.partition("\n\n")[0]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (VIEW, "import folium"),
        (VIEW, "from folium.template import Template"),
        (VIEW, "from branca.element import Element"),
        (VIEW, "import jinja2"),
        (VIEW, "from flask import render_template_string"),
        (VIEW, "flask.render_template_string(name)"),
        (VIEW, "app.jinja_env.from_string(name)"),
        (VIEW, "Markup(name)"),
        (VIEW, "Markup(f'<b>{name}</b>')"),
        (VIEW, "pattern.format(name=name)"),
        (VIEW, "venue.name.format_map(values)"),
        (VIEW, "venue.name % (1, 2)"),
        (DOOR, "Template('{{ this.x }}')"),
        (DOOR, "Element(written)"),
        (DOOR, "folium.Popup(name)"),
        (DOOR, "folium.Polygon(rings, popup=name)"),
        (DOOR, "folium.Polygon(rings, tooltip=name)"),
        (DOOR, "folium.GeoJson(lines)"),
        (DOOR, "figure.render()"),
        ("webmap/web/inlining.py", "environment.from_string(name)"),
        ("webmap/web/inlining.py", "import folium"),
    ],
)
def test_a_way_round_the_door_is_refused(check: ModuleType, path: str, code: str) -> None:
    found = check.faults_of_code(path, f"x = 1\n{code}\n")
    assert [str(fault) for fault in found]
    assert all(fault.path == path and fault.line == 2 for fault in found)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (DOOR, "folium.Polygon(rings, class_name=name)"),
        (VIEW, "render_template('map.html', name=name)"),
        (VIEW, "'{name}'.format(name=name)"),
        (VIEW, "Markup('<br>')"),
        (VIEW, "Markup('<b>{}</b>').format(name)"),
        (VIEW, "total % 10"),
    ],
)
def test_data_beside_a_constant_is_not(check: ModuleType, path: str, code: str) -> None:
    assert check.faults_of_code(path, code) == []


def test_templates_show_nothing_unescaped_but_the_map(check: ModuleType) -> None:
    path = "webmap/templates/map.html"
    assert check.faults_of_template(path, "<p>{{ map.html|safe }} {{ venue.name }}</p>") == []
    for text in (
        "\n{{ venue.name|safe }}",
        "\n{{ venue.name | upper | safe }}",
        "\n{{ t('x', name=venue.name)|safe }}",
        "\n{% autoescape false %}{{ name }}{% endautoescape %}",
    ):
        assert [fault.line for fault in check.faults_of_template(path, text)] == [2], text


def test_a_map_does_not_render_itself() -> None:
    area_map = empty_map((19.0, 46.0, 19.1, 46.1), "{{ 7 }}", texts("hu"))
    for renders in (area_map.render, area_map.get_root().render, area_map._repr_html_):
        with pytest.raises(TypeError, match="use `written`"):
            renders()


def test_an_element_with_a_template_of_its_own_is_refused() -> None:

    area_map = empty_map((19.0, 46.0, 19.1, 46.1), "próba", texts("hu"))
    area_map.add_child(Element("{{ 7 * 191 }}"))
    with pytest.raises(TypeError, match="brings its own template"):
        written(area_map)
