#!/bin/bash
# Applies the files of this machine: flags, certificates, keys, add-ons. A second run changes nothing.
if [ -e /var/lib/aksynth/left ]; then exit 0; fi
WANTED=$(cat /var/lib/aksynth/wanted) || exit 1
NEXT=/var/lib/aksynth/next-$WANTED
# A received state is taken first, with the script of that state. Then its own converge.sh continues.
if [ -d "$NEXT" ]; then
  "$NEXT/opt/aksynth/take.sh" "$WANTED" || exit 1
  exec "${BASH_SOURCE[0]}"
fi
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

HERE=${BASH_SOURCE%/*}
CONFIG=/etc/kubernetes/kubeadm.yaml

names_are_covered() {
  local names
  names=$(openssl x509 -noout -ext subjectAltName -in "$PKI/apiserver.crt" | grep -oE '(DNS|IP Address):[^,]+' | cut -d : -f 2) || return 1
  ! grep -qvixFf <(printf '%s\n' "$names") /etc/aksynth/cert-names
}

is_followed() { # DOCUMENT
  cmp -s "$1" "$CONFIG" && names_are_covered && [ "$(cat "$STATE/kubelet" 2>/dev/null)" = "$(kubelet_sum "$1")" ]
}

control_plane_is_well() { "$HERE/guard.sh" "$WANTED" after; }

# The kubelet sees a changed manifest within seconds and restarts only that pod.
write_manifests() {
  kubeadm init phase control-plane all --config "$CONFIG"
  kubeadm init phase etcd local --config "$CONFIG"
}

change_control_plane() {
  local new=$RUN/kubeadm.yaml keys
  "$HERE/kms.sh"
  for keys in key keys-of-tokens; do if [ -e "$HERE/$keys.sh" ]; then "$HERE/$keys.sh"; fi; done
  # An API server that runs must not restart before the plugin can use the key.
  retry 5 kms_is_ready
  retry 10 "$HERE/render.sh" "$new"
  if is_followed "$new" && [ ! -e "$STATE/changing" ]; then return 0; fi
  touch "$STATE/changing"
  write_file "$CONFIG" 0600 <"$new"
  if ! names_are_covered; then rm -f "$PKI/apiserver.crt" "$PKI/apiserver.key"; fi
  kubeadm init phase certs apiserver --config "$CONFIG"
  follow_kubelet "$CONFIG"
  alone write_manifests
  sleep 20
  retry 10 control_plane_is_well
  kubeadm init phase upload-config all --config "$CONFIG"
  kubeadm init phase addon all --config "$CONFIG"
  "$HERE/kms.sh" prune
  rm -f "$STATE/changing"
}

# Nothing announces a new secret or certificate of a service principal.
change_azure() {
  local action=disable
  "$HERE/credentials.sh"
  if [ "$AZURE_API" = ServicePrincipal ]; then action=enable; fi
  systemctl "$action" --now aksynth-credentials.timer
}

# The timer follows the model. It is enabled here, because the storage account exists by now.
change_backup() {
  local action=enable
  if [ -z "$BACKUP_ACCOUNT" ]; then action=disable; fi
  systemctl "$action" --now aksynth-backup.timer
}

"$HERE/guard.sh" "$WANTED"
"$HERE/prepare.sh"
systemctl enable aksynth-prepare
systemctl enable --now aksynth-defrag.timer
"$HERE/ssh-keys.sh"
follow_containerd
"$HERE/registry.sh"
change_control_plane
change_azure
change_backup
"$HERE/addons.sh" prune
kube annotate node "$(node_name)" "aksynth.io/generation=$WANTED" --overwrite >/dev/null
printf '%s' "$WANTED" | write_file "$STATE/generation" 0644
