#!/bin/bash
# guard.sh GENERATION: may this master change now? Only if the masters before it have reached the generation and the
# whole control plane is well; else says which are not.
. "${BASH_SOURCE%/*}/lib.sh"

generation_of() { kube get node "$1" -o jsonpath='{.metadata.annotations.aksynth\.io/generation}'; }

is_ready() { [ "$(kube get node "$1" -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')" = True ]; }

api_is_well() {
  curl -fs -m 10 -o /dev/null --noproxy '*' --cacert "$PKI/ca.crt" "https://$1:6443/readyz"
}

problems() {
  local name index address
  while read -r name index address; do
    if [ "$index" -lt "$own" ] && [ "$(generation_of "$name" 2>/dev/null)" != "$1" ]; then echo "$name has not reached this generation"; fi
    etcd_call "$address" maintenance/status '{}' >/dev/null 2>&1 || echo "etcd on $name does not answer"
    api_is_well "$address" || echo "the API server on $name is not ready"
    is_ready "$name" 2>/dev/null || echo "node $name is not Ready"
  done </etc/aksynth/masters
}

own=$(master_index)
found=$(problems "$1")
if [ -n "$found" ]; then
  printf '%s\n' "$found" | while read -r line; do log "$line"; done
  exit 1
fi
