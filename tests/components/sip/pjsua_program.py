"""A phone on pjsua2, as a program of its own: commands come on standard input, events go to standard output, JSON line by line.

pjsua2 is licensed under the GPL, so nothing of callplane is imported here, and nothing of this is imported by callplane.
Commands: {"do": name, ...}; events: {"is": name, ...}. See `pjsua.py`, which drives it.
"""

from __future__ import annotations

import json
import os
import select
import sys
from typing import Any

import pjsua2 as pj

CALLS: dict[int, Any] = {}
EVENTS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # the library writes to standard output before it can be told not to


def tell(what: str, **details: object) -> None:
    EVENTS.write(json.dumps({"is": what, **details}) + "\n")
    EVENTS.flush()


class Account(pj.Account):  # type: ignore[misc]
    """The phone's one account."""

    def onRegState(self, prm: Any) -> None:  # noqa: N802
        tell("registration", code=prm.code, active=self.getInfo().regIsActive)

    def onIncomingCall(self, prm: Any) -> None:  # noqa: N802
        call = Call(self, prm.callId)
        CALLS[prm.callId] = call
        info = call.getInfo()
        tell("incoming", call=prm.callId, remote=info.remoteUri, message=prm.rdata.wholeMsg)


class Call(pj.Call):  # type: ignore[misc]
    """A call, which has a tone of its own to say and may be recorded."""

    recorder: Any = None
    tone: Any = None

    def onCallState(self, prm: Any) -> None:  # noqa: N802
        del prm
        info = self.getInfo()
        tell("state", call=info.id, state=info.stateText, code=info.lastStatusCode, reason=info.lastReason, remote=info.remoteUri)
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            ENDED.append(info.id)

    def onCallMediaState(self, prm: Any) -> None:  # noqa: N802
        del prm
        info = self.getInfo()  # the list below lives no longer than this
        for n, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO:
                tell("media", call=info.id, status=STATUS.get(media.status, str(media.status)), direction=media.dir)
                if media.status in (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD):
                    self._connect(self.getAudioMedia(n))

    def _connect(self, audio: Any) -> None:
        if self.tone is None:
            self.tone = pj.ToneGenerator()
            self.tone.createToneGenerator(16000, 1)
            sound = pj.ToneDesc()
            sound.freq1, sound.freq2, sound.on_msec, sound.off_msec = TONE, 0, 1000, 0
            sounds = pj.ToneDescVector()
            sounds.append(sound)
            self.tone.play(sounds, True)
        if self.recorder is None:
            self.recorder = pj.AudioMediaRecorder()
            self.recorder.createRecorder(os.path.join(DIRECTORY, f"heard-{self.getInfo().id}-{len(RECORDED)}.wav"))  # noqa: PTH118
            RECORDED.append(self.getInfo().id)
        self.tone.startTransmit(audio)
        audio.startTransmit(self.recorder)

    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802
        tell("digit", call=self.getInfo().id, digit=prm.digit)

    def onCallTransferStatus(self, prm: Any) -> None:  # noqa: N802
        tell("transfer", call=self.getInfo().id, code=prm.statusCode, final=prm.finalNotify)


STATUS = {
    pj.PJSUA_CALL_MEDIA_NONE: "none",
    pj.PJSUA_CALL_MEDIA_ACTIVE: "active",
    pj.PJSUA_CALL_MEDIA_LOCAL_HOLD: "local hold",
    pj.PJSUA_CALL_MEDIA_REMOTE_HOLD: "remote hold",
}
ENDED: list[int] = []
RECORDED: list[int] = []
DIRECTORY, TONE = sys.argv[1], int(sys.argv[2])


def answering(code: int) -> Any:
    prm = pj.CallOpParam()
    prm.statusCode = code
    return prm


def configured(order: dict[str, Any]) -> Any:
    account = pj.AccountConfig()
    account.idUri = order["uri"]
    account.regConfig.registrarUri = order["registrar"]
    account.regConfig.timeoutSec = 60
    account.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", order["user"], 0, order["password"]))
    account.mediaConfig.transportConfig.port = order["rtp"]
    account.mediaConfig.transportConfig.portRange = 20
    account.mediaConfig.transportConfig.boundAddress = account.mediaConfig.transportConfig.publicAddress = "127.0.0.1"
    account.callConfig.timerUse = pj.PJSUA_SIP_TIMER_INACTIVE
    return account


def carry_out(order: dict[str, Any], account: Account) -> None:  # noqa: C901 (one case for each command)
    call: Any = CALLS.get(order.get("call", -1))
    match order["do"]:
        case "register":
            account.create(configured(order))
        case "unregister":
            account.setRegistration(False)
        case "dial":
            made = Call(account)
            made.makeCall(order["uri"], pj.CallOpParam(True))
            CALLS[made.getInfo().id] = made
            tell("dialled", call=made.getInfo().id)
        case "answer":
            call.answer(answering(order["code"]))
        case "hang up":
            call.hangup(answering(order.get("code", 0)))
        case "hold":
            call.setHold(pj.CallOpParam())
        case "retrieve":
            prm = pj.CallOpParam(True)
            prm.opt.flag = pj.PJSUA_CALL_UNHOLD
            call.reinvite(prm)
        case "digits":
            prm = pj.CallSendDtmfParam()
            prm.digits = order["digits"]
            prm.method = pj.PJSUA_DTMF_METHOD_SIP_INFO if order["info"] else pj.PJSUA_DTMF_METHOD_RFC2833
            call.sendDtmf(prm)
        case "transfer":
            call.xfer(order["uri"], pj.CallOpParam())
        case "transfer to":
            call.xferReplaces(CALLS[order["other"]], pj.CallOpParam())
        case other:
            raise ValueError(other)


def main() -> None:
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    configuration = pj.EpConfig()
    configuration.uaConfig.threadCnt = 0
    configuration.uaConfig.mainThreadOnly = True
    configuration.uaConfig.maxCalls = 4
    configuration.logConfig.level = 4
    configuration.logConfig.consoleLevel = 0
    configuration.logConfig.filename = os.path.join(DIRECTORY, "pjsua.log")  # noqa: PTH118
    configuration.medConfig.noVad = True
    endpoint.libInit(configuration)
    transport = pj.TransportConfig()
    transport.boundAddress = transport.publicAddress = "127.0.0.1"
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    transport.port = 0
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_TCP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    for codec in endpoint.codecEnum2():
        endpoint.codecSetPriority(codec.codecId, 200 if codec.codecId.startswith("PCM") else 0)
    account = Account()
    tell("ready")
    buffer = b""
    while True:
        endpoint.libHandleEvents(10)
        while ENDED:
            CALLS.pop(ENDED.pop(), None)
        while select.select([0], [], [], 0)[0]:
            data = os.read(0, 65536)
            if not data:
                os._exit(0)
            *lines, buffer = (buffer + data).split(b"\n")
            for line in lines:
                try:
                    carry_out(json.loads(line), account)
                    tell("done")
                except (pj.Error, ValueError, KeyError, AttributeError) as error:
                    tell("failed", why=error.info() if isinstance(error, pj.Error) else repr(error))


if __name__ == "__main__":
    main()
