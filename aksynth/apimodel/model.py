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
from aksynth.apimodel.profile import Profile, WholeProfile, key, profile
from aksynth.apimodel.status import ANY, BY_FIELDS, NOT_BUILT, Needs, built, ignored, not_built, refused
from aksynth.apimodel.windows import WindowsProfile


class Plan(WholeProfile):
    """Of the ARM envelope."""

    name: str | None = key("name", None, "Name.")
    product: str | None = key("product", None, "Product.")
    promotion_code: str | None = key("promotionCode", None, "Promotion code.")
    publisher: str | None = key("publisher", None, "Publisher.")


class Properties(Profile):
    """Everything below `properties`."""

    provisioning_state: str | None = key(
        "provisioningState",
        None,
        "A status that AKS Engine wrote.",
        status=ignored("a status that AKS Engine wrote", by_aks_engine=(ANY,)),
    )
    orchestrator_profile: OrchestratorProfile = profile("orchestratorProfile", OrchestratorProfile, "Kubernetes.")
    master_profile: MasterProfile = profile("masterProfile", MasterProfile, "The control plane.")
    agent_pool_profiles: list[AgentPoolProfile] = key("agentPoolProfiles", [], "Pools of agents.", status=BY_FIELDS)
    linux_profile: LinuxProfile = profile("linuxProfile", LinuxProfile, "The administrator.")
    windows_profile: WindowsProfile | None = key(
        "windowsProfile",
        None,
        "Windows nodes.",
        rule="V170",
        status=not_built(needs=[Needs("agentPoolProfiles.osType", "Windows", "A123")]),
    )
    service_principal_profile: ServicePrincipalProfile = profile(
        "servicePrincipalProfile", ServicePrincipalProfile, "The service principal, where one is used."
    )
    certificate_profile: CertificateProfile | None = key(
        "certificateProfile",
        None,
        "The PKI.",
        status=ignored(
            "the cluster makes its own PKI, which never leaves its vault; certificates and keys from a file are not "
            "carried on. Remove them from the file: private keys do not belong there"
        ),
    )
    aad_profile: AadProfile | None = key("aadProfile", None, "Login by Microsoft Entra ID.", status=NOT_BUILT)
    feature_flags: FeatureFlags = profile("featureFlags", FeatureFlags, "Switches.")
    telemetry_profile: TelemetryProfile | None = key(
        "telemetryProfile", None, "Telemetry.", status=ignored("nothing is sent anywhere", by_aks_engine=(ANY,))
    )
    extension_profiles: list[ExtensionProfile] | None = key(
        "extensionProfiles",
        None,
        "Extensions.",
        status=refused(
            "they were scripts downloaded from AKS Engine's repository; use add-ons or customFiles", harmless=([],)
        ),
    )
    custom_cloud_profile: CustomCloudProfile | None = key(
        "customCloudProfile",
        None,
        "Azure Stack.",
        status=refused("Azure Stack's last supported AKS Engine release is over; aksynth builds in Azure"),
    )
    aksynth: AksynthProfile = profile("aksynth", AksynthProfile, "What the vlabs api model cannot say.")


class ApiModel(Profile):
    """A whole document."""

    schema_: str | None = key(
        "$schema", None, "For editors; ignored.", status=ignored("editors read it", harmless=(ANY,))
    )
    api_version: str = key(
        "apiVersion", "", "Version of the api model.", rule="V2", status=refused(judged_by="V2", harmless=("vlabs",))
    )
    id: str | None = key(
        "id", None, "Of the ARM envelope.", status=ignored("part of an ARM envelope, of no meaning here")
    )
    name: str | None = key(
        "name",
        None,
        "Of the ARM envelope.",
        status=ignored("part of an ARM envelope, of no meaning here; dnsPrefix names the cluster"),
    )
    type: str | None = key(
        "type", None, "Of the ARM envelope.", status=ignored("part of an ARM envelope, of no meaning here")
    )
    plan: Plan | None = key(
        "plan", None, "Of the ARM envelope.", status=ignored("part of an ARM envelope, of no meaning here")
    )
    tags: dict[str, str] | None = key(
        "tags",
        None,
        "Of the ARM envelope.",
        status=ignored("part of an ARM envelope; AKS Engine did nothing with it: customVMTags tag machines"),
    )
    location: str | None = key(
        "location",
        None,
        "Azure region; blank asks for it in a Terraform variable.",
        rule="A12",
        reaches="location",
        status=built(judged_by="regions"),
    )
    properties: Properties = profile("properties", Properties, "Everything else.")
