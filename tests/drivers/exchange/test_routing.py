"""Where calls go: the dial plan and forwards of all modes."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene

SCENES = {
    "immediate, for everybody": """
        forward 102 IMMEDIATE 103 | 102 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 103a OFFERING 101 by=102; 101a RINGBACK 103
        answer 103a               | 103a CONNECTED 101 by=102; 101a CONNECTED 103
    """,
    "immediate, by the caller's kind before everybody": """
        forward 102 IMMEDIATE_INTERNAL 103 | 102 settings
        forward 102 IMMEDIATE_EXTERNAL 104 | 102 settings
        forward 102 IMMEDIATE 105          | 102 settings
        make 101 102                       | 101a accepted; 101a DIALING 102; 103a OFFERING 101 by=102
                                           | 101a RINGBACK 103
        outside +4930123456 102            | 104a OFFERING +4930123456 by=102
    """,
    "immediate, outside only": """
        forward 102 IMMEDIATE_EXTERNAL +49301230 | 102 settings
        make 101 102                             | 101a accepted; 101a DIALING 102; 102a OFFERING 101
                                                 | 101a RINGBACK 102
        outside +4930123456 102
        wait 1
    """,
    "limited to callers": """
        forward 102 IMMEDIATE 103 callers=101,+4930123456 | 102 settings
        make 101 102                                      | 101a accepted; 101a DIALING 102; 103a OFFERING 101 by=102
                                                          | 101a RINGBACK 103
        drop 101a                                         | 101a cleared; 103a DISCONNECTED 101 UNCONNECTED by=102
        make 104 102                                      | 104a accepted; 104a DIALING 102; 102a OFFERING 104
                                                          | 104a RINGBACK 102
        drop 104a                                         | 104a cleared; 102a DISCONNECTED 104 UNCONNECTED
        outside +4930123456 102                           | 103b OFFERING +4930123456 by=102
        outside - 102                                     | 102b OFFERING - hidden
    """,
    "busy": """
        forward 102 BUSY 103 | 102 settings
        make 101 102         | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a          | 102a CONNECTED 101; 101a CONNECTED 102
        make 104 102         | 104a accepted; 104a DIALING 102; 102b OFFERING 104; 104a RINGBACK 102
        make 105 102         | 105a accepted; 105a DIALING 102; 103a OFFERING 105 by=102; 105a RINGBACK 103
    """,
    "busy, by kind": """
        dnd 102 on                    | 102 settings
        forward 102 BUSY_INTERNAL 103 | 102 settings
        forward 102 BUSY_EXTERNAL 104 | 102 settings
        make 101 102                  | 101a accepted; 101a DIALING 102; 103a OFFERING 101 by=102; 101a RINGBACK 103
        outside +4930123456 102       | 104a OFFERING +4930123456 by=102
    """,
    "immediate goes before do-not-disturb": """
        dnd 102 on                | 102 settings
        forward 102 BUSY 103      | 102 settings
        forward 102 IMMEDIATE 104 | 102 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 104a OFFERING 101 by=102; 101a RINGBACK 104
    """,
    "no answer": """
        forward 102 NO_ANSWER 103 | 102 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        wait 19
        wait 1                    | 102a cleared REDIRECTED; 103a OFFERING 101 by=102; 101a RINGBACK 103
        answer 103a               | 103a CONNECTED 101 by=102; 101a CONNECTED 103
    """,
    "no answer, with a time, by kind": """
        forward 102 NO_ANSWER_INTERNAL 103 seconds=5 | 102 settings
        forward 102 NO_ANSWER_EXTERNAL 104 seconds=7 | 102 settings
        make 101 102                                 | 101a accepted; 101a DIALING 102; 102a OFFERING 101
                                                     | 101a RINGBACK 102
        wait 5                                       | 102a cleared REDIRECTED; 103a OFFERING 101 by=102
                                                     | 101a RINGBACK 103
        drop 101a                                    | 101a cleared; 103a DISCONNECTED 101 UNCONNECTED by=102
        outside +4930123456 102                      | 102b OFFERING +4930123456
        wait 6
        wait 1                                       | 102b cleared REDIRECTED; 104a OFFERING +4930123456 by=102
    """,
    "no answer later than anybody waits": """
        forward 102 NO_ANSWER 103 seconds=300 | 102 settings
        make 101 102                          | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        wait 180                              | 102a DISCONNECTED 101 UNCONNECTED; 101a DISCONNECTED 102 UNCONNECTED
    """,
    "no answer, then busy": """
        forward 102 NO_ANSWER 103 | 102 settings
        dnd 103 on                | 103 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        wait 20                   | 102a cleared REDIRECTED; 101a BUSY 103
    """,
    "no answer, then unobtainable": """
        forward 102 NO_ANSWER 103 | 102 settings
        phone-unplug 103          | 103 NO_PHONE
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        wait 20                   | 102a cleared REDIRECTED; 101a DISCONNECTED 103 UNCONNECTED
    """,
    "unplugged": """
        phone-unplug 102                            | 102 NO_PHONE
        make 101 102                                | 101a impossible; 101a DIALING 102
                                                    | 101a DISCONNECTED 102 UNCONNECTED
        forward 102 ADMIN_DISCONNECTED 106          | 102 settings
        make 101 102                                | 101b accepted; 101b DIALING 102; 106a OFFERING 101 by=102
                                                    | 101b RINGBACK 106
        drop 101b                                   | 101b cleared; 106a DISCONNECTED 101 UNCONNECTED by=102
        forward 102 ADMIN_DISCONNECTED_INTERNAL 105 | 102 settings
        make 101 102                                | 101c accepted; 101c DIALING 102; 105a OFFERING 101 by=102
                                                    | 101c RINGBACK 105
        drop 101c                                   | 101c cleared; 105a DISCONNECTED 101 UNCONNECTED by=102
        forward 102 DISCONNECTED 104                | 102 settings
        make 101 102                                | 101d accepted; 101d DIALING 102; 104a OFFERING 101 by=102
                                                    | 101d RINGBACK 104
        drop 101d                                   | 101d cleared; 104a DISCONNECTED 101 UNCONNECTED by=102
        forward 102 DISCONNECTED_INTERNAL 103       | 102 settings
        make 101 102                                | 101e accepted; 101e DIALING 102; 103a OFFERING 101 by=102
                                                    | 101e RINGBACK 103
        forward 102 DISCONNECTED_EXTERNAL 107       | 102 settings
        outside +4930123456 102                     | 107a OFFERING +4930123456 by=102
    """,
    "a chain": """
        forward 102 IMMEDIATE 103 | 102 settings
        forward 103 IMMEDIATE 104 | 103 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 104a OFFERING 101 by=103; 101a RINGBACK 104
    """,
    "a chain of five, and of six": """
        forward 102 IMMEDIATE 103 | 102 settings
        forward 103 IMMEDIATE 104 | 103 settings
        forward 104 IMMEDIATE 105 | 104 settings
        forward 105 IMMEDIATE 106 | 105 settings
        forward 106 IMMEDIATE 107 | 106 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 107a OFFERING 101 by=106; 101a RINGBACK 107
        drop 101a                 | 101a cleared; 107a DISCONNECTED 101 UNCONNECTED by=106
        forward 107 IMMEDIATE 108 | 107 settings
        make 101 102              | 101b accepted; 101b DIALING 102; 101b BUSY 107
    """,
    "a loop": """
        forward 102 IMMEDIATE 103 | 102 settings
        forward 103 IMMEDIATE 102 | 103 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 101a BUSY 103
    """,
    "a loop of no answer": """
        forward 102 NO_ANSWER 103 seconds=10 | 102 settings
        forward 103 NO_ANSWER 102 seconds=10 | 103 settings
        make 101 102                         | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        wait 10                              | 102a cleared REDIRECTED; 103a OFFERING 101 by=102; 101a RINGBACK 103
        wait 10                              | 103a cleared REDIRECTED; 102b OFFERING 101 by=103; 101a RINGBACK 102
        wait 10                              | 102b cleared REDIRECTED; 103b OFFERING 101 by=102; 101a RINGBACK 103
        wait 10                              | 103b cleared REDIRECTED; 102c OFFERING 101 by=103; 101a RINGBACK 102
        wait 10                              | 102c cleared REDIRECTED; 103c OFFERING 101 by=102; 101a RINGBACK 103
        wait 10                              | 103c cleared REDIRECTED; 101a BUSY 103
    """,
    "forwarded to the caller": """
        forward 102 IMMEDIATE 101 | 102 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 101a BUSY 102
        complete 101a             | 101a cleared; 101b OFFERING 102 callback
    """,
    "forwarded outside: busy, unobtainable": """
        forward 102 IMMEDIATE +49301231 | 102 settings
        make 101 102                    | 101a accepted; 101a DIALING 102; 101a BUSY +49301231
        forward 102 IMMEDIATE +49301233 | 102 settings
        make 103 102                    | 103a impossible; 103a DIALING 102; 103a DISCONNECTED +49301233 UNCONNECTED
    """,
    "a transfer follows forwards": """
        forward 103 IMMEDIATE 104 | 103 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a               | 102a CONNECTED 101; 101a CONNECTED 102
        transfer 102a 103         | 102a cleared REDIRECTED_BY_OWNER; 104a OFFERING 101 by=103; 101a RINGBACK 104
    """,
    "no answer, forwarded to the caller": """
        forward 102 NO_ANSWER 101 | 102 settings
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        wait 20                   | 102a cleared REDIRECTED; 101a BUSY 102
    """,
    "forms of numbers": """
        make 101 +4981513685-6102   | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        drop 101a                   | 101a cleared; 102a DISCONNECTED 101 UNCONNECTED
        make 101 000493012345-0     | 101b accepted; 101b DIALING +4930123450; 101b RINGBACK +4930123450
        drop 101b                   | 101b cleared
        make 101 003012345-0        | 101c accepted; 101c DIALING +4930123450; 101c RINGBACK +4930123450
        drop 101c                   | 101c cleared
        make 101 0-11880            | 101d accepted; 101d DIALING 11880; 101d RINGBACK 11880
        drop 101d                   | 101d cleared
        make 101 00-8151-36856-102  | 101e accepted; 101e DIALING 102; 102b OFFERING 101; 101e RINGBACK 102
        drop 101e                   | 101e cleared; 102b DISCONNECTED 101 UNCONNECTED
        make 101 0                  | 101f impossible; 101f DIALING -; 101f DISCONNECTED - UNCONNECTED
        make 101 0-1234567890123456 | 101g impossible; 101g DIALING +4981511234567890123456
                                    | 101g DISCONNECTED +4981511234567890123456 UNCONNECTED
        make 101 ""                 | 101h impossible; 101h DIALING -; 101h DISCONNECTED - UNCONNECTED
        make 101 hello              | 101i impossible; 101i DIALING -; 101i DISCONNECTED - UNCONNECTED
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)
