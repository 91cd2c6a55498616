"""169.254.169.254: a machine gets tokens for its own identities and for no other.

https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

from .service import Service

ADDRESS = "169.254.169.254"
SYSTEM = "system"
"""The client id of a machine's own identity, which who names none gets."""


class Metadata(Service):
    def machine(self) -> str:
        """The address of the machine that asks."""
        return str(self.client_address[0])

    def do_GET(self) -> None:
        url = urlparse(self.path)
        query = parse_qs(url.query)
        if self.headers.get("Metadata") != "true":
            return self.answer(400, "Bad request. Required metadata header not specified")
        with self.azure.open() as azure:
            own, name = azure.identities.get(self.machine()), azure.names.get(self.machine())
            fault = azure.fault("GET", "metadata") if url.path.endswith("/token") else None
        if own is None:
            return self.answer(404, {"error": "not found"})
        if isinstance(fault, int):
            return self.answer(fault, {"error": "too many requests"})
        if url.path.endswith("/identity/oauth2/token"):
            return self._token(query, own)
        if url.path.endswith("/privateIpAddress") and query.get("format") == ["text"]:
            return self.answer(200, self.machine())
        if url.path.endswith("/compute/osProfile/computerName") and query.get("format") == ["text"] and name:
            return self.answer(200, name)
        return self.answer(404, {"error": "not found"})

    def _token(self, query: dict[str, list[str]], own: list[str]) -> None:
        (client,) = query.get("client_id", [SYSTEM])
        if client not in own:
            return self.answer(400, {"error": "invalid_request", "error_description": "Identity not found"})
        (audience,) = query["resource"]
        return self.answer(200, {"access_token": f"{client} for {audience.rstrip('/')}"})
