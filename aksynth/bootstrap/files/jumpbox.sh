#!/bin/bash
# Prepares a jumpbox, at every boot and once a day: kubectl of the cluster's version, the name of the API, and the
# administrator's kubeconfig, which masters renew. A kubeconfig that somebody has changed is kept.
. "${BASH_SOURCE%/*}/lib.sh"
. "${BASH_SOURCE%/*}/packages.sh"
. "${BASH_SOURCE%/*}/hosts.sh"

LAST=$STATE/kubeconfig

install_tools() {
  command -v jq >/dev/null && return 0
  apt update && apt install jq ca-certificates curl
}

has_kubectl() { [ "$(kubectl version --client -o json 2>/dev/null | jq -r .clientVersion.gitVersion)" = "v$KUBERNETES_VERSION" ]; }

install_kubectl() {
  has_kubectl && return 0
  add_kubernetes_source || return 1
  apt install --allow-change-held-packages --allow-downgrades "kubectl=$KUBERNETES_VERSION-*" || return 1
  apt-mark hold kubectl && has_kubectl
}

is_ours() { [ ! -e "$1" ] || cmp -s "$1" "$LAST" || [ "$(cat "$1")" = "$2" ]; }

# Nothing is written if the vault cannot be read: the kubeconfig of yesterday is better than none. The copy is written last,
# so a machine that stops in between recognizes the file by the text of the vault.
fetch() {
  local text
  text=$(kv_get "$VAULT_ACCESS" kubeconfig) || { log "vault $VAULT_ACCESS has no kubeconfig for this machine yet"; return 1; }
  if ! is_ours "$1" "$text"; then log "$1 was changed by hand and is kept"; return 0; fi
  install -d -m 0700 -o "$ADMIN_USERNAME" -g "$group" "${1%/*}" || return 1
  printf '%s\n' "$text" | write_file "$1" 0600 && chown "$ADMIN_USERNAME:$group" "$1" && install -m 0600 "$1" "$LAST"
}

home=$(getent passwd "$ADMIN_USERNAME" | cut -d: -f6) || { log "user $ADMIN_USERNAME does not exist on this machine"; exit 1; }
group=$(id -g "$ADMIN_USERNAME")
write_hosts
retry 15 install_tools
retry 15 install_kubectl
retry 30 fetch "$home/.kube/config"
