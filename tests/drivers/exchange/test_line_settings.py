"""Do-not-disturb, forwards and remote office as settings."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene

from callplane.drivers.exchange.line_settings import carried_out
from callplane.model.line import Capability, Forward, ForwardController, ForwardMode, LineSettings, RemoteOffice

SCENES = {
    "do-not-disturb": """
        dnd 102 on   | 102 settings
        dnd 102 on
        make 101 102 | 101a accepted; 101a DIALING 102; 101a BUSY 102
        dnd 102 off  | 102 settings
        make 103 102 | 103a accepted; 103a DIALING 102; 102a OFFERING 103; 103a RINGBACK 102
    """,
    "do-not-disturb does not touch a ringing call": """
        make 101 102 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        dnd 102 on   | 102 settings
        answer 102a  | 102a CONNECTED 101; 101a CONNECTED 102
    """,
    "forwards that are refused": """
        refused forward 102 IMMEDIATE 102
        refused forward 102 NONE 103
        refused forward 102 ADMIN 103
        refused forward 102 IMMEDIATE 199
        refused forward 102 NO_ANSWER 103 seconds=-1
        refused forward 199 IMMEDIATE 103
    """,
    "remove": """
        unforward 102
        forward 102 IMMEDIATE 103   | 102 settings
        forward 102 BUSY 104        | 102 settings
        unforward 102 IMMEDIATE 104
        unforward 102 IMMEDIATE 103 | 102 settings
        forward 102 NO_ANSWER 105   | 102 settings
        unforward 102               | 102 settings
    """,
    "remote offices that are refused": """
        refused office 102 102
        refused office 102 199
        office 102 off
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)


def test_only_its_own_part_of_remembered_settings_is_carried_out() -> None:
    own = Forward(ForwardMode.BUSY, "+49301230")
    others = (
        Forward(ForwardMode.IMMEDIATE, "+49301230"),
        Forward(ForwardMode.BUSY, "+49301231", controller=ForwardController.SERVER_USER),
    )
    office = RemoteOffice(enabled=True, destination="+49301230")
    remembered = LineSettings(do_not_disturb=True, forwards=(own, *others), remote_office=office)
    assert carried_out(remembered, Capability.NONE, ForwardMode.BUSY) == LineSettings(forwards=(own,))
    everything = carried_out(remembered, Capability.ALL, ForwardMode.ALL)
    assert everything == LineSettings(True, (own, others[0]), office)
