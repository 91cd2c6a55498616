#!/bin/bash
# Decides how this member of etcd starts: prints "INITIAL-CLUSTER-STATE INITIAL-CLUSTER". Exit code 1: not yet known.
. "${BASH_SOURCE%/*}/lib.sh"

own_url() { printf 'https://%s:2380' "$(master_address)"; }

# Reads the member list from the standard input: absent, lost (it ran, and its data is gone) or waited (it never ran).
plan() {
  jq -r --arg url "$(own_url)" '[.members[] | select(.peerURLs | index($url))] | first |
    if . == null then "absent" elif (.clientURLs // []) != [] then "lost" else "waited" end'
}

own_id() { jq -r --arg url "$(own_url)" '.members[] | select(.peerURLs | index($url)) | .ID'; }

# A member that never ran has no name in the list. Names must be unique.
current_members() {
  jq -r --rawfile table /etc/aksynth/masters '
    ($table | split("\n") | map(split(" ") | select(length == 3) | {key: "https://\(.[2]):2380", value: .[0]}) | from_entries) as $names |
    [.members[] | ($names[.peerURLs[0]] // .name) + "=" + .peerURLs[0]] | join(",")'
}

# If a cluster answers, this member joins it and never starts a new one: nobody would notice a separate log beside a
# restored cluster. A dead member is removed before it is added: with one of three down, another voter would lose quorum.
rejoin() {
  local address=$1 list=$2 step
  step=$(plan <<<"$list")
  # The etcd of this machine may have started while its peer was asked.
  if has_log; then echo "existing $(initial_cluster)"; return 0; fi
  if [ "$step" = lost ]; then
    log "this member is in the cluster, but its disk is empty: removing it and adding it again"
    etcd_call "$address" cluster/member/remove "{\"ID\":\"$(own_id <<<"$list")\"}" >/dev/null || return 1
  fi
  if [ "$step" != waited ]; then
    list=$(etcd_call "$address" cluster/member/add "{\"peerURLs\":[\"$(own_url)\"]}") ||
      { log "etcd on $address adds this member when it is connected to every member of its list"; return 1; }
  fi
  echo "existing $(current_members <<<"$list")"
}

# There is no log here, and no member answers. Only a cluster that never ran may start, with the members that master 0
# listed. Masters that a larger model has added since then are added to it.
first_start() {
  local state
  state=$(kv_get "$VAULT_MASTERS" etcd-state) || { log "etcd-state cannot be read yet"; return 1; }
  if [ "$state" = new ]; then state="new $(initial_cluster)"; fi # of an earlier release
  if [[ "$state," == new*"=$(own_url),"* ]]; then echo "$state"; return 0; fi
  if [[ $state == new* ]]; then log "the cluster starts as '$state', without this master: it joins when they run etcd"; return 1; fi
  log "this disk is empty, no other master answers, and the cluster was initialized before: start the other masters, or restore a snapshot"
  return 1
}

# A linearizable list needs a quorum. Any other list may be an old one of a member that is alone.
main() {
  local address list
  if has_log; then echo "existing $(initial_cluster)"; return 0; fi
  for address in $(peer_addresses); do
    if list=$(etcd_call "$address" cluster/member/list '{"linearizable": true}' 2>/dev/null); then rejoin "$address" "$list"; return; fi
  done
  first_start
}

main
