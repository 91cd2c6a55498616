#!/bin/bash
# drain.sh: drains the nodes that the model no longer has, before Terraform destroys their machines: all of a removed pool,
# and the last ones of an availability set with a smaller count. It fails while something prevents it, such as a
# PodDisruptionBudget. Drained nodes stay drained.
. "${BASH_SOURCE%/*}/lib.sh"

HERE=${BASH_SOURCE%/*}
TIMEOUT=10m
MARK=aksynth.io/drained

# agents_where JQ-CONDITION: names of agents. A node that is down cannot be drained.
agents_where() {
  kube get nodes -l agentpool -o json |
    jq -r --rawfile pools /etc/aksynth/pools --rawfile agents /etc/aksynth/agents \
      "$(cat "$HERE/agents.jq") | select($1) | .name"
}

# A node that returns to the model before its machine is destroyed accepts pods again, if this script drained it.
found=$(agents_where ".stays and .drained")
if [ -n "$found" ]; then
  mapfile -t back <<<"$found"
  kube uncordon "${back[@]}" >&2
  kube annotate node "${back[@]}" "$MARK-" >/dev/null
fi

found=$(agents_where "(.stays | not) and .ready")
if [ -z "$found" ]; then exit 0; fi
mapfile -t gone <<<"$found"
log "draining ${gone[*]}: the model no longer has them"
kube annotate node "${gone[@]}" --overwrite "$MARK=true" >/dev/null
kubectl --kubeconfig "$ADMIN" drain "${gone[@]}" --ignore-daemonsets --delete-emptydir-data --timeout "$TIMEOUT" >&2 ||
  { log "not drained within $TIMEOUT: their machines are not destroyed"; exit 1; }
