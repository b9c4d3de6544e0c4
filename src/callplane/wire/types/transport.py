"""Generated from wire/asn1/UC-Server-Access-Protocol-Transport.asn1.

The connection itself: StartTLS, keep-alive, connection check, tokens of others.
"""

from __future__ import annotations

from enum import IntEnum

from msgspec import field

from callplane.wire.base import (
    Integer,
    Sequence,
)
from callplane.wire.types.auth_common import (
    AsnLoginV2Argument,
    AsnLoginV2Result,
)
from callplane.wire.types.common import (
    AsnNetDatabaseContact,
    AsnSystemTime,
    AsnUserPropertyBag,
)


class EAsnAuthRoles(IntEnum):
    """ENUMERATED EAsnAuthRoles."""

    user = 0
    mgmt = 1


class AsnNegotiateInterfaceVersionArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnNegotiateInterfaceVersionArgument."""

    u8sMinInterfaceVer: str
    u8sMaxInterfaceVer: str


class AsnNegotiateInterfaceVersionResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnNegotiateInterfaceVersionResult."""

    bSuccess: bool
    u8sServerInterfaceVer: str


class AsnTransportKeepAliveArgument(Sequence, frozen=True, kw_only=True):
    """Says only that the client lives."""

    dummy: None = field(default_factory=type(None))


class AsnTokenVerifyResult(Sequence, frozen=True, kw_only=True):
    """Whose token it is, how long it is valid and what its owner may do."""

    stValidTo: AsnSystemTime
    iType: Integer
    u8sDNPath: str
    u8sUserName: str
    u8sSIPURI: str
    u8sobjectGUID: str
    u8sPhoneNumber: str
    u8sPhoneSecondary: str
    u8sCallRecordingNumber: str
    u8sMailboxNumber: str
    u8sHomeServer: str
    iUserStaticRights: Integer
    asnUserContact: AsnNetDatabaseContact
    asnUserPropertyBag: AsnUserPropertyBag


class AsnTokenVerifyV2Argument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnTokenVerifyV2Argument."""

    u8sToken: str


class AsnCheckConnectionResult(Sequence, frozen=True, kw_only=True):
    """Versions of the server behind this connection."""

    u8sServerVersion: str
    u8sProductVersion: str
    iProtocolVersion: Integer
    iOEMID: Integer
    u8sCookie: str


class AsnCreateAuthTokenArgument(Sequence, frozen=True, kw_only=True):
    """A log-in whose outcome is a session for another service."""

    login: AsnLoginV2Argument
    u8sUCSID: str
    role: EAsnAuthRoles | None = None


class AsnCreateAuthTokenResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCreateAuthTokenResult."""

    loginResult: AsnLoginV2Result
    u8sAuthSessionID: str


class AsnStartTLSArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnStartTLSArgument."""


class AsnStartTLSResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnStartTLSResult."""


class AsnCheckConnectionArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCheckConnectionArgument."""
