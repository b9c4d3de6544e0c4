"""The OpenAPI document: valid, complete, and generated for the server that it describes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from callplane.description.json_schema import Schema
from callplane.description.openapi import openapi
from callplane.description.served import FROM_CLIENT, Served, requests
from callplane.drivers.base import ControlRoute
from callplane.wire import operations

ROUTES = (
    ControlRoute("GET", "phones/{extension}", "A phone.", {"type": "object"}, refusals=(404,)),
    ControlRoute("POST", "outside", "A call.", {"type": "object"}, {"type": "object", "required": ["to"]}, 201, (400, 409)),
    ControlRoute("GET", "outside", "All calls.", {"type": "array"}),
)
SERVED = Served(
    version="1.2.3",
    ucsid="local",
    serves=lambda operation: operation is not operations.START_TLS,
    needs_events=lambda operation: operation is operations.CTI_LINE_MONITOR_START,
    controls={"pbx/v1": ROUTES},
)


@pytest.fixture(scope="module")
def document() -> Schema:
    return openapi(SERVED)


def test_it_is_valid(document: Schema) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == "1.2.3"


@pytest.mark.parametrize("way", ["client", "direct"])
def test_every_operation_can_be_called_with_get_and_post(document: Schema, way: str) -> None:
    expected = {f"/ws/{way}/{operation.name}" for operation in (*requests(), *FROM_CLIENT)}
    found = {path for path in document["paths"] if path.startswith(f"/ws/{way}/asn")}
    assert found == expected
    assert all(set(document["paths"][path]) == {"get", "post"} for path in found)


def test_results_and_errors(document: Schema) -> None:
    responses = document["paths"]["/ws/client/asnCtiMakeCall"]["post"]["responses"]
    assert schema_of(responses["200"]) == {"$ref": "#/components/schemas/AsnCtiMakeCallResult"}
    assert schema_of(responses["403"]) == {"$ref": "#/components/schemas/AsnRequestError"}
    assert set(responses) == {"200", "400", "401", "403", "404", "408", "413", "500"}


def test_what_is_not_served_is_said_to_be_so(document: Schema) -> None:
    responses = document["paths"]["/ws/direct/asnStartTLS"]["post"]["responses"]
    assert "501" in responses
    assert "200" not in responses


def test_what_needs_events_is_marked_where_there_are_none(document: Schema) -> None:
    monitor = "asnCtiLineMonitorStart"
    assert "refused here" in document["paths"][f"/ws/direct/{monitor}"]["post"]["description"]
    assert "refused here" not in document["paths"][f"/ws/client/{monitor}"]["post"]["description"]


def test_simple_members_stand_in_the_query_and_others_as_json(document: Schema) -> None:
    parameters = {p["name"]: p for p in document["paths"]["/ws/client/asnCtiMakeCall"]["get"]["parameters"]}
    assert parameters["u8sPhoneNumberTo"]["schema"] == {"type": "string"}
    assert parameters["u8sPhoneNumberTo"]["required"]
    assert "application/json" in parameters["newCallParams"]["content"]


def test_older_names_are_mentioned(document: Schema) -> None:
    assert "`asnGetUserToken`" in document["paths"]["/ws/client/asnGetUserTokenV2"]["post"]["description"]


def test_control_interfaces_are_described_from_their_drivers_data(document: Schema) -> None:
    assert set(document["paths"]["/pbx/v1/outside"]) == {"get", "post"}
    phone = document["paths"]["/pbx/v1/phones/{extension}"]["get"]
    assert [parameter["name"] for parameter in phone["parameters"]] == ["extension"]
    assert set(phone["responses"]) == {"200", "400", "401", "403", "404", "408", "413"}
    call = document["paths"]["/pbx/v1/outside"]["post"]
    assert call["requestBody"]["required"]
    assert {"201", "409"} <= set(call["responses"])


def test_a_server_without_control_interfaces_has_none_described() -> None:
    document = openapi(replace(SERVED, controls={}))
    OpenAPIV31SpecValidator(document).validate()
    assert not any(path.startswith("/pbx") for path in document["paths"])


def test_no_number_of_an_operation_is_used_twice(document: Schema) -> None:
    found = [item["operationId"] for path in document["paths"].values() for item in path.values()]
    assert len(found) == len(set(found))


def schema_of(response: Schema) -> object:
    return response["content"]["application/json"]["schema"]
