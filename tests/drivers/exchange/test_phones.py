"""What a person does on a phone."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene

SCENES = {
    "the obvious call": """
        dial 101 102             | 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        refused phone-hold 101
        phone-answer 102         | 102a CONNECTED 101; 101a CONNECTED 102
        phone-hold 102           | 102a HOLD 101
        phone-retrieve 102       | 102a CONNECTED 101
        phone-hangup 102         | 102a cleared; 101a DISCONNECTED 102
        refused phone-hangup 102
    """,
    "active before ringing": """
        make 101 102     | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        phone-answer 102 | 102a CONNECTED 101; 101a CONNECTED 102
        make 103 102     | 103a accepted; 103a DIALING 102; 102b OFFERING 103; 103a RINGBACK 102
        phone-hangup 102 | 102a cleared; 101a DISCONNECTED 102
        phone-hangup 102 | 102b cleared; 103a DISCONNECTED 102 UNCONNECTED
    """,
    "only held": """
        make 101 102     | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        phone-answer 102 | 102a CONNECTED 101; 101a CONNECTED 102
        phone-hold 102   | 102a HOLD 101
        phone-hangup 102 | 102a cleared; 101a DISCONNECTED 102
    """,
    "several held": """
        make 101 102                        | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a                         | 102a CONNECTED 101; 101a CONNECTED 102
        make 103 102                        | 103a accepted; 103a DIALING 102; 102b OFFERING 103; 103a RINGBACK 102
        answer 102b                         | 102a HOLD 101; 102b CONNECTED 103; 103a CONNECTED 102
        phone-hold 102                      | 102b HOLD 103
        refused phone-retrieve 102
        refused phone-hangup 102
        refused phone-retrieve 102 nonsense
        phone-retrieve 102 102a             | 102a CONNECTED 101
        phone-hangup 102 102b               | 102b cleared; 103a DISCONNECTED 102
    """,
    "hang up a busy tone": """
        dial 101 0301231 | 101a DIALING +498151301231; 101a BUSY +498151301231
        phone-hangup 101 | 101a cleared
    """,
    "unplug": """
        make 101 102             | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a              | 102a CONNECTED 101; 101a CONNECTED 102
        make 102 103             | 102b accepted; 102a HOLD 101; 102b DIALING 103 consultation
                                 | 103a OFFERING 102 held=101; 102b RINGBACK 103 consultation
        phone-unplug 102         | 102 NO_PHONE; 102a cleared phone-lost; 101a DISCONNECTED 102
                                 | 102b cleared phone-lost; 103a DISCONNECTED 102 UNCONNECTED
        refused phone-unplug 102
        refused phone-answer 102
        make 101 102             | 101b impossible; 101b DIALING 102; 101b DISCONNECTED 102 UNCONNECTED
        phone-plug 102           | 102 OPEN
        refused phone-plug 102
        make 104 102             | 104a accepted; 104a DIALING 102; 102c OFFERING 104; 104a RINGBACK 102
        refused phone-answer 199
    """,
    "unplug in a conference": """
        make 101 102         | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a          | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103         | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation; 103a OFFERING 101 held=102
                             | 101b RINGBACK 103 consultation
        answer 103a          | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b | 101c CONNECTED - controller; 101a CONFERENCED 102 member; 101b CONFERENCED 103 member
                             | 101c begins 101a 101b; 103a CONNECTED 101
        phone-unplug 101     | 101 NO_PHONE; 101c ends 101a 101b; 101a cleared phone-lost; 102a DISCONNECTED 101
                             | 101b cleared phone-lost; 103a DISCONNECTED 101; 101c cleared phone-lost
    """,
    "a call back is answered on the phone": """
        make 101 0301231 | 101a accepted; 101a DIALING +498151301231; 101a BUSY +498151301231
        complete 101a    | 101a cleared
        wait 30          | 101b OFFERING +498151301231 callback
        phone-answer 101 | 101b DIALING +498151301231 callback; 101b RINGBACK +498151301231 callback
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)
