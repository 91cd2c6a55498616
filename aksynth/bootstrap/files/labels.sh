#!/bin/bash
# The model's labels on agents that run; a new one has them from its kubelet. NodeRestriction keeps a kubelet from giving
# itself a role.
. "${BASH_SOURCE%/*}/lib.sh"

BEFORE='{range .items[*]}{.metadata.annotations.aksynth\.io/labels}{"\n"}{end}'

# label_pool POOL LABELS: which labels an agent has from the model stands in an annotation, so that one can go again.
label_pool() {
  local nodes=(node -l "agentpool=$1") labels before key own
  IFS=, read -ra labels <<<"$2"
  own=$(printf '%s\n' "${labels[@]%%=*}" | paste -sd,)
  before=$(kube get "${nodes[@]}" -o "jsonpath=$BEFORE")
  for key in $(tr ',' '\n' <<<"$before" | sort -u); do
    if [[ ",$own," != *",$key,"* ]]; then labels+=("$key-"); fi
  done
  kube label "${nodes[@]}" --overwrite node-role.kubernetes.io/agent= kubernetes.io/role=agent "${labels[@]}" >/dev/null
  kube annotate "${nodes[@]}" --overwrite "aksynth.io/labels=$own" >/dev/null
}

while read -r pool _ labels; do label_pool "$pool" "$labels"; done </etc/aksynth/pools
