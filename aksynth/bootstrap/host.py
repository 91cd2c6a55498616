"""Files of the operating system. They are the same on every node."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.operating_systems import OperatingSystem
from aksynth.bootstrap.file import File
from aksynth.catalog.data import read

_MODULES = "overlay\nbr_netfilter\n"

_SYSCTL = """\
net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
fs.inotify.max_user_instances = 8192
fs.inotify.max_user_watches = 524288
"""

_CONTAINERD = """\
version = 3
imports = ['/etc/containerd/conf.d/*.toml']

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = 'registry.k8s.io/pause:{pause}'

[plugins.'io.containerd.cri.v1.images'.registry]
  config_path = '/etc/containerd/certs.d'

[plugins.'io.containerd.cri.v1.runtime'.containerd]
  default_runtime_name = 'runc'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
"""

# Without a host beside it, the server is the only place that is asked: an image that the mirror does not have is an
# error, and never comes from somewhere else. https://github.com/containerd/containerd/blob/main/docs/hosts.md
_HOSTS = """\
server = 'https://{host}/v2{path}'
capabilities = ['pull', 'resolve']
override_path = true
"""

# crictl knows no default: https://github.com/kubernetes-sigs/cri-tools/blob/master/docs/crictl.md
_CRICTL = """\
runtime-endpoint: unix:///run/containerd/containerd.sock
image-endpoint: unix:///run/containerd/containerd.sock
"""

# The kubelet gives containerd the node's range, and containerd fills in the template, once: containerd v2.3.4,
# internal/cri/server/update_runtime_config.go. The bridge and its settings are those that the kubelet had for kubenet.
_BRIDGE_TEMPLATE = "/etc/containerd/kubenet.tmpl"
_BRIDGE_SETTING = f"""\
version = 3

[plugins.'io.containerd.cri.v1.runtime'.cni]
  conf_template = '{_BRIDGE_TEMPLATE}'
"""
_BRIDGE = """\
{
  "cniVersion": "1.0.0",
  "name": "kubenet",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "cbr0",
      "mtu": 1500,
      "isGateway": true,
      "ipMasq": false,
      "promiscMode": true,
      "hairpinMode": false,
      "ipam": {
        "type": "host-local",
        "ranges": [{{range $i, $range := .PodCIDRRanges}}{{if $i}}, {{end}}[{"subnet": "{{$range}}"}]{{end}}],
        "routes": [{{range $i, $route := .Routes}}{{if $i}}, {{end}}{"dst": "{{$route}}"}{{end}}]
      }
    },
    {
      "type": "portmap",
      "capabilities": {"portMappings": true},
      "externalSetMarkChain": "KUBE-MARK-MASQ"
    }
  ]
}
"""

# It is in /run/systemd/resolve/resolv.conf, which the kubelet gives to pods, together with the domain of the network:
# systemd, man/resolved.conf.xml, Domains=.
_SEARCH_DOMAIN = """\
[Resolve]
Domains={domain}
"""

_SETTING_OF_UNIT = File(
    "/etc/systemd/system/containerd.service.d/10-aksynth.conf",
    "0644",
    "[Service]\nEnvironment=CONTAINERD_CONFIG=/etc/containerd/config.toml\n",
)

_KEEP_CLOUD_INIT_AWAY = File(
    "/etc/cloud/cloud.cfg.d/15_azure-vnet.cfg", "0644", "datasource: {Azure: {apply_network_config: false}}\n"
)


def host_files(blueprint: Blueprint, system: OperatingSystem) -> list[File]:
    """Kernel settings, the configuration of containerd 2 and crictl, and what the pod network needs of the machine."""
    pods_in_subnet = blueprint.pod_network.pods_in_subnet
    containerd = _CONTAINERD.format(pause=blueprint.kubernetes.component("pause"))
    return [
        File("/etc/modules-load.d/aksynth.conf", "0644", _MODULES),
        File("/etc/sysctl.d/90-aksynth.conf", "0644", _SYSCTL + _hardened()),
        File("/etc/containerd/config.toml", "0644", containerd),
        File("/etc/crictl.yaml", "0644", _CRICTL),
        *([_SETTING_OF_UNIT] if system.has_containerd else []),
        *([_KEEP_CLOUD_INIT_AWAY] if pods_in_subnet and system.user_data == "cloud-config" else []),
        *(_bridge() if blueprint.pod_network.node_bridge else []),
        *_search_domain(blueprint.network.search_domain),
        *(_hosts(registry, mirror) for registry, mirror in blueprint.mirrors.registries),
    ]


def _search_domain(domain: str) -> list[File]:
    path = "/etc/systemd/resolved.conf.d/aksynth.conf"
    return [File(path, "0644", _SEARCH_DOMAIN.format(domain=domain))] if domain else []


def _bridge() -> list[File]:
    return [
        File("/etc/containerd/conf.d/kubenet.toml", "0644", _BRIDGE_SETTING),
        File(_BRIDGE_TEMPLATE, "0644", _BRIDGE),
    ]


def _hosts(registry: str, mirror: str) -> File:
    """containerd reads this file at every pull."""
    host, slash, path = mirror.partition("/")
    return File(f"/etc/containerd/certs.d/{registry}/hosts.toml", "0644", _HOSTS.format(host=host, path=slash + path))


def _hardened() -> str:
    """Kernel settings that the kubelet requires with protectKernelDefaults, or would change without it."""
    return "".join(f"{name} = {value}\n" for name, value in read("hardening")["sysctl"].items())
