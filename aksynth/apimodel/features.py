"""`featureFlags`, `telemetryProfile` and `customCloudProfile`."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.profile import Profile, WholeProfile, key
from aksynth.apimodel.status import BUILT, ignored, only, refused

_STIG = refused(
    "clusters follow the CIS benchmark; for a STIG, set imageReference and flags of components", harmless=(False,)
)


class FeatureFlags(Profile):
    """Switches."""

    enable_cse_run_in_background: bool | None = key(
        "enableCSERunInBackground",
        None,
        "The provisioning script runs detached.",
        unset="false",
        status=ignored("cloud-init runs the bootstrap instead of a custom script extension", harmless=(False,)),
    )
    block_outbound_internet: bool | None = key(
        "blockOutboundInternet",
        None,
        "Deny outbound traffic, except to the virtual network and the Azure services that a cluster needs.",
        unset="false",
        rule="A191",
        reaches="outbound security rules 110 to 120",
        status=BUILT,
    )
    enable_ipv6_dual_stack: bool | None = key(
        "enableIPv6DualStack",
        None,
        "IPv4 and IPv6.",
        unset="false",
        rule="V54",
        status=refused(judged_by="V54", harmless=(False,)),
    )
    enable_ipv6_only: bool | None = key(
        "enableIPv6Only",
        None,
        "IPv6 only.",
        unset="false",
        rule="V54",
        status=refused(judged_by="V54", harmless=(False,)),
    )
    enable_telemetry: bool | None = key(
        "enableTelemetry",
        None,
        "Telemetry.",
        unset="false",
        status=ignored("aksynth sends no telemetry", harmless=(False,)),
    )
    enable_win_dsr: bool | None = key(
        "enableWinDSR", None, "Direct server return on Windows.", unset="false", status=only(False)
    )

    enforce_ubuntu_2004_disa_stig: bool | None = key(
        "enforceUbuntu2004DisaStig", None, "The STIG of Ubuntu 20.04.", unset="false", status=_STIG
    )
    enforce_ubuntu_2204_disa_stig: bool | None = key(
        "enforceUbuntu2204DisaStig", None, "The STIG of Ubuntu 22.04.", unset="false", status=_STIG
    )
    enforce_kubernetes_disa_stig: bool | None = key(
        "enforceKubernetesDisaStig", None, "The STIG of Kubernetes.", unset="false", status=_STIG
    )


class TelemetryProfile(WholeProfile):
    """Telemetry."""

    application_insights_key: str | None = key("applicationInsightsKey", None, "Instrumentation key.", secret=True)


class CustomCloudProfile(WholeProfile):
    """Azure Stack."""

    environment: dict[str, Any] | None = key("environment", None, "Endpoints.")
    azure_environment_spec_config: dict[str, Any] | None = key("azureEnvironmentSpecConfig", None, "Settings.")
    identity_system: str | None = key("identitySystem", None, "azure_ad or adfs.")
    authentication_method: str | None = key("authenticationMethod", None, "client_secret or client_certificate.")
    dependencies_location: str | None = key("dependenciesLocation", None, "Source of binaries.")
    portal_url: str | None = key("portalURL", None, "Portal.")
    custom_cloud_root_certificates: str | None = key("customCloudRootCertificates", None, "Root certificates.")
    custom_cloud_sources_list: str | None = key("customCloudSourcesList", None, "Package sources.")
