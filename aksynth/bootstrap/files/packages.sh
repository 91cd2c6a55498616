# shellcheck shell=bash
# Sourced after lib.sh: downloads, and the package source of the cluster's Kubernetes release.

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@"; }

download() { # URL [CURL OPTION...]
  local from
  from=$(source_of "$1")
  curl -fsSL --connect-timeout 20 --retry 3 -m 600 "${@:2}" "$from" || { log "$from cannot be downloaded"; return 1; }
}

add_kubernetes_source() {
  local keyring=/etc/apt/keyrings/kubernetes.asc source="https://pkgs.k8s.io/core:/stable:/v${KUBERNETES_VERSION%.*}/deb/"
  download "${source}Release.key" | write_file "$keyring" 0644 || return 1
  printf 'deb [signed-by=%s] %s /\n' "$keyring" "$(source_of "$source")" | write_file /etc/apt/sources.list.d/kubernetes.list 0644 ||
    return 1
  apt update
}
