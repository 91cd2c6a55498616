"""States of Terraform at an HTTP address, as `terraform.remote.tfstate` in the folder of each configuration.

Terraform writes a local state again after each resource, for two thirds of the time of a destroy, and a remote one at
the end: `StateHook` in internal/backend/local/hook_state.go of Terraform v1.11.4.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STATES = "TESTS_STATES"
"""Names the address."""
FILE = "terraform.remote.tfstate"


class _States(BaseHTTPRequestHandler):
    """The path of an address is that of a file."""

    def do_GET(self) -> None:
        path = Path(self.path)
        self._answer(path.read_bytes() if path.exists() else None)

    def do_POST(self) -> None:
        Path(self.path).write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(b"")

    def _answer(self, content: bytes | None) -> None:
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def states() -> Iterator[dict[str, str]]:
    """What the environment needs, while the address answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _States) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {STATES: f"http://127.0.0.1:{server.server_port}"}
        server.shutdown()


def address(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The variable that Terraform's backend `http` reads in FOLDER."""
    return {"TF_HTTP_ADDRESS": f"{environment[STATES]}{folder.absolute()}/{FILE}"} if STATES in environment else {}
