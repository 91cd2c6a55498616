"""Fields of `kubernetesConfig` about the container runtime, images and packages."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import ANY, NOT_BUILT, Replacement, Status, built, ignored


def _image(alias: str, what: str, status: Status) -> Any:
    return key(alias, None, f"Image of {what}.", unset="the image of the release in the catalog", status=status)


def _source(alias: str, what: str, status: Status) -> Any:
    return key(alias, None, f"Source of {what}.", unset="the publisher", status=status)


class RuntimeFields(Profile):
    """containerd, and the sources of downloads."""

    container_runtime: str | None = key(
        "containerRuntime",
        None,
        "Container runtime of the agents. kata-containers: a virtual machine for each pod. Masters run containerd.",
        unset="containerd",
        values=("containerd", "kata-containers", "docker"),
        rule="V37",
        reaches="aksynth.io/container-runtime, a label of agents; the chart kata-deploy",
        status=built(
            "containerd",
            "kata-containers",
            replaced={
                "docker": Replacement(
                    "containerd", "Kubernetes 1.24 removed docker support; containerd runs the same images"
                )
            },
        ),
    )
    container_runtime_config: dict[str, str] | None = key(
        "containerRuntimeConfig",
        None,
        "dataDir: the data directory of the runtime, an absolute path.",
        unset="/var/lib/containerd",
        rule="V40",
        status=NOT_BUILT,
    )
    moby_version: str | None = key(
        "mobyVersion",
        None,
        "Version of docker.",
        status=ignored("Kubernetes no longer uses docker", by_aks_engine=("20.10.14", "3.0.8")),
    )
    containerd_version: str | None = key(
        "containerdVersion",
        None,
        "Version of containerd.",
        unset="the version in the catalog",
        status=ignored("the catalog has the containerd version of the release", by_aks_engine=("1.5.13", "1.1.5")),
    )
    linux_moby_url: str | None = _source("linuxMobyURL", "docker", ignored("Kubernetes no longer uses docker"))
    linux_runc_url: str | None = _source(
        "linuxRuncURL", "runc", ignored("runc comes from its publisher, and its checksum is verified")
    )
    linux_containerd_url: str | None = _source(
        "linuxContainerdURL", "containerd", ignored("containerd comes from its publisher, and its checksum is verified")
    )
    docker_engine_version: str | None = key(
        "dockerEngineVersion", None, "Version of docker.", status=ignored("Kubernetes no longer uses docker")
    )
    custom_ccm_image: str | None = _image(
        "customCcmImage", "the cloud controller manager", ignored("images come with the release")
    )
    custom_hyperkube_image: str | None = _image(
        "customHyperkubeImage", "hyperkube", ignored("Kubernetes 1.19 was the last release with hyperkube")
    )
    custom_kube_apiserver_image: str | None = _image(
        "customKubeAPIServerImage", "kube-apiserver", ignored("images come with the release")
    )
    custom_kube_controller_manager_image: str | None = _image(
        "customKubeControllerManagerImage", "kube-controller-manager", ignored("images come with the release")
    )
    custom_kube_proxy_image: str | None = _image(
        "customKubeProxyImage", "kube-proxy", ignored("images come with the release")
    )
    custom_kube_scheduler_image: str | None = _image(
        "customKubeSchedulerImage", "kube-scheduler", ignored("images come with the release")
    )
    custom_kube_binary_url: str | None = _source(
        "customKubeBinaryURL",
        "the kubelet",
        ignored(
            "packages come from the repository of the Kubernetes project, or its mirror in properties.aksynth.mirrors"
        ),
    )
    custom_windows_package_url: str | None = _source(
        "customWindowsPackageURL", "the Windows package", ignored("packages come from the Kubernetes project")
    )
    windows_node_binaries_url: str | None = _source(
        "windowsNodeBinariesURL",
        "the Windows binaries",
        ignored("packages come from the Kubernetes project", by_aks_engine=(ANY,)),
    )
    windows_containerd_url: str | None = _source(
        "windowsContainerdURL",
        "containerd for Windows",
        ignored("containerd comes from its publisher", by_aks_engine=(ANY,)),
    )
    windows_sdn_plugin_url: str | None = _source(
        "windowsSdnPluginURL", "the Windows network plugin", ignored("plugins come from their publishers")
    )
    kubernetes_image_base: str | None = key(
        "kubernetesImageBase",
        None,
        "Registry prefix of images.",
        status=ignored(
            "images come from registry.k8s.io, or its mirror in properties.aksynth.mirrors",
            by_aks_engine=("mcr.microsoft.com/", "k8s.gcr.io/", "mcr.microsoft.com/k8s/core/"),
        ),
    )
    kubernetes_image_base_type: str | None = key(
        "kubernetesImageBaseType",
        None,
        "Type of this registry.",
        values=("gcr", "mcr"),
        rule="V52",
        status=ignored(
            "images come from registry.k8s.io, or its mirror in properties.aksynth.mirrors",
            by_aks_engine=("mcr", "gcr"),
        ),
    )
    mcr_kubernetes_image_base: str | None = key(
        "mcrKubernetesImageBase",
        None,
        "Registry prefix of add-ons.",
        status=ignored(
            "images come from the registries of their publishers, or their mirrors in properties.aksynth.mirrors",
            by_aks_engine=("mcr.microsoft.com/", "mcr.microsoft.com/k8s/core/"),
        ),
    )
    microsoft_apt_repository_url: str | None = _source(
        "microsoftAptRepositoryURL",
        "Microsoft's packages",
        ignored("no package of that repository is installed", by_aks_engine=("https://packages.microsoft.com",)),
    )
    private_azure_registry_server: str | None = key(
        "privateAzureRegistryServer",
        None,
        "A private registry.",
        status=ignored(
            "this was a docker login; add the registry to properties.aksynth.containerRegistries, and nodes pull from "
            "it with their identities"
        ),
    )
    azure_cni_version: str | None = key(
        "azureCNIVersion",
        None,
        "Version of Azure CNI.",
        unset="the version in the catalog",
        status=ignored(
            "the catalog has the Azure CNI version of the release", by_aks_engine=("v1.4.39.1", "v1.4.16", "v1.0.28")
        ),
    )
    azure_cni_url_linux: str | None = _source(
        "azureCNIURLLinux",
        "Azure CNI",
        ignored("Azure CNI is an image of its publisher", by_aks_engine=(ANY,)),
    )
    azure_cni_url_windows: str | None = _source(
        "azureCNIURLWindows",
        "Azure CNI for Windows",
        ignored("Azure CNI is an image of its publisher", by_aks_engine=(ANY,)),
    )
