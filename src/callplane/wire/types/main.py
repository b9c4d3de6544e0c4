"""Generated from wire/asn1/UC-Server-Access-Protocol-Main.asn1.

Locations and number formats, call states, presence, rights of phone control, services.
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
    AsnOptionalParameters,
    AsnStringPairList,
    UTF8StringList,
)
from callplane.wire.types.sipcti_common import (
    AsnProjectPinRuleList,
)


class AsnETAPIDialNumberFormat(IntEnum):
    """How a number is to be read before it is dialled."""

    eTAPIDIALNUMBERFORMATNORMAL = 0
    eTAPIDIALNUMBERFORMATSUPERCANONIC = 1
    eTAPIDIALNUMBERFORMATPLAIN = 2
    eTAPIDIALNUMBERFORMATDIALABLEPLAIN = 3


class AsnForwardMode(IntEnum):
    """ENUMERATED AsnForwardMode."""

    iCTIFORWARDUNKNOWN = 0
    iCTIFORWARDIMMEDIATE = 1
    iCTIFORWARDBUSY = 2
    iCTIFORWARDNOANSW = 3
    iCTIFORWARDBUSYINT = 4
    iCTIFORWARDBUSYEXT = 5
    iCTIFORWARDNOANSINT = 6
    iCTIFORWARDNOANSEXT = 7
    iCTIFORWARDIMMINT = 8
    iCTIFORWARDIMMEXT = 9
    iCTIBACKENDSPECIFIC = 10


class AsnPresenceStateEnum(IntEnum):
    """ENUMERATED AsnPresenceStateEnum."""

    eUNCONTROLLED = 0
    eAVAILABLE = 1
    eBUSY = 2
    eABSENT = 3
    eDONOTDISTURB = 4
    eOUTOFORDER = 7


class AsnPresenceStateFlags(IntEnum):
    """ENUMERATED AsnPresenceStateFlags."""

    eWORKINGAFTERCALL = 65536
    eCONFERENCING = 131072
    eRINGING = 16777216
    eAPPOINTMENT = 33554432
    eCALL = 67108864
    eOFFLINE = 134217728
    eNOTESET = 268435456
    eIDLE = 536870912
    eMOBILEAVAILABLITY = 1073741824


class EnumCallState(IntEnum):
    """State of a call on its line. 512 is the client's own."""

    eCALLSTATEUNKNOWN = 0
    eCALLSTATEDESTROYED = 1
    eCALLSTATEOFFERING = 2
    eCALLSTATEDIALING = 4
    eCALLSTATERINGBACK = 8
    eCALLSTATEBUSY = 16
    eCALLSTATECONNECTED = 32
    eCALLSTATECONFERENCED = 64
    eCALLSTATEHOLD = 128
    eCALLSTATEDISCONNECTED = 256
    eCALLSTATEPREPARECALL = 512


class EnumCallDisconnectedReason(IntEnum):
    """Why a call has ended."""

    eDISCONNECTEDREASONUNKNOWN = 0
    eDISCONNECTEDREASONUNCONNECTED = 1
    eDISCONNECTEDREASONBUSY = 2
    eDISCONNECTEDREASONREDIRECTEDUNKNOWN = 3
    eDISCONNECTEDREASONREDIRECTEDBYLINEOWNER = 4


class EnumRemoteContactSource(IntEnum):
    """Who supplied the remote contact."""

    eUNKNOWN = 0
    eSERVERPROVIDED = 1
    eCLIENTPROVIDED = 2
    eOTHERCLIENTPROVIDED = 3


class EAsnCallType(IntEnum):
    """What a call is to its line."""

    eCALLTYPENORMAL = 0
    eCALLTYPECONSULT = 1
    eCALLTYPECONFERENCECONTROLER = 2
    eCALLTYPECALLBACK = 3
    eCALLTYPECONFERENCEMEMBER = 4
    eCALLTYPECONFERENCECONTROLERPENDING = 5
    eCALLTYPECONFERENCEMEMBERPENDING = 6


class EnumCallRecordingState(IntEnum):
    """Whether a call is or was recorded."""

    eNOCALLRECODRING = 0
    eCALLRECORDERCALL = 1
    eCALLRECORDINGMEMBER = 2
    eWASCALLRECORDERCALL = 3
    eWASCALLRECORDINGMEMBER = 4


class AsnPhoneControlRightsFlags(IntEnum):
    """Bits: what a user may do with another user's line."""

    eBlocked = 0
    eNumbersOutbound = 1
    eNumbersInbound = 2
    eNumbersRedirected = 4
    eSetForwards = 256
    eSetPickupCalls = 512


class AsnPhoneControlPrimaryCommonRights(IntEnum):
    """The usual combinations for a primary line."""

    eBlocked = 0
    eCompany = 7
    eTeam = 519
    ePersonal = 775


class AsnPhoneControlSecondaryCommonRights(IntEnum):
    """The usual combinations for further lines."""

    eBlocked = 0
    eTeam = 7
    ePersonal = 775


class AsnNumberFormatRegExpression2(Sequence, frozen=True, kw_only=True):
    """A rule: where u8sSearch matches, u8sReplace takes its place."""

    u8sSearch: str
    u8sReplace: str
    bMatchReplace: bool


class AsnNumberFormatRegExpressions2(Sequence, frozen=True, kw_only=True):
    """A list of rules in the order of use."""

    bIsReadOnlyFromFile: bool
    formatRules: AsnNumberFormatRegExpressList2


class AsnLocationInformation2(Sequence, frozen=True, kw_only=True):
    """All about a location: country, area, main number, prefixes, access codes, rules."""

    u8sLocationID: str
    u8sLocationCheckSum: str
    bUseVanity: bool
    bShowExtendedSettings: bool
    bUseTkSystem: bool
    bUseAdvancedLCR: bool
    bFixedNumberLenExtensionDTMFDialing: bool
    bMultiLocationSupport: bool
    bAutoCreateOtherLocationRules: bool
    bAllowNumberSearchOtherLocations: bool
    bShortenOtherLocationSCNumbersForDialing: bool
    iCountryID: Integer
    iLanguage: Integer
    u8sCountryCode: str
    u8sLocalPrefix: str
    u8sNationalPrefix: str
    u8sInternationalPrefix: str
    u8sLocalDialingRule: str
    u8sNationalDialingRule: str
    u8sInternationalDialingRule: str
    u8sCityCodeNoPrefix: str
    u8sVanityNumbers: str
    u8sTKLocalAccessCode: str
    u8sTKLongDistanceAccessCode: str
    u8sTKInternationalAccessCode: str
    u8sTKPrivateAccessCode: str
    u8sTKForwardingAccessCode: str
    u8sTKAnschlussNr: str
    iTKMinLenInternalNumbers: Integer
    iTKMaxLenInternalNumbers: Integer
    numberFormatInternal: AsnNumberFormatRegExpressions2
    numberFormatExternal: AsnNumberFormatRegExpressions2
    numberFormatAutomaticOtherLocationsDDItoSC: AsnNumberFormatRegExpressions2
    numberFormatAutomaticOtherLocationsSCtoDDI: AsnNumberFormatRegExpressions2
    numberFormatRegExpressListIn: AsnNumberFormatRegExpressions2
    numberFormatRegExpressListOut: AsnNumberFormatRegExpressions2
    numberFormatRegExpressListDial: AsnNumberFormatRegExpressions2
    numberFormatRegExpressListFinalDial: AsnNumberFormatRegExpressions2
    projectPINRules: AsnProjectPinRuleList
    u8sDDIRangeBegin: str
    u8sDDIRangeEnd: str
    iDialingNumberFormat: Integer  # AsnETAPIDialNumberFormat
    bNoLocalDialing: bool


class AsnKeepAliveArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnKeepAliveArgument."""

    dummy: None = field(default_factory=type(None))


class AsnGetLocationInformationArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnGetLocationInformationArgument."""

    u8sLocationID: str


class AsnGetLocationInformation2Result(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnGetLocationInformation2Result."""

    asnLocationData: AsnLocationInformation2


class AsnGetLocationIDsArgument(Sequence, frozen=True, kw_only=True):
    """Without ids: all locations."""

    locationIDs: UTF8StringList | None = None


class AsnGetLocationIDsResult(Sequence, frozen=True, kw_only=True):
    """Pairs of location id and checksum."""

    locationIDMD5ChecksumList: AsnStringPairList


class AsnLocationInformationChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnLocationInformationChangedArgument."""

    u8sLocationID: str
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnSubscribeServicesArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnSubscribeServicesArgument."""


class AsnSubscribeServicesResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnSubscribeServicesResult."""


AsnNumberFormatRegExpressList2 = list[AsnNumberFormatRegExpression2]
