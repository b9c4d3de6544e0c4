"""A client program for another host: it logs in as Alice over TCP, and says nothing more: `far_program.py HOST PORT`."""

from __future__ import annotations

import base64
import json
import socket
import sys

SECONDS = 120.0


def main(host: str, port: int) -> None:
    """Log in, and stay until the connection ends."""
    basic = base64.b64encode(b"alice:demo").decode()
    texts = {"u8sClientDeviceId": "far", "u8sClientVersion": "1", "u8sClientDeviceName": "far"}
    versions = {"u8sMinSupportedInterfaceVersion": "6.0.0", "u8sMaxSupportedInterfaceVersion": "8.0.0"}
    login = {"auth": {"authBasic": {"credential": basic}}}
    with socket.create_connection((host, port), SECONDS) as link:
        for operation, argument in ((1006, {**texts, **versions, "eClientAppID": 0, "iClientCapabilities": 0}), (1005, login)):
            invoke = {"invoke": {"invokeID": operation, "operationID": operation, "argument": argument}}
            message = json.dumps(invoke).encode()
            link.sendall(b"J%07d%b" % (len(message), message))
        while link.recv(65_536):
            pass


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
