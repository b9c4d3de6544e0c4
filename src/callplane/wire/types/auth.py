"""Generated from wire/asn1/UC-Server-Access-Protocol-Auth.asn1.

Sessions: version negotiation, log-in, log-off, tokens, who is logged in.
"""

from __future__ import annotations

from enum import IntEnum

from callplane.wire.base import (
    Choice,
    Integer,
    OctetString,
    Sequence,
)
from callplane.wire.types.common import (
    AsnSystemTime,
    UTF8StringList,
)
from callplane.wire.types.contact_common import (
    AsnContactV2,
)


class AsnClientAppID(IntEnum):
    """The kind of client program."""

    eCLIENTAPPIDUNKNOWN = 0
    eCLIENTAPPIDPROCALL = 1
    eCLIENTAPPIDCLNINST = 2
    eCLIENTAPPIDENETSN = 3
    eCLIENTAPPIDENETTSC = 4
    eCLIENTAPPIDIVRDLL = 5
    eCLIENTAPPIDECTISRVCMD = 6
    eCLIENTAPPIDMOBILE = 7
    eCLIENTAPPIDMOBILEPAD = 8
    eCLIENTAPPIDWEBSERVICESDK = 9
    eCLIENTAPPIDMAC = 10
    eCLIENTAPPIDPROCALLWEB = 15
    eCLIENTAPPIDPROCALLSIP = 16
    eCLIENTAPPIDPROCALLXMPP = 17
    eCLIENTAPPIDPROCALLONE = 18
    eCLIENTAPPIDPUSHSERVICE = 19
    eCLIENTAPPIDPROCALLANALYTICS = 20
    eCLIENTAPPIDWEBLIVECHAT = 21
    eCLIENTAPPIDEXCHANGECALENDARREPLICATOR = 22
    eCLIENTAPPIDPROCALLPAC = 23
    eCLIENTAPPIDPROCALLPCB = 24
    eCLIENTAPPIDWEBCONFERENCING = 25
    eCLIENTAPPIDPROCALLWEBAPP = 26
    eCLIENTAPPIDWEBVIEW2CLIENT = 27
    eCLIENTAPPIDMSTEAMSAPP = 28


class AsnNegotiateServerConnectionClientCapabilities(IntEnum):
    """Bits: what the client can do."""

    eNONE = 0
    eSOFTPHONE = 1
    eAVLINE = 2
    eASN1V2EVENTS = 4


class AsnNegotiateServerConnectionServerTypeV2(IntEnum):
    """ENUMERATED AsnNegotiateServerConnectionServerTypeV2."""

    ePROCALLENTERPRISE = 0
    eTAPISERVER = 1
    ePROCALLINFINITY = 2
    ePROCALLNEX = 3


class AsnNegotiateServerConnectionAuthenticationMethod(IntEnum):
    """ENUMERATED AsnNegotiateServerConnectionAuthenticationMethod."""

    ePASSWORD = 0
    eDOMAIN = 1
    eOAUTH = 2


class AsnLogonErrorEnum(IntEnum):
    """Details of the error of a refused log-in."""

    eNETLOGININTERNALSERVERERROR = 100
    eNETLOGININVALUSERNAME = 101
    eNETLOGINNOMOREUSERS = 103
    eNETLOGININVALIDVERSION = 104
    eNETLOGINNEGOTIATIONREQUIRED = 105
    eNETLOGININVALIDAUTHENTICATIONMETHOD = 106
    eNETLOGINUSERNOTENABLED = 107
    eNETLOGININVALIDCOMPUTERNAME = 108
    eNETLOGINDOMAINAUTHFAILED = 109
    eNETLOGINMISSINGRIGHTS = 110
    eNETLOGINMISSINGRIGHTSTS = 111
    eNETLOGINSERVERNOTCOMPATIBLE = 112
    eNETLOGINALREADYAUTHENTICATED = 113
    eNETLOGINTLSREQUIRED = 114
    eNETLOGINACCOUNTPASSWORDLOCKED = 129
    eNETLOGINTOKENEXIRED = 130
    eNETLOGINTOOMANYATTEMPTS = 131
    eNETLOGINWRONGPACMODE = 133


class AsnUserTokenType(IntEnum):
    """What a token is for: other services, or log-in here."""

    eUserTokenExternal = 0
    eUserTokenLogin = 1


class AsnNegotiateServerConnectionAnonymousDataArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnNegotiateServerConnectionAnonymousDataArgument."""

    u8sHintData: str
    u8sToken: str


class AsnNegotiateServerConnectionV2Argument(Sequence, frozen=True, kw_only=True):
    """The range of interface versions that the client can speak, and who it is."""

    u8sMinSupportedInterfaceVersion: str
    u8sMaxSupportedInterfaceVersion: str
    u8sClientDeviceId: str
    u8sClientVersion: str
    eClientAppID: AsnClientAppID
    u8sClientDeviceName: str
    iClientCapabilities: Integer  # AsnNegotiateServerConnectionClientCapabilities
    u8sConnectionGUID: str | None = None
    eAnonymousLogin: AsnNegotiateServerConnectionAnonymousDataArgument | None = None


class AsnNegotiateServerConnectionAnonymousDataResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnNegotiateServerConnectionAnonymousDataResult."""

    u8sUsername: str
    u8sToken: str


class AsnNegotiateServerConnectionV2Result(Sequence, frozen=True, kw_only=True):
    """The version that both will speak, and what the server is."""

    eServerType: AsnNegotiateServerConnectionServerTypeV2
    u8sServerInterfaceVersion: str
    eAuthenticationMethod: AsnNegotiateServerConnectionAuthenticationMethod
    sServerAuthentication: OctetString
    stServerTime: AsnSystemTime
    u8sServerVersion: str
    u8sConnectionGUID: str
    u8sPresenceDomains: UTF8StringList
    iOEM: Integer | None = None
    u8sProductVersion: str | None = None
    bPresenceServicesDisabled: bool | None = None
    bUserUserRightsDisabled: bool | None = None
    eAnonymousDetails: AsnNegotiateServerConnectionAnonymousDataResult | None = None


class AsnNegotiateServerConnectionV2ServerBusy(Sequence, frozen=True, kw_only=True):
    """Come back after so many seconds."""

    iServerBusyTimeout: Integer


class AsnNegotiateServerConnectionV2IncompatibleInterfaceVersion(Sequence, frozen=True, kw_only=True):
    """The ranges do not overlap."""

    u8sServerInterfaceVersion: str


class AsnNegotiateServerConnectionV2ResultChoice(Choice, frozen=True, kw_only=True):
    """Agreed, busy or incompatible."""

    result: AsnNegotiateServerConnectionV2Result | None = None
    busy: AsnNegotiateServerConnectionV2ServerBusy | None = None
    incompatible: AsnNegotiateServerConnectionV2IncompatibleInterfaceVersion | None = None


class AsnAdminLoginChoice(Choice, frozen=True, kw_only=True):
    """CHOICE AsnAdminLoginChoice."""

    u8sAdminPassword: str | None = None
    u8sAdminPasswordCrypted: str | None = None


class AsnAdminLogin(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnAdminLogin."""

    u8sAdminUsername: str
    adminPassword: AsnAdminLoginChoice


class AsnGetUserTokenArgument(Sequence, frozen=True, kw_only=True):
    """Kind and lifetime (seconds) of the token that is asked for."""

    iType: Integer | None = None  # AsnUserTokenType
    iTTL: Integer | None = None
    lstServiceType: UTF8StringList | None = None
    lstProfileAttributes: AsnProfileAttributeList | None = None
    adminLogin: AsnAdminLogin | None = None


class AsnGetUserTokenV2Result(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnGetUserTokenV2Result."""

    sToken: str


class AsnProfileAttribute(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnProfileAttribute."""

    u8sServiceType: str
    u8seName: str
    u8sValue: str | None = None


class AsnGetLoggedInContactV2Result(Sequence, frozen=True, kw_only=True):
    """The user of this session."""

    u8sLoggedInUser: str
    ownContact: AsnContactV2


class AsnLogoffArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnLogoffArgument."""


class AsnGetLoggedInContactArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnGetLoggedInContactArgument."""


AsnProfileAttributeList = list[AsnProfileAttribute]
