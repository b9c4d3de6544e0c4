"""Hold, swap, merge, redirect, transfer and pickup."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene

SCENES = {
    "hold": """
        make 101 102      | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        refused hold 101a
        answer 102a       | 102a CONNECTED 101; 101a CONNECTED 102
        hold 101a         | 101a HOLD 102
        hold 102a         | 102a HOLD 101
        refused hold 101a
        retrieve 101a     | 101a CONNECTED 102
        retrieve 102a     | 102a CONNECTED 101
    """,
    "consultation swap": """
        make 101 102           | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a            | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103           | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                               | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        refused swap 101a 101b
        refused retrieve 101a
        answer 103a            | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        swap 101a 101b         | 101b HOLD 103 consultation; 101a CONNECTED 102; 103a CONNECTED 101
        refused swap 101a 101b
        hold 101a              | 101a HOLD 102; 103a CONNECTED 101 held=102
        retrieve 101b          | 101b CONNECTED 103 consultation
        drop 101a              | 101a cleared; 102a DISCONNECTED 101; 103a CONNECTED 101
    """,
    "merge after consultation": """
        make 101 102            | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a             | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103            | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        refused merge 101b 101a
        answer 103a             | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        merge 101b 101a         | 101a cleared; 101b cleared; 103a CONNECTED 102; 102a CONNECTED 103
        drop 102a               | 102a cleared; 103a DISCONNECTED 102
    """,
    "merge: held stays held": """
        make 101 102            | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a             | 102a CONNECTED 101; 101a CONNECTED 102
        hold 102a               | 102a HOLD 101
        make 101 103            | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        answer 103a             | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        refused merge 101a 101b
        merge 101b 101a         | 101a cleared; 101b cleared; 103a CONNECTED 102; 102a HOLD 103
        retrieve 102a           | 102a CONNECTED 103
    """,
    "merge two incoming with outside": """
        outside +4930123456 101   | 101a OFFERING +4930123456
        answer 101a               | 101a CONNECTED +4930123456
        outside +4930123457 101   | 101b OFFERING +4930123457
        answer 101b               | 101a HOLD +4930123456; 101b CONNECTED +4930123457
        merge 101b 101a           | 101a cleared; 101b cleared
        outside-hangup o1
        refused outside-hangup o2
    """,
    "merge outside and inside": """
        outside +4930123456 101 | 101a OFFERING +4930123456
        answer 101a             | 101a CONNECTED +4930123456
        make 101 102            | 101b accepted; 101a HOLD +4930123456; 101b DIALING 102 consultation
                                | 102a OFFERING 101 held=+4930123456; 101b RINGBACK 102 consultation
        answer 102a             | 102a CONNECTED 101 held=+4930123456; 101b CONNECTED 102 consultation
        merge 101b 101a         | 101a cleared; 101b cleared; 102a CONNECTED +4930123456
    """,
    "merge calls of the same extension": """
        make 101 102    | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a     | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 102    | 101b accepted; 101a HOLD 102; 101b DIALING 102 consultation; 102b OFFERING 101 held=102
                        | 101b RINGBACK 102 consultation
        answer 102b     | 102a HOLD 101; 102b CONNECTED 101 held=102; 101b CONNECTED 102 consultation
        merge 101b 101a | 101a cleared; 101b cleared; 102a DISCONNECTED 101; 102b DISCONNECTED 101
    """,
    "redirect": """
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        refused redirect 101a 103
        refused redirect 102a 102
        refused redirect 102a 101
        refused redirect 102a 199
        redirect 102a 103         | 102a cleared REDIRECTED_BY_OWNER; 103a OFFERING 101 by=102; 101a RINGBACK 103
        answer 103a               | 103a CONNECTED 101 by=102; 101a CONNECTED 103
    """,
    "redirect to busy, unobtainable": """
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        dnd 103 on                | 103 settings
        refused redirect 102a 103
        redirect 102a 0301231     | 102a cleared REDIRECTED_BY_OWNER; 101a BUSY +498151301231
        make 104 105              | 104a accepted; 104a DIALING 105; 105a OFFERING 104; 104a RINGBACK 105
        redirect 105a 0301233     | 105a cleared REDIRECTED_BY_OWNER; 104a DISCONNECTED +498151301233 UNCONNECTED
        make 106 105              | 106a accepted; 106a DIALING 105; 105b OFFERING 106; 106a RINGBACK 105
        redirect 105b 0301230     | 105b cleared REDIRECTED_BY_OWNER; 106a RINGBACK +498151301230
        wait 1                    | 106a CONNECTED +498151301230
    """,
    "blind transfer": """
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a               | 102a CONNECTED 101; 101a CONNECTED 102
        refused transfer 102a 101
        refused transfer 102a 102
        transfer 102a 103         | 102a cleared REDIRECTED_BY_OWNER; 103a OFFERING 101 by=102; 101a RINGBACK 103
        answer 103a               | 103a CONNECTED 101 by=102; 101a CONNECTED 103
        transfer 101a 102         | 101a cleared REDIRECTED_BY_OWNER; 102b OFFERING 103 by=101
                                  | 103a RINGBACK 102 by=102
        wait 60                   | 102b DISCONNECTED 103 UNCONNECTED by=101; 103a DISCONNECTED 102 UNCONNECTED by=102
    """,
    "blind transfer outside": """
        make 101 102          | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a           | 102a CONNECTED 101; 101a CONNECTED 102
        transfer 101a 0301231 | 101a cleared REDIRECTED_BY_OWNER; 102a DISCONNECTED +498151301231 UNCONNECTED
        make 101 102          | 101b accepted; 101b DIALING 102; 102b OFFERING 101; 101b RINGBACK 102
        answer 102b           | 102b CONNECTED 101; 101b CONNECTED 102
        transfer 101b 0301234 | 101b cleared REDIRECTED_BY_OWNER; 102b RINGBACK +498151301234
        wait 1                | 102b DISCONNECTED +498151301234 UNCONNECTED
    """,
    "transfer rejected": """
        make 101 102      | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a       | 102a CONNECTED 101; 101a CONNECTED 102
        transfer 101a 103 | 101a cleared REDIRECTED_BY_OWNER; 103a OFFERING 102 by=101; 102a RINGBACK 103
        drop 103a         | 103a cleared; 102a DISCONNECTED 103 UNCONNECTED
    """,
    "transfer of somebody who holds": """
        make 101 102      | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a       | 102a CONNECTED 101; 101a CONNECTED 102
        hold 101a         | 101a HOLD 102
        transfer 102a 103 | 102a cleared REDIRECTED_BY_OWNER; 103a OFFERING 101 by=102; 101a HOLD 103
        retrieve 101a     | 101a RINGBACK 103
        answer 103a       | 103a CONNECTED 101 by=102; 101a CONNECTED 103
    """,
    "transfer of somebody who holds 2": """
        make 101 102      | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a       | 102a CONNECTED 101; 101a CONNECTED 102
        hold 101a         | 101a HOLD 102
        transfer 102a 103 | 102a cleared REDIRECTED_BY_OWNER; 103a OFFERING 101 by=102; 101a HOLD 103
        answer 103a       | 103a CONNECTED 101 by=102
        retrieve 101a     | 101a CONNECTED 103
    """,
    "pickup": """
        make 101 102    | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        pickup 103 102a | 102a cleared REDIRECTED; 103a OFFERING 101 by=102; 103a CONNECTED 101 by=102
                        | 101a CONNECTED 103
    """,
    "pickup with active": """
        make 103 104            | 103a accepted; 103a DIALING 104; 104a OFFERING 103; 103a RINGBACK 104
        answer 104a             | 104a CONNECTED 103; 103a CONNECTED 104
        make 101 102            | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        refused pickup 101 102a
        refused pickup 102 102a
        refused pickup 103 101a
        pickup 103 102a         | 102a cleared REDIRECTED; 103b OFFERING 101 by=102; 103a HOLD 104
                                | 103b CONNECTED 101 by=102; 101a CONNECTED 103
    """,
    "pickup unplugged": """
        make 101 102            | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        phone-unplug 103        | 103 NO_PHONE
        refused pickup 103 102a
    """,
    "digits through a remote phone": """
        office 102 105 | 102 settings
        make 101 102   | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
                       | 105a OFFERING 101 by=102
        answer 105a    | 105a CONNECTED 101 by=102; 102a CONNECTED 101; 101a CONNECTED 102
        digits 101a 1
        digits 105a 2
    """,
    "a call back can be neither redirected nor picked up": """
        make 101 0301231          | 101a accepted; 101a DIALING +498151301231; 101a BUSY +498151301231
        complete 101a             | 101a cleared
        wait 30                   | 101b OFFERING +498151301231 callback
        refused redirect 101b 102
        refused pickup 102 101b
    """,
    "a conference can be neither merged nor transferred": """
        make 101 102              | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a               | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103              | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                  | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        answer 103a               | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b      | 101c CONNECTED - controller; 101a CONFERENCED 102 member
                                  | 101b CONFERENCED 103 member; 101c begins 101a 101b; 103a CONNECTED 101
        outside +4930123456 101   | 101d OFFERING +4930123456
        answer 101d               | 101c HOLD - controller; 101d CONNECTED +4930123456
        refused merge 101d 101c
        refused retrieve 101c
        swap 101c 101d            | 101d HOLD +4930123456; 101c CONNECTED - controller
        refused merge 101c 101d
        refused transfer 101c 104
    """,
    "merging somebody who rings after a transfer": """
        make 101 102      | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a       | 102a CONNECTED 101; 101a CONNECTED 102
        make 103 101      | 103a accepted; 103a DIALING 101; 101b OFFERING 103; 103a RINGBACK 101
        hold 101a         | 101a HOLD 102
        answer 101b       | 101b CONNECTED 103; 103a CONNECTED 101
        transfer 102a 104 | 102a cleared REDIRECTED_BY_OWNER; 104a OFFERING 101 by=102; 101a HOLD 104
        merge 101b 101a   | 101a cleared; 101b cleared; 103a RINGBACK 104; 104a OFFERING 103 by=102
        answer 104a       | 104a CONNECTED 103 by=102; 103a CONNECTED 104
    """,
    "merged by the party that is consulted": """
        make 101 102    | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a     | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103    | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation; 103a OFFERING 101 held=102
                        | 101b RINGBACK 103 consultation
        answer 103a     | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        make 103 104    | 103b accepted; 103a HOLD 101 held=102; 103b DIALING 104 consultation
                        | 104a OFFERING 103 held=101; 103b RINGBACK 104 consultation
        answer 104a     | 104a CONNECTED 103 held=101; 103b CONNECTED 104 consultation
        merge 103b 103a | 103a cleared; 103b cleared; 104a CONNECTED 101; 101b CONNECTED 104
        swap 101a 101b  | 101b HOLD 104; 101a CONNECTED 102
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)
