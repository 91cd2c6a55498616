#!/bin/bash
# Turns a new machine into a master. All masters run the same script, in any order.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

HERE=${BASH_SOURCE%/*}
CONFIG=/etc/kubernetes/kubeadm.yaml
DONE=$STATE/done

etcd_ready() { curl -fs -m 5 -o /dev/null --noproxy '*' http://127.0.0.1:2381/readyz || { log "etcd has no quorum yet"; return 1; }; }

start_etcd() { alone kubeadm init phase etcd local --config "$CONFIG"; }

# Decides how etcd starts, and renders it.
decide() {
  "$HERE/etcd.sh" >"$RUN/etcd" && tail -n 1 "$RUN/etcd" | write_file "$STATE/etcd" 0600 && "$HERE/render.sh" "$CONFIG"
}

# etcd_starts_with STATE MEMBERS: whether the manifest has both.
etcd_starts_with() {
  awk -v state="--initial-cluster-state=$1" -v members="--initial-cluster=$2" \
    '$2 == state || $2 == members { found++ } END { exit found != 2 }' /etc/kubernetes/manifests/etcd.yaml
}

# Decides again until etcd has written its log: another member may leave or join meanwhile, and etcd exits if its list of
# members and the cluster's differ in length ("member count is unequal").
etcd_joined() {
  local state members
  if etcd_ready; then return 0; fi
  if has_log || ! decide; then return 1; fi
  read -r state members <"$STATE/etcd"
  etcd_starts_with "$state" "$members" || start_etcd
  return 1
}

initialized() { printf initialized | kv_put "$VAULT_MASTERS" etcd-state; }

# Continues what the machine was doing when it stopped: a state that was received but not reached, and certificates for
# which a static pod was stopped and its manifest moved away.
resume() {
  if [ -e "$STATE/wanted" ] && ! cmp -s "$STATE/wanted" "$STATE/generation"; then
    systemctl start --no-block aksynth-converge.service
  fi
  if compgen -G "$STATE/*.yaml" >/dev/null; then systemctl start --no-block aksynth-certs.service; fi
}

if [ -e "$STATE/left" ]; then log "this master has left the cluster, see leave.sh"; exit 0; fi
# A running master keeps its packages, because an administrator may have updated them.
if [ ! -e "$DONE" ]; then
  retry 15 boot_script before
  retry 15 "$HERE/install.sh"
fi
retry 5 "$HERE/prepare.sh"
"$HERE/ssh-keys.sh"
systemctl enable --now containerd
follow_containerd
# kubeadm starts the kubelet, but does not enable it for the next boot.
systemctl enable kubelet aksynth-prepare
retry 5 "$HERE/disk.sh"
if [ -e "$DONE" ] && has_log; then resume; exit 0; fi
# A bootstrap that finished on a lost disk is not finished.
rm -f "$DONE"
"$HERE/registry.sh"
"$HERE/pki.sh"
retry 10 "$HERE/azure.sh"
"$HERE/kms.sh"
retry 10 "$HERE/render.sh" "$CONFIG"
kubeadm init phase certs all --config "$CONFIG"
kubeadm init phase kubeconfig all --config "$CONFIG"
# Decided again in a boot that continues: the disk may have been lost.
if [ ! -s "$STATE/etcd" ] || ! has_log; then retry 10 decide; fi
follow_kubelet "$CONFIG"
systemctl start kubelet
start_etcd
retry 5 etcd_joined
for keys in key keys-of-tokens; do if [ -e "$HERE/$keys.sh" ]; then "$HERE/$keys.sh"; fi; done
# The API server is not ready before, and its first Secret waits for it.
retry 5 kms_is_ready
# Before the API server writes: etcd may be full, and its leader may be here.
systemctl enable --now --no-block aksynth-defrag.timer
kubeadm init --config "$CONFIG" --skip-phases=preflight,certs,kubeconfig,etcd,kubelet-start,show-join-command
retry 10 initialized
retry 10 "$HERE/kubeconfig.sh"
systemctl enable --now --no-block aksynth-addons.timer aksynth-certs.timer
systemctl start --no-block aksynth-addons.service
retry 15 boot_script after
touch "$DONE"
