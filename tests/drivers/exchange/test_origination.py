"""How calls begin."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene

SCENES = {
    "four calls": """
        outside +4930123456 101 | 101a OFFERING +4930123456
        answer 101a             | 101a CONNECTED +4930123456
        make 101 0301230        | 101b accepted; 101a HOLD +4930123456; 101b DIALING +498151301230 consultation
                                | 101b RINGBACK +498151301230 consultation
        wait 1                  | 101b CONNECTED +498151301230 consultation
        make 101 0301230        | 101c accepted; 101b HOLD +498151301230 consultation
                                | 101c DIALING +498151301230 consultation; 101c RINGBACK +498151301230 consultation
        wait 1                  | 101c CONNECTED +498151301230 consultation
        make 101 0301230        | 101d accepted; 101c HOLD +498151301230 consultation
                                | 101d DIALING +498151301230 consultation; 101d RINGBACK +498151301230 consultation
        refused make 101 102
        wait 1                  | 101d CONNECTED +498151301230 consultation
        refused make 101 102
        drop 101a               | 101a cleared
        make 101 102            | 101e accepted; 101d HOLD +498151301230 consultation; 101e DIALING 102 consultation
                                | 102a OFFERING 101 held=+498151301230; 101e RINGBACK 102 consultation
        refused make 101 103
    """,
    "consultation of a call that is named": """
        make 101 102                     | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        refused make 101 103 beside=101a
        answer 102a                      | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103 beside=101a         | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                         | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        answer 103a                      | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        make 101 104 beside=101a         | 101c accepted; 101b HOLD 103 consultation; 101c DIALING 104 consultation
                                         | 104a OFFERING 101 held=102; 101c RINGBACK 104 consultation
        refused make 102 104 beside=101a
    """,
    "an unobtainable consultation leaves the first call on hold": """
        make 101 102  | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a   | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 199  | 101b impossible; 101a HOLD 102; 101b DIALING 199 consultation
                      | 101b DISCONNECTED 199 UNCONNECTED consultation
        retrieve 101a | 101a CONNECTED 102
    """,
    "dialled on the phone": """
        dial 101 102           | 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        phone-answer 102       | 102a CONNECTED 101; 101a CONNECTED 102
        dial 101 199           | 101a HOLD 102; 101b DIALING 199 consultation
                               | 101b DISCONNECTED 199 UNCONNECTED consultation
        dial 103 "(0) 30-1230" | 103a DIALING +498151301230; 103a RINGBACK +498151301230
        wait 1                 | 103a CONNECTED +498151301230
    """,
    "unplugged": """
        phone-unplug 101                | 101 NO_PHONE
        refused make 101 102
        refused dial 101 102
        refused make 101 102 callback=1
    """,
    "with an address": """
        make 101 102 address=private | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)
