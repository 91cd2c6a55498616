#!/bin/bash
# For operators, by hand (docs/day-2.md, "Fewer masters"): removes this master from the cluster for good. It removes the
# etcd member while all members and the other masters are healthy, stops the control plane, and deletes the node. It can
# run again after an interruption. Afterwards the units of this machine do nothing.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

MANIFESTS=/etc/kubernetes/manifests

# A master whose etcd has a quorum and whose API server is healthy. All following calls go to it.
find_peer() {
  local address
  for address in $(peer_addresses); do
    if etcd_members "$address" >/dev/null 2>&1 && api_is_healthy "$address"; then printf '%s' "$address"; return 0; fi
  done
  log "no other master is healthy: this master stays"
  return 1
}

# member_of ADDRESS: its id in the member list on the standard input, or nothing.
member_of() { jq -r --arg url "https://$1:2380" '.members[] | select(.peerURLs | index($url)) | .ID'; }

# Indexes have no gap, because the model counts masters from 0.
is_highest() {
  local name index address
  while read -r name index address; do
    if [ "$index" -gt "$(master_index)" ] && [ -n "$(member_of "$address" <<<"$1")" ]; then
      log "$name is still a member of etcd: it must leave before this master"
      return 1
    fi
  done </etc/aksynth/masters
}

# The problems of a master that remains, or nothing if it is healthy.
problems_of() { # PEER ADDRESS
  local name
  name=$(master_at "$2")
  answers_reads "$2" || echo "etcd on $name does not answer"
  if [ "$2" = "$(master_address)" ]; then return 0; fi
  api_is_healthy "$2" || echo "the API server on $name is not ready"
  node_is_ready "$1" "$name" 2>/dev/null || echo "node $name is not Ready"
}

all_are_healthy() { # PEER LIST
  local address found line
  found=$(for address in $(addresses_of "$2"); do problems_of "$1" "$address"; done)
  if [ -z "$found" ]; then return 0; fi
  while read -r line; do log "$line: this master stays"; done <<<"$found"
  return 1
}

leave_etcd() {
  local list id
  list=$(etcd_members "$1") || return 1
  id=$(member_of "$(master_address)" <<<"$list")
  if [ -z "$id" ]; then touch "$STATE/left"; return 0; fi
  is_highest "$list" && all_are_healthy "$1" "$list" || return 1
  touch "$STATE/left"
  etcd_call "$1" cluster/member/remove "{\"ID\":\"$id\"}" >/dev/null || { log "etcd did not remove this member"; return 1; }
}

listens() { timeout 3 bash -c ": </dev/tcp/$(master_address)/$1" 2>/dev/null; }

is_stopped() { if listens 2380 || listens 6443; then log "the kubelet is still stopping the control plane"; return 1; fi; }

# The kubelet stops static pods whose manifests are removed, and then it is stopped. The units of this master stop first:
# the renewal of certificates, for example, moves a manifest away for a while and brings it back.
stop_control_plane() {
  systemctl disable --now aksynth-addons.timer aksynth-certs.timer aksynth-backup.timer aksynth-defrag.timer aksynth-credentials.timer
  systemctl stop aksynth-bootstrap aksynth-converge aksynth-addons aksynth-certs aksynth-backup aksynth-defrag aksynth-credentials
  rm -f "$MANIFESTS"/*.yaml "$STATE"/*.yaml
  retry 5 is_stopped
  systemctl disable --now kubelet
}

if [ "$(wc -l </etc/aksynth/masters)" = 1 ]; then log "the only master of a cluster cannot leave it"; exit 1; fi
peer=$(find_peer)
leave_etcd "$peer"
stop_control_plane
ask "$peer" delete node "$(node_name)" --ignore-not-found --wait=false >&2
log "this master has left the cluster; to destroy its machine, see docs/day-2.md"
