"""The fields that kubeadm's v1beta4 documents and their companions may have, as far as any aksynth document goes.

From the type definitions of kubeadm.k8s.io/v1beta4, kubelet.config.k8s.io/v1beta1 and kubeproxy.config.k8s.io/v1alpha1.
The real ones refuse every field that they do not know, and so does `check`.
"""

from __future__ import annotations

from typing import Any

_ARGUMENT = {"name", "value"}
_REGISTRATION = {
    "name": str,
    "criSocket": str,
    "taints": [{"key", "value", "effect", "timeAdded"}],
    "kubeletExtraArgs": [_ARGUMENT],
    "ignorePreflightErrors": list,
    "imagePullPolicy": str,
    "imagePullSerial": bool,
}
_VOLUME = {"name", "hostPath", "mountPath", "readOnly", "pathType"}
_COMPONENT = {"extraArgs": [_ARGUMENT], "extraVolumes": [_VOLUME], "extraEnvs": list}
_TIMEOUTS = {
    "controlPlaneComponentHealthCheck": str,
    "kubeletHealthCheck": str,
    "kubernetesAPICall": str,
    "etcdAPICall": str,
    "tlsBootstrap": str,
    "discovery": str,
    "upgradeManifests": str,
}
_HEAD = {"apiVersion": str, "kind": str}
FIELDS: dict[tuple[str, str], dict[str, Any]] = {
    ("kubeadm.k8s.io/v1beta4", "InitConfiguration"): {
        **_HEAD,
        "bootstrapTokens": [{"token", "description", "ttl", "expires", "usages", "groups"}],
        "dryRun": bool,
        "nodeRegistration": _REGISTRATION,
        "localAPIEndpoint": {"advertiseAddress": str, "bindPort": int},
        "certificateKey": str,
        "skipPhases": list,
        "patches": {"directory": str},
        "timeouts": _TIMEOUTS,
    },
    ("kubeadm.k8s.io/v1beta4", "ClusterConfiguration"): {
        **_HEAD,
        "etcd": {
            "local": {
                "imageRepository": str,
                "imageTag": str,
                "dataDir": str,
                "extraArgs": [_ARGUMENT],
                "extraEnvs": list,
                "serverCertSANs": list,
                "peerCertSANs": list,
            },
            "external": dict,
        },
        "networking": {"serviceSubnet": str, "podSubnet": str, "dnsDomain": str},
        "kubernetesVersion": str,
        "controlPlaneEndpoint": str,
        "apiServer": {**_COMPONENT, "certSANs": list},
        "controllerManager": _COMPONENT,
        "scheduler": _COMPONENT,
        "dns": {"imageRepository": str, "imageTag": str, "disabled": bool},
        "proxy": {"disabled": bool},
        "certificatesDir": str,
        "imageRepository": str,
        "featureGates": dict,
        "clusterName": str,
        "encryptionAlgorithm": str,
        "certificateValidityPeriod": str,
        "caCertificateValidityPeriod": str,
    },
    ("kubeadm.k8s.io/v1beta4", "JoinConfiguration"): {
        **_HEAD,
        "dryRun": bool,
        "nodeRegistration": _REGISTRATION,
        "caCertPath": str,
        "discovery": {
            "bootstrapToken": {"token": str, "apiServerEndpoint": str, "caCertHashes": list},
            "file": {"kubeConfigPath": str},
            "tlsBootstrapToken": str,
        },
        "controlPlane": dict,
        "skipPhases": list,
        "patches": {"directory": str},
        "timeouts": _TIMEOUTS,
    },
    ("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration"): {
        **_HEAD,
        "cgroupDriver": str,
        "clusterDNS": list,
        "clusterDomain": str,
        "maxPods": int,
        "rotateCertificates": bool,
        "eventRecordQPS": int,
        "makeIPTablesUtilChains": bool,
        "podPidsLimit": int,
        "protectKernelDefaults": bool,
        "readOnlyPort": int,
        "seccompDefault": bool,
        "streamingConnectionIdleTimeout": str,
        "tlsCipherSuites": list,
        "tlsMinVersion": str,
        "volumePluginDir": str,
        "featureGates": dict,
        "evictionHard": dict,
        "logging": {"verbosity": int, "format": str},
    },
    ("kubeproxy.config.k8s.io/v1alpha1", "KubeProxyConfiguration"): {**_HEAD, "mode": str, "clusterCIDR": str},
}


def check(document: dict[str, Any]) -> None:
    """Raises ValueError with the path of the first field that is unknown or has another type."""
    kind = (document["apiVersion"], document["kind"])
    if kind not in FIELDS:
        raise ValueError(f"unknown kind {kind}")
    _check(document, FIELDS[kind], kind[1])


def _check(value: Any, allowed: Any, path: str) -> None:
    if isinstance(allowed, type):
        if not isinstance(value, allowed):
            raise ValueError(f"{path} must be {allowed.__name__}")
    elif isinstance(allowed, list):
        for number, item in enumerate(value):
            _check(item, allowed[0], f"{path}[{number}]")
    elif isinstance(allowed, set):
        unknown = set(value) - allowed
        if unknown:
            raise ValueError(f"{path} does not know {sorted(unknown)}")
    else:
        for key, item in value.items():
            if key not in allowed:
                raise ValueError(f"{path} does not know {key}")
            _check(item, allowed[key], f"{path}.{key}")
