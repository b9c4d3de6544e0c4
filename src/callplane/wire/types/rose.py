"""Generated from wire/asn1/SNACC-ROSE.asn1.

The envelope of every message: invoke, result, error, reject.
"""

from __future__ import annotations

from enum import IntEnum

from msgspec import UNSET, Raw, UnsetType

from callplane.wire.base import (
    Choice,
    Integer,
    OctetString,
    Sequence,
)


class GeneralProblem(IntEnum):
    """The message could not be read at all."""

    unrecognisedAPDU = 0
    mistypedAPDU = 1
    badlyStructuredAPDU = 2


class InvokeProblem(IntEnum):
    """An invoke could be read but not be served."""

    duplicateInvocation = 0
    unrecognisedOperation = 1
    mistypedArgument = 2
    resourceLimitation = 3
    initiatorReleasing = 4
    unrecognisedLinkedID = 5
    linkedResponseUnexpected = 6
    unexpectedChildOperation = 7
    invalidSessionID = 8
    authenticationIncomplete = 9
    authenticationFailed = 10


class ReturnResultProblem(IntEnum):
    """A result does not fit."""

    unrecognisedInvocation = 0
    resultResponseUnexpected = 1
    mistypedResult = 2


class ReturnErrorProblem(IntEnum):
    """An error does not fit."""

    unrecognisedInvocation = 0
    errorResponseUnexpected = 1
    unrecognisedError = 2
    unexpectedError = 3
    mistypedParameter = 4


class ROSEMessage(Choice, frozen=True, kw_only=True):
    """One message; exactly one of the four."""

    invoke: ROSEInvoke | None = None
    result: ROSEResult | None = None
    error: ROSEError | None = None
    reject: ROSEReject | None = None


class ROSEAuth(Sequence, frozen=True, kw_only=True):
    """One method of authentication and its data."""

    method: str
    authdata: OctetString


class ROSEAuthRequest(Sequence, frozen=True, kw_only=True):
    """Authentication inside an invoke. Not used by the server."""

    auth: ROSEAuth
    context: str | None = None


class ROSEAuthResult(Sequence, frozen=True, kw_only=True):
    """What authentication a reject asks for. Not used by the server."""

    authList: ROSEAuthList
    context: str | None = None


class ROSEInvoke(Sequence, frozen=True, kw_only=True):
    """A request. invokeID 99999 makes it an event, which is never answered. Looked up by operationID, by operationName when that is 0."""

    sessionID: str | None = None
    invokeID: Integer
    linked_ID: Integer | None = None
    operationName: str | None = None
    authentication: ROSEAuthRequest | None = None
    operationID: Integer
    argument: Raw = Raw()


class ROSEResultSeq(Sequence, frozen=True, kw_only=True):
    """resultValue is always 0."""

    resultValue: Integer
    result: Raw


class ROSEResult(Sequence, frozen=True, kw_only=True):
    """The good answer to an invoke."""

    sessionID: str | None = None
    invokeID: Integer
    result: ROSEResultSeq | None = None


class ROSEError(Sequence, frozen=True, kw_only=True):
    """The refusal of an invoke; error is an AsnRequestError, error-value always 0."""

    sessionID: str | None = None
    invokedID: Integer
    error_value: Integer
    error: Raw = Raw()


class ROSERejectChoice(Choice, frozen=True, kw_only=True):
    """The invoke that is rejected, or nothing when it could not be read."""

    invokedID: Integer | None = None
    invokednull: UnsetType | None = UNSET


class ROSEReject(Sequence, frozen=True, kw_only=True):
    """The message broke the rules: unknown operation, wrong argument, no session."""

    sessionID: str | None = None
    invokedID: ROSERejectChoice
    reject: RejectProblem | None = None
    details: str | None = None
    authentication: ROSEAuthResult | None = None


class RejectProblem(Choice, frozen=True, kw_only=True):
    """What was wrong, by the kind of message that was rejected."""

    generalProblem: Integer | None = None
    invokeProblem: Integer | None = None
    returnResultProblem: Integer | None = None
    returnErrorProblem: Integer | None = None


ROSEAuthList = list[ROSEAuth]
