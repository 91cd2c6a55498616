#!/bin/bash
# guard.sh GENERATION [after]: whether this master may change now. It may if the masters before it have reached the
# generation and the whole control plane is healthy. Otherwise it prints which are not. With `after` it includes this
# master, and its controller manager, scheduler and KMS plugin, which no API server knows about.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

# If this master is in the middle of a change, the next state may repair it. Then only the others must be healthy.
changing() { [ "$when" = before ] && [ -e "$STATE/changing" ]; }

generation_of() { ask "$healthy" get node "$1" -o jsonpath='{.metadata.annotations.aksynth\.io/generation}'; }

# Only masters that the next state has too: the earlier list may contain a master that left the cluster.
masters() { grep -xFf "${BASH_SOURCE%/*}/../../etc/aksynth/masters" /etc/aksynth/masters; }

problems() {
  local name index address
  while read -r name index address; do
    if changing && [ "$index" = "$own" ]; then continue; fi
    if [ "$index" -lt "$own" ] && [ "$(generation_of "$name" 2>/dev/null)" != "$1" ]; then echo "$name has not reached this generation"; fi
    etcd_call "$address" maintenance/status '{}' >/dev/null 2>&1 || echo "etcd on $name does not answer"
    api_is_healthy "$address" || echo "the API server on $name is not ready"
    node_is_ready "$healthy" "$name" 2>/dev/null || echo "node $name is not Ready"
  done < <(masters)
}

alarms() {
  local address found=""
  while read -r _ _ address; do
    if found=$(etcd_alarms "$address"); then break; fi
  done < <(masters)
  alarm_texts "$found"
}

local_is_healthy() { curl -fsk -m 10 -o /dev/null --noproxy '*' "https://127.0.0.1:$1/healthz"; }

own_components() {
  [ "$when" = after ] || return 0
  local_is_healthy 10257 || echo "the controller manager on $(node_name) is not healthy"
  local_is_healthy 10259 || echo "the scheduler on $(node_name) is not healthy"
  kms_is_ready 2>&1 || true
}

when=${2:-before}
own=$(master_index)
healthy=$(first_healthy)
found=$(problems "$1"; alarms; own_components)
if [ -n "$found" ]; then
  printf '%s\n' "$found" | while read -r line; do log "$line"; done
  exit 1
fi
