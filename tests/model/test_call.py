"""What a call says of itself."""

from __future__ import annotations

import pytest
from tests.model.examples import LINE, call

from callplane.model.call import CallState, CallType


def test_a_call_shows_its_pbx_s_facts() -> None:
    held = call("x", CallState.HOLD, CallType.CONSULTATION)
    assert (held.id, held.line, held.state, held.type) == ("x", LINE, CallState.HOLD, CallType.CONSULTATION)


@pytest.mark.parametrize("kind", CallType)
def test_one_type_controls_a_conference(kind: CallType) -> None:
    assert call(kind=kind).is_controller == (kind is CallType.CONFERENCE_CONTROLLER)
