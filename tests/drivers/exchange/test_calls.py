"""The life of calls between two parties."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene
from tests.leftovers import leftovers

from callplane.drivers.exchange.legs import Leg

SCENES = {
    "basic": """
        make 101 102  | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a   | 102a CONNECTED 101; 101a CONNECTED 102
        hold 101a     | 101a HOLD 102
        hold 102a     | 102a HOLD 101
        retrieve 101a | 101a CONNECTED 102
        drop 102a     | 102a cleared; 101a DISCONNECTED 102
    """,
    "caller hangs up while it rings": """
        make 101 102 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        drop 101a    | 101a cleared; 102a DISCONNECTED 101 UNCONNECTED
    """,
    "reject": """
        make 101 102 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        drop 102a    | 102a cleared; 101a DISCONNECTED 102 UNCONNECTED
    """,
    "nobody answers": """
        make 101 102 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        wait 179
        wait 1       | 102a DISCONNECTED 101 UNCONNECTED; 101a DISCONNECTED 102 UNCONNECTED
    """,
    "unobtainable": """
        make 101 199     | 101a impossible; 101a DIALING 199; 101a DISCONNECTED 199 UNCONNECTED
        make 101 101     | 101b impossible; 101b DIALING 101; 101b DISCONNECTED 101 UNCONNECTED
        make 101 0301233 | 101c impossible; 101c DIALING +498151301233; 101c DISCONNECTED +498151301233 UNCONNECTED
        make 101 *21#    | 101d impossible; 101d DIALING *21#; 101d DISCONNECTED *21# UNCONNECTED
    """,
    "busy": """
        make 101 0301231 | 101a accepted; 101a DIALING +498151301231; 101a BUSY +498151301231
        wait 30          | 101a DISCONNECTED +498151301231 BUSY
        make 101 0301231 | 101b accepted; 101b DIALING +498151301231; 101b BUSY +498151301231
        drop 101b        | 101b cleared
    """,
    "outside answers": """
        make 101 0301230 | 101a accepted; 101a DIALING +498151301230; 101a RINGBACK +498151301230
        wait 1           | 101a CONNECTED +498151301230
        drop 101a        | 101a cleared
    """,
    "outside rings forever": """
        make 101 0301232 | 101a accepted; 101a DIALING +498151301232; 101a RINGBACK +498151301232
        wait 180         | 101a DISCONNECTED +498151301232 UNCONNECTED
    """,
    "outside rejects": """
        make 101 0301234 | 101a accepted; 101a DIALING +498151301234; 101a RINGBACK +498151301234
        wait 1           | 101a DISCONNECTED +498151301234 UNCONNECTED
    """,
    "outside hangs up": """
        make 101 0301235 | 101a accepted; 101a DIALING +498151301235; 101a RINGBACK +498151301235
        wait 1           | 101a CONNECTED +498151301235
        wait 2           | 101a DISCONNECTED +498151301235
    """,
    "from outside": """
        outside +4930123456 101 | 101a OFFERING +4930123456
        phone-answer 101        | 101a CONNECTED +4930123456
        outside-hangup o1       | 101a DISCONNECTED +4930123456
        outside - 102           | 102a OFFERING - hidden
        phone-hangup 102        | 102a cleared
    """,
    "call waiting": """
        make 101 102 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a  | 102a CONNECTED 101; 101a CONNECTED 102
        make 103 102 | 103a accepted; 103a DIALING 102; 102b OFFERING 103; 103a RINGBACK 102
        answer 102b  | 102a HOLD 101; 102b CONNECTED 103; 103a CONNECTED 102
        make 104 102 | 104a accepted; 104a DIALING 102; 104a BUSY 102
        wait 30      | 104a DISCONNECTED 102 BUSY
    """,
    "both ways: dialling and called": """
        make 101 102 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        make 103 101 | 103a accepted; 103a DIALING 101; 101b OFFERING 103; 103a RINGBACK 101
        answer 101b  | 101b CONNECTED 103; 103a CONNECTED 101
        answer 102a  | 102a CONNECTED 101; 101b HOLD 103; 101a CONNECTED 102
    """,
    "hidden": """
        make 101 102 hidden=1 | 101a accepted; 101a DIALING 102 hidden; 102a OFFERING - hidden
                              | 101a RINGBACK 102 hidden
        answer 102a           | 102a CONNECTED - hidden; 101a CONNECTED 102 hidden
    """,
    "emergency": """
        make 101 0110 | 101a accepted; 101a DIALING 110; 101a RINGBACK 110
        wait 1        | 101a CONNECTED 110
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)


@pytest.mark.parametrize("name", ["basic", "caller hangs up while it rings", "reject", "nobody answers"])
def test_what_has_ended_leaves_nothing_to_be_collected(name: str) -> None:
    scene = Scene()
    with leftovers(Leg) as left:
        scene.play(SCENES[name])
        scene.do("wait 1000")  # time-outs that were called off are forgotten, too
    assert not left
