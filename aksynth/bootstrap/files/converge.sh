#!/bin/bash
# The machine follows its files: flags, certificates, keys, add-ons. Run again it changes nothing.
. "${BASH_SOURCE%/*}/lib.sh"

HERE=${BASH_SOURCE%/*}
CONFIG=/etc/kubernetes/kubeadm.yaml
WANTED=$(cat "$STATE/wanted")

names_are_covered() {
  local name kind
  while read -r name; do
    kind=host
    if [[ $name =~ ^[0-9.]+$ ]]; then kind=ip; fi
    openssl x509 -noout "-check$kind" "$name" -in "$PKI/apiserver.crt" | grep -q 'does match' || return 1
  done </etc/aksynth/cert-names
}

control_plane_is_well() { "$HERE/guard.sh" "$WANTED" after; }

# The kubelet sees a changed manifest within seconds and restarts that pod only.
change_control_plane() {
  local new=$RUN/kubeadm.yaml
  retry 10 "$HERE/render.sh" "$new"
  if cmp -s "$new" "$CONFIG" && names_are_covered && [ ! -e "$STATE/changing" ]; then return 0; fi
  touch "$STATE/changing"
  write_file "$CONFIG" 0600 <"$new"
  if ! names_are_covered; then rm -f "$PKI/apiserver.crt" "$PKI/apiserver.key"; fi
  kubeadm init phase certs apiserver --config "$CONFIG"
  kubeadm init phase control-plane all --config "$CONFIG"
  kubeadm init phase etcd local --config "$CONFIG"
  kubeadm init phase kubelet-start --config "$CONFIG"
  sleep 20
  retry 10 control_plane_is_well
  kubeadm init phase upload-config all --config "$CONFIG"
  kubeadm init phase addon all --config "$CONFIG"
  rm -f "$STATE/changing"
}

# What the cloud provider was last started with is kept: a reboot may come between its file and its restart.
change_azure() {
  local known sum
  known=$(cat "$STATE/azure" 2>/dev/null || sha256sum </etc/kubernetes/azure.json)
  retry 10 "$HERE/azure.sh"
  sum=$(sha256sum </etc/kubernetes/azure.json)
  if [ "$known" != "$sum" ]; then kube -n kube-system rollout restart deployment cloud-controller-manager; fi
  printf '%s\n' "$sum" | write_file "$STATE/azure" 0600
}

change_containerd() {
  local sum
  sum=$(sha256sum /etc/containerd/config.toml)
  if [ "$sum" = "$(cat "$STATE/containerd" 2>/dev/null)" ]; then return 0; fi
  if [ -e "$STATE/containerd" ]; then systemctl restart containerd; fi
  printf '%s' "$sum" | write_file "$STATE/containerd" 0600
}

# The timer follows the model. It is switched on here, when the storage account is known to be there.
change_backup() {
  local action=enable
  if [ -z "$BACKUP_ACCOUNT" ]; then action=disable; fi
  systemctl "$action" --now aksynth-backup.timer
}

"$HERE/guard.sh" "$WANTED"
"$HERE/prepare.sh"
systemctl enable aksynth-prepare
"$HERE/ssh-keys.sh"
change_containerd
"$HERE/registry.sh"
change_control_plane
change_azure
change_backup
"$HERE/addons.sh" prune
kube annotate node "$(node_name)" "aksynth.io/generation=$WANTED" --overwrite >/dev/null
write_file "$STATE/generation" 0644 <"$STATE/wanted"
