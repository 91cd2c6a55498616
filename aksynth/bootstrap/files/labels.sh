#!/bin/bash
# labels.sh [prune]: sets the model's labels on running agents. A new agent gets them from its kubelet. NodeRestriction
# prevents a kubelet from giving itself a role. With prune, labels that the model no longer has are removed.
. "${BASH_SOURCE%/*}/lib.sh"

MODE=${1:-keep}
BEFORE='{range .items[*]}{.metadata.annotations.aksynth\.io/labels}{"\n"}{end}'

keys() { tr ',' '\n' | cut -d= -f1 | sed '/^$/d' | sort -u; }

# label_pool POOL LABELS: an annotation lists the labels that an agent got from the model, so they can be removed.
label_pool() {
  local nodes=(node -l "agentpool=$1") labels before own
  IFS=, read -ra labels <<<"$2"
  own=$(keys <<<"$2")
  before=$(kube get "${nodes[@]}" -o "jsonpath=$BEFORE" | keys)
  if [ "$MODE" = prune ]; then
    mapfile -t -O "${#labels[@]}" labels < <(comm -13 <(echo "$own") <(echo "$before") | sed '/^$/d; s/$/-/')
  else
    own=$(printf '%s\n' "$own" "$before" | keys)
  fi
  kube label "${nodes[@]}" --overwrite node-role.kubernetes.io/agent= kubernetes.io/role=agent "${labels[@]}" >/dev/null
  kube annotate "${nodes[@]}" --overwrite "aksynth.io/labels=$(paste -sd, <<<"$own")" >/dev/null
}

while read -r pool _ labels; do label_pool "$pool" "$labels"; done </etc/aksynth/pools
