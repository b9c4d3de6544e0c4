"""kamailio as a provider's registrar and proxy: users with digest passwords, registrations in memory, calls between them.

Its name as a SIP domain is `provider.test`; it listens on a port of loopback. Registered users can be called, all others get 404.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.components import needs
from tests.components.sip.processes import Program, free_port, running

PACKAGE = "kamailio"
DOMAIN = "provider.test"

_CONFIGURATION = """\
#!KAMAILIO
debug=2
log_stderror=yes
fork=yes
children=1
tcp_children=1
auto_aliases=no
alias="{domain}"
listen=udp:127.0.0.1:{port}
listen=tcp:127.0.0.1:{port}
mpath="{modules}"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_expires", 3600)
modparam("registrar", "min_expires", 1)
modparam("rr", "append_fromtag", 1)

request_route {{
    if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
    xlog("L_WARN", "$rm $ru from $fu PAI $hdr(P-Asserted-Identity) PPI $hdr(P-Preferred-Identity) Privacy $hdr(Privacy)\\n");
    if (is_method("OPTIONS") && uri == myself) {{ sl_send_reply("200", "OK"); exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ t_relay(); exit; }}
        if (is_method("ACK")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
        sl_send_reply("404", "Not here");
        exit;
    }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) {{ t_relay(); }} exit; }}
    if (is_method("ACK")) {{ exit; }}
    route(AUTHENTICATION);
    if (is_method("REGISTER")) {{
        if (!save("location", "0x04")) {{ sl_reply_error(); }}
        exit;
    }}
    record_route();
    if (!lookup("location")) {{ sl_send_reply("404", "Not found"); exit; }}
    t_relay();
}}

route[AUTHENTICATION] {{
    $var(password) = "";
{passwords}
    if ($var(password) == "") {{ return; }}
    if (is_method("REGISTER")) {{
        if (!pv_www_authenticate("{domain}", "$var(password)", "0")) {{ www_challenge("{domain}", "0"); exit; }}
    }} else {{
        if (!pv_proxy_authenticate("{domain}", "$var(password)", "0")) {{ proxy_challenge("{domain}", "0"); exit; }}
    }}
    consume_credentials();
}}
"""


class Kamailio:
    """A running provider."""

    def __init__(self, program: Program, port: int) -> None:
        self.program = program
        self.port = port

    @property
    def said(self) -> str:
        return self.program.said


@asynccontextmanager
async def kamailio(directory: Path, users: Mapping[str, str], port: int = 0) -> AsyncIterator[Kamailio]:
    """Start a provider for these users and their passwords. A caller who is none of them needs no password."""
    program = needs.program("kamailio", PACKAGE)
    modules = next(Path("/usr/lib").glob("*/kamailio/modules"))
    directory.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    passwords = "".join(f'    if ($fU == "{user}") {{ $var(password) = "{password}"; }}\n' for user, password in users.items())
    file = directory / "kamailio.cfg"
    file.write_text(_CONFIGURATION.format(domain=DOMAIN, port=port, modules=modules, passwords=passwords))
    runtime = directory / "run"
    runtime.mkdir(exist_ok=True)
    command = (program, "-DD", "-E", "-f", str(file), "-m", "16", "-M", "4", "-Y", str(runtime), "-P", str(runtime / "pid"))
    async with running(directory / "kamailio.log", *command) as started:
        await _ready(port, started)
        yield Kamailio(started, port)


async def _ready(port: int, program: Program) -> None:
    """It answers OPTIONS as soon as it runs."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[bytes] = loop.create_future()

    class Asking(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            if not answered.done():
                answered.set_result(data)

        def error_received(self, exc: Exception) -> None:
            """It does not listen yet."""

    transport, _ = await loop.create_datagram_endpoint(Asking, remote_addr=("127.0.0.1", port))
    own = transport.get_extra_info("sockname")[1]
    head = f"OPTIONS sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{own}"
    rest = (
        f"From: <sip:test@{DOMAIN}>;tag=1\r\nTo: <sip:{DOMAIN}>\r\nCall-ID: {own}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
    )
    try:
        for _ in range(200):
            transport.sendto(f"{head}\r\nMax-Forwards: 9\r\n{rest}".encode())
            done, _ = await asyncio.wait([answered], timeout=0.05)
            if done:
                return
    finally:
        transport.close()
    raise AssertionError(f"kamailio does not answer:\n{program.said[-2000:]}")
