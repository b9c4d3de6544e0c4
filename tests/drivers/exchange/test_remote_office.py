"""Calls over the remote phone of a line's user."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene

SCENES = {
    "incoming, answered at the remote phone": """
        office 101 105 | 101 settings
        make 102 101   | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                       | 105a OFFERING 102 by=101
        answer 105a    | 105a CONNECTED 102 by=101; 101a CONNECTED 102; 102a CONNECTED 101
        hold 101a      | 101a HOLD 102
        retrieve 101a  | 101a CONNECTED 102
        digits 105a 12
        drop 101a      | 101a cleared; 105a DISCONNECTED 102 by=101; 102a DISCONNECTED 101
    """,
    "incoming, answered at the desk": """
        office 101 105 | 101 settings
        make 102 101   | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                       | 105a OFFERING 102 by=101
        answer 101a    | 105a DISCONNECTED 102 UNCONNECTED by=101; 101a CONNECTED 102; 102a CONNECTED 101
        drop 102a      | 102a cleared; 101a DISCONNECTED 102
    """,
    "incoming, remote phone rejects": """
        office 101 105 | 101 settings
        make 102 101   | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                       | 105a OFFERING 102 by=101
        drop 105a      | 105a cleared
        answer 101a    | 101a CONNECTED 102; 102a CONNECTED 101
    """,
    "incoming, the caller gives up": """
        office 101 105 | 101 settings
        make 102 101   | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                       | 105a OFFERING 102 by=101
        drop 102a      | 102a cleared; 101a DISCONNECTED 102 UNCONNECTED; 105a DISCONNECTED 102 UNCONNECTED by=101
    """,
    "remote phone hangs up": """
        office 101 105 | 101 settings
        make 102 101   | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                       | 105a OFFERING 102 by=101
        answer 105a    | 105a CONNECTED 102 by=101; 101a CONNECTED 102; 102a CONNECTED 101
        drop 105a      | 105a cleared; 101a cleared; 102a DISCONNECTED 101
    """,
    "outside remote phone": """
        office 101 +49301230    | 101 settings
        outside +4930123456 101 | 101a OFFERING +4930123456
        wait 1                  | 101a CONNECTED +4930123456
        outside-hangup o2       | 101a cleared
    """,
    "outside remote phone rejects": """
        office 101 +49301234    | 101 settings
        outside +4930123456 101 | 101a OFFERING +4930123456
        wait 1
        phone-answer 101        | 101a CONNECTED +4930123456
        outside-hangup o1       | 101a DISCONNECTED +4930123456
    """,
    "remote phone cannot be rung": """
        office 101 +49301231 | 101 settings
        make 102 101         | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
    """,
    "the caller is the remote phone": """
        office 101 105 | 101 settings
        make 105 101   | 105a accepted; 105a DIALING 101; 101a OFFERING 105; 105a RINGBACK 101
    """,
    "outgoing": """
        office 101 105 | 101 settings
        make 101 102   | 101a accepted; 101a DIALING 102; 105a OFFERING 102
        answer 105a    | 105a CONNECTED 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a    | 102a CONNECTED 101; 101a CONNECTED 102
        drop 102a      | 102a cleared; 101a DISCONNECTED 102; 105a DISCONNECTED 102
    """,
    "outgoing, remote phone does not answer": """
        office 101 105 | 101 settings
        make 101 102   | 101a accepted; 101a DIALING 102; 105a OFFERING 102
        wait 60        | 105a DISCONNECTED 102 UNCONNECTED; 101a DISCONNECTED 102 UNCONNECTED
    """,
    "outgoing, remote phone rejects": """
        office 101 105 | 101 settings
        make 101 102   | 101a accepted; 101a DIALING 102; 105a OFFERING 102
        drop 105a      | 105a cleared; 101a DISCONNECTED 102 UNCONNECTED
    """,
    "outgoing, remote phone busy": """
        office 101 +49301231 | 101 settings
        make 101 102         | 101a impossible; 101a DIALING 102; 101a DISCONNECTED 102 UNCONNECTED
    """,
    "outgoing, number unobtainable": """
        office 101 105 | 101 settings
        make 101 199   | 101a impossible; 101a DIALING 199; 101a DISCONNECTED 199 UNCONNECTED
    """,
    "outgoing, number busy": """
        office 101 105   | 101 settings
        make 101 0301231 | 101a accepted; 101a DIALING +498151301231; 105a OFFERING +498151301231
        answer 105a      | 105a CONNECTED +498151301231; 101a BUSY +498151301231
        wait 30          | 101a DISCONNECTED +498151301231 BUSY; 105a DISCONNECTED +498151301231
    """,
    "outgoing, the number is the remote phone itself": """
        office 101 105 | 101 settings
        make 101 105   | 101a accepted; 101a DIALING 105; 105a OFFERING 105
        answer 105a    | 105a CONNECTED 105; 101a DISCONNECTED 105 UNCONNECTED; 105a DISCONNECTED 105
    """,
    "outgoing, dropped while the remote phone rings": """
        office 101 105 | 101 settings
        make 101 102   | 101a accepted; 101a DIALING 102; 105a OFFERING 102
        drop 101a      | 101a cleared; 105a DISCONNECTED 102 UNCONNECTED
    """,
    "via another phone for one call, the setting is off": """
        make 101 102 via=0301230 | 101a accepted; 101a DIALING 102
        wait 1                   | 102a OFFERING 101; 101a RINGBACK 102
        answer 102a              | 102a CONNECTED 101; 101a CONNECTED 102
        drop 101a                | 101a cleared; 102a DISCONNECTED 101
    """,
    "the remote phone transfers the call": """
        office 101 105    | 101 settings
        make 102 101      | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                          | 105a OFFERING 102 by=101
        answer 105a       | 105a CONNECTED 102 by=101; 101a CONNECTED 102; 102a CONNECTED 101
        transfer 105a 106 | 105a cleared REDIRECTED_BY_OWNER; 106a OFFERING 102 by=105
        answer 106a       | 106a CONNECTED 102 by=105
        drop 102a         | 102a cleared; 101a DISCONNECTED 102; 106a DISCONNECTED 102 by=105
    """,
    "the remote phone transfers the call, nobody answers": """
        office 101 105        | 101 settings
        make 102 101          | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                              | 105a OFFERING 102 by=101
        answer 105a           | 105a CONNECTED 102 by=101; 101a CONNECTED 102; 102a CONNECTED 101
        transfer 105a 0301234 | 105a cleared REDIRECTED_BY_OWNER
        wait 1                | 101a cleared; 102a DISCONNECTED 101
    """,
    "the remote phone joins the call with another": """
        office 101 105  | 101 settings
        make 102 101    | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                        | 105a OFFERING 102 by=101
        answer 105a     | 105a CONNECTED 102 by=101; 101a CONNECTED 102; 102a CONNECTED 101
        make 105 106    | 105b accepted; 105a HOLD 102 by=101; 105b DIALING 106 consultation
                        | 106a OFFERING 105 held=102; 105b RINGBACK 106 consultation
        answer 106a     | 106a CONNECTED 105 held=102; 105b CONNECTED 106 consultation
        merge 105b 105a | 105a cleared; 105b cleared; 106a CONNECTED 102
        drop 106a       | 106a cleared; 101a cleared; 102a DISCONNECTED 101
    """,
    "a phone at which two remote offices meet": """
        office 101 105  | 101 settings
        office 102 105  | 102 settings
        make 103 101    | 103a accepted; 103a DIALING 101; 101a OFFERING 103; 103a RINGBACK 101
                        | 105a OFFERING 103 by=101
        answer 105a     | 105a CONNECTED 103 by=101; 101a CONNECTED 103; 103a CONNECTED 101
        make 104 102    | 104a accepted; 104a DIALING 102; 102a OFFERING 104; 104a RINGBACK 102
                        | 105b OFFERING 104 by=102
        answer 105b     | 105a HOLD 103 by=101; 105b CONNECTED 104 by=102; 102a CONNECTED 104; 104a CONNECTED 102
        merge 105b 105a | 105a cleared; 105b cleared; 102a CONNECTED 104; 104a CONNECTED 102
        drop 103a       | 103a cleared; 101a DISCONNECTED 103; 102a cleared; 104a DISCONNECTED 102
    """,
    "picked up at the remote phone": """
        office 101 105          | 101 settings
        make 102 101            | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                                | 105a OFFERING 102 by=101
        pickup 106 105a         | 105a cleared REDIRECTED; 106a OFFERING 102 by=105; 106a CONNECTED 102 by=105
                                | 101a CONNECTED 102; 102a CONNECTED 101
        refused pickup 101 105a
        drop 106a               | 106a cleared; 101a cleared; 102a DISCONNECTED 101
    """,
    "the caller transfers while the remote phone is used": """
        office 101 105    | 101 settings
        make 102 101      | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
                          | 105a OFFERING 102 by=101
        answer 105a       | 105a CONNECTED 102 by=101; 101a CONNECTED 102; 102a CONNECTED 101
        transfer 102a 103 | 102a cleared REDIRECTED_BY_OWNER; 103a OFFERING 101 by=102; 101a RINGBACK 103
                          | 105a CONNECTED 103 by=101
        answer 103a       | 103a CONNECTED 101 by=102; 101a CONNECTED 103
    """,
    "switched off": """
        office 101 105 | 101 settings
        office 101 off | 101 settings
        make 102 101   | 102a accepted; 102a DIALING 101; 101a OFFERING 102; 102a RINGBACK 101
    """,
    "a remote phone in a circle": """
        office 101 105 | 101 settings
        make 101 106   | 101a accepted; 101a DIALING 106; 105a OFFERING 106
        answer 105a    | 105a CONNECTED 106; 106a OFFERING 101; 101a RINGBACK 106
        answer 106a    | 106a CONNECTED 101; 101a CONNECTED 106
        make 106 105   | 106b accepted; 106a HOLD 101; 106b DIALING 105 consultation; 105b OFFERING 106 held=101
                       | 106b RINGBACK 105 consultation
    """,
    "outgoing, the remote phone transfers its side": """
        office 101 105    | 101 settings
        make 101 102      | 101a accepted; 101a DIALING 102; 105a OFFERING 102
        answer 105a       | 105a CONNECTED 102; 102a OFFERING 101; 101a RINGBACK 102
        answer 102a       | 102a CONNECTED 101; 101a CONNECTED 102
        transfer 105a 106 | 105a cleared REDIRECTED_BY_OWNER; 106a OFFERING 102 by=105
        answer 106a       | 106a CONNECTED 102 by=105
        drop 106a         | 106a cleared; 101a cleared; 102a DISCONNECTED 101
    """,
}


@pytest.mark.parametrize("table", SCENES.values(), ids=SCENES.keys())
def test_scene(scene: Scene, table: str) -> None:
    scene.play(table)
