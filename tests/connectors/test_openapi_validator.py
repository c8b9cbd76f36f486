"""The validator of requests: on a small specification of our own, each rule it knows is seen to fail."""

from urllib.parse import parse_qs

import pytest
from openapi import Spec

IDS = {"type": "array", "minItems": 1, "maxItems": 2, "items": {"$ref": "#/components/schemas/Id"}}
SPEC = Spec(
    {
        "info": {"version": "1"},
        "components": {
            "schemas": {"Id": {"type": "string", "pattern": "^[0-9]+$"}},
            "parameters": {
                "Fields": {
                    "name": "fields", "in": "query", "explode": False,
                    "schema": {"type": "array", "uniqueItems": True, "items": {"type": "string", "enum": ["a", "b"]}},
                }
            },
        },
        "paths": {
            "/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True,
                                "schema": {"$ref": "#/components/schemas/Id"}}],
                "get": {"parameters": [
                    {"$ref": "#/components/parameters/Fields"},
                    {"name": "most", "in": "query", "schema": {"type": "integer", "minimum": 5, "maximum": 10}},
                    {"name": "since", "in": "query", "schema": {"type": "string", "format": "date-time"}},
                    {"name": "deep", "in": "query", "schema": {"type": "boolean"}},
                ]},
            },
            "/things/search": {"get": {"parameters": [
                {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "maxLength": 5}},
                {"name": "ids", "in": "query", "explode": False, "schema": IDS},
                {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
            ]}},
        },
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "query", "problem"),
    [
        ("/things/1", "fields=a,b&most=5&since=2026-11-22T10:00:00Z&deep=true", None),
        ("/things/search", "q=tea&ids=1,2&tag=x&tag=y", None),
        ("/others/1", "", "GET /others/1 is no operation"),
        ("/things/one", "", "/things/{id}: id: 'one' is not of the form ^[0-9]+$"),
        ("/things/1", "fields=a,c", "/things/{id}: fields: 'c' is none of a, b"),
        ("/things/1", "fields=a,a", "/things/{id}: fields says something twice"),
        ("/things/1", "more=a", "/things/{id}: more is no parameter"),
        ("/things/1", "most=4", "/things/{id}: most: 4 is out of bounds"),
        ("/things/1", "most=many", "/things/{id}: most: 'many' is no integer"),
        ("/things/1", "since=yesterday", "/things/{id}: since: 'yesterday' is no time"),
        ("/things/1", "deep=1", "/things/{id}: deep: '1' is no boolean"),
        ("/things/search", "", "/things/search: q is required"),
        ("/things/search", "q=far too long", "/things/search: q: 'far too long' is 12 characters long"),
        ("/things/search", "q=tea&ids=1,2,3", "/things/search: ids has 3 values"),
        ("/things/search", "q=tea&ids=x", "/things/search: ids: 'x' is not of the form ^[0-9]+$"),
    ],
)
def test_what_a_specification_does_not_allow_is_named(path: str, query: str, problem: str | None) -> None:
    assert SPEC.problems("GET", path, parse_qs(query)) == ([problem] if problem else [])
    assert SPEC.problems("POST", path, {}) == [f"POST {path} is no operation"]
