"""Who can be reached where: the contacts of each address of record (RFC 3261, clause 10). Knows times and contacts; no password.

A contact is reached where it says; but over the way its REGISTER came by (RFC 5626 in spirit) where a NAT is between, or TCP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from callplane.sip.grammar import BadMessage, whole_number
from callplane.sip.message import Request, Response
from callplane.sip.transactions import Flow, answer_to
from callplane.sip.uri import Address, SipUri

MIN_SECONDS = 10
MAX_SECONDS = 3600
USUAL_SECONDS = 600
MAX_CONTACTS = 10
"""Contacts of one address; of more, the oldest goes."""

_TALKS = frozenset(("talk", "hold"))


@dataclass(frozen=True, slots=True)
class Binding:
    """A contact. `phone` is who registered it; `talks`: it said that it answers by NOTIFY (Allow-Events: talk)."""

    contact: str
    flow: Flow
    phone: str
    expires: float
    call_id: str
    cseq: int
    instance: str = ""
    talks: bool = False
    product: str = ""

    @property
    def place(self) -> str:
        """Where the phone is and what it is, for people to read."""
        product = f" ({self.product})" if self.product else ""
        return f"{self.flow.transport.lower()}:{self.flow.host}:{self.flow.port}{product}"


class Registrar:
    """The contacts, by address of record. `changed(aor)` is told whenever those of one changed."""

    def __init__(self, changed: Callable[[str], None]) -> None:
        self._changed = changed
        self._bindings: dict[str, dict[str, Binding]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._bindings.values()))

    def bindings(self, aor: str) -> list[Binding]:
        """Where it can be reached, the newest last."""
        return list(self._bindings.get(aor, {}).values())

    def all(self) -> Iterator[tuple[str, Binding]]:
        for aor, bindings in self._bindings.items():
            for binding in bindings.values():
                yield aor, binding

    def register(self, request: Request, flow: Flow, aor: str, phone: str, now: float) -> Response:
        """Carry out a REGISTER that was let in; gives its answer. Raises BadMessage."""
        contacts = request.headers.all("contact")
        if "*" in contacts:
            if len(contacts) > 1 or request.headers.get("expires").strip() != "0":
                raise BadMessage("a Contact of * stands alone, with Expires: 0")
            self._replace(aor, {})
            return self._answer(request, aor, now)
        found = {} if not contacts else self._asked(request, flow, phone, now)
        if isinstance(found, Response):
            return found
        known = dict(self._bindings.get(aor, {}))
        for contact, binding in found.items():
            old = known.get(contact)
            if old is not None and old.call_id == binding.call_id and old.cseq >= binding.cseq:
                return answer_to(request, 500, tag="registrar")  # it was overtaken (10.3, step 7)
        for contact, binding in found.items():
            known = {key: old for key, old in known.items() if key != contact and not _same_phone(old, binding)}
            if binding.expires > now:
                known[contact] = binding
        self._replace(aor, dict(list(known.items())[-MAX_CONTACTS:]))
        return self._answer(request, aor, now)

    def _asked(self, request: Request, flow: Flow, phone: str, now: float) -> dict[str, Binding] | Response:
        found: dict[str, Binding] = {}
        usual = _seconds(request.headers.get("expires"), USUAL_SECONDS)
        talks = any(event.lower() in _TALKS for event in request.headers.all("allow-events"))
        for address in request.contacts[:MAX_CONTACTS]:
            seconds = _seconds(address.parameters.get("expires", ""), usual)
            if 0 < seconds < MIN_SECONDS:
                answer = answer_to(request, 423, tag="registrar")
                answer.headers.add("min-expires", MIN_SECONDS)
                return answer
            found[_key(address)] = Binding(
                str(address.uri),
                _way(address.uri, flow),
                phone,
                now + min(seconds, MAX_SECONDS),
                request.call_id,
                request.cseq[0],
                address.parameters.get("+sip.instance", ""),
                talks,
                request.headers.get("user-agent")[:64],
            )
        return found

    def _answer(self, request: Request, aor: str, now: float) -> Response:
        answer = answer_to(request, 200, tag="registrar")
        for binding in self.bindings(aor):
            answer.headers.add("contact", f"<{binding.contact}>;expires={max(0, round(binding.expires - now))}")
        return answer

    def restore(self, aor: str, binding: Binding) -> None:
        """A contact that was there before a restart."""
        self._replace(aor, {**self._bindings.get(aor, {}), _key(Address(SipUri.read(binding.contact))): binding})

    def expire(self, now: float) -> None:
        """Forget what has run out."""
        self.remove(lambda binding: binding.expires <= now)

    def next_deadline(self) -> float | None:
        """When something runs out."""
        return min((binding.expires for _, binding in self.all()), default=None)

    def remove(self, gone: Callable[[Binding], bool]) -> None:
        """Forget the contacts for which this holds."""
        for aor, bindings in tuple(self._bindings.items()):
            kept = {key: binding for key, binding in bindings.items() if not gone(binding)}
            if len(kept) != len(bindings):
                self._replace(aor, kept)

    def _replace(self, aor: str, bindings: dict[str, Binding]) -> None:
        before = self._bindings.pop(aor, {})
        if bindings:
            self._bindings[aor] = bindings
        if bindings != before:
            self._changed(aor)


def _way(contact: SipUri, flow: Flow) -> Flow:
    """How a contact is reached that was registered over this flow."""
    if contact.host.strip("[]") != flow.host or flow.transport == "TCP":
        return flow
    return Flow("TCP" if contact.transport == "TCP" else "UDP", flow.host, contact.port or 5060)


def _same_phone(one: Binding, other: Binding) -> bool:
    return bool(one.instance) and one.instance == other.instance


def _key(address: Address) -> str:
    """Contacts with the same user, host, port and transport are the same (a part of RFC 3261, 19.1.4)."""
    uri = address.uri
    return f"{uri.scheme}:{uri.user}@{uri.host}:{uri.port}/{uri.transport or 'UDP'}"


def _seconds(text: str, usual: int) -> int:
    """Seconds of Expires; what cannot be read is as if it were not there (10.2.1.1)."""
    try:
        return whole_number(text, "Expires") if text else usual
    except BadMessage:
        return usual
