"""What a line says of itself."""

from __future__ import annotations

from dataclasses import replace

from tests.model.examples import LINE, line_report

from callplane.model.line import Capability, ForwardMode, Line, LineStatus


def test_a_line_can_do_what_its_pbx_or_the_server_does() -> None:
    line = Line(line_report(Capability.HOLD), "demo", emulated=Capability.SWAP)
    assert (line.uri, line.number) == (LINE, "+49101")
    assert line.capabilities == Capability.HOLD | Capability.SWAP


def test_a_line_whose_pbx_is_away_can_do_nothing() -> None:
    away = Line(replace(line_report(), status=LineStatus.NO_PBX), "demo", emulated=Capability.SWAP)
    assert away.capabilities is Capability.NONE


def test_a_line_without_phone_keeps_its_abilities() -> None:
    assert Line(replace(line_report(), status=LineStatus.NO_PHONE), "demo").capabilities == Capability.ALL


def test_the_masks_hold_all_bits() -> None:
    assert sum(Capability) - Capability.ALL in (0, Capability.ALL)
    assert int(ForwardMode.ALL) == sum(1 << bit for bit in range(15))
    assert int(ForwardMode.ADMIN) == 4096 + 8192 + 16384
