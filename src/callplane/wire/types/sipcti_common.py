"""Generated from wire/asn1/UC-Server-Access-Protocol-SIPCTICommon.asn1.

Types of call control that lines, journals and contacts share.
"""

from __future__ import annotations

from enum import IntEnum

from msgspec import field

from callplane.wire.base import (
    Integer,
    Sequence,
    settle_parameters,
)
from callplane.wire.types.common import (
    AsnNetDatabaseContact,
    AsnOptionalParameters,
    AsnSystemTime,
    UTF8StringList,
)


class EnumProjectType(IntEnum):
    """ENUMERATED EnumProjectType."""

    ePROJECTTYPEUNKNOWN = 0
    ePROJECTTYPEPBX = 1
    ePROJECTTYPEJOURNAL = 2
    ePROJECTTYPEJOURNALPBX = 3
    ePROJECTTYPEPBXPRIVATE = 4


class EAsnJournalCallType(IntEnum):
    """ENUMERATED EAsnJournalCallType."""

    eCTICall = 0
    eVideoChat = 1
    eAudioChat = 2
    eAudioVideoChat = 3
    eIM = 4
    eBluetoothMobile = 5
    eBluetoothMobileUnknownDuration = 6
    eSipAVCall = 7
    eSMS = 8
    eScreenSharing = 9
    eRequestedScreenSharing = 10


class EAsnCallState(IntEnum):
    """ENUMERATED EAsnCallState."""

    unknown = 0
    destroyed = 1
    offering = 2
    dialing = 4
    ringback = 8
    busy = 16
    connected = 32
    conferenced = 64
    hold = 128
    disconnected = 256
    preparecall = 512


class AsnContactPhoneLineType(IntEnum):
    """What a line is to its user."""

    iPHONENUMBERTYPEALL = -1
    iPHONENUMBERTYPEUNKNOWN = 0
    iPHONENUMBERTYPEPRIMARY = 1
    iPHONENUMBERTYPESECONDARY = 2
    iPHONENUMBERTYPEOTHEROWNNUMBER = 3


class EnumSTUNandTURNType(IntEnum):
    """ENUMERATED EnumSTUNandTURNType."""

    eSTUN = 1
    eTURN = 2


class AsnProjectPinRule(Sequence, frozen=True, kw_only=True):
    """A project that a call is booked on. Older clients send it empty."""

    u8sProjectName: str = field(default_factory=str)
    u8sProjectPin: str = field(default_factory=str)
    iProjectType: Integer = field(default_factory=int)  # EnumProjectType
    bAssociatedCallIsPrivateCall: bool = field(default_factory=bool)
    u8sLocationID: str = field(default_factory=str)
    u8sUserEnteredPin: str = field(default_factory=str)
    u8sUserEnteredUserID: str = field(default_factory=str)


class AsnCtiNewCallParams(Sequence, frozen=True, kw_only=True):
    """Further wishes for a new call. Older clients send it empty."""

    projectPinRule: AsnProjectPinRule = field(default_factory=AsnProjectPinRule)
    bHideMyCallerID: bool = field(default_factory=bool)
    asnRemoteContact: AsnNetDatabaseContact | None = None
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnConfigSTUNandTURN(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnConfigSTUNandTURN."""

    iType: Integer  # EnumSTUNandTURNType
    u8sUsername: str
    u8sPassword: str
    stValidTo: AsnSystemTime
    listURIs: UTF8StringList
    iTTL: Integer


class AsnLineForward(Sequence, frozen=True, kw_only=True):
    """One forward of a line. iNoAnswerTime in seconds, 0 = default."""

    iInternalID: Integer
    iForwardController: Integer  # EnumForwardController
    iForwardMode: Integer  # EnumForwardModes
    iBackEndSpecific: Integer
    iNoAnswerTime: Integer
    u8sDestination: str
    u8sCallerIDList: UTF8StringList


AsnProjectPinRuleList = list[AsnProjectPinRule]
AsnConfigSTUNandTURNList = list[AsnConfigSTUNandTURN]
AsnLineForwards = list[AsnLineForward]
