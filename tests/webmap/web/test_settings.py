"""Settings come from the environment, once, and say what is wrong with them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from webmap.app import create_app
from webmap.web.http import content_security_policy
from webmap.web.settings import PREFIX, Settings, SettingsError, read_settings


def test_defaults_ask_no_other_host() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.tile_origin is None
    assert "http" not in content_security_policy(settings.tile_origin)


def test_values_are_read() -> None:
    settings = read_settings(
        {
            "AKCIOTERULET_TILE_URL": "https://tiles.example.org/{z}/{x}/{y}.png",
            "AKCIOTERULET_TILE_ATTRIBUTION": "© Example",
            "AKCIOTERULET_MAX_BODY_BYTES": "999",
            "PATH": "/bin",
        }
    )
    assert settings.tile_origin == "https://tiles.example.org"
    assert settings.max_body_bytes == 999


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"MAX_BODY_BYTES": "ten"}, "must be a whole number, not 'ten'"),
        ({"MAX_QUERY_CHARS": "0"}, "must be 1 or more"),
        ({"TILE_URL": "tiles.example.org"}, "must look like https://host"),
        ({"TILE_URL": "https://a;b/{z}", "TILE_ATTRIBUTION": "x"}, "needs one fixed host"),
        ({"TILE_URL": "https://a.example/{z}"}, "also needs AKCIOTERULET_TILE_ATTRIBUTION"),
        ({"TILES": "x"}, "unknown setting AKCIOTERULET_TILES; known: AKCIOTERULET_AREA"),
    ],
)
def test_faults_are_named(environ: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message.replace("(", r"\(")):
        read_settings({PREFIX + name: value for name, value in environ.items()})


def test_no_secret_among_the_settings() -> None:
    assert not [field.name for field in fields(Settings) if "secret" in field.name]


def test_the_factory_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKCIOTERULET_TILE_URL", "https://tiles.example.org/{z}/{x}/{y}.png")
    monkeypatch.setenv("AKCIOTERULET_TILE_ATTRIBUTION", "© Example")
    policy = create_app().config["CONTENT_SECURITY_POLICY"]
    assert "img-src 'self' data: https://tiles.example.org;" in policy
