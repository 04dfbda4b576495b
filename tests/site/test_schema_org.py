"""Tests of the JSON-LD rules: unknown types, properties and values are reported."""

from __future__ import annotations

import pytest

from tests.support.schema_org import PROPERTIES, TYPES, ancestors, problems

CLINIC = {"@type": "MedicalClinic", "@id": "https://site.example/#clinic", "name": "Dana Point"}


def graph(*nodes):
    return {"@context": "https://schema.org", "@graph": list(nodes)}


@pytest.mark.parametrize(
    "more",
    [
        {"telephone": "+18669893395", "address": {"@type": "PostalAddress", "addressLocality": "Dana Point"}},
        {"availableService": [{"@type": "MedicalTherapy", "name": "EMDR"}]},
        {"parentOrganization": {"@id": "https://site.example/#clinic"}},
        {"hasCredential": {"@type": "EducationalOccupationalCredential", "expires": "2027-12-31"}},
    ],
)
def test_known_schema_org_terms_pass(more):
    assert problems(graph(CLINIC | more)) == []


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"@type": "Clinic"}, "no type Clinic"),
        ({"lastReviewed": "2026-11-23"}, "MedicalClinic has no property lastReviewed"),
        ({"colour": "blue"}, "MedicalClinic has no property colour"),
        ({"name": ""}, "MedicalClinic.name is ''"),
        ({"url": "/dana-point/"}, "MedicalClinic.url is '/dana-point/', not URL"),
        ({"address": {"@type": "Person", "name": "Sam"}}, "MedicalClinic.address is a Person"),
        ({"address": {"@type": "PostalAddress", "street": "1"}}, "PostalAddress has no property street"),
        ({"availableService": [{"@type": "MedicalTherapy", "url": 5}]}, "MedicalTherapy.url is 5"),
        ({"parentOrganization": {"@id": "https://site.example/#nobody"}}, "which is not in the graph"),
        (
            {"hasCredential": {"@type": "EducationalOccupationalCredential", "expires": "soon"}},
            "EducationalOccupationalCredential.expires is 'soon'",
        ),
    ],
)
def test_unknown_schema_org_terms_are_reported(more, problem):
    (found,) = problems(graph(CLINIC | more))
    assert problem in found


def test_a_json_ld_context_other_than_schema_org_is_reported():
    assert problems({"@context": "https://example.org", "@graph": []})


def test_the_copy_of_the_vocabulary_is_whole():
    named = {name for entry in PROPERTIES.values() for name in (*entry["on"], *entry["is"])}
    assert named - set(TYPES) == {"Text", "URL", "Integer", "Date", "DateTime"}
    assert all("Thing" in ancestors(name) for name in TYPES)
