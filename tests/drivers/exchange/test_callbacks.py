"""Calls back to busy and unanswered parties."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene

SCENES = {
    "busy extension": """
        make 101 102  | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a   | 102a CONNECTED 101; 101a CONNECTED 102
        make 103 102  | 103a accepted; 103a DIALING 102; 102b OFFERING 103; 103a RINGBACK 102
        answer 102b   | 102a HOLD 101; 102b CONNECTED 103; 103a CONNECTED 102
        make 104 102  | 104a accepted; 104a DIALING 102; 104a BUSY 102
        complete 104a | 104a cleared
        drop 102a     | 102a cleared; 101a DISCONNECTED 102
        drop 102b     | 102b cleared; 103a DISCONNECTED 102; 104b OFFERING 102 callback
        answer 104b   | 104b DIALING 102 callback; 102c OFFERING 104; 104b RINGBACK 102 callback
        answer 102c   | 102c CONNECTED 104; 104b CONNECTED 102 callback
    """,
    "no answer: after the called phone was used": """
        make 101 102          | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        refused complete 102a
        complete 101a         | 101a cleared; 102a DISCONNECTED 101 UNCONNECTED
        make 101 102          | 101b accepted; 101b DIALING 102; 102b OFFERING 101; 101b RINGBACK 102
        drop 101b             | 101b cleared; 102b DISCONNECTED 101 UNCONNECTED; 101c OFFERING 102 callback
        answer 101c           | 101c DIALING 102 callback; 102c OFFERING 101; 101c RINGBACK 102 callback
    """,
    "a later request takes the place of the earlier": """
        make 101 102          | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        complete 101a         | 101a cleared; 102a DISCONNECTED 101 UNCONNECTED
        make 101 102          | 101b accepted; 101b DIALING 102; 102b OFFERING 101; 101b RINGBACK 102
        complete 101b         | 101b cleared; 102b DISCONNECTED 101 UNCONNECTED
        make 103 102          | 103a accepted; 103a DIALING 102; 102c OFFERING 103; 103a RINGBACK 102
        drop 103a             | 103a cleared; 102c DISCONNECTED 103 UNCONNECTED; 101c OFFERING 102 callback
        drop 101c             | 101c cleared
    """,
    "no answer: while the caller is busy himself": """
        make 101 102  | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        complete 101a | 101a cleared; 102a DISCONNECTED 101 UNCONNECTED
        make 101 103  | 101b accepted; 101b DIALING 103; 103a OFFERING 101; 101b RINGBACK 103
        make 104 102  | 104a accepted; 104a DIALING 102; 102b OFFERING 104; 104a RINGBACK 102
        drop 104a     | 104a cleared; 102b DISCONNECTED 104 UNCONNECTED
        drop 101b     | 101b cleared; 103a DISCONNECTED 101 UNCONNECTED; 101c OFFERING 102 callback
        drop 101c     | 101c cleared
    """,
    "do-not-disturb is cleared": """
        dnd 102 on    | 102 settings
        make 101 102  | 101a accepted; 101a DIALING 102; 101a BUSY 102
        complete 101a | 101a cleared
        dnd 102 off   | 102 settings; 101b OFFERING 102 callback
        wait 30       | 101b DISCONNECTED 102 UNCONNECTED callback
    """,
    "only one rings at a time": """
        dnd 102 on    | 102 settings
        make 101 102  | 101a accepted; 101a DIALING 102; 101a BUSY 102
        complete 101a | 101a cleared
        make 103 102  | 103a accepted; 103a DIALING 102; 103a BUSY 102
        complete 103a | 103a cleared
        dnd 102 off   | 102 settings; 101b OFFERING 102 callback
        drop 101b     | 101b cleared; 103b OFFERING 102 callback
        answer 103b   | 103b DIALING 102 callback; 102a OFFERING 103; 103b RINGBACK 102 callback
        drop 102a     | 102a cleared; 103b DISCONNECTED 102 UNCONNECTED callback
    """,
    "outside, busy": """
        make 101 0301231 | 101a accepted; 101a DIALING +498151301231; 101a BUSY +498151301231
        complete 101a    | 101a cleared
        wait 29
        wait 1           | 101b OFFERING +498151301231 callback
        answer 101b      | 101b DIALING +498151301231 callback; 101b RINGBACK +498151301231 callback
        wait 1           | 101b CONNECTED +498151301231 callback
        drop 101b        | 101b cleared
    """,
    "outside, no answer": """
        make 101 0301232 | 101a accepted; 101a DIALING +498151301232; 101a RINGBACK +498151301232
        complete 101a    | 101a cleared
        wait 30          | 101b OFFERING +498151301232 callback
        answer 101b      | 101b DIALING +498151301232 callback; 101b RINGBACK +498151301232 callback
        complete 101b    | 101b cleared
        wait 30          | 101c OFFERING +498151301232 callback
        drop 101c        | 101c cleared
    """,
    "outside, the caller is busy when it gets free": """
        make 101 0301231 | 101a accepted; 101a DIALING +498151301231; 101a BUSY +498151301231
        complete 101a    | 101a cleared
        make 101 102     | 101b accepted; 101b DIALING 102; 102a OFFERING 101; 101b RINGBACK 102
        wait 31
        drop 101b        | 101b cleared; 102a DISCONNECTED 101 UNCONNECTED; 101c OFFERING +498151301231 callback
    """,
    "it expires": """
        dnd 102 on    | 102 settings
        make 101 102  | 101a accepted; 101a DIALING 102; 101a BUSY 102
        complete 101a | 101a cleared
        wait 1799
        wait 1
        dnd 102 off   | 102 settings
    """,
    "busy again when answered": """
        dnd 102 on    | 102 settings
        make 101 102  | 101a accepted; 101a DIALING 102; 101a BUSY 102
        complete 101a | 101a cleared
        dnd 102 off   | 102 settings; 101b OFFERING 102 callback
        make 103 102  | 103a accepted; 103a DIALING 102; 102a OFFERING 103; 103a RINGBACK 102
        answer 102a   | 102a CONNECTED 103; 103a CONNECTED 102
        make 104 102  | 104a accepted; 104a DIALING 102; 102b OFFERING 104; 104a RINGBACK 102
        answer 101b   | 101b DIALING 102 callback; 101b BUSY 102 callback
        wait 30       | 101b DISCONNECTED 102 BUSY callback
    """,
    "answered beside an active call": """
        dnd 102 on    | 102 settings
        make 101 102  | 101a accepted; 101a DIALING 102; 101a BUSY 102
        complete 101a | 101a cleared
        dnd 102 off   | 102 settings; 101b OFFERING 102 callback
        make 103 101  | 103a accepted; 103a DIALING 101; 103a BUSY 101
        wait 30       | 101b DISCONNECTED 102 UNCONNECTED callback; 103a DISCONNECTED 101 BUSY
    """,
    "refused": """
        make 101 102          | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a           | 102a CONNECTED 101; 101a CONNECTED 102
        refused complete 101a
    """,
    "a call that was made as a call back": """
        make 101 102 callback=1 | 101a accepted; 101a OFFERING 102 callback
        answer 101a             | 101a DIALING 102 callback; 102a OFFERING 101; 101a RINGBACK 102 callback
        answer 102a             | 102a CONNECTED 101; 101a CONNECTED 102 callback
    """,
    "made as a call back beside an active call": """
        make 101 103                    | 101a accepted; 101a DIALING 103; 103a OFFERING 101; 101a RINGBACK 103
        answer 103a                     | 103a CONNECTED 101; 101a CONNECTED 103
        make 101 102 callback=1         | 101b accepted; 101b OFFERING 102 callback
        answer 101b                     | 101a HOLD 103; 101b DIALING 102 callback; 102a OFFERING 101
                                        | 101b RINGBACK 102 callback
        refused make 101 104 callback=1
    """,
    "forwarded back to the caller and busy": """
        forward 102 IMMEDIATE 101 | 102 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 101a BUSY 102
        complete 101a             | 101a cleared; 101b OFFERING 102 callback
        wait 30                   | 101b DISCONNECTED 102 UNCONNECTED callback
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)
