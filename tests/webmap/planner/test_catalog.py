"""The catalogue for harvesters, held against the tables of DCAT-AP 3.0 by SHACL."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
import rdflib
from pyshacl import validate
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF

from boundaries.clock import Clock
from webmap.app import create_app
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"  # rdflib's own reader of JSON-LD
)
BASE = "https://terkep.example.hu/al"
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix gsp: <http://www.opengis.net/ont/geosparql#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TEXT, ANY = "sh:nodeKind sh:Literal", "sh:nodeKind sh:BlankNodeOrIRI"
IRI, DATE = "sh:nodeKind sh:IRI", "sh:datatype xsd:date"


def of(kind: str) -> str:
    return f"sh:class {kind}"


RESOURCE = (
    ("dct:title", 1, 0, TEXT),
    ("dct:publisher", 0, 1, of("foaf:Agent")),
    ("dcat:contactPoint", 0, 0, of("vcard:Kind")),
    ("dct:language", 0, 0, of("dct:LinguisticSystem")),
    ("dct:license", 0, 1, of("dct:LicenseDocument")),
    ("dct:rights", 0, 1, of("dct:RightsStatement")),
    ("dct:accessRights", 0, 1, of("dct:RightsStatement")),
    ("dct:conformsTo", 0, 0, of("dct:Standard")),
    ("dct:issued", 0, 1, DATE),
    ("dct:modified", 0, 1, DATE),
    ("dct:spatial", 0, 0, of("dct:Location")),
    ("dct:temporal", 0, 0, of("dct:PeriodOfTime")),
    ("dcat:theme", 0, 0, of("skos:Concept")),
)
"""Property, at least, at most (0: any number), range; of catalogues, datasets and files."""
TABLES: dict[str, tuple[tuple[str, int, int, str], ...]] = {
    "dcat:Catalog": (
        *RESOURCE,
        ("dct:description", 1, 0, TEXT),
        ("dct:publisher", 1, 1, of("foaf:Agent")),
        ("dcat:dataset", 1, 0, of("dcat:Dataset")),
        ("dcat:service", 1, 0, of("dcat:DataService")),
        ("dcat:themeTaxonomy", 1, 0, of("skos:ConceptScheme")),
        ("foaf:homepage", 0, 1, of("foaf:Document")),
    ),
    "dcat:Dataset": (
        *RESOURCE,
        ("dct:description", 1, 0, TEXT),
        ("dcat:distribution", 0, 0, of("dcat:Distribution")),
        ("dcat:keyword", 0, 0, TEXT),
        ("dct:accrualPeriodicity", 0, 1, of("dct:Frequency")),
        ("dct:identifier", 0, 0, TEXT),
        ("dct:provenance", 0, 0, of("dct:ProvenanceStatement")),
        ("dct:source", 0, 0, of("dcat:Dataset")),
        ("prov:wasDerivedFrom", 0, 0, of("prov:Entity")),
        ("dcat:landingPage", 0, 0, of("foaf:Document")),
        ("dcat:version", 0, 1, TEXT),
    ),
    "dcat:Distribution": (
        *(row for row in RESOURCE if row[0] != "dct:title"),
        ("dcat:accessURL", 1, 0, IRI),
        ("dcat:downloadURL", 0, 0, IRI),
        ("dcat:mediaType", 0, 1, of("dct:MediaType")),
        ("dct:format", 0, 1, of("dct:MediaTypeOrExtent")),
        ("dcat:byteSize", 0, 1, "sh:datatype xsd:nonNegativeInteger"),
    ),
    "dcat:DataService": (
        *RESOURCE,
        ("dcat:endpointURL", 1, 0, IRI),
        ("dcat:endpointDescription", 1, 0, IRI),
        ("dcat:servesDataset", 1, 0, of("dcat:Dataset")),
    ),
    "foaf:Agent": (("foaf:name", 1, 0, TEXT),),
    "vcard:Kind": (
        ("vcard:fn", 1, 0, TEXT),
        ("vcard:hasEmail", 0, 0, IRI),
        ("vcard:hasTelephone", 0, 0, IRI),
    ),
    "skos:Concept": (("skos:prefLabel", 1, 0, TEXT), ("skos:inScheme", 1, 0, ANY)),
    "skos:ConceptScheme": (("dct:title", 1, 0, TEXT),),
    "dct:Location": (("dcat:bbox", 0, 1, "sh:datatype gsp:wktLiteral"),),
    "dct:PeriodOfTime": (("dcat:startDate", 0, 1, DATE), ("dcat:endDate", 0, 1, DATE)),
}


def shapes() -> rdflib.Graph:
    parts = [PREFIXES]
    for kind, rows in TABLES.items():
        for path, least, most, kept in rows:
            bounds = f"sh:minCount {least}" + (f" ; sh:maxCount {most}" if most else "")
            held = f"sh:path {path} ; {bounds} ; {kept}"
            parts.append(f"[] a sh:NodeShape ; sh:targetClass {kind} ; sh:property [ {held} ] .")
    return rdflib.Graph().parse(data="\n".join(parts), format="turtle")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    settings = Settings(
        public_url=BASE, operator="Próba Önkormányzat", operator_contact="info@example.hu"
    )
    return create_app(settings, clock=Clock.on(dt.date(2026, 5, 1))).test_client()


@pytest.fixture(scope="module")
def graph(client: FlaskClient) -> rdflib.Graph:
    response = client.get("/catalog.jsonld")
    assert response.mimetype == "application/ld+json"
    return rdflib.Graph().parse(data=response.text, format="json-ld")


def test_the_catalogue_keeps_to_the_tables(graph: rdflib.Graph) -> None:
    conforms, _, text = validate(graph, shacl_graph=shapes(), inference="none")
    assert conforms, text
    for kind in ("Catalog", "Dataset", "Distribution", "DataService"):
        assert list(graph.subjects(RDF.type, DCAT[kind]))


def test_the_shapes_find_what_is_missing(graph: rdflib.Graph) -> None:
    for taken in (
        (None, DCAT.accessURL, None),
        (None, RDF.type, DCTERMS.LicenseDocument),
        (None, DCTERMS.description, None),
    ):
        less = rdflib.Graph() + graph
        less.remove(taken)
        assert not validate(less, shacl_graph=shapes(), inference="none")[0]


def test_turtle_says_the_same(client: FlaskClient, graph: rdflib.Graph) -> None:
    response = client.get("/catalog.ttl")
    assert response.mimetype == "text/turtle"
    assert isomorphic(rdflib.Graph().parse(data=response.text, format="turtle"), graph)


def test_everything_public_is_in_it_under_the_public_address(graph: rdflib.Graph) -> None:
    pages = {str(page) for page in graph.objects(None, DCAT.landingPage)}
    assert f"{BASE}/downloads" in pages
    assert f"{BASE}/programmes/kecskemet-top-6.9.1" in pages
    endpoints = {str(one) for one in graph.objects(None, DCAT.endpointURL)}
    assert endpoints == {f"{BASE}/ogc", f"{BASE}/api/v1"}
    files = {str(one) for one in graph.objects(None, DCAT.downloadURL)}
    assert all(one.startswith(f"{BASE}/") for one in files)
    assert f"{BASE}/events.ics" in files


def test_every_file_can_be_had_with_the_size_that_is_told(
    client: FlaskClient, graph: rdflib.Graph
) -> None:
    for one, size in list(graph.subject_objects(DCAT.byteSize))[:12]:
        address = str(graph.value(one, DCAT.downloadURL)).removeprefix(BASE)
        response = client.get(address)
        assert (response.status_code, len(response.data)) == (200, int(size))
        kind = str(graph.value(one, DCAT.mediaType))
        assert kind.endswith(f"/{response.mimetype}")


def test_no_office_and_no_licence_is_invented() -> None:
    bare = create_app(Settings(), clock=Clock.on(dt.date(2026, 5, 1))).test_client()
    found = json.loads(bare.get("/catalog.jsonld").text)
    assert "dcat:contactPoint" not in found
    by_id: dict[str, Any] = {one["@id"]: one for one in found["dcat:dataset"]}
    kunszent = by_id["http://localhost/programmes/kunszentmiklos-arop-1.a.3#programme"]
    assert "dcat:contactPoint" not in kunszent
    (csv,) = (f for f in kunszent["dcat:distribution"] if f["@id"].endswith(".csv"))
    assert "dct:license" not in csv
    kecskemet = by_id["http://localhost/programmes/kecskemet-top-6.9.1#programme"]
    office = kecskemet["dcat:contactPoint"]
    assert office["vcard:hasEmail"]["@id"] == "mailto:palyazat@kecskemet.hu"
    assert office["vcard:hasTelephone"]["@id"] == "tel:+3676513513"


def test_the_catalogue_is_linked_and_asked_about(client: FlaskClient) -> None:
    assert 'href="/catalog.jsonld"' in client.get("/downloads").text
    tag = client.get("/catalog.ttl").headers["ETag"]
    assert client.get("/catalog.ttl", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/catalog.ttl?x=1").status_code == 400
    assert client.get("/catalog.xml").status_code == 404
