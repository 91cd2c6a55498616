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

# kms_steps: why the next providers of Secrets must not follow the current ones. Some API server could not read a Secret that
# another one writes, or that etcd has. A machine that starts with these providers has no others before them.
kms_steps() {
  local now=/etc/aksynth/kms/providers next="${BASH_SOURCE%/*}/../../etc/aksynth/kms/providers" writes will gone stored
  if [ ! -e "$next" ] || cmp -s "$now" "$next"; then return 0; fi
  if [ "$(wc -l </etc/aksynth/masters)" = 1 ] && [ ! -e "$now" ]; then return 0; fi
  read -r will _ <"$next"
  writes=identity
  if [ -e "$now" ]; then read -r writes _ <"$now"; fi
  if [ "$will" != identity ] && ! grep -q "^$will " "$now" 2>/dev/null; then echo "API servers cannot decrypt with $will yet: docs/encryption.md"; fi
  if [ "$writes" != identity ] && ! grep -q "^$writes " "$next"; then echo "API servers still encrypt with $writes: docs/encryption.md"; fi
  [ -e "$now" ] || return 0
  gone=$(grep -vxFf "$next" "$now" | cut -d ' ' -f 1 | grep -v '^identity$') || return 0
  stored=$(stored_secrets) || { echo "etcd does not say which Secrets are encrypted with ${gone//$'\n'/, }"; return 0; }
  stored=$(grep -cxF "$gone" <<<"$stored") || true
  if [ "$stored" != 0 ]; then echo "etcd has $stored Secrets that are encrypted with ${gone//$'\n'/, }: docs/encryption.md"; fi
}

# key_numbers FOLDER: those of the keys for tokens. Without the table, it is the key of the PKI.
key_numbers() { { cut -d ' ' -f 1 "$1/signing-keys" 2>/dev/null || echo 1; } | xargs; }

# key_steps: why the next keys for tokens must not follow the current ones. Some API server would reject a token that another
# one signs.
key_steps() {
  local now next
  now=$(key_numbers /etc/aksynth) next=$(key_numbers "${BASH_SOURCE%/*}/../../etc/aksynth")
  if [[ " $now " != *" ${next%% *} "* ]]; then echo "API servers do not accept tokens of key ${next%% *} yet: docs/workload-identity.md"; fi
  if [[ " $next " != *" ${now%% *} "* ]]; then echo "API servers still sign with key ${now%% *}: docs/workload-identity.md"; fi
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
found=$(problems "$1"; alarms; kms_steps; key_steps; own_components)
if [ -n "$found" ]; then
  printf '%s\n' "$found" | while read -r line; do log "$line"; done
  exit 1
fi
