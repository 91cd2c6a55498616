"""The api model as written."""

from __future__ import annotations

from aksynth.apimodel.aksynth import AksynthProfile
from aksynth.apimodel.certificates import CertificateProfile
from aksynth.apimodel.extensions import ExtensionProfile
from aksynth.apimodel.features import CustomCloudProfile, FeatureFlags, TelemetryProfile
from aksynth.apimodel.linux import LinuxProfile
from aksynth.apimodel.master import MasterProfile
from aksynth.apimodel.orchestrator import OrchestratorProfile
from aksynth.apimodel.pool import AgentPoolProfile
from aksynth.apimodel.principals import AadProfile, ServicePrincipalProfile
from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.windows import WindowsProfile


class Plan(Profile):
    """Of the ARM envelope."""

    name: str | None = key("name", None, "Name.")
    product: str | None = key("product", None, "Product.")
    promotion_code: str | None = key("promotionCode", None, "Promotion code.")
    publisher: str | None = key("publisher", None, "Publisher.")


class Properties(Profile):
    """Everything below `properties`."""

    provisioning_state: str | None = key("provisioningState", None, "A status that AKS Engine wrote.")
    orchestrator_profile: OrchestratorProfile = profile("orchestratorProfile", OrchestratorProfile, "Kubernetes.")
    master_profile: MasterProfile = profile("masterProfile", MasterProfile, "The control plane.")
    agent_pool_profiles: list[AgentPoolProfile] = key("agentPoolProfiles", [], "Pools of agents.")
    linux_profile: LinuxProfile = profile("linuxProfile", LinuxProfile, "The administrator.")
    windows_profile: WindowsProfile | None = key("windowsProfile", None, "Windows nodes.", rule="V170")
    service_principal_profile: ServicePrincipalProfile = profile(
        "servicePrincipalProfile", ServicePrincipalProfile, "The service principal, where one is used."
    )
    certificate_profile: CertificateProfile | None = key("certificateProfile", None, "The PKI.")
    aad_profile: AadProfile | None = key("aadProfile", None, "Login by Microsoft Entra ID.")
    feature_flags: FeatureFlags = profile("featureFlags", FeatureFlags, "Switches.")
    telemetry_profile: TelemetryProfile | None = key("telemetryProfile", None, "Telemetry.")
    extension_profiles: list[ExtensionProfile] | None = key("extensionProfiles", None, "Extensions.")
    custom_cloud_profile: CustomCloudProfile | None = key("customCloudProfile", None, "Azure Stack.")
    aksynth: AksynthProfile = profile("aksynth", AksynthProfile, "What the vlabs api model cannot say.")


class ApiModel(Profile):
    """A whole document."""

    schema_: str | None = key("$schema", None, "For editors; ignored.")
    api_version: str = key("apiVersion", "", "Version of the api model.", rule="V2")
    id: str | None = key("id", None, "Of the ARM envelope.")
    name: str | None = key("name", None, "Of the ARM envelope.")
    type: str | None = key("type", None, "Of the ARM envelope.")
    plan: Plan | None = key("plan", None, "Of the ARM envelope.")
    tags: dict[str, str] | None = key("tags", None, "Of the ARM envelope.")
    location: str | None = key(
        "location", None, "Azure region; blank asks for it in a Terraform variable.", rule="A12", reaches="location"
    )
    properties: Properties = profile("properties", Properties, "Everything else.")
