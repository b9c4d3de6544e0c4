"""One SIP trunk: registers there or asks whether it is there, and knows whose messages are its. Knows no call.

What comes over a trunk is believed by its address: the other side's host with its port, any port of it where the message is for
the secret name that we registered, or a network that the configuration accepts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from callplane import metrics
from callplane.drivers.exchange.trunk_link import Answer, TrunkLink, TrunkState
from callplane.drivers.exchange.trunk_options import TrunkOptions
from callplane.sip.agent import Agent
from callplane.sip.digest import Login
from callplane.sip.grammar import BadMessage, whole_number
from callplane.sip.message import Request, Response
from callplane.sip.transactions import Flow
from callplane.sip.uri import Address, SipUri

Resolve = Callable[[str, Callable[[Sequence[str]], None]], None]
"""Find the addresses of a host, and call back with them: at once, or later; none where it is not known."""

_log = logging.getLogger(__name__)


class Trunk:
    """See the module's text. `now()` is the agent's time; `secret` an unguessable name under which we register."""

    def __init__(
        self, pbx: str, options: TrunkOptions, agent: Agent, resolve: Resolve, now: Callable[[], float], secret: str
    ) -> None:
        self.options = options
        self.secret = secret
        self.link = TrunkLink(register=options.register, expires=options.expires, ask=self._ask, changed=self._changed)
        self._pbx = pbx
        self._agent = agent
        self._resolve = resolve
        self._now = now
        self._addresses: Sequence[str] = ()
        self._cseq = 1
        metrics.TRUNK_UP.set(0, pbx, options.name)

    @property
    def flow(self) -> Flow | None:
        """The way there; None while its address is not known."""
        return Flow(self.options.transport.upper(), self._addresses[0], self.options.peer[1]) if self._addresses else None

    @property
    def login(self) -> Login | None:
        options = self.options
        return Login(options.auth_user or options.user, options.password) if options.password else None

    def address(self, user: str) -> Address:
        """An address of the trunk's domain."""
        return Address(SipUri(self.options.realm, user))

    def target(self, user: str) -> str:
        """What is called there."""
        host, port = self.options.peer
        name = self.options.domain or (f"[{host}]" if ":" in host else host)
        parameters = {"transport": "tcp"} if self.options.transport == "tcp" else {}
        return str(SipUri(name, user, 0 if self.options.domain or port == 5060 else port, parameters=parameters))

    def sends(self, request: Request, flow: Flow) -> bool:
        """Whether this came over the trunk."""
        host = ip_address(flow.host)
        if any(host in network for network in self.options.accept):
            return True
        if flow.host not in self._addresses:
            return False
        return flow.port == self.options.peer[1] or self.secret in request.uri

    def found_nobody(self) -> None:
        """A call was not answered at all: find out whether the trunk works."""
        self.link.failed(self._now())

    def _ask(self, seconds: int) -> None:
        host = self.options.peer[0]
        self._resolve(host, lambda addresses: self._send(seconds, addresses))

    def _send(self, seconds: int, addresses: Sequence[str]) -> None:
        self._addresses = addresses or self._addresses
        flow, options = self.flow, self.options
        if flow is None:
            self._answered(408, None)
            return
        own = self.address(options.user)
        more = (("contact", self._agent.contact(flow, self.secret)), ("expires", str(seconds)))
        self._cseq += 2
        self._agent.request(
            "REGISTER" if options.register else "OPTIONS",
            self.target(""),
            flow,
            local=own,
            remote=own,
            on_response=lambda response: self._answered(response.status, response),
            headers=more if options.register else (),
            login=self.login,
            call_id=f"{self.secret}@{self._agent.product}",
            cseq=self._cseq,
        )

    def _answered(self, status: int, response: Response | None) -> None:
        expires = least = 0
        if response is not None:
            expires = self._granted(response)
            least = _seconds(response.headers.get("min-expires"))
        self.link.answered(Answer(status, expires, least), self._now())

    def _granted(self, response: Response) -> int:
        """For how long our contact is registered."""
        try:
            ours = [contact for contact in response.contacts if contact.uri.user == self.secret]
        except BadMessage:
            ours = []
        told = ours[0].parameters.get("expires", "") if ours else ""
        return _seconds(told or response.headers.get("expires"))

    def _changed(self, state: TrunkState) -> None:
        metrics.TRUNK_UP.set(int(state is TrunkState.UP), self._pbx, self.options.name)
        level = logging.INFO if state is TrunkState.UP else logging.WARNING
        _log.log(level, "The trunk %s of %s: %s", self.options.name, self._pbx, state.value)


def _seconds(text: str) -> int:
    try:
        return whole_number(text, "Expires") if text else 0
    except BadMessage:
        return 0
