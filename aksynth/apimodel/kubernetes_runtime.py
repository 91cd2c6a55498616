"""Fields of `kubernetesConfig` about the container runtime, images and packages."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.profile import Profile, key


def _image(alias: str, what: str) -> Any:
    return key(alias, None, f"Image of {what}.", unset="the catalog's for the release")


def _source(alias: str, what: str) -> Any:
    return key(alias, None, f"Where {what} came from.", unset="the publisher")


class RuntimeFields(Profile):
    """containerd, and where everything is downloaded from."""

    container_runtime: str | None = key(
        "containerRuntime",
        None,
        "Container runtime.",
        unset="containerd",
        values=("containerd", "kata-containers", "docker"),
        rule="V37",
    )
    container_runtime_config: dict[str, str] | None = key(
        "containerRuntimeConfig",
        None,
        "dataDir: the runtime's data directory, an absolute path.",
        unset="/var/lib/containerd",
        rule="V40",
    )
    moby_version: str | None = key("mobyVersion", None, "Version of docker.")
    containerd_version: str | None = key(
        "containerdVersion",
        None,
        "Version of containerd.",
        unset="the catalog's",
    )
    linux_moby_url: str | None = _source("linuxMobyURL", "docker")
    linux_runc_url: str | None = _source("linuxRuncURL", "runc")
    linux_containerd_url: str | None = _source("linuxContainerdURL", "containerd")
    docker_engine_version: str | None = key("dockerEngineVersion", None, "Version of docker.")
    custom_ccm_image: str | None = _image("customCcmImage", "the cloud controller manager")
    custom_hyperkube_image: str | None = _image("customHyperkubeImage", "hyperkube")
    custom_kube_apiserver_image: str | None = _image("customKubeAPIServerImage", "kube-apiserver")
    custom_kube_controller_manager_image: str | None = _image(
        "customKubeControllerManagerImage", "kube-controller-manager"
    )
    custom_kube_proxy_image: str | None = _image("customKubeProxyImage", "kube-proxy")
    custom_kube_scheduler_image: str | None = _image("customKubeSchedulerImage", "kube-scheduler")
    custom_kube_binary_url: str | None = _source("customKubeBinaryURL", "the kubelet")
    custom_windows_package_url: str | None = _source("customWindowsPackageURL", "the Windows package")
    windows_node_binaries_url: str | None = _source("windowsNodeBinariesURL", "the Windows binaries")
    windows_containerd_url: str | None = _source("windowsContainerdURL", "containerd for Windows")
    windows_sdn_plugin_url: str | None = _source("windowsSdnPluginURL", "the Windows network plugin")
    kubernetes_image_base: str | None = key("kubernetesImageBase", None, "Registry prefix of images.")
    kubernetes_image_base_type: str | None = key(
        "kubernetesImageBaseType", None, "Kind of that registry.", values=("gcr", "mcr"), rule="V52"
    )
    mcr_kubernetes_image_base: str | None = key("mcrKubernetesImageBase", None, "Registry prefix of add-ons.")
    microsoft_apt_repository_url: str | None = _source("microsoftAptRepositoryURL", "Microsoft's packages")
    private_azure_registry_server: str | None = key("privateAzureRegistryServer", None, "A registry to log in to.")
    azure_cni_version: str | None = key("azureCNIVersion", None, "Version of Azure CNI.", unset="the catalog's")
    azure_cni_url_linux: str | None = _source("azureCNIURLLinux", "Azure CNI")
    azure_cni_url_windows: str | None = _source("azureCNIURLWindows", "Azure CNI for Windows")
