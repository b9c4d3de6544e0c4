"""The numbers of TAPI in Python are those of the Windows compiler's tapi.h. Structures are compared when the bridge is built."""

from __future__ import annotations

import re
from enum import IntEnum, IntFlag

import pytest
from tests.components import needs

from callplane.drivers.tapi import constants as c

HEADER = "/usr/share/mingw-w64/include/tapi.h"
PREFIXES: dict[type[IntEnum | IntFlag], str] = {
    c.Message: "LINE_",
    c.CallState: "LINECALLSTATE_",
    c.DisconnectMode: "LINEDISCONNECTMODE_",
    c.CallFeature: "LINECALLFEATURE_",
    c.AddressFeature: "LINEADDRFEATURE_",
    c.AddressCap: "LINEADDRCAPFLAGS_",
    c.DeviceStatus: "LINEDEVSTATUSFLAGS_",
    c.ForwardMode: "LINEFORWARDMODE_",
    c.TransferMode: "LINETRANSFERMODE_",
    c.CompletionMode: "LINECALLCOMPLMODE_",
    c.Privilege: "LINECALLPRIVILEGE_",
    c.PartyId: "LINECALLPARTYID_",
    c.Origin: "LINECALLORIGIN_",
    c.Reason: "LINECALLREASON_",
    c.CallParam: "LINECALLPARAMFLAGS_",
    c.DigitMode: "LINEDIGITMODE_",
    c.Error: "LINEERR_",
}


def test_all_are_compared() -> None:
    ours = {kind for kind in vars(c).values() if isinstance(kind, type) and issubclass(kind, IntEnum | IntFlag)}
    assert ours - {IntEnum, IntFlag} == set(PREFIXES)


@pytest.mark.parametrize("kind", PREFIXES, ids=lambda kind: kind.__name__)
def test_the_numbers_are_those_of_the_header(kind: type[IntEnum | IntFlag]) -> None:
    text = needs.file(HEADER, "gcc-mingw-w64-x86-64-win32").read_text(encoding="utf-8", errors="replace")
    found = re.findall(r"#define\s+(\w+)\s+(?:__MSABI_LONG\()?(0[xX][0-9A-Fa-f]+|\d+)\)?", text)
    theirs = {name: int(number, 0) for name, number in found}
    assert {member.name: member.value for member in kind} == {
        member.name: theirs[f"{PREFIXES[kind]}{member.name}"] for member in kind
    }
