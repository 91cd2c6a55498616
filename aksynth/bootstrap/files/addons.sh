#!/bin/bash
# The cluster's own add-ons, by server-side apply: several masters may do it at once.
. "${BASH_SOURCE%/*}/lib.sh"

apply() { kube apply --server-side --force-conflicts --field-manager aksynth -f - >&2; }

established() { kube wait --for condition=Established crd --all --timeout 60s >/dev/null 2>&1 || true; }

apply_chart() ( # FILE: a subshell, since the file sets variables
  # shellcheck source=/dev/null
  . "$1"
  # Services take their names from the release: no digit in front, no dot.
  name=${1##*/} name=${name%.chart} name=${name#*-}
  helm template "$name" "$CHART_NAME" --repo "$CHART_REPO" --version "$CHART_VERSION" --namespace "$CHART_NAMESPACE" \
    --include-crds --no-hooks --kube-version "$KUBERNETES_VERSION" --values "${1%.chart}.values.yaml" | apply
)

apply_all() {
  local file
  for file in /etc/aksynth/addons/*; do
    case $file in
      *.chart) apply_chart "$file" || { log "$file was not applied"; return 1; } ;;
      *.values.yaml) continue ;;
      *.yaml) apply <"$file" || { log "$file was not applied"; return 1; } ;;
    esac
    established
  done
}

# NodeRestriction keeps a kubelet from giving itself these.
label_agents() {
  local pool
  while read -r pool _; do
    kube label node -l "agentpool=$pool" node-role.kubernetes.io/agent= kubernetes.io/role=agent --overwrite >/dev/null
  done </etc/aksynth/pools
}

# Agents scale out years later: the token of the vault must always be one that the API takes. A list read with errors
# is no reason to make one.
keep_join_token() {
  local join name
  join=$(kv_get "$VAULT_NODES" join) || return 1
  name=secret/bootstrap-token-$(jq -r '.token | split(".")[0]' <<<"$join")
  kube get secret -n kube-system -o name >"$RUN/secrets" || return 1
  if grep -qxF "$name" "$RUN/secrets"; then return 0; fi
  jq '(.token | split(".")) as $t | {apiVersion: "v1", kind: "Secret", type: "bootstrap.kubernetes.io/token",
    metadata: {name: ("bootstrap-token-" + $t[0]), namespace: "kube-system"},
    stringData: {description: "aksynth nodes", "token-id": $t[0], "token-secret": $t[1], "usage-bootstrap-authentication": "true",
      "usage-bootstrap-signing": "true", "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token"}}' <<<"$join" | apply
}

api_answers() { kube get --raw /readyz >/dev/null || { log "the API is not ready yet"; return 1; }; }

retry 10 api_answers
apply_all
label_agents
keep_join_token
