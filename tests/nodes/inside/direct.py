"""The API of a cluster without an API server: its objects are in the world's folder."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from cryptography import x509
from simulation.kubernetes.issuer import document
from simulation.kubernetes.kubeconfig import read
from simulation.kubernetes.kubelet import MANIFESTS, command_of
from simulation.kubernetes.requests import Requests, User
from simulation.kubernetes.store import Store
from simulation.tool import Failed

from .world import World

LEASE = 1e8
"""A kubelet speaks once, when its machine has booted: tests say which nodes are not Ready."""


class Direct:
    """Who asks is who the kubeconfig says. `ill` of the world lists addresses of masters whose API server does not
    answer, or "api" for all; `unknown` kinds without a definition; `kept` kinds whose objects a webhook keeps; `stuck`
    the Deployments that do not roll out."""

    def __init__(self, world: World, path: Path, server: str = "") -> None:
        cluster, self.user = read(path)
        self.world, self.requests = world, Requests(Store(world.keys, LEASE))
        self.host = urlparse(server or cluster["server"]).hostname

    def ask(self, **request: Any) -> Any:
        if not self.is_ready("/readyz"):
            raise Failed(f"The connection to the server {self.host}:6443 was refused")
        self._hold(request["verb"], request.get("kind", ""), request.get("name", ""))
        return self.requests.do(request, self._who())

    def is_ready(self, path: str) -> bool:
        return not {"api", self.host} & set(self.world.read().get("ill", []))

    def text(self, path: str) -> str:
        """As the API server of the manifest of this machine has it."""
        if not self.is_ready(path):
            raise Failed(f"The connection to the server {self.host}:6443 was refused")
        return json.dumps(document(path, command_of(MANIFESTS / "kube-apiserver.yaml")))

    def _hold(self, verb: str, kind: str, name: str) -> None:
        world = self.world.read()
        if kind in world.get("unknown", []):
            raise Failed(f'error: no matches for kind "{kind}"')
        if verb == "delete" and kind in world.get("kept", []):
            raise Failed(f'admission webhook denied the request: {kind} "{name}"')
        if verb == "rollout" and name in world.get("stuck", []):
            raise Failed("error: timed out waiting for the condition")

    def _who(self) -> User:
        if "token" in self.user:
            return self.requests.owner(self.user["token"])
        certificate = x509.load_pem_x509_certificate(base64.b64decode(self.user["client-certificate-data"]))
        names, groups = (
            [str(part.value) for part in certificate.subject.get_attributes_for_oid(kind)]
            for kind in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
        )
        return names[0], set(groups)
