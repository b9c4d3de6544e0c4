"""The routes of the exchange's control interface as data, for descriptions. Knows its JSON; serves nothing."""

from __future__ import annotations

from typing import Final

from callplane.drivers.base import ControlRoute
from callplane.drivers.exchange.faults import MAX_DELAY_MS
from callplane.drivers.exchange.link import LinkState
from callplane.model.call import CallState, CallType, RecordingState

MAX_TEXT: Final = 64
"""Characters of a field."""

MAX_CUT_SECONDS: Final = 86_400
MAX_SEED: Final = 2**32

Schema = dict[str, object]

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_DIRECTION: Final[Schema] = {"enum": ["in", "out"]}


def _object(**members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": list(members)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _field(text: str, *, needed: bool = True) -> Schema:
    return {"type": "string", "maxLength": MAX_TEXT, "description": text} | ({"pattern": r"\S"} if needed else {})


def _fields(needed: tuple[str, ...] = (), /, **fields: Schema) -> Schema:
    required: Schema = {"required": list(needed)} if needed else {}
    return {"type": "object", "properties": fields} | required


_CALL: Final = _object(
    id=_TEXT,
    state={"enum": [state.name.lower() for state in CallState]},
    type={"enum": [kind.name.lower() for kind in CallType]},
    direction=_DIRECTION,
    remote=_TEXT,
    remote_name=_TEXT,
    recording={"enum": [state.name.lower() for state in RecordingState]},
    heard={"type": "string", "description": "The digits that the other party has sent."},
)
_PHONE: Final = _object(
    extension=_TEXT, number=_TEXT, name=_TEXT, plugged=_FLAG, do_not_disturb=_FLAG, calls={"type": "array", "items": _CALL}
)
_PARTY: Final = _object(
    id=_TEXT,
    number={"type": "string", "description": "Empty when it is withheld."},
    direction=_DIRECTION,
    state={"enum": ["ringing", "connected", "busy", "ended"]},
    heard=_TEXT,
)
_WHICH: Final = _fields(call=_field("The id of one of the phone's calls; without it, the obvious one.", needed=False))
_ACTIONS: Final = {
    "answer": "Lift the ringing phone.",
    "hangup": "Put the handset down, or reject.",
    "hold": "Hold the call.",
    "retrieve": "Take the held call back.",
}
_PLUGGING: Final = {"plug": "Plug the phone in.", "unplug": "Unplug the phone: its calls end."}
_REFUSALS: Final = (400, 404, 409, 503)
_LINK: Final = _object(state={"enum": [state.value for state in LinkState]}, refuses_login=_FLAG)
_PROBABILITY: Final[Schema] = {"type": "number", "minimum": 0, "maximum": 1}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_FAULTS: Final[dict[str, Schema]] = {
    "lose": _PROBABILITY | {"description": "The probability that a report is lost."},
    "double": _PROBABILITY | {"description": "The probability that it comes twice."},
    "delay_ms": _WHOLE | {"maximum": MAX_DELAY_MS, "description": "How long it takes, in milliseconds."},
    "reorder": _FLAG | {"description": "It takes any time up to that (or 100 ms), so that later ones overtake."},
    "seed": _WHOLE | {"maximum": MAX_SEED, "description": "The seed of chance."},
}
_FAULTS_NOW: Final = _object(**_FAULTS, sent=_WHOLE, lost=_WHOLE, doubled=_WHOLE, resynchronised=_WHOLE)
_SECONDS: Final[Schema] = {
    "type": "number",
    "minimum": 0,
    "maximum": MAX_CUT_SECONDS,
    "description": "How long; without it, until the link is restored.",
}
_REFUSE: Final[Schema] = _FLAG | {"description": "False: log-ins succeed again. True when left out."}

ROUTES: Final = (
    ControlRoute("GET", "phones", "All phones with their calls.", _list(_PHONE)),
    *(
        ControlRoute("POST", f"phones/{{extension}}/{action}", text, _PHONE, _WHICH, refusals=_REFUSALS)
        for action, text in _ACTIONS.items()
    ),
    *(
        ControlRoute("POST", f"phones/{{extension}}/{action}", text, _PHONE, refusals=_REFUSALS)
        for action, text in _PLUGGING.items()
    ),
    ControlRoute(
        "POST",
        "phones/{extension}/dial",
        "Lift the phone and dial.",
        _object(call=_TEXT),
        _fields(("number",), number=_field('What is dialled, such as "102".')),
        refusals=_REFUSALS,
    ),
    ControlRoute("GET", "outside", "The parties outside.", _list(_PARTY)),
    ControlRoute(
        "POST",
        "outside",
        "Somebody outside calls.",
        _PARTY,
        _fields(
            ("to",),
            **{"from": _field("His number; empty to withhold it.", needed=False)},
            to=_field("An extension, or its full number."),
        ),
        201,
        _REFUSALS,
    ),
    ControlRoute("GET", "outside/{id}", "One party outside.", _PARTY, refusals=(404,)),
    ControlRoute("POST", "outside/{id}/hangup", "The party outside hangs up.", _PARTY, refusals=(404, 409, 503)),
    ControlRoute(
        "POST",
        "outside/{id}/digits",
        "The party outside sends digits.",
        _PARTY,
        _fields(("digits",), digits=_field('Such as "123#".')),
        refusals=_REFUSALS,
    ),
    ControlRoute("GET", "link", "The link between the exchange and the server.", _LINK),
    ControlRoute("POST", "link/cut", "Cut the link; phones go on.", _LINK, _fields(seconds=_SECONDS), refusals=(400, 503)),
    ControlRoute("POST", "link/restore", "Restore the link.", _LINK, refusals=(503,)),
    ControlRoute("GET", "faults", "What befalls reports on their way up, and what has befallen them.", _FAULTS_NOW),
    ControlRoute(
        "POST",
        "faults",
        "Let faults befall reports; what is left out does not.",
        _FAULTS_NOW,
        _fields(**_FAULTS),
        refusals=(400, 503),
    ),
    ControlRoute("DELETE", "faults", "No faults any more.", _FAULTS_NOW, refusals=(503,)),
    ControlRoute(
        "POST",
        "refuse-login",
        "Refuse to let the server in when the link comes back.",
        _LINK,
        _fields(refuse=_REFUSE),
        refusals=(400, 503),
    ),
    ControlRoute("POST", "restart", "Restart the exchange: all calls are lost, settings stay.", _LINK, refusals=(503,)),
)
