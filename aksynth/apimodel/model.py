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
from aksynth.apimodel.principals import AadProfile, KeyvaultSecretRef, ServicePrincipalProfile
from aksynth.apimodel.profile import Profile, WholeProfile, key, profile
from aksynth.apimodel.status import ANY, BY_FIELDS, Needs, built, ignored, not_built, refused
from aksynth.apimodel.windows import WindowsProfile


class Plan(WholeProfile):
    """Part of the ARM envelope."""

    name: str | None = key("name", None, "Name.")
    product: str | None = key("product", None, "Product.")
    promotion_code: str | None = key("promotionCode", None, "Promotion code.")
    publisher: str | None = key("publisher", None, "Publisher.")


class Properties(Profile):
    """The content of `properties`."""

    provisioning_state: str | None = key(
        "provisioningState",
        None,
        "Status written by AKS Engine.",
        status=ignored("a status written by AKS Engine", by_aks_engine=(ANY,)),
    )
    orchestrator_profile: OrchestratorProfile = profile("orchestratorProfile", OrchestratorProfile, "Kubernetes.")
    master_profile: MasterProfile = profile("masterProfile", MasterProfile, "The control plane.")
    agent_pool_profiles: list[AgentPoolProfile] = key("agentPoolProfiles", [], "Agent pools.", status=BY_FIELDS)
    linux_profile: LinuxProfile = profile("linuxProfile", LinuxProfile, "The administrator.")
    windows_profile: WindowsProfile | None = key(
        "windowsProfile",
        None,
        "Windows nodes.",
        rule="V170",
        status=not_built(needs=[Needs("agentPoolProfiles.osType", "Windows", "A123")]),
    )
    service_principal_profile: ServicePrincipalProfile = profile(
        "servicePrincipalProfile", ServicePrincipalProfile, "The service principal, if one is used."
    )
    certificate_profile: CertificateProfile | None = key(
        "certificateProfile",
        None,
        "The PKI. If caCertificate and caPrivateKey are in a vault, they become aksynth.certificateAuthorities.",
        rule="A393",
        status=ignored(judged_by="A394"),
    )
    aad_profile: AadProfile | None = key(
        "aadProfile", None, "Login with Microsoft Entra ID.", unset="none", status=BY_FIELDS
    )
    feature_flags: FeatureFlags = profile("featureFlags", FeatureFlags, "Switches.")
    telemetry_profile: TelemetryProfile | None = key(
        "telemetryProfile", None, "Telemetry.", status=ignored("aksynth sends no telemetry", by_aks_engine=(ANY,))
    )
    extension_profiles: list[ExtensionProfile] | None = key(
        "extensionProfiles",
        None,
        "Extensions.",
        status=refused(
            "extensions were scripts that AKS Engine downloaded from its repository; use add-ons or customFiles",
            harmless=([],),
        ),
    )
    custom_cloud_profile: CustomCloudProfile | None = key(
        "customCloudProfile",
        None,
        "Azure Stack.",
        status=refused("aksynth builds clusters on Azure, and AKS Engine for Azure Stack Hub those on Azure Stack Hub"),
    )
    aksynth: AksynthProfile = profile("aksynth", AksynthProfile, "Settings that the vlabs api model does not have.")

    @property
    def vault_credential(self) -> KeyvaultSecretRef | None:
        """The certificate or the secret of the service principal, where an existing vault has it."""
        return self.aksynth.service_principal_certificate or self.service_principal_profile.keyvault_secret_ref


class ApiModel(Profile):
    """An api model."""

    schema_: str | None = key(
        "$schema", None, "For editors; ignored.", status=ignored("editors read it", harmless=(ANY,))
    )
    api_version: str = key(
        "apiVersion", "", "Version of the api model.", rule="V2", status=refused(judged_by="V2", harmless=("vlabs",))
    )
    id: str | None = key(
        "id", None, "Part of the ARM envelope.", status=ignored("a part of the ARM envelope, which is not used")
    )
    name: str | None = key(
        "name",
        None,
        "Part of the ARM envelope.",
        status=ignored("a part of the ARM envelope, which is not used; dnsPrefix names the cluster"),
    )
    type: str | None = key(
        "type", None, "Part of the ARM envelope.", status=ignored("a part of the ARM envelope, which is not used")
    )
    plan: Plan | None = key(
        "plan", None, "Part of the ARM envelope.", status=ignored("a part of the ARM envelope, which is not used")
    )
    tags: dict[str, str] | None = key(
        "tags",
        None,
        "Part of the ARM envelope.",
        status=ignored("a part of the ARM envelope, which AKS Engine did not use; use customVMTags to tag machines"),
    )
    location: str | None = key(
        "location",
        None,
        "Azure region. If it is empty, a Terraform variable asks for it.",
        rule="A12",
        reaches="location",
        status=built(judged_by="regions"),
    )
    properties: Properties = profile("properties", Properties, "All profiles.")
