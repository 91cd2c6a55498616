#!/bin/bash
# The token that agents join with. Agents may be added years later, so the API server must always accept the token in the
# vault. Every month master 0 creates a new one. The old one expires two days later, for agents that have just read it.
. "${BASH_SOURCE%/*}/lib.sh"

MONTH=$((30 * 24 * 3600))
NEXT=$STATE/next-token
LAST=$STATE/last-token

# offer [END]: makes the API server accept the token on the standard input, until END if it is given.
offer() {
  jq -Rs --arg limit "${1:-}" 'split(".") as $t | {apiVersion: "v1", kind: "Secret", type: "bootstrap.kubernetes.io/token",
    metadata: {name: ("bootstrap-token-" + $t[0]), namespace: "kube-system"},
    stringData: ({description: "aksynth nodes", "token-id": $t[0], "token-secret": $t[1], "usage-bootstrap-authentication": "true",
      "usage-bootstrap-signing": "true", "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token"}
      + (if $limit == "" then {} else {expiration: $limit} end))}' |
    kube apply --server-side --force-conflicts --field-manager aksynth -f - >&2
}

secret_name() { printf 'bootstrap-token-%s' "$(jq -r '.token | split(".")[0]' <<<"$1")"; }

is_old() {
  local created
  created=$(kube get secret -n kube-system "$1" -o 'jsonpath={.metadata.creationTimestamp}') || return 1
  [ -n "$created" ] && [ $(($(date +%s) - $(date -d "$created" +%s))) -gt "$MONTH" ]
}

# A reboot may follow each step: the next token and the previous one are kept until they are no longer needed.
rotate() {
  if [ ! -s "$NEXT" ]; then new_token | write_file "$NEXT" 0600; fi
  offer <"$NEXT" || return 1
  jq -j .token <<<"$1" | write_file "$LAST" 0600
  jq --rawfile token "$NEXT" '.token = $token' <<<"$1" | kv_put "$VAULT_NODES" join || return 1
  rm -f "$NEXT"
}

end_last() {
  local join
  [ -s "$LAST" ] || return 0
  join=$(kv_get "$VAULT_NODES" join) || return 1
  if [ "$(jq -j .token <<<"$join")" = "$(cat "$LAST")" ]; then return 0; fi
  offer "$(date -u -d '+2 days' +%Y-%m-%dT%H:%M:%SZ)" <"$LAST" && rm -f "$LAST"
}

main() {
  local join name
  join=$(kv_get "$VAULT_NODES" join) || return 1
  name=$(secret_name "$join")
  # A list that was read with errors is no reason to create a token.
  kube get secret -n kube-system -o name >"$RUN/secrets" || return 1
  if ! grep -qxF "secret/$name" "$RUN/secrets"; then jq -j .token <<<"$join" | offer; return; fi
  [ "$(master_index)" = 0 ] || return 0
  if is_old "$name"; then rotate "$join" || return 1; fi
  end_last
}

main
