#!/bin/bash
# drain.sh: drains the nodes of pools that the model no longer has, before Terraform destroys their machines. It fails
# while something prevents it, such as a PodDisruptionBudget. Drained nodes stay drained.
. "${BASH_SOURCE%/*}/lib.sh"

TIMEOUT=10m
MARK=aksynth.io/drained

# nodes_where JQ-CONDITION: names of agents; $pools are those of the model. A node that is down cannot be drained.
nodes_where() {
  kube get nodes -l agentpool -o json |
    jq -r --arg pools "$(cut -d' ' -f1 /etc/aksynth/pools)" \
      "(\$pools | split(\"\\n\")) as \$pools | .items[] | select($1) | .metadata.name"
}

# A pool that returns to the model before its machines are destroyed accepts pods again, if this script drained it.
found=$(nodes_where "(.metadata.labels.agentpool | IN(\$pools[])) and .metadata.annotations[\"$MARK\"] == \"true\"")
if [ -n "$found" ]; then
  mapfile -t back <<<"$found"
  kube uncordon "${back[@]}" >&2
  kube annotate node "${back[@]}" "$MARK-" >/dev/null
fi

found=$(nodes_where "(.metadata.labels.agentpool | IN(\$pools[]) | not)
  and any(.status.conditions[]; .type == \"Ready\" and .status == \"True\")")
if [ -z "$found" ]; then exit 0; fi
mapfile -t gone <<<"$found"
log "draining ${gone[*]}: the model no longer has their pools"
kube annotate node "${gone[@]}" --overwrite "$MARK=true" >/dev/null
kubectl --kubeconfig "$ADMIN" drain "${gone[@]}" --ignore-daemonsets --delete-emptydir-data --timeout "$TIMEOUT" >&2 ||
  { log "not drained within $TIMEOUT: their machines are not destroyed"; exit 1; }
