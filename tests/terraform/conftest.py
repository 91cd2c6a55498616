"""Lives that several tests look at."""

from __future__ import annotations

import pytest
from terraform_workspace import Chains

from .lives import whole_life
from .models import MODELS, PLANTED


@pytest.fixture(scope="session")
def lives(chains: Chains, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Chains:
    """All models' lives, started together."""
    for name, document in MODELS.items():
        folder = tmp_path_factory.mktemp(name)
        secret = {"TF_VAR_service_principal_secret": PLANTED} if name == "service-principal" else {}
        chains.start(name, lambda f=folder, d=document, s=secret: whole_life(f, environment, d, **s))  # type: ignore[misc]
    return chains
