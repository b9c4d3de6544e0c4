"""Generated from wire/asn1/UC-Server-Access-Protocol-Common.asn1.

Types that every module shares: parameters, pairs, time, contacts, the request error.
"""

from __future__ import annotations

from callplane.wire.base import (
    Choice,
    Integer,
    OctetString,
    OptionalParameters,
    Sequence,
    SystemTime,
    settle_parameters,
)


class AsnOptionalParamChoice(Choice, frozen=True, kw_only=True):
    """CHOICE AsnOptionalParamChoice."""

    stringdata: str | None = None
    binarydata: OctetString | None = None
    integerdata: Integer | None = None


class AsnOptionalParam(Sequence, frozen=True, kw_only=True):
    """One named value."""

    key: str
    value: AsnOptionalParamChoice


class AsnStringPair(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnStringPair."""

    key: str
    value: str


class AsnIntegerPair(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnIntegerPair."""

    key: Integer
    value: Integer


class AsnStringIntegerPair(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnStringIntegerPair."""

    u8sStr: str
    iInt: Integer


class AsnRequestError(Sequence, frozen=True, kw_only=True):
    """Why a request was refused: a number for programs, a sentence for people."""

    iErrorDetail: Integer
    u8sErrorString: str


class AsnNetDatabaseContact(Sequence, frozen=True, kw_only=True):
    """A person or company as directories know it."""

    u8sFound: str | None = None
    u8sDatabaseName: str | None = None
    u8sEntryIDDB: str | None = None
    u8sEntryIDStore: str | None = None
    u8sEntryID: str | None = None
    u8sCtiServerUserName: str | None = None
    u8sDisplayName: str | None = None
    u8sFirstName: str | None = None
    u8sLastName: str | None = None
    u8sJobTitle: str | None = None
    u8sCompany: str | None = None
    u8sDepartment: str | None = None
    u8sOfficeRoomNumber: str | None = None
    u8sCustomerID: str | None = None
    u8sBusinessAddressStreet: str | None = None
    u8sBusinessAddressPostalCode: str | None = None
    u8sBusinessAddressCity: str | None = None
    u8sBusinessAddressState: str | None = None
    u8sBusinessAddressCountry: str | None = None
    u8sPrivateAddressStreet: str | None = None
    u8sPrivateAddressPostalCode: str | None = None
    u8sPrivateAddressCity: str | None = None
    u8sPrivateAddressState: str | None = None
    u8sPrivateAddressCountry: str | None = None
    u8sOtherAddressStreet: str | None = None
    u8sOtherAddressPostalCode: str | None = None
    u8sOtherAddressCity: str | None = None
    u8sOtherAddressState: str | None = None
    u8sOtherAddressCountry: str | None = None
    u8sEMail: str | None = None
    u8sEMail2: str | None = None
    u8sEMail3: str | None = None
    u8sSIPAddress: str | None = None
    u8sWebPageURL: str | None = None
    u8sPhoneBusiness: str | None = None
    u8sPhoneBusiness2: str | None = None
    u8sCompanyMainTelephoneNumber: str | None = None
    u8sAssistantTelephoneNumber: str | None = None
    u8sPhoneHome: str | None = None
    u8sPhoneHome2: str | None = None
    u8sPrimaryTelephoneNumber: str | None = None
    u8sPhoneMobile: str | None = None
    u8sCarTelephoneNumber: str | None = None
    u8sRadioTelephoneNumber: str | None = None
    u8sPagerTelephoneNumber: str | None = None
    u8sOtherTelephoneNumber: str | None = None
    u8sCallbackTelephoneNumber: str | None = None
    u8sISDNTelephoneNumber: str | None = None
    u8sTTYTTDTelephoneNumber: str | None = None
    u8sFaxBusiness: str | None = None
    u8sFaxHome: str | None = None
    u8sBody: str | None = None
    u8sDirectWebLink: str | None = None
    customFields: AsnStringPairList | None = None
    bValid: bool | None = None
    iPrivateContact: Integer | None = None
    iCtiServerUser: Integer | None = None
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnNetDatabaseContactID(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnNetDatabaseContactID."""

    u8sEntryID: str
    u8sEntryIDDB: str
    u8sEntryIDStore: str


class AsnUserPropertyBag(Sequence, frozen=True, kw_only=True):
    """Free properties of a user."""

    asnProperties: AsnStringPairList


class AsnJSONWebTokenHeader(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnJSONWebTokenHeader."""

    u8sTYP: str
    u8sALG: str
    u8sCTY: str | None = None
    optionals: AsnStringPairList | None = None


class AsnJSONWebTokenPayLoad(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnJSONWebTokenPayLoad."""

    u8sISS: str | None = None
    u8sSUB: str | None = None
    u8sAUD: str | None = None
    utcEXP: AsnSystemTime | None = None
    utcNBF: AsnSystemTime | None = None
    utcIAT: AsnSystemTime | None = None
    u8sJTI: str
    iUserType: Integer | None = None
    optionals: AsnStringPairList | None = None


class AsnJSONWebToken(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnJSONWebToken."""

    header: AsnJSONWebTokenHeader
    payload: AsnJSONWebTokenPayLoad
    signature: str


AsnOptionalParameters = OptionalParameters
AsnStringPairList = list[AsnStringPair]
AsnIntegerPairList = list[AsnIntegerPair]
AsnStringIntegerPairList = list[AsnStringIntegerPair]
SEQInteger = list[Integer]
UTF8StringList = list[str]
AsnSystemTime = SystemTime
AsnNetDatabaseContactList = list[AsnNetDatabaseContact]
AsnNetDatabaseContactIDList = list[AsnNetDatabaseContactID]
