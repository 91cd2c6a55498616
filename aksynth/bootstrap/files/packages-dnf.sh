# shellcheck shell=bash
# Sourced after lib.sh on a system with dnf. dnf checks the signatures of packages: those of Microsoft with the key of the image,
# those of Kubernetes with a key that is served over TLS. It waits while another process has its lock.

# The settings of the machine keep the packages of a node from every other installation and upgrade.
dnf() { command dnf -q -y --disableexcludes=main "$@"; }

# The other repositories have packages of the same names.
add_kubernetes_source() {
  local source
  source=$(source_of "https://pkgs.k8s.io/core:/stable:/v${KUBERNETES_VERSION%.*}/rpm/")
  printf '[kubernetes]\nname=Kubernetes\nbaseurl=%s\nenabled=0\ngpgcheck=1\ngpgkey=%srepodata/repomd.xml.key\n' "$source" "$source" |
    write_file /etc/yum.repos.d/kubernetes.repo 0644
}

upgrade_daily() {
  local timer=dnf-automatic-install.timer
  if [ ! -e /etc/dnf/automatic.conf ] || systemctl -q is-enabled "$timer" 2>/dev/null; then return 0; fi
  { dnf install dnf-automatic && systemctl enable --now "$timer"; } ||
    log "dnf-automatic cannot be installed: this machine installs no security upgrades by itself"
}

install_tools() {
  if ! has_tools; then
    dnf install jq socat conntrack-tools iptables ethtool openssl ca-certificates curl
    # Links to NVMe data disks by lun. Older repositories do not have it.
    dnf install azure-vm-utils || log "azure-vm-utils is not available in the package repositories of this image"
  fi
  upgrade_daily
}

install_kubernetes() {
  has_kubernetes && return 0
  add_kubernetes_source
  dnf --repo=kubernetes install "kubelet-$KUBERNETES_VERSION-*" "kubeadm-$KUBERNETES_VERSION-*" "kubectl-$KUBERNETES_VERSION-*" \
    cri-tools kubernetes-cni
}

# install_provider NAME VERSION: the kubelet's credential provider, which Microsoft publishes for this system.
install_provider() { dnf install "$1-$2-*"; }
