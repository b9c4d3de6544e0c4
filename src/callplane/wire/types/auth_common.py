"""Generated from wire/asn1/UC-Server-Access-Protocol-AuthCommon.asn1.

Log-in methods and their results.
"""

from __future__ import annotations

from enum import IntEnum

from callplane.wire.base import (
    Choice,
    Integer,
    OctetString,
    Sequence,
)


class AsnLoginV2SupportedAuthMethod(IntEnum):
    """ENUMERATED AsnLoginV2SupportedAuthMethod."""

    noneOrUnknown = 0
    basic = 1
    digest = 2
    ntlm = 3
    kerberos = 4
    bearer = 5
    openidc = 6


class AsnAuthBasicCredential(Sequence, frozen=True, kw_only=True):
    """credential is the base64 text of user:password."""

    credential: str


class AsnAuthNTLMCredential(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnAuthNTLMCredential."""

    authdata: OctetString


class AsnAuthKerberosCredential(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnAuthKerberosCredential."""

    authdata: OctetString


class AsnAuthBearer(Sequence, frozen=True, kw_only=True):
    """A JSON web token."""

    u8sJWT: str


class AsnAuthOpenIDC(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnAuthOpenIDC."""

    u8sScope: str | None = None
    u8sIDToken: str | None = None


class AsnLoginV2ChoiceArgument(Choice, frozen=True, kw_only=True):
    """One method and its credentials."""

    authBasic: AsnAuthBasicCredential | None = None
    authNTLM: AsnAuthNTLMCredential | None = None
    authKerberos: AsnAuthKerberosCredential | None = None
    authBearer: AsnAuthBearer | None = None
    authOpenIDC: AsnAuthOpenIDC | None = None


class AsnLoginV2Argument(Sequence, frozen=True, kw_only=True):
    """Without auth it asks for the list of methods."""

    auth: AsnLoginV2ChoiceArgument | None = None


class AsnAuthDigestParams(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnAuthDigestParams."""

    nonce: str
    opaque: str
    qop: str
    algorithm: str | None = None
    realm: str | None = None


class AsnLoginV2ResultSupportedAuthMethods(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnLoginV2ResultSupportedAuthMethods."""

    authMethodsOrdered: AsnLoginV2SupportedAuthMethods
    authDigest: AsnAuthDigestParams | None = None


class AsnLoginV2Token(Choice, frozen=True, kw_only=True):
    """CHOICE AsnLoginV2Token."""

    u8sJwt: str | None = None
    u8sToken: str | None = None


class AsnLoginV2ResultSuccess(Sequence, frozen=True, kw_only=True):
    """Logged in as this user."""

    u8sLoggedInUser: str | None = None
    token: AsnLoginV2Token | None = None


class AsnLoginV2ResultServerRedirect(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnLoginV2ResultServerRedirect."""

    u8sRedirectTo: str


class AsnLoginV2ResultServerBusy(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnLoginV2ResultServerBusy."""

    iRetryInSeconds: Integer


class AsnLoginV2ResultRenegotiateNTLM(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnLoginV2ResultRenegotiateNTLM."""

    authdata: OctetString


class AsnLoginV2Result(Choice, frozen=True, kw_only=True):
    """The outcome of a log-in."""

    supportedAuthMethods: AsnLoginV2ResultSupportedAuthMethods | None = None
    succceeded: AsnLoginV2ResultSuccess | None = None
    serverRedirect: AsnLoginV2ResultServerRedirect | None = None
    serverBusy: AsnLoginV2ResultServerBusy | None = None
    ntlmRenegotiate: AsnLoginV2ResultRenegotiateNTLM | None = None


AsnLoginV2SupportedAuthMethods = list[AsnLoginV2SupportedAuthMethod]
