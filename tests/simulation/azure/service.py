"""What all services of Azure have in common, and the sockets on which they answer."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from socket import socket
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, ClassVar

from ..handler import Handler
from .state import Fault, Keeper


class Service(Handler):
    """`azure` keeps the state."""

    azure: ClassVar[Keeper]

    def bearer(self) -> tuple[str, str]:
        """The client id and the audience of the token; see the metadata service."""
        client, _, audience = self.headers.get("Authorization", "").removeprefix("Bearer ").partition(" for ")
        return client, audience

    def reply(self, fault: Fault, send: Callable[[], None]) -> None:
        """The answer, late or not at all where that is the fault."""
        if fault == "slow":
            time.sleep(0.5)
        if fault in ("silence", "lost"):
            time.sleep(0.2)
            self.close_connection = True
            return
        send()


class _Server(ThreadingMixIn, TCPServer):
    daemon_threads = True

    def __init__(self, listener: socket, handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None) -> None:
        super().__init__(("", 0), handler, bind_and_activate=False)
        self.socket.close()
        self.socket, self.context = listener, context

    def get_request(self) -> tuple[socket, Any]:
        connection, address = self.socket.accept()
        if self.context:
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, *_: object) -> None:
        pass  # a script that was stopped in the middle


def serve(azure: Keeper, handler: type[Service], listener: socket, certificate: tuple[str, str] | None = None) -> None:
    """Answer on the socket until the process ends."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    server = _Server(listener, type(handler.__name__, (handler,), {"azure": azure}), context)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
