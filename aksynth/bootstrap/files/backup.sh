#!/bin/bash
# backup.sh [now]: uploads a snapshot of etcd as a blob, one for each interval. Every master runs it. The first one uploads,
# and the others find the blob, so no single master is required. `now` creates an additional snapshot.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=blob.sh
. "${BASH_SOURCE%/*}/blob.sh"

CONTAINER_URL=https://$BACKUP_ACCOUNT.$BLOB_DOMAIN/$BACKUP_CONTAINER
WORK=$STATE/backup
# At most this much of a snapshot is on the disk at a time: a whole one beside etcd's log would slow its writes down.
BLOCK=$((100 * 1024 * 1024))

name_at() { date -u -d "@$1" +%Y-%m-%dT%H-%M-%SZ.db; }

interval_name() { local seconds=$((BACKUP_INTERVAL_HOURS * 3600)); name_at $((EPOCHSECONDS / seconds * seconds)); }

# A member without a leader may have old data.
revision() {
  etcd_call "$(master_address)" maintenance/status '{}' |
    jq -er 'if (.leader // "0") == "0" then error("etcd has no leader") else .header.revision end'
}

# put_blocks NAME: uploads the standard input in blocks. The block ids are unique to this upload, so blocks that another
# master uploads for the same blob do not mix with them. The blob does not exist until the blocks are committed.
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

# commit NAME REVISION: creates the blob from the blocks, unless another master already created it.
commit() {
  (
    printf '<?xml version="1.0" encoding="utf-8"?><BlockList>'
    sed 's|.*|<Uncommitted>&</Uncommitted>|' "$WORK/ids"
    printf '</BlockList>'
  ) >"$WORK/blocks"
  blob_call "$WORK/answer" "/$1?comp=blocklist" -T "$WORK/blocks" -H 'If-None-Match: *' \
    -H "x-ms-meta-cluster: $CLUSTER" -H "x-ms-meta-kubernetes: $KUBERNETES_VERSION" -H "x-ms-meta-revision: $2" \
    -H "x-ms-meta-master: $(node_name)"
  if [ "$STATUS" = 201 ]; then log "created $1, revision $2"; return 0; fi
  say "committing $1"
  has_snapshot "$1"
}

if [ -z "$BACKUP_ACCOUNT" ]; then log "this cluster has no snapshots"; exit 0; fi
exec 9>"$RUN/backup.lock"
flock 9
rm -rf "$WORK"
mkdir "$WORK"
trap 'rm -rf "$WORK"' EXIT
name=$(if [ "${1:-}" = now ]; then name_at "$EPOCHSECONDS"; else interval_name; fi)
code=0
has_snapshot "$name" || code=$?
if [ "$code" = 0 ]; then log "$name exists"; fi
if [ "$code" != 4 ]; then exit "$code"; fi
revision=$(revision)
upload "$name"
commit "$name" "$revision"
