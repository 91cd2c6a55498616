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

# One that cannot be applied, such as a chart whose repository is down, does not keep the others away.
apply_all() {
  local file failed=0
  for file in /etc/aksynth/addons/*; do
    case $file in
      *.chart) apply_chart "$file" || { log "$file was not applied"; failed=1; } ;;
      *.values.yaml) continue ;;
      *.yaml) apply <"$file" || { log "$file was not applied"; failed=1; } ;;
    esac
    established
  done
  return "$failed"
}

# NodeRestriction keeps a kubelet from giving itself these.
label_agents() {
  local pool
  while read -r pool _; do
    kube label node -l "agentpool=$pool" node-role.kubernetes.io/agent= kubernetes.io/role=agent --overwrite >/dev/null
  done </etc/aksynth/pools
}

api_answers() { kube get --raw /readyz >/dev/null || { log "the API is not ready yet"; return 1; }; }

retry 10 api_answers
label_agents
"${BASH_SOURCE%/*}/tokens.sh"
apply_all
