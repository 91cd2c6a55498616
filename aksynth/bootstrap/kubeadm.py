"""kubeadm documents, version v1beta4: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/

`@TOKEN@`, `@NAME@`, `@ADDRESS@`, `@INITIAL@`, `@CLUSTER@` and `@FOLDER@` are filled in on the machine.
"""

from __future__ import annotations

from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pairs import Flags, Labels, Settings
from aksynth.blueprint.pools import Pool
from aksynth.bootstrap.authorities import trust_flags
from aksynth.bootstrap.container_registries import registry_flags
from aksynth.bootstrap.custom_files import custom_volumes
from aksynth.bootstrap.documents import to_yaml
from aksynth.bootstrap.encryption import encryption_flags, encryption_volumes
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.bootstrap.hardening import api_server_flags, api_server_volumes
from aksynth.bootstrap.issuer import with_issuer
from aksynth.bootstrap.proxy import proxy_variables
from aksynth.bootstrap.signing_keys import api_server_keys, controller_manager_keys
from aksynth.catalog.data import read

_API = "kubeadm.k8s.io/v1beta4"
_CRI = "unix:///run/containerd/containerd.sock"
_PATCHES = "/etc/kubernetes/patches"
_KUBELET = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
# Azure's HTTPS probe reads the API server's certificate, and its documentation names no kind of key that it takes:
# https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview. So all keys are RSA, which is
# kubeadm's own default, and no API server depends on whether the probe takes ECDSA. A cluster whose keys are of another
# kind keeps its authorities; its other certificates follow when they are renewed.
_ALGORITHM = "RSA-2048"
_MASTER_TAINT = {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}


def master_document(blueprint: Blueprint, facts: AzureFacts) -> File:
    """The document from which every master is set up. It is the same on all masters."""
    documents = (
        _init(blueprint),
        _cluster(blueprint, facts),
        _kubelet(blueprint),
        _kube_proxy(blueprint),
    )
    return File("/etc/aksynth/kubeadm.yaml.tmpl", "0644", to_yaml(*documents))


def pki_document(blueprint: Blueprint) -> File:
    """The document from which the authorities and the key of service accounts are created, once. It contains the
    version, so that kubeadm does not look it up on the internet. kubeadm rejects a folder argument beside a
    document."""
    init = {
        "apiVersion": _API,
        "kind": "InitConfiguration",
        "localAPIEndpoint": {"advertiseAddress": "@ADDRESS@", "bindPort": 6443},
        "nodeRegistration": {"criSocket": _CRI},
    }
    cluster = {
        "apiVersion": _API,
        "kind": "ClusterConfiguration",
        "kubernetesVersion": f"v{blueprint.kubernetes.version}",
        "certificatesDir": "@FOLDER@",
        "encryptionAlgorithm": _ALGORITHM,
    }
    return File("/etc/aksynth/pki.yaml.tmpl", "0644", to_yaml(init, cluster))


def join_document(blueprint: Blueprint, pool: Pool) -> File:
    """How an agent joins. It trusts the authority in the discovery file, which is stored in the vault."""
    document = {
        "apiVersion": _API,
        "kind": "JoinConfiguration",
        "discovery": {
            "file": {"kubeConfigPath": "/run/aksynth/discovery.conf"},
            "tlsBootstrapToken": "@TOKEN@",
        },
        "nodeRegistration": _registration(_taints(pool), _kubelet_args(blueprint, pool.labels)),
        "patches": {"directory": _PATCHES},
        "timeouts": {"discovery": "5m0s", "tlsBootstrap": "5m0s"},
    }
    return File("/etc/aksynth/join.yaml.tmpl", "0644", to_yaml(document))


def kubelet_patch(max_pods: int, own: Settings, *, volume_plugins: str = "") -> File:
    """The settings of the kubelet that differ by pool: the maximum number of pods, a folder that the kubelet makes, and
    the flags of its profile."""
    folder = {"volumePluginDir": volume_plugins} if volume_plugins else {}
    document = {**_KUBELET, "maxPods": max_pods, **folder, **_nested(own)}
    return File(f"{_PATCHES}/kubeletconfiguration0+merge.yaml", "0644", to_yaml(document))


def _nested(settings: Settings) -> dict[str, Any]:
    """`logging.verbosity` is the field `verbosity` of `logging`."""
    found: dict[str, Any] = {}
    for name, value in settings:
        outer, _, inner = name.partition(".")
        found[outer] = {**found.get(outer, {}), inner: value} if inner else value
    return found


def _taints(pool: Pool) -> list[dict[str, str]]:
    return [{"key": taint.key, "value": taint.value, "effect": taint.effect} for taint in pool.taints]


def _registration(taints: list[dict[str, str]], arguments: list[dict[str, str]]) -> dict[str, Any]:
    return {"name": "@NAME@", "criSocket": _CRI, "taints": taints, "kubeletExtraArgs": arguments}


def _arguments(flags: Flags) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in flags]


def _kubelet_args(blueprint: Blueprint, labels: Labels) -> list[dict[str, str]]:
    text = ",".join(f"{key}={value}" for key, value in labels)
    # Until the cloud provider has initialized a node without node-ip, it has no address, and kube-proxy waits in vain.
    own = (("cloud-provider", "external"), ("node-labels", text), ("node-ip", "@ADDRESS@"))
    return _arguments((*own, *registry_flags(blueprint)))


def _init(blueprint: Blueprint) -> dict[str, Any]:
    token = {
        "token": "@TOKEN@",
        "ttl": "0s",
        "description": "aksynth nodes",
        "usages": ["signing", "authentication"],
        "groups": ["system:bootstrappers:kubeadm:default-node-token"],
    }
    return {
        "apiVersion": _API,
        "kind": "InitConfiguration",
        "bootstrapTokens": [token],
        "localAPIEndpoint": {"advertiseAddress": "@ADDRESS@", "bindPort": 6443},
        "nodeRegistration": _registration([_MASTER_TAINT], _kubelet_args(blueprint, blueprint.masters.labels)),
        "patches": {"directory": _PATCHES},
        # The first also feeds the startup probe of etcd, which waits for its peers.
        "timeouts": {
            "controlPlaneComponentHealthCheck": "30m0s",
            "kubeletHealthCheck": "10m0s",
            "kubernetesAPICall": "5m0s",
            "etcdAPICall": "5m0s",
        },
    }


def _cluster(blueprint: Blueprint, facts: AzureFacts) -> dict[str, Any]:
    kubernetes = blueprint.kubernetes
    return {
        "apiVersion": _API,
        "kind": "ClusterConfiguration",
        "clusterName": blueprint.name,
        "kubernetesVersion": f"v{kubernetes.version}",
        "controlPlaneEndpoint": f"{blueprint.endpoint.name}:6443",
        "encryptionAlgorithm": _ALGORITHM,
        "certificateValidityPeriod": "8760h0m0s",
        "networking": _networking(blueprint),
        "etcd": {"local": {"dataDir": "/var/lib/etcddisk/etcd", "extraArgs": _arguments(_etcd_flags(blueprint))}},
        "apiServer": {
            "certSANs": [name for name in (*kubernetes.cert_sans, facts.public_name) if name],
            "extraArgs": _arguments(_api_server(blueprint, facts)),
            "extraVolumes": [
                *api_server_volumes(blueprint),
                *encryption_volumes(blueprint),
                *custom_volumes(blueprint),
            ],
            **_environment(blueprint),
        },
        "controllerManager": {
            "extraArgs": _arguments(_controller_manager(blueprint)),
            **_environment(blueprint),
        },
        "scheduler": {"extraArgs": _arguments(kubernetes.scheduler), **_environment(blueprint)},
        # kubeadm skips the add-on at init, and where its phase runs again.
        **({} if blueprint.pod_network.kube_proxy else {"proxy": {"disabled": True}}),
        **_images(blueprint),
    }


def _api_server(blueprint: Blueprint, facts: AzureFacts) -> Flags:
    own = (*api_server_flags(blueprint), *encryption_flags(blueprint), *api_server_keys(blueprint))
    return with_issuer(own, blueprint, facts)


def _environment(blueprint: Blueprint) -> dict[str, Any]:
    """kubeadm itself would add the same variables from its own environment, but a running master follows only what is
    in the document: kubernetes v1.36.4, cmd/kubeadm/app/phases/controlplane/manifests.go, MergeKubeadmEnvVars."""
    variables = proxy_variables(blueprint)
    return {"extraEnvs": variables} if variables else {}


def _networking(blueprint: Blueprint) -> dict[str, str]:
    """The range of pods is for the controller manager, which assigns a part of it to each node."""
    pods = blueprint.pod_network
    found = {"serviceSubnet": blueprint.network.service_cidr, "dnsDomain": "cluster.local"}
    return {**found, "podSubnet": pods.pod_cidr} if pods.allocate_node_cidrs else found


def _node_ranges(blueprint: Blueprint) -> Flags:
    pods = blueprint.pod_network
    size = (("node-cidr-mask-size", str(pods.node_prefix)),) if pods.allocate_node_cidrs else ()
    return (("allocate-node-cidrs", str(pods.allocate_node_cidrs).lower()), ("cloud-provider", "external"), *size)


def _controller_manager(blueprint: Blueprint) -> Flags:
    own = (*_node_ranges(blueprint), *trust_flags(blueprint), *controller_manager_keys(blueprint))
    return (*own, *blueprint.kubernetes.controller_manager)


def _images(blueprint: Blueprint) -> dict[str, Any]:
    """From another registry, kubeadm would pull `coredns`. A mirror has `coredns/coredns`, as the original registry."""
    mirror = blueprint.mirrors.of("registry.k8s.io")
    return {"imageRepository": mirror, "dns": {"imageRepository": f"{mirror}/coredns"}} if mirror else {}


def _etcd_flags(blueprint: Blueprint) -> Flags:
    return (
        ("initial-cluster", "@CLUSTER@"),
        ("initial-cluster-state", "@INITIAL@"),
        ("initial-cluster-token", f"{blueprint.name}-{blueprint.suffix}"),
        ("quota-backend-bytes", str(blueprint.masters.etcd_quota_gb * 1024**3)),
        ("auto-compaction-mode", "periodic"),
        ("auto-compaction-retention", "8h"),
        *read("hardening")["etcd"].items(),
    )


def _kubelet(blueprint: Blueprint) -> dict[str, Any]:
    return {
        **_KUBELET,
        "cgroupDriver": "systemd",
        "clusterDNS": [blueprint.network.dns_service_ip],
        "maxPods": blueprint.masters.max_pods,
        **_nested(blueprint.kubernetes.kubelet),
    }


def _kube_proxy(blueprint: Blueprint) -> dict[str, Any]:
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": blueprint.pod_network.proxy_mode,
        "clusterCIDR": blueprint.pod_network.cluster_cidr,
    }
