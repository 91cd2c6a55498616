"""What all services in machines have in common."""

from __future__ import annotations

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any


class Server(ThreadingHTTPServer):
    """Does not ask for the name of its address: no DNS answers in a machine, and the question takes seconds."""

    allow_reuse_address = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)


def serve_handler(
    address: str,
    port: int,
    kind: type[Handler],
    values: dict[str, Any],
    stem: Path | None = None,
    clients: Path | None = None,
) -> Server:
    """Answer there until the server is shut down, with a handler that has these values; with the certificate at STEM
    by TLS, where `clients` is the authority of those that show a certificate."""
    server = Server((address, port), type(kind.__name__, (kind,), values))
    if stem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(stem.with_name(f"{stem.name}.crt"), stem.with_name(f"{stem.name}.key"))
        if clients:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(clients)
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    return server


class Handler(BaseHTTPRequestHandler):
    """Answers with JSON or plain text, and says nothing of it."""

    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: object) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def body(self) -> dict[str, Any]:
        """What was sent, as JSON."""
        found: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return found

    def log_message(self, *_: object) -> None:
        pass
