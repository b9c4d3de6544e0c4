"""The numbers of TAPI 2.2 that callplane uses, under their names without the prefix `LINE`. Knows nothing else.

Source: `tapi.h` of the Windows SDK; a test compares them with that of mingw-w64.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Message(IntEnum):
    """What `lineGetMessage` gives (LINE_*)."""

    ADDRESSSTATE = 0
    CALLINFO = 1
    CALLSTATE = 2
    CLOSE = 3
    DEVSPECIFIC = 4
    LINEDEVSTATE = 8
    REPLY = 12
    CREATE = 19
    APPNEWCALL = 23
    REMOVE = 25


class CallState(IntFlag):
    """LINECALLSTATE_*"""

    IDLE = 0x1
    OFFERING = 0x2
    ACCEPTED = 0x4
    DIALTONE = 0x8
    DIALING = 0x10
    RINGBACK = 0x20
    BUSY = 0x40
    SPECIALINFO = 0x80
    CONNECTED = 0x100
    PROCEEDING = 0x200
    ONHOLD = 0x400
    CONFERENCED = 0x800
    ONHOLDPENDCONF = 0x1000
    ONHOLDPENDTRANSFER = 0x2000
    DISCONNECTED = 0x4000
    UNKNOWN = 0x8000


class DisconnectMode(IntFlag):
    """LINEDISCONNECTMODE_*"""

    NORMAL = 0x1
    REJECT = 0x4
    PICKUP = 0x8
    FORWARDED = 0x10
    BUSY = 0x20
    NOANSWER = 0x40


class CallFeature(IntFlag):
    """LINECALLFEATURE_*"""

    ACCEPT = 0x1
    ADDTOCONF = 0x2
    ANSWER = 0x4
    BLINDTRANSFER = 0x8
    COMPLETECALL = 0x10
    COMPLETETRANSF = 0x20
    DIAL = 0x40
    DROP = 0x80
    GENERATEDIGITS = 0x200
    HOLD = 0x800
    PREPAREADDCONF = 0x10000
    REDIRECT = 0x20000
    REMOVEFROMCONF = 0x40000
    SETUPCONF = 0x1000000
    SETUPTRANSFER = 0x2000000
    SWAPHOLD = 0x4000000
    UNHOLD = 0x8000000


class AddressFeature(IntFlag):
    """LINEADDRFEATURE_*"""

    FORWARD = 0x1
    MAKECALL = 0x2
    PICKUP = 0x4
    PICKUPDIRECT = 0x400
    FORWARDDND = 0x2000


class AddressCap(IntFlag):
    """LINEADDRCAPFLAGS_*"""

    BLOCKIDOVERRIDE = 0x10
    FWDSTATUSVALID = 0x20000


class DeviceStatus(IntFlag):
    """LINEDEVSTATUSFLAGS_*"""

    CONNECTED = 0x1
    INSERVICE = 0x4


class ForwardMode(IntFlag):
    """LINEFORWARDMODE_*"""

    UNCOND = 0x1
    UNCONDINTERNAL = 0x2
    UNCONDEXTERNAL = 0x4
    UNCONDSPECIFIC = 0x8
    BUSY = 0x10
    BUSYINTERNAL = 0x20
    BUSYEXTERNAL = 0x40
    BUSYSPECIFIC = 0x80
    NOANSW = 0x100
    NOANSWINTERNAL = 0x200
    NOANSWEXTERNAL = 0x400
    NOANSWSPECIFIC = 0x800


class TransferMode(IntFlag):
    """LINETRANSFERMODE_*"""

    TRANSFER = 0x1
    CONFERENCE = 0x2


class CompletionMode(IntFlag):
    """LINECALLCOMPLMODE_*"""

    CALLBACK = 0x2


class Privilege(IntFlag):
    """LINECALLPRIVILEGE_*"""

    NONE = 0x1
    MONITOR = 0x2
    OWNER = 0x4


class PartyId(IntFlag):
    """LINECALLPARTYID_*"""

    BLOCKED = 0x1
    NAME = 0x4
    ADDRESS = 0x8
    PARTIAL = 0x10


class Origin(IntFlag):
    """LINECALLORIGIN_*"""

    OUTBOUND = 0x1
    INTERNAL = 0x2
    EXTERNAL = 0x4
    CONFERENCE = 0x40
    INBOUND = 0x80


class Reason(IntFlag):
    """LINECALLREASON_*"""

    DIRECT = 0x1
    FWDUNCOND = 0x8
    PICKUP = 0x10
    REDIRECT = 0x40
    CALLCOMPLETION = 0x80
    TRANSFER = 0x100


class CallParam(IntFlag):
    """LINECALLPARAMFLAGS_*"""

    BLOCKID = 0x4


class DigitMode(IntFlag):
    """LINEDIGITMODE_*"""

    PULSE = 0x1
    DTMF = 0x2


class Error(IntEnum):
    """LINEERR_* as the unsigned numbers of the header; on the link they are negative (the same 32 bits, signed)."""

    ALLOCATED = 0x80000001
    CALLUNAVAIL = 0x80000005
    CONFERENCEFULL = 0x80000007
    INUSE = 0x8000000F
    INVALADDRESS = 0x80000010
    INVALCALLHANDLE = 0x80000018
    INVALCALLSTATE = 0x8000001C
    INVALLINEHANDLE = 0x8000002B
    INVALLINESTATE = 0x8000002C
    NODEVICE = 0x80000042
    NOTOWNER = 0x80000046
    OPERATIONFAILED = 0x80000048
    OPERATIONUNAVAIL = 0x80000049
    RESOURCEUNAVAIL = 0x8000004B
    STRUCTURETOOSMALL = 0x8000004D
    TARGETNOTFOUND = 0x8000004E
    TARGETSELF = 0x8000004F
    UNINITIALIZED = 0x80000050
    REINIT = 0x80000052
    ADDRESSBLOCKED = 0x80000053
    DISCONNECTED = 0x80000060

    @property
    def result(self) -> int:
        """The error as a function returns it."""
        return self.value - (1 << 32)


def error_name(result: int) -> str:
    """The header's name of a negative result, for people."""
    try:
        return f"LINEERR_{Error(result & 0xFFFFFFFF).name}"
    except ValueError:
        return f"0x{result & 0xFFFFFFFF:08X}"
