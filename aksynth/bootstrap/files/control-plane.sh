# shellcheck shell=bash
# Sourced behind lib.sh: which API servers are well, and what more than one script does with the control plane.

api_is_well() { curl -fs -m 10 -o /dev/null --noproxy '*' --cacert "$PKI/ca.crt" "https://$1:6443/readyz"; }

# first_well: the address of the first master whose API server is well; nothing where none is.
first_well() {
  local address
  while read -r _ _ address; do
    if api_is_well "$address"; then printf '%s' "$address"; return 0; fi
  done </etc/aksynth/masters
}

# ask ADDRESS KUBECTL-ARGUMENT...: of this API server; the machine's own may be the one that is not well.
ask() { kubectl --kubeconfig "$ADMIN" --request-timeout 10s --server "https://$1:6443" "${@:2}"; }

# node_is_ready ADDRESS NAME: as this API server sees it.
node_is_ready() { [ "$(ask "$1" get node "$2" -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')" = True ]; }

# master_at ADDRESS: its name, for people.
master_at() { awk -v address="$1" '$3 == address { print $1; found = 1 } END { if (!found) print address }' /etc/aksynth/masters; }

# An ADDRESS answers about members, reads and alarms of etcd only if its member has a quorum.
etcd_members() { etcd_call "$1" cluster/member/list '{"linearizable": true}'; }
addresses_of() { jq -r '.members[].peerURLs[0] | ltrimstr("https://") | rtrimstr(":2380")' <<<"$1"; }
answers_reads() { etcd_call "$1" kv/range '{"key": "AA=="}' >/dev/null 2>&1; }

# etcd_alarms ADDRESS: "KIND MEMBER" of each; every member knows all.
etcd_alarms() {
  local found
  found=$(etcd_call "$1" maintenance/alarm '{}' 2>/dev/null) || return 1
  jq -r '.alarms[]? | "\(.alarm) \(.memberID)"' <<<"$found"
}

alarm_texts() {
  if grep -q ^NOSPACE <<<"$1"; then echo 'etcd is full and takes no writes (NOSPACE): docs/restore.md, "etcd is full"'; fi
  if grep -q ^CORRUPT <<<"$1"; then echo 'members of etcd differ (CORRUPT): docs/restore.md, "etcd is corrupt"'; fi
}

# alone COMMAND...: while no other script of this machine changes the manifests of static pods.
alone() { (flock 8; "$@") 8>"$RUN/manifests.lock"; }

# follow NAME SUM COMMAND...: runs the command unless it ran with this sum last. The sum that is kept goes before the
# command runs and comes after it. So a machine that goes down in between runs it again, also where the change is undone.
follow() {
  local kept=$STATE/$1 sum=$2
  shift 2
  if [ "$(cat "$kept" 2>/dev/null)" = "$sum" ]; then return 0; fi
  rm -f "$kept"
  "$@"
  printf '%s' "$sum" | write_file "$kept" 0600
}

follow_containerd() { follow containerd "$(sha256sum /etc/containerd/config.toml)" systemctl restart containerd; }

# kubelet_sum DOCUMENT: of all that kubeadm makes the kubelet's files of. The token in it does not count.
kubelet_sum() {
  (awk 'BEGIN { RS = "---\n" } /(^|\n)kind: (InitConfiguration|KubeletConfiguration)\n/' "$1" | grep -v ' token: '
    find /etc/kubernetes/patches -type f 2>/dev/null | sort | xargs -r cat) | sha256sum
}

kubelet_is_well() {
  local port
  port=$(sed -n 's/^healthzPort: *//p' /var/lib/kubelet/config.yaml)
  [ "$port" = 0 ] || curl -fs -m 5 -o /dev/null --noproxy '*' "http://127.0.0.1:${port:-10248}/healthz" ||
    { log "the kubelet is not well yet: $(journalctl -q -o cat -n 1 -u kubelet)"; return 1; }
}

start_kubelet() {
  kubeadm init phase kubelet-start --config "$1"
  retry 5 kubelet_is_well
}

# A kubelet that restarts while it exchanges a static pod leaves the old container beside the new one ("StopContainer ...
# context canceled"): for a minute with the API server, for two with etcd. So it restarts before manifests are written,
# and only where its own files change.
follow_kubelet() { follow kubelet "$(kubelet_sum "$1")" start_kubelet "$1"; }
