"""The exchange's keys for SIP in the configuration: types and defaults. Knows no sockets.

::

    sip_port = 5060            # this one or sip_host has to be there, else the exchange speaks no SIP
    sip_host = "127.0.0.1"     # "0.0.0.0": phones of other machines
    sip_any_port = false       # true: any free port where that one is in use
    sip_domain = ""            # what stands behind the @ of numbers; "": callplane
    rtp_ports = [10000, 10999] # for sound that goes through the exchange
    hold_music = ""            # a WAV file; "": one that the exchange makes
    [pbx.NAME.trunks.TRUNK]    # see `trunk_options`
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from callplane.drivers.exchange.trunk_options import TrunkOptions, read_trunks
from callplane.media.clips import Clip, UnusableSound, read_wav

KEYS = ("sip_any_port", "sip_domain", "rtp_ports", "hold_music", "trunks")
"""These have no meaning alone."""


@dataclass(frozen=True)
class SipOptions:
    port: int = 5060
    host: str = "127.0.0.1"
    domain: str = ""
    rtp_ports: tuple[int, int] = (10000, 10999)
    any_port: bool = False
    trunks: tuple[TrunkOptions, ...] = ()
    hold_music: Clip | None = None

    @classmethod
    def read(cls, table: Mapping[str, object], faults: list[str]) -> SipOptions | None:
        """None where the exchange is to speak no SIP."""
        if "sip_port" not in table and "sip_host" not in table:
            faults.extend(f"{key}: it has no meaning without sip_port; add that." for key in KEYS if key in table)
            return None
        port, host, domain = table.get("sip_port", cls.port), table.get("sip_host", cls.host), table.get("sip_domain", "")
        if not _is_port(port):
            faults.append("sip_port: write a port from 0 to 65535, such as 5060; 0 takes any that is free.")
            port = cls.port
        if not isinstance(host, str) or not _is_address(host):
            faults.append('sip_host: write an address of this machine, such as "127.0.0.1", or "0.0.0.0" for all.')
            host = cls.host
        if not isinstance(domain, str) or not all(sign.isalnum() or sign in ".-" for sign in domain):
            faults.append('sip_domain: write a name, such as "pbx.example.com".')
            domain = ""
        ports = table.get("rtp_ports", list(cls.rtp_ports))
        if not (isinstance(ports, list | tuple) and len(ports) == 2 and all(map(_is_port, ports)) and ports[0] + 2 <= ports[1]):
            faults.append("rtp_ports: write the first and the last port, such as [10000, 10999]; a call takes up to four.")
            ports = cls.rtp_ports
        any_port = table.get("sip_any_port", False)
        if not isinstance(any_port, bool):
            faults.append("sip_any_port: write true or false.")
        assert isinstance(port, int)
        trunks, music = read_trunks(table.get("trunks", {}), faults), _music(table.get("hold_music", ""), faults)
        return cls(port, host, domain, (int(ports[0]), int(ports[1])), any_port is True, trunks, music)


def _music(name: object, faults: list[str]) -> Clip | None:
    if name == "":
        return None
    try:
        return read_wav(Path(str(name)).read_bytes())
    except OSError as error:
        faults.append(f"hold_music: {name} cannot be read ({error.strerror}).")
    except UnusableSound as error:
        faults.append(f"hold_music: {name} cannot be played. {error}")
    return None


def _is_port(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 65535


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
