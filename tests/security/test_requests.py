"""What a stranger may send: forged, poisoned, oversized, malformed requests to every route."""

# ruff: noqa: ANN401 - what the fixtures of conftest.py give has no type to import

from __future__ import annotations

import html.parser
import itertools
import json
import re
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from webmap.accounts import passwords
from webmap.accounts.people import Role
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import users

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    from webmap.ask.services import Areas
    from webmap.web.settings import Settings

LOOK_UP = "/api/v1/check"
NO_FORM = ("/api/",)
"""Changing routes for programs: JSON, no form."""
FREE = {"/", "/verify", "/report"}
"""Forms that anybody may send without a session."""


@dataclass
class Form:
    """A form of a page."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    """Names of the fields that take any text."""


class Forms(html.parser.HTMLParser):
    """Reads the forms of a page that are sent with POST."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(known.get("action") or self.path)
            if known.get("method", "get").lower() == "post":
                self.found.append(self._open)
        name = known.get("name", "")
        if self._open is None or not name:
            return
        if tag == "textarea" or (tag == "input" and known.get("type", "text") not in _FIXED):
            self._open.free.append(name)
            self._open.fields.setdefault(name, known.get("value", ""))
        elif tag == "select":
            self._open.free.append(name)
        elif tag == "input":
            self._open.fields.setdefault(name, known.get("value", ""))


_FIXED = {"hidden", "submit", "checkbox", "radio", "file", "button"}


def pages(client: FlaskClient) -> Iterator[tuple[str, list[Form]]]:
    """Yield every page that can be reached by links from the first one, with its forms."""
    waiting, seen = ["/", "/desk", "/account/login"], set()
    while waiting:
        path = waiting.pop(0)
        if path in seen or len(seen) > 150:
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        reader = Forms(path)
        reader.feed(answer.text)
        yield path, reader.found
        links = re.findall(r'href="(/[^"#]*)"', answer.text)
        waiting += [link.replace("&amp;", "&") for link in links if not _SKIPPED.match(link)]


_SKIPPED = re.compile(r"/static/|/areas/|/downloads/|/ogc|.*[?&]lang=en|.*\.(js|ics|csv|geojson)")


def changing(house: Any) -> list[str]:
    """Return the path of every route that changes something."""
    values = {"slug": "proba-haz", "number": 1, "spoken": "hu", "part": "result", "ending": "csv"}
    values |= {"fact_id": "0a1b2c3d", "identity": "0a1b2c3d0a1b2c3d"}
    adapter = house.app.url_map.bind("localhost")
    found = []
    for rule in house.app.url_map.iter_rules():
        if not {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()):
            continue
        own = dict(values, slug="privacy") if "info" in rule.endpoint else values
        arguments = {name: own[name] for name in rule.arguments}
        if "privacy" in rule.rule or rule.endpoint.startswith("page_admin"):
            arguments["slug"] = "privacy"
        found.append(adapter.build(rule.endpoint, arguments, method=_method(rule.methods)))
    return sorted(set(found))


def _method(methods: set[str] | None) -> str:
    return next(name for name in ("POST", "PUT", "DELETE") if name in (methods or set()))


def test_every_form_needs_its_token(house: Any) -> None:
    client = house.client("staff")
    paths = [path for path in changing(house) if not path.startswith(NO_FORM)]
    assert len(paths) > 15
    for path in paths:
        for headers in ({}, {"X-CSRFToken": "IjEyMyI.x.y"}):
            answer = client.post(path, data={"q": "x", "name": "x"}, headers=headers)
            assert (path, answer.status_code) == (path, 400)
            assert "Az űrlap lejárt" in answer.text


def test_strangers_change_nothing(house: Any) -> None:
    for path in changing(house):
        if path in FREE or path.startswith(NO_FORM) or path == "/account/login":
            continue
        answer = house.client().post(path, data={})
        led = answer.status_code == 303 and "/account/login" in answer.headers["Location"]
        if not led and path != "/account/logout":
            assert answer.status_code in {400, 401, 403}, path


@pytest.mark.parametrize("role", list(Role))
def test_programs_with_a_cookie_from_elsewhere_are_refused(house: Any, role: Role) -> None:
    client, sent = house.client(role), {"Sec-Fetch-Site": "cross-site"}
    assert client.post(LOOK_UP, json={"q": "x"}, headers=sent).status_code == 400


def test_a_method_cannot_be_overridden(house: Any) -> None:
    client = house.client("staff")
    for headers in (
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-HTTP-Method": "POST"},
        {"X-Method-Override": "PUT"},
    ):
        assert client.get("/account/logout", headers=headers).status_code == 405
        assert client.get("/account/logout?_method=POST", headers=headers).status_code == 405
    assert client.get("/account/").status_code == 200
    for method in ("TRACE", "TRACK", "PUT", "DELETE", "PROPFIND"):
        assert client.open("/", method=method).status_code in {400, 405}


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "/\r\nLocation: https://evil.example",
        "/desk\x00",
        "///evil.example",
        "/.//evil.example/..//",
        "/desk?next=//evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(house: Any, target: str) -> None:
    right = "elegendően hosszú jelszó"
    with house.app.test_request_context(), state().store.session() as opened:
        users.get(opened, "Próba staff").password_hash = passwords.make_hash(right)
    client = house.client()
    token = form_token(client, "/account/login")
    data = {"name": "Próba staff", "password": right, "next": target, "csrf_token": token}
    answer = client.post("/account/login", data=data)
    assert answer.status_code == 303
    location = answer.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "evil" not in location or location.startswith(("/%09/", "/.//"))


def form_token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found.group(1)


def test_signing_in_begins_another_session(house: Any) -> None:
    right = "elegendően hosszú jelszó"
    with house.app.test_request_context(), state().store.session() as opened:
        users.get(opened, "Próba staff").password_hash = passwords.make_hash(right)
    client = house.client("planner")  # what somebody else planted in the browser
    planted = client.get_cookie("akcioterulet").value
    token = form_token(client, "/account/login")
    data = {"name": "Próba staff", "password": right, "csrf_token": token}
    assert client.post("/account/login", data=data).status_code == 303
    assert client.get_cookie("akcioterulet").value != planted
    assert "Próba staff" in client.get("/account/").text
    other = house.client()
    other.set_cookie("akcioterulet", planted)
    assert other.get("/account/").status_code == 303


def test_unknown_names_take_as_long_as_wrong_passwords(
    house: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counts the slow hashes instead of the time, which other programs would disturb."""
    seen: list[bool] = []
    real = passwords._hasher.verify
    counting = type(
        "Counting", (), {"verify": staticmethod(lambda *a: seen.append(True) or real(*a))}
    )
    monkeypatch.setattr(passwords, "_hasher", counting)
    passwords._nobodys.cache_clear()
    monkeypatch.setattr(passwords, "_nobodys", lambda: passwords.PasswordHasher().hash("x"))
    with house.app.test_request_context(), state().store.session() as opened:
        made = passwords.PasswordHasher().hash("elegendően hosszú jelszó")
        users.get(opened, "Próba staff").password_hash = made
        gone = users.get(opened, "Próba planner")
        gone.active = False
    bodies = []
    for name in ("Próba staff", "Próba planner", "Senki Sándor"):
        client = house.client()
        token = form_token(client, "/account/login")
        data = {"name": name, "password": "rossz jelszó ez itt", "csrf_token": token}
        answer = client.post("/account/login", data=data)
        assert answer.status_code == 401
        bodies.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(seen) == 3
    assert len(set(bodies)) == 1


@pytest.mark.parametrize("change", ["cut", "flipped", "other key", "plain", "huge"])
def test_a_cookie_that_was_tampered_with_is_nobody(house: Any, change: str) -> None:
    good = house.client("admin").get_cookie("akcioterulet").value
    made = {
        "cut": good[:-3],
        "flipped": good[:5] + ("A" if good[5] != "A" else "B") + good[6:],
        "other key": "eyJfdXNlcl9pZCI6IngifQ.aAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "plain": json.dumps({"_user_id": 1}),
        "huge": good * 200,
    }[change]
    client = house.client()
    headers = {"Cookie": f"akcioterulet={made}"}
    assert client.get("/account/", headers=headers).status_code == 303
    assert client.get("/", headers=headers).status_code == 200


HOSTS = ("evil.example", "localhost:1@evil.example", 'a"><script>x</script>', "evil.example/x?")


@pytest.mark.parametrize("host", HOSTS)
def test_a_poisoned_host_reaches_nothing_where_the_address_is_set(
    areas: Areas,
    settings: Settings,
    host: str,
) -> None:
    known = replace(settings, public_url="https://terkep.example.hu", proxies=1)
    client = create_app(known, areas).test_client()
    for headers in ({"Host": host}, {"X-Forwarded-Host": host}):
        for path in ("/", "/map", "/ogc", "/api/v1/areas", "/account/login", "/nothing"):
            answer = client.get(path, headers=headers)
            ignored = "X-Forwarded-Host" in headers and '"' in host  # no list of hosts at all
            assert answer.status_code == 400 or ignored, (path, headers)
            assert host not in answer.text
            assert host not in str(answer.headers)
    for good in ("terkep.example.hu", "127.0.0.1:8000", "localhost"):
        assert client.get("/", headers={"Host": good}).status_code == 200


def test_a_forwarded_host_is_not_believed_without_a_proxy(house: Any) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    for path in ("/", "/map", "/ogc", "/api/v1/areas", "/embed"):
        assert "evil.example" not in house.client().get(path, headers=headers).text


@pytest.mark.parametrize("text", ["x\r\nSet-Cookie: a=b", "x\nX-Evil: 1", "\u2028", "%0d%0aA: b"])
def test_nothing_of_a_request_becomes_a_header(house: Any, text: str) -> None:
    client = house.client("staff")
    query = {"lang": text, "area": text, "variant": text, "next": text, "crs": text}
    for path in ("/", "/map", "/account/login", "/downloads", "/ogc/collections", "/desk"):
        for name, value in query.items():
            answer = client.get(path, query_string={name: value})
            assert answer.status_code < 500
            assert "X-Evil" not in answer.headers
            assert "a=b" not in str(answer.headers.get("Set-Cookie"))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 16_000,
        b'{"q":' * 3_000,
        b'{"q":"' + b"a" * 10_000_000 + b'"}',
        b'{"q": 1e999999}',
        b'{"lat": NaN, "lon": Infinity}',
        b'{"lat": ' + b"9" * 9_000 + b', "lon": 1}',
        b'{"q": "\\ud800"}',
        b'{"q": "a\\u0000b"}',
        b"\xff\xfe\x00",
        b"",
        b'{"q": "x", "q": "y"' * 50,
    ],
    ids=[
        "nested",
        "open",
        "10MB",
        "1e999",
        "nan",
        "digits",
        "surrogate",
        "nul",
        "bom",
        "none",
        "cut",
    ],
)
@pytest.mark.parametrize(
    "path", [LOOK_UP, "/api/v1/check-many", "/api/v1/anywhere", "/api/v1/reverse"]
)
def test_bodies_that_are_no_question(house: Any, path: str, body: bytes) -> None:
    start = time.process_time()
    answer = house.client().post(path, data=body, content_type="application/json")
    assert answer.status_code in {400, 413}
    assert answer.content_type == "application/problem+json"
    assert len(answer.data) < 2_000
    assert time.process_time() - start < 10


def test_an_address_of_ten_megabytes(house: Any) -> None:
    for path in ("/", "/desk", "/report"):
        answer = house.client().post(path, data={"q": "a" * 10_000_000})
        assert answer.status_code in {400, 413, 303}


def test_headers_without_end(house: Any) -> None:
    client = house.client()
    for headers in (
        {"Cookie": "a=b; " * 20_000},
        {"Accept": "text/html," * 20_000},
        {"Accept-Encoding": "gzip;q=" + "0" * 100_000},
        {"If-None-Match": '"a",' * 20_000},
        {"Authorization": "Bearer " + "x" * 100_000},
        {"Range": "bytes=" + "0-1," * 20_000},
        {"Content-Length": "-1"},
        {"Transfer-Encoding": "chunked, identity"},
    ):
        start = time.process_time()
        assert client.get("/map", headers=headers).status_code < 500
        assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fapp.py",
        "/static//etc/passwd",
        "/tiles/..%2f..%2fsecret.pmtiles",
        "/areas/..%2f..%2fetc/programme/downloads/all.geojson",
        "/areas/square/programme/downloads/..%2f..%2fpasswd.csv",
        "/areas/square/..%2f..%2f/downloads/all.geojson",
        "/downloads/programmes/..%2fvenues.csv",
        "/ogc/collections/..%2f..%2fareas/items",
        "/programmes/..%2f..%2fsettings",
        "/programmes/%2e%2e.geojson",
        "/venues/..%2f..%2fx",
        "/desk/pages/..%2f..%2fx/hu",
        "/files/..%2f..%2fx",
        "/desk/editions/candidate/..%2f..%2fx",
        "/desk/overrides/..%2f..%2fx.yaml",
    ],
)
def test_paths_lead_out_of_nothing(house: Any, path: str) -> None:
    for role in ("nobody", "staff", "approver", "admin"):
        answer = house.client(role).get(path)
        assert answer.status_code in {303, 308, 400, 401, 403, 404}
        assert "root:" not in answer.text


def test_the_language_of_one_reader_is_not_served_to_another(house: Any) -> None:
    """The language stands in the address alone, so that a copy of one is never the other's."""
    client = house.client()
    for path in ("/", "/map", "/programmes", "/downloads", "/ogc"):
        plain = client.get(path, headers={"Accept": "text/html"})
        for headers in ({"Accept-Language": "en"}, {"Accept-Language": "<script>"}):
            again = client.get(path, headers={"Accept": "text/html", **headers})
            assert again.data == plain.data
        english = client.get(f"{path}?lang=en", headers={"Accept": "text/html"})
        assert 'lang="en"' in english.text
        assert client.get(f"{path}?lang=en&lang=hu").status_code == 400
        assert client.get(f"{path}?lang=xx").status_code == 400


def test_pages_of_people_are_kept_by_nobody(house: Any) -> None:
    client = house.client("admin")
    for path, _ in pages(client):
        answer = client.get(path)
        kept = answer.cache_control
        assert kept.no_store or kept.private or "Cookie" in answer.vary, path
        assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}


def test_error_pages_reveal_nothing(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("/secret/path of Titkos köz 5")

    monkeypatch.setattr(type(state_areas(house)), "check", broken)
    client = house.client()
    answers = [
        client.post("/", data={"q": "Titkos köz 5"}),
        client.post(LOOK_UP, json={"q": "Titkos köz 5"}),
        client.get("/Titkos"),
        client.get("/map?Titkos=1"),
    ]
    assert [answer.status_code for answer in answers] == [500, 500, 404, 400]
    for answer in answers[:3]:
        for word in ("Titkos", "/secret", "RuntimeError", "Traceback", "werkzeug", "Python"):
            assert word not in answer.text
        assert "Content-Security-Policy" in answer.headers


def state_areas(house: Any) -> Any:
    with house.app.app_context():
        return state().areas


TEXTS = {
    "sql": "'; DROP TABLE users; --",
    "sql union": "x' UNION SELECT name, password_hash FROM users --",
    "nul": "a\x00b",
    "rtl": "ab\u202edc\u2066",
    "markup": "<script>alert(1)</script>${alert(1)}`{{7*7}}",
    "template": "{{ config }}{% for x in y %}%s{0.__class__}",
    "crlf": "x\r\nSet-Cookie: evil=1",
    "formula": '=HYPERLINK("http://evil.example")',
    "private": "\ufffe\U0010ffff\ue000",
    "long": "á" * 5_000,
    "number": "9" * 400,
    "date": "2026-02-30T25:61",
}


@pytest.mark.parametrize(
    "most",
    [
        2,
        pytest.param(4, marks=pytest.mark.whole),
        pytest.param(len(TEXTS), marks=[pytest.mark.whole, pytest.mark.sweep]),
    ],
)
def test_hostile_texts_in_every_field_of_every_form(house: Any, most: int) -> None:
    """As a stranger and as staff each form; as another role the forms that staff have not.

    Every field gets so many of the texts, in turn: each text comes to many fields.
    """
    turns = itertools.cycle(TEXTS.items())
    tried: set[tuple[str, tuple[str, ...]]] = set()
    fields = {}
    for role in ("nobody", "staff", "approver", "admin"):
        client = house.client(role)
        forms = {form.action: form for _, found in pages(client) for form in found}
        forms.pop("/account/logout", None)
        fields[role] = sum(len(set(form.free)) for form in forms.values())
        fresh = [one for one in forms.values() if (one.action, tuple(one.free)) not in tried]
        tried |= {(one.action, tuple(one.free)) for one in fresh if role != "nobody"}
        hostile_texts_in(client, fresh, turns, most)
    assert fields["nobody"] >= 2
    assert min(fields["staff"], fields["approver"], fields["admin"]) >= 5
    with house.app.test_request_context(), state().store.session(read_only=True) as opened:
        assert users.get(opened, "Próba staff").active


def hostile_texts_in(
    client: FlaskClient, forms: list[Form], turns: Iterator[tuple[str, str]], most: int
) -> None:
    """Send the next texts in every field, one at a time."""
    for form in forms:
        action = form.action
        for name in dict.fromkeys(form.free):
            for kind, text in itertools.islice(turns, most):
                answer = client.post(action, data={**form.fields, name: text})
                assert answer.status_code < 500, (action, name, kind)
                assert "<script>alert(1)" not in answer.text, (action, name)
                assert "evil=1" not in str(answer.headers), (action, name)
                assert "49`" not in answer.text
                assert "$argon2" not in answer.text
        broken = "&".join(f"{name}=%ED%A0%80%FF" for name in form.free)
        kind = "application/x-www-form-urlencoded"
        answer = client.post(action, data=broken.encode(), content_type=kind)
        assert answer.status_code < 500, action


def test_hostile_texts_in_every_parameter(house: Any) -> None:
    client = house.client("admin")
    adapter = house.app.url_map.bind("localhost")
    for rule in house.app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        for text in (TEXTS["sql"], TEXTS["markup"], "a\x00b", "\u202ex"):
            values: dict[str, str | int] = dict.fromkeys(rule.arguments, text)
            for name in re.findall(r"<int:(\w+)>", rule.rule):
                values[name] = 10**30
            try:
                path = adapter.build(rule.endpoint, values)
            except ValueError:
                continue
            answer = client.get(path, query_string={"first": text, "on": text, "page": text})
            assert answer.status_code < 500, (rule.rule, text)
            assert "<script>alert(1)" not in answer.text
