#!/bin/bash
# guard.sh GENERATION [after]: may this master change now? Only if the masters before it have reached the generation and
# the whole control plane is well; else says which are not. After its own change it counts like the others, and so do
# the controller manager and the scheduler, which no API server knows about.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

# A master in the middle of a change is what the next state may repair: only the others have to be well then.
changing() { [ "$when" = before ] && [ -e "$STATE/changing" ]; }

generation_of() { ask "$well" get node "$1" -o jsonpath='{.metadata.annotations.aksynth\.io/generation}'; }

# Those that the state to come has, too: a master that left the cluster is in the list of before.
masters() { grep -xFf "${BASH_SOURCE%/*}/../../etc/aksynth/masters" /etc/aksynth/masters; }

problems() {
  local name index address
  while read -r name index address; do
    if changing && [ "$index" = "$own" ]; then continue; fi
    if [ "$index" -lt "$own" ] && [ "$(generation_of "$name" 2>/dev/null)" != "$1" ]; then echo "$name has not reached this generation"; fi
    etcd_call "$address" maintenance/status '{}' >/dev/null 2>&1 || echo "etcd on $name does not answer"
    api_is_well "$address" || echo "the API server on $name is not ready"
    node_is_ready "$well" "$name" 2>/dev/null || echo "node $name is not Ready"
  done < <(masters)
}

alarms() {
  local address found=""
  while read -r _ _ address; do
    if found=$(etcd_alarms "$address"); then break; fi
  done < <(masters)
  alarm_texts "$found"
}

local_is_well() { curl -fsk -m 10 -o /dev/null --noproxy '*' "https://127.0.0.1:$1/healthz"; }

own_components() {
  [ "$when" = after ] || return 0
  local_is_well 10257 || echo "the controller manager on $(node_name) is not well"
  local_is_well 10259 || echo "the scheduler on $(node_name) is not well"
}

when=${2:-before}
own=$(master_index)
well=$(first_well)
found=$(problems "$1"; alarms; own_components)
if [ -n "$found" ]; then
  printf '%s\n' "$found" | while read -r line; do log "$line"; done
  exit 1
fi
