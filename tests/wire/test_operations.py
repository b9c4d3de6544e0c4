from __future__ import annotations

from callplane.wire import operations
from callplane.wire.types import cti
from callplane.wire.types.common import AsnRequestError


def test_found_by_number() -> None:
    assert operations.find(1202, None) is operations.CTI_MAKE_CALL
    assert operations.find(1202, "asnCtiHold") is operations.CTI_MAKE_CALL


def test_found_by_name_when_the_number_is_0() -> None:
    assert operations.find(0, "asnCtiHold") is operations.CTI_HOLD


def test_names_of_older_clients_are_served_by_what_followed_them() -> None:
    assert operations.find(0, "asnGetLoggedInContact") is operations.GET_LOGGED_IN_CONTACT_V2
    assert operations.find(0, "asnGetUserToken") is operations.GET_USER_TOKEN_V2
    assert not operations.DEPRECATED.keys() & {operation.name for operation in operations.ALL}


def test_unknown_ones_are_not_found() -> None:
    assert operations.find(4711, "asnCtiHold") is None
    assert operations.find(0, "asnFuture") is None
    assert operations.find(0, None) is None


def test_requests_and_events() -> None:
    hold = operations.CTI_HOLD
    assert (hold.argument, hold.result, hold.error) == (cti.AsnCtiHoldArgument, cti.AsnCtiHoldResult, AsnRequestError)
    assert not hold.is_event
    assert operations.CTI_NOTIFY_MAKE_CALL_RESULT.is_event
    assert operations.CTI_NOTIFY_MAKE_CALL_RESULT.error is None


def test_the_interface_has_23_operations_and_15_events_of_call_control() -> None:
    cti_operations = [operation for operation in operations.ALL if operation.name.startswith("asnCti")]
    assert sum(operation.is_event for operation in cti_operations) == 15
    assert sum(not operation.is_event for operation in cti_operations) == 23
