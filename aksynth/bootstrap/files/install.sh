#!/bin/bash
# Installs packages and binaries, unless the image has them. Every binary is compared with the checksum that its publisher,
# or the mirror, serves beside it over TLS. packages.sh is that of the operating system.
. "${BASH_SOURCE%/*}/lib.sh"
. "${BASH_SOURCE%/*}/packages.sh"

case $(uname -m) in aarch64) ARCH=arm64 ;; *) ARCH=amd64 ;; esac
GITHUB=https://github.com

# verified URL CHECKSUMS_URL FILE: keeps the download if it matches its line in the checksum file.
verified() {
  local name=${1##*/} sum
  download "$1" -o "$3"
  sum=$(download "$2" | awk -v name="$name" '$2 == name || $2 == "*" name || NF == 1 { print $1; exit }')
  if [ -z "$sum" ]; then log "$(source_of "$2") has no checksum of $name"; return 1; fi
  printf '%s  %s\n' "$sum" "$3" | sha256sum -c --quiet || { log "$name from $(source_of "$1") does not match its checksum"; return 1; }
}

# "command -v" succeeds if one of its names is found, and "type" if all are.
has_tools() { type jq socat conntrack iptables openssl >/dev/null 2>&1; }

has_kubernetes() { [ "$(kubeadm version -o short 2>/dev/null)" = "v$KUBERNETES_VERSION" ] && type kubelet kubectl >/dev/null 2>&1; }

install_containerd() {
  local name="containerd-$CONTAINERD_VERSION-linux-$ARCH.tar.gz" base="$GITHUB/containerd/containerd/releases/download"
  command -v containerd >/dev/null && return 0
  verified "$base/v$CONTAINERD_VERSION/$name" "$base/v$CONTAINERD_VERSION/$name.sha256sum" "$work/$name"
  tar -C /usr/local -xzf "$work/$name"
}

install_runc() {
  local base="$GITHUB/opencontainers/runc/releases/download/v$RUNC_VERSION"
  command -v runc >/dev/null && return 0
  verified "$base/runc.$ARCH" "$base/runc.sha256sum" "$work/runc.$ARCH"
  install -m 0755 "$work/runc.$ARCH" /usr/local/sbin/runc
}

install_helm() {
  local name="helm-v$HELM_VERSION-linux-$ARCH.tar.gz"
  if [ "$ROLE" != master ] || command -v helm >/dev/null; then return 0; fi
  verified "https://get.helm.sh/$name" "https://get.helm.sh/$name.sha256sum" "$work/$name"
  tar -C "$work" -xzf "$work/$name"
  install -m 0755 "$work/linux-$ARCH/helm" /usr/local/bin/helm
}

work=$(mktemp -d "$RUN/install.XXXXXX")
trap 'rm -rf "$work"' EXIT
install_tools
install_containerd
install_runc
install_kubernetes
install_helm
