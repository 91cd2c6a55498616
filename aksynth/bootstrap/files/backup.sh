#!/bin/bash
# backup.sh [now]: etcd's content as a blob, one for each interval of time. Every master comes for it: the first one
# uploads and the others find it done, so that none of them matters. `now` takes one more.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=blob.sh
. "${BASH_SOURCE%/*}/blob.sh"

WORK=$STATE/backup
# Only this much is ever on the disk: a snapshot beside etcd's own log would slow its writes down.
BLOCK=$((100 * 1024 * 1024))

name_at() { date -u -d "@$1" +%Y-%m-%dT%H-%M-%SZ.db; }

interval_name() { local seconds=$((BACKUP_INTERVAL_HOURS * 3600)); name_at $((EPOCHSECONDS / seconds * seconds)); }

# A member without a leader may be long behind.
revision() {
  etcd_call "$(master_address)" maintenance/status '{}' |
    jq -er 'if (.leader // "0") == "0" then error("etcd has no leader") else .header.revision end'
}

# put_blocks NAME: the standard input, in blocks. Their ids are this upload's own: another master's blocks for the same
# blob never get among them. They are no blob until they are committed.
put_blocks() {
  local upload number=0 id
  upload=$(printf '%02d%010d' "$(master_index)" "$EPOCHSECONDS")
  while head -c "$BLOCK" >"$WORK/block" && [ -s "$WORK/block" ]; do
    id=$(printf '%s%06d' "$upload" "$number" | base64)
    blob_call "$WORK/answer" "/$1?comp=block&blockid=$id" -T "$WORK/block"
    [ "$STATUS" = 201 ] || { say "a block of $1"; return 1; }
    printf '%s\n' "$id" >>"$WORK/ids"
    number=$((number + 1))
  done
}

upload() { # NAME
  etcd_call "$(master_address)" maintenance/snapshot '{}' -m 0 --speed-limit 1 --speed-time 900 |
    "${BASH_SOURCE%/*}/snapshot.py" | put_blocks "$1"
}

# commit NAME REVISION: the blocks become the blob, unless another master was faster.
commit() {
  (
    printf '<?xml version="1.0" encoding="utf-8"?><BlockList>'
    sed 's|.*|<Uncommitted>&</Uncommitted>|' "$WORK/ids"
    printf '</BlockList>'
  ) >"$WORK/blocks"
  blob_call "$WORK/answer" "/$1?comp=blocklist" -T "$WORK/blocks" -H 'If-None-Match: *' \
    -H "x-ms-meta-cluster: $CLUSTER" -H "x-ms-meta-kubernetes: $KUBERNETES_VERSION" -H "x-ms-meta-revision: $2" \
    -H "x-ms-meta-master: $(node_name)"
  if [ "$STATUS" = 201 ]; then log "took $1, revision $2"; return 0; fi
  say "committing $1"
  has_snapshot "$1"
}

if [ -z "$BACKUP_ACCOUNT" ]; then log "this cluster takes no snapshots"; exit 0; fi
exec 9>"$RUN/backup.lock"
flock 9
rm -rf "$WORK"
mkdir "$WORK"
trap 'rm -rf "$WORK"' EXIT
name=$(if [ "${1:-}" = now ]; then name_at "$EPOCHSECONDS"; else interval_name; fi)
code=0
has_snapshot "$name" || code=$?
if [ "$code" = 0 ]; then log "$name is there"; fi
if [ "$code" != 4 ]; then exit "$code"; fi
revision=$(revision)
upload "$name"
commit "$name" "$revision"
