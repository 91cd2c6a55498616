"""The kubelet's credential provider for Azure container registries, on a machine of its own."""

from __future__ import annotations

from clusters import blueprint, changed, example
from inside.world import World
from machine import Make

REGISTRY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/images"
FOLDER = "/etc/kubernetes/credential-provider"
PLAN = blueprint(changed(example("kubernetes"), "properties.aksynth.containerRegistries", [REGISTRY]))


def test_program_that_cannot_be_had(make: Make, world: World) -> None:
    """The address is named, and nothing is left that a kubelet would stumble over."""
    agent = make(PLAN).without("azure-acr-credential-provider")
    done = agent.run("timeout 9 /opt/aksynth/registry.sh", check=False)
    assert (
        done.returncode == 124
        and "https://packages.microsoft.com/keys/microsoft.asc cannot be downloaded" in done.stderr
    )
    assert not agent.path(FOLDER).exists() and not agent.path("/etc/apt/sources.list.d/microsoft.list").exists()


def test_program_of_the_image(make: Make, world: World) -> None:
    """It is taken as it is; again, nothing changes, and what the model no longer has stays for a kubelet with the flags."""
    agent = make(PLAN).without("azure-acr-credential-provider")
    agent.write("/usr/local/bin/azure-acr-credential-provider", "#!/bin/bash\n", "0755")
    agent.run("/opt/aksynth/registry.sh")
    before = agent.tree()
    assert agent.path(f"{FOLDER}/acr.json").stat().st_mode & 0o777 == 0o600
    assert agent.path(f"{FOLDER}/bin/acr-credential-provider").is_symlink()
    agent.run("/opt/aksynth/registry.sh")
    assert agent.tree() == before and not [call for call in agent.calls() if call.startswith("apt-get")]
    agent.run(
        "rm -r /etc/aksynth/registry; sed -i s/^ACR.*/ACR_PROVIDER_VERSION=/ /etc/aksynth/env; /opt/aksynth/registry.sh"
    )
    assert agent.path(f"{FOLDER}/config.yaml").exists()
