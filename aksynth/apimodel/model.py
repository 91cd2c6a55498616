"""The api model as written."""

from __future__ import annotations

from pydantic import SecretStr

from aksynth.apimodel.aksynth import AksynthProfile
from aksynth.apimodel.machines import AgentPoolProfile, LinuxProfile, MasterProfile
from aksynth.apimodel.orchestrator import OrchestratorProfile
from aksynth.apimodel.profile import Profile, key, profile


class ServicePrincipalProfile(Profile):
    """The service principal of the cloud provider."""

    client_id: str | None = key("clientId", None, "Application id; blank asks for it in a Terraform variable.")
    secret: SecretStr | None = key("secret", None, "Never carried on: a Terraform variable asks for it.")


class Properties(Profile):
    """`properties`."""

    orchestrator_profile: OrchestratorProfile = profile("orchestratorProfile", OrchestratorProfile, "Kubernetes.")
    master_profile: MasterProfile = profile("masterProfile", MasterProfile, "The control plane.")
    agent_pool_profiles: list[AgentPoolProfile] = key("agentPoolProfiles", [], "Pools of agents.")
    linux_profile: LinuxProfile = profile("linuxProfile", LinuxProfile, "The administrator.")
    service_principal_profile: ServicePrincipalProfile = profile(
        "servicePrincipalProfile", ServicePrincipalProfile, "The service principal, where one is used."
    )
    aksynth: AksynthProfile = profile("aksynth", AksynthProfile, "What the vlabs api model cannot say.")


class ApiModel(Profile):
    """A whole document."""

    schema_: str | None = key("$schema", None, "For editors; ignored.")
    api_version: str = key("apiVersion", "", "vlabs.")
    location: str | None = key("location", None, "Azure region; blank asks for it in a Terraform variable.")
    properties: Properties = profile("properties", Properties, "Everything else.")
