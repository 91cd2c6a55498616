# shellcheck shell=bash
# Runs on the first master as the run command of a pool with rolling replacement, after ARM, POOL, SCALE_SET, COUNT, SURGE and
# DRAIN_MINUTES: ends when the scale set has COUNT instances, all with its latest model and with nodes that are Ready. It adds
# up to SURGE instances, waits for their nodes, and then drains and deletes one instance after the other until there are COUNT
# again. Everything is decided by what Azure and Kubernetes have now, so it can stop anywhere and run again.
#
# The API is Azure's, version 2024-11-01 of Microsoft.Compute. A new capacity creates instances of the latest model
# (upgrade mode Manual); deleting an instance by its id lowers the capacity by one:
# https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/delete-instances and
# https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations. A node has the id of its instance
# as providerID: kubernetes-sigs/cloud-provider-azure, pkg/provider/azure_vmss.go.
# shellcheck disable=SC2016,SC2153,SC2154
# shellcheck source=/dev/null
. /opt/aksynth/lib.sh

LIMIT=$((80 * 60))
PATIENCE=$((20 * 60))
API=api-version=2024-11-01
MARK=aksynth.io/replaced
WORK=$(mktemp -d "$RUN/roll.XXXXXX")
trap 'rm -rf "$WORK"' EXIT

fail() { log "pool $POOL: $*"; exit 1; }

azure() { jq -r --arg key "$1" '.[$key] // empty' /etc/kubernetes/azure.json; }

# That of the identity of the cloud provider. Without a client id it is the identity of the machine itself.
arm_token() {
  metadata "identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2F$ARM%2F${IDENTITY:+&client_id=$IDENTITY}" |
    jq -er .access_token
}

reason() { jq -r '.error // {} | "\(.code // ""): \(.message // "")"' <<<"$1" 2>/dev/null || true; }

# arm METHOD URL [CURL OPTION...]: prints the answer. 4: Azure refused the request. 1: it may succeed later.
arm() {
  local method=$1 url=$2 token answer status
  shift 2
  token=$(arm_token) || { log "the metadata service issued no token for $ARM"; return 1; }
  answer=$(curl -sS --connect-timeout 20 -m 60 -w '\n%{http_code}' -X "$method" -K <(printf 'header = "Authorization: Bearer %s"\n' "$token") \
    "$@" "$url") || answer=$'\nno answer'
  status=${answer##*$'\n'} answer=${answer%$'\n'*}
  if [[ $status = 2?? ]]; then printf '%s' "$answer"; return 0; fi
  log "Azure answered $status $(reason "$answer")"
  case $status in 408 | 429) return 1 ;; 409) in_conflict "$answer" || return 4; return 1 ;; 4??) return 4 ;; *) return 1 ;; esac
}

# Another change of the scale set, for example a backend pool of the cloud provider. A quota is a 409, too.
# https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
in_conflict() { jq -e '.error.code | IN("Conflict", "AnotherOperationInProgress")' <<<"$1" >/dev/null 2>&1; }

# Waits for what the last change started. Without a place to ask, and after a later change that has preempted this one, the
# next look shows what became of it.
await_operation() {
  local url answer code=0
  url=$(tr -d '\r' <"$WORK/headers" | sed -n 's/^azure-asyncoperation: //Ip' | tail -n 1)
  while [[ $url = "https://$ARM/"* ]] && [ "$SECONDS" -lt "$LIMIT" ]; do
    answer=$(arm GET "$url") || code=$?
    if [ "$code" = 4 ]; then return 0; fi
    case $(jq -r '.status // empty' <<<"$answer") in
      Succeeded | Canceled) return 0 ;;
      Failed) if [[ $answer = *OperationPreempted* ]]; then return 0; fi
        log "Azure reports $(reason "$answer")"; return 1 ;;
    esac
    code=0
    sleep 10
  done
}

# change METHOD URL BODY: where the answer to the first try was lost, Azure can refuse the second one because of the first, and
# the next look decides.
change() {
  local code=1 tries=0
  while [ "$code" = 1 ] && [ "$tries" -lt 30 ] && [ "$SECONDS" -lt "$LIMIT" ]; do
    if [ "$tries" -gt 0 ]; then sleep 10; fi
    tries=$((tries + 1)) code=0
    arm "$1" "$2" -D "$WORK/headers" -H 'Content-Type: application/json' --data-binary "$3" >/dev/null || code=$?
  done
  if [ "$code" = 4 ] && [ "$tries" -gt 1 ]; then return 0; fi
  [ "$code" = 0 ] && await_operation
}

list_instances() {
  local url="$SET/virtualMachines?$API" page
  : >"$WORK/pages"
  while [ -n "$url" ]; do
    page=$(arm GET "$url") || return 1
    printf '%s\n' "$page" >>"$WORK/pages"
    url=$(jq -r '.nextLink // empty' <<<"$page")
  done
}

# A row for each instance, in the order in which they go: those of an earlier model first, of these those that do not work or
# are cordoned already, and those of the zone that has most. A node is dead when it was not Ready for five minutes: a restart
# takes less.
ROWS='
  ($nodes[0].items | map({key: (.spec.providerID // "" | ascii_downcase), value: .}) | from_entries) as $by_id |
  ($well | split("\n")) as $names | [.[].value[] | select(.properties.provisioningState != "Deleting")] as $all |
  $all | map(. as $one | $by_id["azure://" + (.id | ascii_downcase)] as $node |
    first($node.status.conditions[]? | select(.type == "Ready")) // {} | . as $state | $one | {
    id: .instanceId,
    name: ($node.metadata.name // .properties.osProfile.computerName // .name),
    latest: (.properties.latestModelApplied == true),
    ready: ($state.status == "True"),
    dead: ($state.status != "True" and now - ($state.lastTransitionTime // "1970-01-01T00:00:00Z" | fromdateiso8601) > 300),
    failed: ($node == null and .properties.provisioningState == "Failed"),
    well: any($names[]; . != "" and . == $node.metadata.name),
    cordoned: ($node.spec.unschedulable == true),
    crowd: ([$all[] | select(.zones == $one.zones)] | length)
  }) | sort_by(.latest, .ready, (.cordoned | not), -.crowd, (.id | tonumber))[] |
  [.id, .name, .latest, .dead, .well, .failed] | @tsv'

look() {
  arm GET "$SET?$API" >"$WORK/set" || return 1
  CAPACITY=$(jq -er .sku.capacity "$WORK/set") || return 1
  list_instances || return 1
  kube get nodes -l "agentpool=$POOL" -o json >"$WORK/nodes" || return 1
  jq -r --rawfile pools /etc/aksynth/pools --rawfile agents /etc/aksynth/agents \
    "$(cat /opt/aksynth/agents.jq) | select(.ready and .complete) | .name" "$WORK/nodes" >"$WORK/well" || return 1
  jq -rs --slurpfile nodes "$WORK/nodes" --rawfile well "$WORK/well" "$ROWS" "$WORK/pages" >"$WORK/rows" || return 1
  TOTAL=$(wc -l <"$WORK/rows")
  OLD=$(awk -F '\t' '$3 == "false"' "$WORK/rows" | wc -l)
  WELL=$(awk -F '\t' '$5 == "true"' "$WORK/rows" | wc -l)
}

look_or_fail() {
  local end=$((SECONDS + PATIENCE / 2)) why
  until look 2>"$WORK/why"; do
    why=$(tail -n 1 "$WORK/why")
    if [ "$SECONDS" -ge "$end" ]; then fail "cannot read scale set $SCALE_SET and its nodes, and stops here: $why"; fi
    sleep 10
  done
}

well_or_fail() { # WHAT: waits until each instance of the latest model has a node that works
  local end=$((SECONDS + PATIENCE)) missing
  while true; do
    missing=$(awk -F '\t' '$3 == "true" && $5 == "false" { printf "%s%s (instance %s)", sep, $2, $1; sep = ", " }' "$WORK/rows")
    if [ -z "$missing" ]; then return 0; fi
    if [ "$SECONDS" -ge "$end" ]; then
      fail "not Ready within $((PATIENCE / 60)) minutes: $missing. $1. See journalctl -u aksynth-bootstrap on it and \"Rolling replacement\" in docs/day-2.md"
    fi
    sleep 10
    look_or_fail
  done
}

# Nothing begins that the time left does not suffice for.
time_or_fail() {
  if [ "$SECONDS" -lt $((LIMIT - PATIENCE - DRAIN_MINUTES * 60)) ]; then return 0; fi
  fail "not finished within the time of a run command: $OLD of $TOTAL instances do not have the latest model yet, and the capacity is $CAPACITY. Apply again to continue"
}

# A component of a master can restart, for example for a new certificate.
gate_or_fail() {
  local end=$((SECONDS + PATIENCE / 4)) why
  until why=$(/opt/aksynth/guard.sh "$(cat "$STATE/generation")" after 2>&1); do
    if [ "$SECONDS" -ge "$end" ]; then fail "stops here, because the masters are not healthy: $why"; fi
    sleep 10
  done
}

set_capacity() { # CAPACITY
  change PATCH "$SET?$API" "$(jq -c --argjson capacity "$1" '{sku: (.sku + {$capacity})}' "$WORK/set")"
}

raise() { # CAPACITY
  local why
  log "pool $POOL: $OLD of $TOTAL instances do not have the latest model, capacity $CAPACITY becomes $1"
  why=$(set_capacity "$1" 2>&1) ||
    fail "Azure did not raise the capacity of $SCALE_SET to $1, and no other node was drained. Raise the quota, or use another size or a smaller maxSurge, and apply again. $why"
  sleep 10
}

# Azure is still counting, or has kept a capacity for which it could not create the instances.
count_again() {
  sleep 10
  WAITED=$((WAITED + 10))
  if [ "$WAITED" -ge 120 ]; then set_capacity "$COUNT" || true; fi
}

drain() { # NODE: what kubectl says last is why it gave up
  log "pool $POOL: draining $1"
  kube annotate node "$1" --overwrite "$MARK=true" >/dev/null || fail "$1 could not be marked: apply again"
  kubectl --kubeconfig "$ADMIN" drain "$1" --ignore-daemonsets --delete-emptydir-data --timeout "${DRAIN_MINUTES}m" 2>&1 |
    tee "$WORK/drain" >&2 ||
    fail "$1 was not drained, stays cordoned, and its instance is not deleted. Make room for its pods and apply again. $(tail -n 1 "$WORK/drain")"
}

# delete_instance INSTANCE NODE: the cloud provider deletes its node, too.
delete_instance() {
  local why
  why=$(change POST "$SET/delete?$API" "{\"instanceIds\": [\"$1\"]}" 2>&1) ||
    fail "Azure did not delete instance $1 of $SCALE_SET with node $2. Apply again. $why"
  kube delete node "$2" --ignore-not-found --wait=false >&2 || true
}

remove_first() {
  local instance node dead
  IFS=$'\t' read -r instance node _ dead _ <"$WORK/rows"
  if [ "$dead" = true ]; then log "pool $POOL: $node is not Ready and is not drained"; else drain "$node"; fi
  delete_instance "$instance" "$node"
}

# What Azure could not create for an earlier run never becomes a node.
remove_failed() {
  local failed instance node
  failed=$(awk -F '\t' '$6 == "true"' "$WORK/rows")
  if [ -z "$failed" ]; then return 0; fi
  while IFS=$'\t' read -r instance node _; do
    log "pool $POOL: Azure could not create $node, and it is deleted"
    delete_instance "$instance" "$node"
  done <<<"$failed"
  look_or_fail
}

# A node that was to go, and stays because the model changed back.
uncordon_others() {
  local found
  found=$(jq -r --arg mark "$MARK" '.items[] | select(.metadata.annotations[$mark] == "true") | .metadata.name' "$WORK/nodes")
  if [ -z "$found" ]; then return 0; fi
  mapfile -t back <<<"$found"
  kube uncordon "${back[@]}" >&2
  kube annotate node "${back[@]}" "$MARK-" >/dev/null
}

settled() { [ "$OLD" = 0 ] && [ "$TOTAL" = "$COUNT" ] && [ "$CAPACITY" = "$COUNT" ]; }

step() {
  local surge=$((OLD < SURGE ? OLD : SURGE))
  if [ "$OLD" = 0 ] && [ "$TOTAL" = "$COUNT" ]; then count_again; return 0; fi
  if [ "$TOTAL" -le "$COUNT" ]; then raise $((COUNT + surge)); return 0; fi
  # Without an earlier model there are too many: a dead one can go at once.
  if [ "$OLD" -gt 0 ] || [ "$WELL" -lt "$COUNT" ]; then well_or_fail "No other instance was deleted"; fi
  remove_first
}

exec 9>"$RUN/roll.lock"
flock -w 600 9 || fail "another replacement is at work on this master: apply again when it has ended"
IDENTITY=$(azure userAssignedIdentityID)
SET=https://$ARM/subscriptions/$(azure subscriptionId)/resourceGroups/$(azure resourceGroup)/providers/Microsoft.Compute/virtualMachineScaleSets/$SCALE_SET
WAITED=0
look_or_fail
remove_failed
until settled; do
  time_or_fail
  gate_or_fail
  step
  look_or_fail
done
well_or_fail "The pool has its $COUNT instances of the latest model"
uncordon_others
echo "pool $POOL has $COUNT instances of the latest model"
