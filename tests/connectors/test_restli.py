"""Addresses as Rest.li 2.0 reads them: structure stays, values are escaped, and the HTTP client changes neither."""

from typing import Any
from urllib.parse import unquote

import httpx
from hypothesis import given
from hypothesis import strategies as st

from connectors import restli
from connectors.http import HttpClient

COMMENT = "urn:li:comment:(urn:li:activity:7,12)"


def test_structure_stays_and_values_are_escaped() -> None:
    params: restli.Params = {
        "q": "a b&c",
        "ids": restli.listing([COMMENT, "x,y"]),
        "range": restli.record(time=restli.record(start=1, end=2), unit="DAY"),
    }

    assert restli.address("/rest/things", params) == (
        "/rest/things?q=a%20b%26c"
        "&ids=List(urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A7%2C12%29,x%2Cy)"
        "&range=(time:(start:1,end:2),unit:DAY)"
    )


@given(st.text(max_size=40).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text)))
def test_no_value_can_be_structure(value: str) -> None:
    written = restli.written(value)

    assert not set(written) & set("(),:&=?#/ ")
    assert unquote(written) == value


def test_the_client_sends_an_address_as_it_is_written() -> None:
    sent: list[bytes] = []

    def answer(request: Any) -> httpx.Response:
        sent.append(request.url.raw_path)
        return httpx.Response(200, json={})

    address = restli.address(f"/rest/things/{restli.escaped(COMMENT)}", {"ids": restli.listing([COMMENT])})
    with HttpClient("https://example.org", transport=httpx.MockTransport(answer)) as client:
        client.get(address)

    assert sent == [address.encode()]
