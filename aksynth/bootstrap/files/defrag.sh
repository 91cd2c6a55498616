#!/bin/bash
# defrag.sh: runs every ten minutes by a timer, or by hand. It returns unused space of etcd's database files, one member
# after the other. If etcd is full, it compacts first and ends the alarm when there is room (docs/restore.md, "etcd is
# full"). Only the master whose member is the leader acts, so there is one if etcd works at all. Its own member is the last.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

# Defragment a file of at least this size in bytes, with at least this percentage of unused space.
SIZE=$((100 * 1024 * 1024))
UNUSED=45
# The alarm ends when all files are below this percentage of the quota.
ENOUGH=80
# A member does not answer while it is defragmented. In seconds.
LIMIT=1800

# https://github.com/etcd-io/etcd/blob/v3.6.9/api/etcdserverpb/rpc.proto
status() { etcd_call "$1" maintenance/status '{}' 2>/dev/null || { log "etcd on $(master_at "$1") does not answer"; return 1; }; }

# Checked at every step: a second member that does not answer would cost the quorum.
all_answer() {
  local address code=0
  for address in "${members[@]}"; do
    answers_reads "$address" || { log "etcd on $(master_at "$address") does not answer: waiting for it before defragmenting"; code=1; }
  done
  return "$code"
}

defragment() {
  all_answer || return 1
  log "defragmenting etcd on $(master_at "$1")"
  etcd_call "$1" maintenance/defragment '{}' -m "$LIMIT" >/dev/null || { log "etcd on $(master_at "$1") was not defragmented"; return 1; }
}

is_worth_it() {
  jq -e --argjson size "$SIZE" --argjson unused "$UNUSED" \
    '[.dbSize, .dbSizeInUse // 0 | tonumber] as [$all, $used] | $all >= $size and ($all - $used) * 100 >= $all * $unused' >/dev/null
}

tidy() {
  local address now
  for address in "${members[@]}"; do
    now=$(status "$address") || return 1
    if is_worth_it <<<"$now"; then defragment "$address" || return 1; fi
  done
}

# The quota of the running etcd: an operator may have raised it before changing the model.
quota() { sed -n 's/.*--quota-backend-bytes=\([0-9]*\).*/\1/p' /etc/kubernetes/manifests/etcd.yaml | grep .; }

is_below() { # BYTES
  local address now size code=0
  for address in "${members[@]}"; do
    now=$(status "$address") || return 1
    size=$(jq -r .dbSize <<<"$now")
    [ "$size" -lt "$1" ] || { log "etcd on $(master_at "$address") still has $size bytes; its alarm ends below $1"; code=1; }
  done
  return "$code"
}

# If nothing was written since the last attempt, there is nothing to compact. The file sizes show whether it was enough.
make_room() {
  local address revision limit
  limit=$(quota) || { log "the quota of etcd is unknown: its manifest is missing"; return 1; }
  revision=$(jq -r .header.revision <<<"$own")
  etcd_call "$self" kv/compaction "{\"revision\": \"$revision\", \"physical\": true}" -m "$LIMIT" >/dev/null 2>&1 ||
    log "etcd has no history before revision $revision to compact"
  for address in "${members[@]}"; do defragment "$address" || return 1; done
  is_below $((limit * ENOUGH / 100)) || { log "delete objects or raise the quota: docs/restore.md, \"etcd is full\""; return 1; }
}

disarm() {
  local kind id
  while read -r kind id; do
    [ "$kind" = NOSPACE ] || continue
    etcd_call "$self" maintenance/alarm "{\"action\": \"DEACTIVATE\", \"memberID\": \"$id\", \"alarm\": \"NOSPACE\"}" >/dev/null
  done <<<"$alarms"
  log "etcd accepts writes again"
}

self=$(master_address)
own=$(status "$self")
if jq -e '(.leader // "0") == "0"' <<<"$own" >/dev/null; then log "etcd has no leader: too few of its members run"; exit 1; fi
if jq -e '.leader != .header.member_id' <<<"$own" >/dev/null; then exit 0; fi
list=$(etcd_members "$self") || { log "etcd has no quorum"; exit 1; }
mapfile -t members < <({ addresses_of "$list" | grep -vxF "$self" || true; }; echo "$self")
alarms=$(etcd_alarms "$self") || { log "etcd did not list its alarms"; exit 1; }
alarm_texts "$alarms" | while read -r line; do log "$line"; done
if grep -q ^CORRUPT <<<"$alarms"; then exit 1; fi
all_answer
if [ -z "$alarms" ]; then tidy; exit; fi
make_room
disarm
