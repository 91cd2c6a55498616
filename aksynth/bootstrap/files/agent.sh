#!/bin/bash
# Turns a new machine into an agent. It may run long before the API server exists, and long after.
. "${BASH_SOURCE%/*}/lib.sh"

HERE=${BASH_SOURCE%/*}
DISCOVERY=$RUN/discovery.conf
CONFIG=$RUN/join.yaml

# The certificate authority comes from the vault. The agent does not join an API server whose certificate it did not sign.
write_discovery() {
  jq --arg server "https://$API_NAME:6443" '{
    apiVersion: "v1", kind: "Config", "current-context": "join",
    clusters: [{name: "join", cluster: {server: $server, "certificate-authority-data": (.ca | @base64)}}],
    users: [{name: "join", user: {token: .token}}],
    contexts: [{name: "join", context: {cluster: "join", user: "join"}}]}' | write_file "$DISCOVERY" 0600
}

join() {
  local secret token address document
  secret=$(kv_get "$VAULT_NODES" join) || { log "no join secret in vault $VAULT_NODES yet"; return 1; }
  token=$(jq -er .token <<<"$secret") || return 1
  write_discovery <<<"$secret" || return 1
  address=$(primary_address) || return 1
  document=$(cat /etc/aksynth/join.yaml.tmpl)
  document=${document//@ADDRESS@/$address}
  document=${document//@TOKEN@/$token}
  printf '%s\n' "${document//@NAME@/$(node_name)}" | write_file "$CONFIG" 0600
  kubeadm reset -f >/dev/null 2>&1 || true
  kubeadm join --config "$CONFIG" >&2
}

# A service of Azure Linux drops all that enters the machine or passes through it, except SSH. Its stop accepts everything. It
# does this before the node has rules of its own, since it would remove them.
open_firewall() {
  [ "$(systemctl is-enabled iptables.service 2>/dev/null)" = enabled ] || return 0
  systemctl disable --now iptables.service
  systemctl mask iptables.service
}

# Only systems that are named late have the script.
if [ -e "$HERE/host-name.sh" ]; then retry 5 "$HERE/host-name.sh"; fi
# Only pools with Kata Containers have the script.
if [ -e "$HERE/kata.sh" ]; then retry 60 "$HERE/kata.sh"; fi
# A running agent keeps its packages, because an administrator may have updated them.
if [ ! -s /etc/kubernetes/kubelet.conf ]; then
  retry 15 boot_script before
  retry 15 "$HERE/install.sh"
fi
open_firewall
retry 5 "$HERE/prepare.sh"
"$HERE/ssh-keys.sh"
systemctl enable --now containerd
follow_containerd
# kubeadm starts the kubelet, but does not enable it for the next boot.
systemctl enable kubelet aksynth-prepare
# Only pools with GPUs have the script.
if [ -e "$HERE/gpu.sh" ]; then retry 60 "$HERE/gpu.sh"; fi
if [ ! -s /etc/kubernetes/kubelet.conf ]; then
  "$HERE/registry.sh"
  retry 15 join
  rm -f "$DISCOVERY" "$CONFIG"
fi
retry 15 boot_script after
