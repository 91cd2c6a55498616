"""Fields of `kubernetesConfig` about identities and the cloud provider."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import ANY, BUILT, Needs, built, ignored


def _limit(alias: str, description: str, unset: str, **facts: Any) -> Any:
    return key(alias, None, description, unset=unset, reaches=f"{alias} of the cloud provider", **facts)


class CloudFields(Profile):
    """The identity for the Azure API, and its rate limits."""

    use_managed_identity: bool | None = key(
        "useManagedIdentity",
        None,
        "False: a service principal is used.",
        unset="true, unless clientId is written",
        status=BUILT,
    )
    user_assigned_id: str | None = key(
        "userAssignedID",
        None,
        "Name or resource id of the identity of the masters.",
        unset="k8s-SUFFIX-cp",
        rule="A52",
        reaches="azurerm_user_assigned_identity",
        status=built(needs=[Needs("useManagedIdentity", True, "A51"), Needs("aksynth.identity", "UserAssigned")]),
    )
    user_assigned_client_id: str | None = key(
        "userAssignedClientID",
        None,
        "Output of AKS Engine.",
        status=ignored("an output of AKS Engine", by_aks_engine=(ANY,)),
    )
    use_instance_metadata: bool | None = key(
        "useInstanceMetadata",
        None,
        "The cloud provider uses the instance metadata service.",
        unset="true",
        status=ignored("the cloud provider always uses the instance metadata service", harmless=(True,)),
    )
    use_cloud_controller_manager: bool | None = key(
        "useCloudControllerManager",
        None,
        "The cloud provider runs outside Kubernetes.",
        unset="true",
        status=ignored("the cloud provider always runs outside Kubernetes", harmless=(True,)),
    )
    cloud_provider_backoff: bool | None = _limit("cloudProviderBackoff", "Retry calls to Azure.", "true", status=BUILT)
    cloud_provider_backoff_mode: str | None = key(
        "cloudProviderBackoffMode",
        None,
        "v1 or v2.",
        unset="v2",
        status=ignored("version 1 no longer exists", harmless=("v2",)),
    )
    cloud_provider_backoff_retries: int | None = _limit(
        "cloudProviderBackoffRetries",
        "Retries.",
        "6",
        minimum=0,
        rule="A66",
        status=built(needs=[Needs("cloudProviderBackoff", True)]),
    )
    cloud_provider_backoff_duration: int | None = _limit(
        "cloudProviderBackoffDuration",
        "Wait before the first retry.",
        "5",
        unit="seconds",
        minimum=0,
        rule="A66",
        status=built(needs=[Needs("cloudProviderBackoff", True)]),
    )
    cloud_provider_backoff_exponent: float | None = _limit(
        "cloudProviderBackoffExponent",
        "Factor between two waits.",
        "1.5",
        status=built(needs=[Needs("cloudProviderBackoff", True)]),
    )
    cloud_provider_backoff_jitter: float | None = _limit(
        "cloudProviderBackoffJitter",
        "Random part of a wait.",
        "1.0",
        status=built(needs=[Needs("cloudProviderBackoff", True)]),
    )
    cloud_provider_rate_limit: bool | None = _limit(
        "cloudProviderRateLimit", "Limit calls to Azure.", "true", status=BUILT
    )
    cloud_provider_rate_limit_bucket: int | None = _limit(
        "cloudProviderRateLimitBucket",
        "Burst of read calls.",
        "pools x 1000, 10 without pools",
        minimum=0,
        rule="A66",
        status=built(needs=[Needs("cloudProviderRateLimit", True)]),
    )
    cloud_provider_rate_limit_bucket_write: int | None = _limit(
        "cloudProviderRateLimitBucketWrite",
        "Burst of write calls.",
        "pools x 1000, 10 without pools",
        minimum=0,
        rule="A66",
        status=built(needs=[Needs("cloudProviderRateLimit", True)]),
    )
    cloud_provider_rate_limit_qps: float | None = _limit(
        "cloudProviderRateLimitQPS",
        "Read calls per second.",
        "a tenth of the bucket, at least 3",
        status=built(needs=[Needs("cloudProviderRateLimit", True)]),
    )
    cloud_provider_rate_limit_qps_write: float | None = _limit(
        "cloudProviderRateLimitQPSWrite",
        "Write calls per second.",
        "a tenth of the bucket, at least 1",
        status=built(needs=[Needs("cloudProviderRateLimit", True)]),
    )
