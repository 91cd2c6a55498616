#!/bin/bash
# A master, from a bare machine to a member of the control plane. All masters run the same and in any order.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

HERE=${BASH_SOURCE%/*}
CONFIG=/etc/kubernetes/kubeadm.yaml
DONE=$STATE/done

etcd_ready() { curl -fs -m 5 -o /dev/null --noproxy '*' http://127.0.0.1:2381/readyz || { log "etcd has no quorum yet"; return 1; }; }

has_log() { [ -d "$ETCD_DISK/etcd/member/wal" ]; }

initialized() { printf initialized | kv_put "$VAULT_MASTERS" etcd-state; }

# What the machine was doing when it went down goes on: a state that was received and not reached, and certificates for
# which a static pod was stopped, whose manifest is still away.
resume() {
  if [ -e "$STATE/wanted" ] && ! cmp -s "$STATE/wanted" "$STATE/generation"; then
    systemctl start --no-block aksynth-converge.service
  fi
  if compgen -G "$STATE/*.yaml" >/dev/null; then systemctl start --no-block aksynth-certs.service; fi
}

if [ -e "$STATE/left" ]; then log "this master has left the cluster, see leave.sh"; exit 0; fi
# A master that runs keeps its packages: an administrator may have patched them.
if [ ! -e "$DONE" ]; then retry 15 "$HERE/install.sh"; fi
retry 5 "$HERE/prepare.sh"
"$HERE/ssh-keys.sh"
systemctl enable --now containerd
follow_containerd
# kubeadm starts the kubelet and leaves it to others that it starts again with the machine.
systemctl enable kubelet aksynth-prepare
retry 5 "$HERE/disk.sh"
if [ -e "$DONE" ] && has_log; then resume; exit 0; fi
# Done on a disk that is gone is not done.
rm -f "$DONE"
"$HERE/registry.sh"
"$HERE/pki.sh"
retry 10 "$HERE/azure.sh"
retry 10 "$HERE/render.sh" "$CONFIG"
kubeadm init phase certs all --config "$CONFIG"
kubeadm init phase kubeconfig all --config "$CONFIG"
# Decided again until etcd has written its log: the disk may have been lost in between.
if [ ! -s "$STATE/etcd" ] || ! has_log; then
  retry 10 "$HERE/etcd.sh" >"$RUN/etcd"
  tail -n 1 "$RUN/etcd" | write_file "$STATE/etcd" 0600
  "$HERE/render.sh" "$CONFIG"
fi
follow_kubelet "$CONFIG"
systemctl start kubelet
alone kubeadm init phase etcd local --config "$CONFIG"
retry 5 etcd_ready
# Before the API server writes: etcd may be full, and its only leader be here.
systemctl enable --now --no-block aksynth-defrag.timer
kubeadm init --config "$CONFIG" --skip-phases=preflight,certs,kubeconfig,etcd,kubelet-start,show-join-command
retry 10 initialized
retry 10 "$HERE/kubeconfig.sh"
systemctl enable --now --no-block aksynth-addons.timer aksynth-certs.timer
systemctl start --no-block aksynth-addons.service
touch "$DONE"
