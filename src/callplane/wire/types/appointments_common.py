"""Generated from wire/asn1/UC-Server-Access-Protocol-AppointmentsCommon.asn1.

Calendar entries.
"""

from __future__ import annotations

from enum import IntEnum

from callplane.wire.base import (
    Integer,
    Sequence,
    settle_parameters,
)
from callplane.wire.types.common import (
    AsnOptionalParameters,
    AsnSystemTime,
)


class EnumAppointmentState(IntEnum):
    """ENUMERATED EnumAppointmentState."""

    eAPPOINTMENTSTATUSFREE = 0
    eAPPOINTMENTSTATUSTENTATIVE = 1
    eAPPOINTMENTSTATUSBUSY = 2
    eAPPOINTMENTSTATUSOUTOFOFFICE = 3


class EnumAppointmentImportance(IntEnum):
    """ENUMERATED EnumAppointmentImportance."""

    eAPPOINTMENTIMPORTANCELESS = 0
    eAPPOINTMENTIMPORTANCENORMAL = 1
    eAPPOINTMENTIMPORTANCEURGENT = 2


class EnumAppointmentSensitivity(IntEnum):
    """ENUMERATED EnumAppointmentSensitivity."""

    eAPPOINTMENTSENSITIVITYNORMAL = 0
    eAPPOINTMENTSENSITIVITYPERSONAL = 1
    eAPPOINTMENTSENSITIVITYPRIVATE = 2
    eAPPOINTMENTSENSITIVITYCONFIDENTIAL = 3


class AsnAppointmentEntry(Sequence, frozen=True, kw_only=True):
    """A calendar entry. iDuration in minutes."""

    u8sEntryID: str
    u8sOwner: str
    u8sDataSource: str
    stStart: AsnSystemTime
    stEnd: AsnSystemTime
    iDuration: Integer
    u8sSubject: str
    u8sText: str
    bAllDay: bool
    iStatus: Integer
    u8sCategory: str
    iImportance: Integer
    iSensitivity: Integer
    bIsValid: bool
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


SEQAppointmentList = list[AsnAppointmentEntry]
