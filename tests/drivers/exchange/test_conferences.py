"""Conferences: begin, grow, shrink, end."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene

SCENES = {
    "three parties, one leaves": """
        make 101 102                 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a                  | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103                 | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                     | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        refused conference 101a 101b
        answer 103a                  | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101b 101a         | 101c CONNECTED - controller; 101a CONFERENCED 102 member
                                     | 101b CONFERENCED 103 member; 101c begins 101a 101b; 103a CONNECTED 101
        refused digits 101c 1
        refused digits 101a 1
        refused merge 101c 101a
        drop 103a                    | 103a cleared; 101c removes 101b; 101b DISCONNECTED 103 member; 101c ends 101a
                                     | 101c cleared; 101a CONNECTED 102
        drop 101a                    | 101a cleared; 102a DISCONNECTED 101
    """,
    "the controller drops": """
        make 101 102         | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a          | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103         | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation; 103a OFFERING 101 held=102
                             | 101b RINGBACK 103 consultation
        answer 103a          | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b | 101c CONNECTED - controller; 101a CONFERENCED 102 member; 101b CONFERENCED 103 member
                             | 101c begins 101a 101b; 103a CONNECTED 101
        drop 101c            | 101c ends 101a 101b; 101a cleared; 102a DISCONNECTED 101; 101b cleared
                             | 103a DISCONNECTED 101; 101c cleared
    """,
    "the controller drops a member; the conference is on hold": """
        make 101 102         | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a          | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103         | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation; 103a OFFERING 101 held=102
                             | 101b RINGBACK 103 consultation
        answer 103a          | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b | 101c CONNECTED - controller; 101a CONFERENCED 102 member; 101b CONFERENCED 103 member
                             | 101c begins 101a 101b; 103a CONNECTED 101
        hold 101c            | 101c HOLD - controller
        drop 101b            | 101c removes 101b; 101b cleared; 101c ends 101a; 101c cleared; 101a HOLD 102
                             | 103a DISCONNECTED 101
    """,
    "a third party is added from hold, and by consultation": """
        make 101 102                 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a                  | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103                 | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                     | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        answer 103a                  | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b         | 101c CONNECTED - controller; 101a CONFERENCED 102 member
                                     | 101b CONFERENCED 103 member; 101c begins 101a 101b; 103a CONNECTED 101
        outside +4930123456 101      | 101d OFFERING +4930123456
        answer 101d                  | 101c HOLD - controller; 101d CONNECTED +4930123456
        conference 101c 101d         | 101d CONFERENCED +4930123456 member; 101c CONNECTED - controller
                                     | 101c adds 101d
        make 101 0301230             | 101e accepted; 101c HOLD - controller; 101e DIALING +498151301230 consultation
                                     | 101e RINGBACK +498151301230 consultation
        wait 1                       | 101e CONNECTED +498151301230 consultation
        hold 101e                    | 101e HOLD +498151301230 consultation
        refused conference 101c 101a
        conference 101a 101e         | 101e CONFERENCED +498151301230 member; 101c CONNECTED - controller
                                     | 101c adds 101e
        drop 101a                    | 101c removes 101a; 101a cleared; 102a DISCONNECTED 101
        drop 101b                    | 101c removes 101b; 101b cleared; 103a DISCONNECTED 101
        drop 101d                    | 101c removes 101d; 101d cleared; 101c ends 101e; 101c cleared
                                     | 101e CONNECTED +498151301230
        drop 101e                    | 101e cleared
    """,
    "adding while another call is active": """
        make 101 102            | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a             | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103            | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        answer 103a             | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b    | 101c CONNECTED - controller; 101a CONFERENCED 102 member
                                | 101b CONFERENCED 103 member; 101c begins 101a 101b; 103a CONNECTED 101
        outside +4930123456 101 | 101d OFFERING +4930123456
        answer 101d             | 101c HOLD - controller; 101d CONNECTED +4930123456
        hold 101d               | 101d HOLD +4930123456
        make 101 0301230        | 101e accepted; 101e DIALING +498151301230; 101e RINGBACK +498151301230
        wait 1                  | 101e CONNECTED +498151301230
        conference 101c 101d    | 101d CONFERENCED +4930123456 member; 101e HOLD +498151301230
                                | 101c CONNECTED - controller; 101c adds 101d
    """,
    "no second conference": """
        make 101 102                 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a                  | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103                 | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                     | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        answer 103a                  | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b         | 101c CONNECTED - controller; 101a CONFERENCED 102 member
                                     | 101b CONFERENCED 103 member; 101c begins 101a 101b; 103a CONNECTED 101
        outside +4930123456 101      | 101d OFFERING +4930123456
        answer 101d                  | 101c HOLD - controller; 101d CONNECTED +4930123456
        hold 101d                    | 101d HOLD +4930123456
        make 101 0301230             | 101e accepted; 101e DIALING +498151301230; 101e RINGBACK +498151301230
        wait 1                       | 101e CONNECTED +498151301230
        refused conference 101d 101e
    """,
    "a member is transferred by its other side and rings while the conference ends": """
        make 101 102         | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a          | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103         | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation; 103a OFFERING 101 held=102
                             | 101b RINGBACK 103 consultation
        answer 103a          | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b | 101c CONNECTED - controller; 101a CONFERENCED 102 member; 101b CONFERENCED 103 member
                             | 101c begins 101a 101b; 103a CONNECTED 101
        transfer 102a 104    | 102a cleared REDIRECTED_BY_OWNER; 104a OFFERING 101 by=102; 101a CONFERENCED 104 member
        drop 103a            | 103a cleared; 101c removes 101b; 101b DISCONNECTED 103 member; 101c ends 101a
                             | 101c cleared; 101a HOLD 104; 101a RINGBACK 104
        answer 104a          | 104a CONNECTED 101 by=102; 101a CONNECTED 104
    """,
    "the same, on hold": """
        make 101 102         | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a          | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103         | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation; 103a OFFERING 101 held=102
                             | 101b RINGBACK 103 consultation
        answer 103a          | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b | 101c CONNECTED - controller; 101a CONFERENCED 102 member; 101b CONFERENCED 103 member
                             | 101c begins 101a 101b; 103a CONNECTED 101
        hold 101c            | 101c HOLD - controller
        transfer 102a 104    | 102a cleared REDIRECTED_BY_OWNER; 104a OFFERING 101 by=102; 101a CONFERENCED 104 member
        drop 103a            | 103a cleared; 101c removes 101b; 101b DISCONNECTED 103 member; 101c ends 101a
                             | 101c cleared; 101a HOLD 104
        retrieve 101a        | 101a RINGBACK 104
        drop 104a            | 104a cleared; 101a DISCONNECTED 104 UNCONNECTED
    """,
    "eight parties at most": """
        make 101 102                 | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a                  | 102a CONNECTED 101; 101a CONNECTED 102
        make 101 103                 | 101b accepted; 101a HOLD 102; 101b DIALING 103 consultation
                                     | 103a OFFERING 101 held=102; 101b RINGBACK 103 consultation
        answer 103a                  | 103a CONNECTED 101 held=102; 101b CONNECTED 103 consultation
        conference 101a 101b         | 101c CONNECTED - controller; 101a CONFERENCED 102 member
                                     | 101b CONFERENCED 103 member; 101c begins 101a 101b; 103a CONNECTED 101
        make 101 104                 | 101d accepted; 101c HOLD - controller; 101d DIALING 104 consultation
                                     | 104a OFFERING 101; 101d RINGBACK 104 consultation
        answer 104a                  | 104a CONNECTED 101; 101d CONNECTED 104 consultation
        conference 101c 101d         | 101d CONFERENCED 104 member; 101c CONNECTED - controller; 101c adds 101d
        make 101 105                 | 101e accepted; 101c HOLD - controller; 101e DIALING 105 consultation
                                     | 105a OFFERING 101; 101e RINGBACK 105 consultation
        answer 105a                  | 105a CONNECTED 101; 101e CONNECTED 105 consultation
        conference 101c 101e         | 101e CONFERENCED 105 member; 101c CONNECTED - controller; 101c adds 101e
        make 101 106                 | 101f accepted; 101c HOLD - controller; 101f DIALING 106 consultation
                                     | 106a OFFERING 101; 101f RINGBACK 106 consultation
        answer 106a                  | 106a CONNECTED 101; 101f CONNECTED 106 consultation
        conference 101c 101f         | 101f CONFERENCED 106 member; 101c CONNECTED - controller; 101c adds 101f
        make 101 107                 | 101g accepted; 101c HOLD - controller; 101g DIALING 107 consultation
                                     | 107a OFFERING 101; 101g RINGBACK 107 consultation
        answer 107a                  | 107a CONNECTED 101; 101g CONNECTED 107 consultation
        conference 101c 101g         | 101g CONFERENCED 107 member; 101c CONNECTED - controller; 101c adds 101g
        make 101 108                 | 101h accepted; 101c HOLD - controller; 101h DIALING 108 consultation
                                     | 108a OFFERING 101; 101h RINGBACK 108 consultation
        answer 108a                  | 108a CONNECTED 101; 101h CONNECTED 108 consultation
        conference 101c 101h         | 101h CONFERENCED 108 member; 101c CONNECTED - controller; 101c adds 101h
        make 101 109                 | 101i accepted; 101c HOLD - controller; 101i DIALING 109 consultation
                                     | 109a OFFERING 101; 101i RINGBACK 109 consultation
        answer 109a                  | 109a CONNECTED 101; 101i CONNECTED 109 consultation
        refused conference 101c 101i
        drop 101c                    | 101c ends 101a 101b 101d 101e 101f 101g 101h; 101a cleared
                                     | 102a DISCONNECTED 101; 101b cleared; 103a DISCONNECTED 101; 101d cleared
                                     | 104a DISCONNECTED 101; 101e cleared; 105a DISCONNECTED 101; 101f cleared
                                     | 106a DISCONNECTED 101; 101g cleared; 107a DISCONNECTED 101; 101h cleared
                                     | 108a DISCONNECTED 101; 101c cleared
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)
