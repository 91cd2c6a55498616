#!/bin/bash
# For operators, by hand (docs/restore.md). One master restores the snapshot and starts etcd with one member. The others join
# it with empty disks. If each of them restored, a late one would start an empty log beside the restored ones.
#   restore.sh list          the snapshots
#   restore.sh stop          stop this control plane and move its etcd data aside
#   restore.sh NAME|latest   restore a snapshot and start
#   restore.sh join          start with an empty etcd that joins the others
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=blob.sh
. "${BASH_SOURCE%/*}/blob.sh"

HERE=${BASH_SOURCE%/*}
MANIFESTS=/etc/kubernetes/manifests
STOPPED=$STATE/stopped
DONE=$STATE/done
DATA=$ETCD_DISK/etcd
CONTAINER_URL=https://$BACKUP_ACCOUNT.$BLOB_DOMAIN/$BACKUP_CONTAINER

listens() { timeout 3 bash -c ": </dev/tcp/$1/2380" 2>/dev/null; }

refuse_where_etcd_is() {
  local name address
  if has_log; then
    log "this master has etcd data that is newer than any snapshot; to discard it, run restore.sh stop on every master"
    return 1
  fi
  while read -r name _ address; do
    if listens "$address"; then
      log "etcd runs on $name: run restore.sh join to join it, or restore.sh stop on every master to restore a snapshot"
      return 1
    fi
  done </etc/aksynth/masters
}

etcd_is_down() { ! listens "$(master_address)" || { log "etcd is still running; the kubelet stops it after its manifest is removed"; return 1; }; }

# Without manifests the kubelet stops the pods. The units would write the manifests again.
stop_pods() {
  systemctl stop aksynth-bootstrap aksynth-converge aksynth-certs
  mkdir -p "$STOPPED"
  find "$MANIFESTS" -name '*.yaml' -exec mv -f -t "$STOPPED" {} + 2>/dev/null || true
  retry 5 etcd_is_down
}

# A master that did not finish its first boot continues it. A master without a manifest of etcd writes it again.
start() {
  if [ ! -e "$DONE" ] || [ ! -e "$STOPPED/etcd.yaml" ]; then
    rm -f "$DONE"
    systemctl start --no-block aksynth-bootstrap
    return
  fi
  find "$STOPPED" -name '*.yaml' -exec mv -f -t "$MANIFESTS" {} +
  systemctl start kubelet
}

set_aside() {
  local aside
  aside=$DATA.$(date -u +%Y-%m-%dT%H-%M-%SZ)
  [ -d "$DATA/member" ] || return 0
  mv "$DATA" "$aside" && install -d -m 0700 "$DATA" || return 1
  log "the etcd data of this master is in $aside; it is never deleted"
}

chosen() { # NAME|latest
  local names
  names=$(all_snapshots) || return 1
  if [ "$1" = latest ]; then tail -n 1 <<<"$names"; return; fi
  grep -xF -- "$1" <<<"$names" || { log "snapshot $1 does not exist; run restore.sh list"; return 1; }
}

download() { # NAME
  blob_call "$WORK/snapshot.db" "/$1"
  [ "$STATUS" = 200 ] || { say "downloading $1"; return 1; }
}

# etcdutl from the image of this release's etcd, unless the machine has it.
find_etcdutl() {
  local image mount=$RUN/etcd-image
  if command -v etcdutl; then return 0; fi
  image=$(kubeadm config images list --config /etc/kubernetes/kubeadm.yaml | grep '/etcd:') || return 1
  crictl inspecti -q "$image" >/dev/null 2>&1 || crictl pull "$image" >&2 || return 1
  mkdir -p "$mount"
  ctr -n k8s.io images mount "$image" "$mount" >&2 || return 1
  cp "$mount/usr/local/bin/etcdutl" "$WORK/etcdutl" || log "$image has no etcdutl: copy one from https://github.com/etcd-io/etcd/releases to /usr/local/bin"
  ctr -n k8s.io images unmount --rm "$mount" >&2
  [ -x "$WORK/etcdutl" ] && echo "$WORK/etcdutl"
}

# A cluster of this member only, with a new cluster id, so that earlier members cannot join it. If etcdutl can (3.6), revisions
# continue far above the old ones, so that watchers notice.
unpack() {
  local etcdutl url bump=()
  etcdutl=$(find_etcdutl) || return 1
  url=https://$(master_address):2380
  if [[ $("$etcdutl" snapshot restore --help 2>&1) == *--bump-revision* ]]; then bump=(--bump-revision 1000000000 --mark-compacted); fi
  "$etcdutl" snapshot restore "$WORK/snapshot.db" --name "$(node_name)" --initial-cluster "$(node_name)=$url" \
    --initial-cluster-token "$CLUSTER-$EPOCHSECONDS" --initial-advertise-peer-urls "$url" --data-dir "$WORK/etcd" \
    "${bump[@]}" >&2
}

take_back() { # NAME
  "$HERE/disk.sh" && refuse_where_etcd_is || return 1
  WORK=$ETCD_DISK/restore
  rm -rf "$WORK" && mkdir "$WORK" || return 1
  log "restoring $1"
  download "$1" && unpack && refuse_where_etcd_is || return 1
  set_aside && rm -rf "$DATA" && mv "$WORK/etcd" "$DATA" && sync || return 1
  log "restored $1: etcd has one member until the other masters join"
}

restore() { # NAME|latest
  local name code=0
  refuse_where_etcd_is || return 1
  name=$(chosen "$1") || return 1
  [ -n "$name" ] || { log "there are no snapshots"; return 1; }
  stop_pods
  take_back "$name" || code=1
  # With an empty disk, the earlier manifest would make etcd start a new cluster.
  if [ "$code" = 0 ] || has_log || [ ! -e "$DONE" ]; then start; else log "the control plane is still stopped: run this command again"; fi
  return "$code"
}

join() {
  if has_log; then log "this master has etcd data; to move it aside, run restore.sh stop"; return 1; fi
  stop_pods
  rm -rf "$STOPPED" "$DONE"
  systemctl restart --no-block aksynth-bootstrap
}

WORK=$RUN/restore
mkdir -p "$WORK"
trap 'rm -rf "$RUN/restore" "$ETCD_DISK/restore"' EXIT
case ${1:-} in
  list) all_snapshots ;;
  stop) stop_pods; set_aside ;;
  join) join ;;
  latest | *.db) restore "$1" ;;
  *) sed -n 's/^#   //p' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
