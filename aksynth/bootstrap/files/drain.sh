#!/bin/bash
# drain.sh: before Terraform destroys the machines of pools that the model no longer has, their nodes are drained. Ends
# with an error while something keeps its place there, such as a budget for disruptions; what is drained stays drained.
. "${BASH_SOURCE%/*}/lib.sh"

TIMEOUT=10m
MARK=aksynth.io/drained

# nodes_where JQ-CONDITION: names of agents; $pools are the model's. Of machines that are down nothing can be drained.
nodes_where() {
  kube get nodes -l agentpool -o json |
    jq -r --arg pools "$(cut -d' ' -f1 /etc/aksynth/pools)" \
      "(\$pools | split(\"\\n\")) as \$pools | .items[] | select($1) | .metadata.name"
}

# A pool that is back in the model before its machines went takes pods again, if it was drained here.
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
log "the model no longer has the pools of ${gone[*]}: draining"
kube annotate node "${gone[@]}" --overwrite "$MARK=true" >/dev/null
kubectl --kubeconfig "$ADMIN" drain "${gone[@]}" --ignore-daemonsets --delete-emptydir-data --timeout "$TIMEOUT" >&2 ||
  { log "not drained within $TIMEOUT; their machines stay until they are"; exit 1; }
