# shellcheck shell=bash
# Sourced after lib.sh on a system with apt. apt checks the signatures of its packages, with a key that is served over TLS.

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@"; }

add_kubernetes_source() {
  local keyring=/etc/apt/keyrings/kubernetes.asc source="https://pkgs.k8s.io/core:/stable:/v${KUBERNETES_VERSION%.*}/deb/"
  download "${source}Release.key" | write_file "$keyring" 0644 || return 1
  printf 'deb [signed-by=%s] %s /\n' "$keyring" "$(source_of "$source")" | write_file /etc/apt/sources.list.d/kubernetes.list 0644 ||
    return 1
  apt update
}

install_tools() {
  has_tools && return 0
  apt update
  apt install jq socat conntrack iptables ethtool openssl ca-certificates curl
  # Links to NVMe data disks by lun. Older images have neither this package nor such disks.
  apt install azure-vm-utils || log "azure-vm-utils is not available in the package sources of this image"
}

install_kubernetes() {
  has_kubernetes && return 0
  add_kubernetes_source
  apt install --allow-change-held-packages "kubelet=$KUBERNETES_VERSION-*" "kubeadm=$KUBERNETES_VERSION-*" \
    "kubectl=$KUBERNETES_VERSION-*" cri-tools kubernetes-cni
  apt-mark hold kubelet kubeadm kubectl
}

# install_provider NAME VERSION: the kubelet's credential provider. The source of Microsoft is limited to this package.
install_provider() {
  local code=0 release list=/etc/apt/sources.list.d/microsoft.list keyring=/etc/apt/keyrings/microsoft.asc
  local microsoft=https://packages.microsoft.com
  # shellcheck source=/dev/null
  release=$(. /etc/os-release && printf '%s %s' "$VERSION_ID" "$VERSION_CODENAME") || return 1
  download "$microsoft/keys/microsoft.asc" | write_file "$keyring" 0644 || return 1
  printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$(source_of "$microsoft/ubuntu/${release% *}/prod")" "${release#* }" |
    write_file "$list" 0644 || return 1
  { apt update && apt install "$1=$2-*" && apt-mark hold "$1"; } || code=1
  rm -f "$list"
  return "$code"
}
