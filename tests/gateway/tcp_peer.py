"""A TCP client that speaks one encoding, for tests."""

from __future__ import annotations

import base64

from msgspec import Struct
from tests.gateway.conftest import Client

from callplane.wire import operations
from callplane.wire.ber import BerCodec
from callplane.wire.codec import Codec, Error, Message, Result
from callplane.wire.framing import to_tcp
from callplane.wire.json_codec import JsonCodec
from callplane.wire.operations import AnyOperation
from callplane.wire.types import auth, auth_common, cti
from callplane.wire.types.common import AsnRequestError

JSON, BER = JsonCodec(), BerCodec()
STOP = cti.AsnCtiLineMonitorStopArgument(u8sMonitorCrossRefID="1")
ENUM = cti.AsnCtiEnumPhoneLinesArgument(typeofLines=cti.AsnCtiEnumPhoneLinesArgumentEnum(0), attachChangeNotify=0)
NEGOTIATE = auth.AsnNegotiateServerConnectionV2Argument(
    u8sMinSupportedInterfaceVersion="6.0.0",
    u8sMaxSupportedInterfaceVersion="8.1.0",
    u8sClientDeviceId="1",
    u8sClientVersion="1",
    eClientAppID=auth.AsnClientAppID.eCLIENTAPPIDPROCALLWEB,
    u8sClientDeviceName="test",
    iClientCapabilities=0,
)


def basic(user: str = "alice", password: str = "secret") -> auth_common.AsnLoginV2Argument:
    credential = base64.b64encode(f"{user}:{password}".encode()).decode()
    choice = auth_common.AsnLoginV2ChoiceArgument(authBasic=auth_common.AsnAuthBasicCredential(credential=credential))
    return auth_common.AsnLoginV2Argument(auth=choice)


def bearer(token: str) -> auth_common.AsnLoginV2Argument:
    choice = auth_common.AsnLoginV2ChoiceArgument(authBearer=auth_common.AsnAuthBearer(u8sJWT=token))
    return auth_common.AsnLoginV2Argument(auth=choice)


class Peer:
    """A TCP client that speaks one encoding."""

    def __init__(self, client: Client, codec: Codec = JSON) -> None:
        self.client = client
        self.codec = codec
        self.last = 0

    def invoke(self, operation: AnyOperation, argument: Struct, number: int = 0) -> bytes:
        """An invoke as it goes on the stream."""
        self.last = number or self.last + 1
        return to_tcp(self.codec.encoding, self.codec.invoke(self.last, operation, argument))

    async def message(self) -> Message:
        """The next message of the server."""
        first = await self.client.reader.readexactly(1)
        if first == b"J":
            length = int(await self.client.reader.readexactly(7))
            (found,) = JSON.read(await self.client.reader.readexactly(length))
            return found
        size = (await self.client.reader.readexactly(1))[0]
        extra = await self.client.reader.readexactly(size & 0x7F if size & 0x80 else 0)
        body = await self.client.reader.readexactly(int.from_bytes(extra, "big") if size & 0x80 else size)
        (found,) = BER.read(first + bytes((size,)) + extra + body)
        return found

    async def ask(self, operation: AnyOperation, argument: Struct) -> Message:
        """One invoke and its answer."""
        self.client.send(self.invoke(operation, argument))
        return await self.message()

    async def result(self, operation: AnyOperation, argument: Struct) -> Struct:
        """One invoke and its good result."""
        answer = await self.ask(operation, argument)
        assert isinstance(answer, Result), answer
        assert operation.result
        return self.codec.read_value(answer.value, operation.result)

    async def error(self, operation: AnyOperation, argument: Struct) -> int:
        """One invoke and the detail of the error that answers it."""
        answer = await self.ask(operation, argument)
        assert isinstance(answer, Error), answer
        return self.codec.read_value(answer.error, AsnRequestError).iErrorDetail

    async def log_in(self) -> None:
        """All that is needed for a session."""
        await self.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
        await self.result(operations.LOGIN_V2, basic())

    async def works(self) -> bool:
        """Whether operations are served."""
        answer = await self.ask(operations.CTI_LINE_MONITOR_STOP, STOP)
        return isinstance(answer, Result) and answer.invoke_id == self.last
