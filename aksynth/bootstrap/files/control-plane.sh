# shellcheck shell=bash
# Sourced after lib.sh: which API servers are healthy, and functions about the control plane that several scripts use.

api_is_healthy() { curl -fs -m 10 -o /dev/null --noproxy '*' --cacert "$PKI/ca.crt" "https://$1:6443/readyz"; }

# first_healthy: the address of the first master with a healthy API server, or nothing.
first_healthy() {
  local address
  while read -r _ _ address; do
    if api_is_healthy "$address"; then printf '%s' "$address"; return 0; fi
  done </etc/aksynth/masters
}

# ask ADDRESS KUBECTL-ARGUMENT...: asks the API server at this address, because the one of this machine may be unhealthy.
ask() { kubectl --kubeconfig "$ADMIN" --request-timeout 10s --server "https://$1:6443" "${@:2}"; }

# node_is_ready ADDRESS NAME: as reported by this API server.
node_is_ready() { [ "$(ask "$1" get node "$2" -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')" = True ]; }

# master_at ADDRESS: its name, for messages.
master_at() { awk -v address="$1" '$3 == address { print $1; found = 1 } END { if (!found) print address }' /etc/aksynth/masters; }

# etcd at ADDRESS answers questions about members, reads and alarms only if it has a quorum.
etcd_members() { etcd_call "$1" cluster/member/list '{"linearizable": true}'; }
addresses_of() { jq -r '.members[].peerURLs[0] | ltrimstr("https://") | rtrimstr(":2380")' <<<"$1"; }
answers_reads() { etcd_call "$1" kv/range '{"key": "AA=="}' >/dev/null 2>&1; }

# etcd_alarms ADDRESS: a line "KIND MEMBER" for each alarm. Every member knows all alarms.
etcd_alarms() {
  local found
  found=$(etcd_call "$1" maintenance/alarm '{}' 2>/dev/null) || return 1
  jq -r '.alarms[]? | "\(.alarm) \(.memberID)"' <<<"$found"
}

alarm_texts() {
  if grep -q ^NOSPACE <<<"$1"; then echo 'etcd is full and takes no writes (NOSPACE): docs/restore.md, "etcd is full"'; fi
  if grep -q ^CORRUPT <<<"$1"; then echo 'members of etcd differ (CORRUPT): docs/restore.md, "etcd is corrupt"'; fi
}

# A plugin answers "ok" if it can encrypt and decrypt with its version of the key, and otherwise the reason.
kms_is_ready() {
  local number port vault key answer
  if [ ! -e /etc/aksynth/kms/providers ]; then return 0; fi
  while read -r _ number _ _ port vault key _ <&3; do
    if [ -z "$port" ]; then continue; fi
    answer=$(curl -sS -m 25 --noproxy '*' "http://127.0.0.1:$port/healthz" 2>&1) || true
    [ "$answer" = ok ] || { echo "the KMS plugin on $(node_name) cannot use version $number of key ${key:-$KMS_KEY} in vault ${vault:-$VAULT_KMS}: $answer" >&2; return 1; }
  done 3</etc/aksynth/kms/providers
}

# stored_secrets: a line for each Secret in etcd, with the provider that stored it: how it begins says so.
stored_secrets() {
  local from end page filter
  from=$(printf /registry/secrets/ | base64 -w 0) end=$(printf /registry/secrets0 | base64 -w 0)
  filter='(.kvs[]? | .value[:80] | @base64d | if startswith("k8s:enc:") then split(":")[4] else "identity" end),
    (if .more then "next \(.kvs[-1].key | @base64d + "\u0000" | @base64)" else empty end)'
  while [ -n "$from" ]; do
    page=$(etcd_call "$(master_address)" kv/range "{\"key\": \"$from\", \"range_end\": \"$end\", \"limit\": 50}" -m 60 | jq -r "$filter") || return 1
    from=$(sed -n 's/^next //p' <<<"$page")
    sed '/^next /d; /^$/d' <<<"$page"
  done
}

# alone COMMAND...: runs the command while no other script of this machine changes the manifests of static pods.
alone() { (flock 8; "$@") 8>"$RUN/manifests.lock"; }

# kubelet_sum DOCUMENT: a sum over everything that kubeadm uses to write the kubelet's files, except the token, and over the
# proxy that the kubelet reads when it starts.
kubelet_sum() {
  (awk 'BEGIN { RS = "---\n" } /(^|\n)kind: (InitConfiguration|KubeletConfiguration)\n/' "$1" | grep -v ' token: '
    find /etc/kubernetes/patches -type f 2>/dev/null | sort | xargs -r cat
    cat /etc/aksynth/proxy 2>/dev/null || true) | sha256sum
}

kubelet_is_well() {
  local port
  port=$(sed -n 's/^healthzPort: *//p' /var/lib/kubelet/config.yaml)
  [ "$port" = 0 ] || curl -fs -m 5 -o /dev/null --noproxy '*' "http://127.0.0.1:${port:-10248}/healthz" ||
    { log "the kubelet is not healthy yet: $(journalctl -q -o cat -n 1 -u kubelet)"; return 1; }
}

start_kubelet() {
  kubeadm init phase kubelet-start --config "$1"
  retry 5 kubelet_is_well
}

# If the kubelet restarts while it replaces a static pod, it leaves the old container running beside the new one
# ("StopContainer ... context canceled"): for one minute with the API server, for two with etcd. So the kubelet restarts
# before manifests are written, and only if its own files change.
follow_kubelet() { follow kubelet "$(kubelet_sum "$1")" start_kubelet "$1"; }
