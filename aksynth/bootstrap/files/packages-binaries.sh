# shellcheck shell=bash
# Sourced by install.sh on a system without packages: Kubernetes and the plugins of containerd come from their publishers. The
# image has everything else.
# shellcheck disable=SC2154

PROGRAMS=/opt/bin
PLUGINS=/opt/cni/bin

install_tools() { has_tools || { log "this image does not have all of jq, socat, conntrack, iptables and openssl"; return 1; }; }

install_plugins() {
  local name="cni-plugins-linux-$ARCH-v$CNI_PLUGINS_VERSION.tgz"
  local url="$GITHUB/containernetworking/plugins/releases/download/v$CNI_PLUGINS_VERSION/$name"
  # containerd calls it for every pod.
  [ ! -x "$PLUGINS/loopback" ] || return 0
  verified "$url" "$url.sha256" "$work/$name"
  install -d -m 0755 "$PLUGINS"
  tar -C "$PLUGINS" -xzf "$work/$name"
}

# kubeadm is the last, because has_kubernetes asks for its version.
install_kubernetes() {
  local name url="https://dl.k8s.io/release/v$KUBERNETES_VERSION/bin/linux/$ARCH"
  install_plugins
  has_kubernetes && return 0
  for name in kubectl kubelet kubeadm; do
    verified "$url/$name" "$url/$name.sha256" "$work/$name"
    install -D -m 0755 "$work/$name" "$PROGRAMS/$name"
  done
}
