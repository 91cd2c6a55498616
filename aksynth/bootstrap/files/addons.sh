#!/bin/bash
# addons.sh [prune]: the cluster's add-ons, by server-side apply: several masters may do it at once. What each has in the
# cluster is kept in a list beside it. A master that takes a new state prunes: what its add-ons no longer have is deleted.
. "${BASH_SOURCE%/*}/lib.sh"

HERE=${BASH_SOURCE%/*}
PRUNE=${1:-keep}
FOLDER=/etc/aksynth/addons
LISTED=aksynth.io/addon
OBJECTS='[(if .kind == "List" then .items[] else . end) |
  {apiVersion, kind, metadata: (.metadata | {name} + (if .namespace then {namespace} else {} end))}]'

apply() { kube apply --server-side --force-conflicts --field-manager aksynth -f - "$@"; }

established() { kube wait --for condition=Established crd --all --timeout 60s >/dev/null 2>&1 || true; }

# Services take their names from the release: no digit in front, no dot.
name_of() { local name=${1##*/}; name=${name%.chart} name=${name%.yaml}; printf '%s' "${name#*-}"; }

manifest() ( # FILE: a subshell, since a chart's file sets variables
  case $1 in *.yaml) cat "$1"; exit ;; esac
  # shellcheck source=/dev/null
  . "$1"
  timeout 300 helm template "$(name_of "$1")" "$(source_of "$CHART")" --namespace "$CHART_NAMESPACE" \
    --include-crds --no-hooks --kube-version "$KUBERNETES_VERSION" --values "${1%.chart}.values.yaml"
)

apply_addon() { # FILE
  local name
  name=$(name_of "$1")
  manifest "$1" >"$work/manifest" && [ -s "$work/manifest" ] || return 1
  apply -o json <"$work/manifest" | jq -c "$OBJECTS" >"$work/objects" || return 1
  jq -c --arg name "$name" '{key: $name, value: .}' "$work/objects" >>"$work/applied"
  log "$name: $(jq length "$work/objects") objects are as they should be"
}

# One that cannot be applied, such as a chart whose publisher is down, does not keep the others away.
apply_all() {
  local file failed=0
  for file in "$FOLDER"/*; do
    case $file in *.values.yaml) continue ;; esac
    name_of "$file" >>"$work/present" && echo >>"$work/present"
    apply_addon "$file" || { log "$file was not applied"; failed=1; }
    established
  done
  return "$failed"
}

# One whose kind is gone is gone with it.
delete() { # OBJECT
  local words
  words=$(kube delete --ignore-not-found --wait=false -f - <<<"$1" 2>&1) || [[ $words == *"no matches for kind"* ]] ||
    { log "$words"; return 1; }
  if [ -n "$words" ]; then log "$words"; fi
}

# The lists lie in the cluster, since the next state of an add-on may come to another master first.
settle() {
  local item
  kube -n kube-system get configmap -l "$LISTED" -o json >"$work/known" || return 1
  jq -n -f "$HERE/addons.jq" --arg prune "$PRUNE" --arg listed "$LISTED" --rawfile present "$work/present" \
    --slurpfile applied "$work/applied" --slurpfile known "$work/known" >"$work/settled" || return 1
  jq -r '.stays[] | "\(.kind) \(.metadata.name) stays: what others made would go with it"' "$work/settled" >&2
  while read -r item; do delete "$item" || return 1; done < <(jq -c '.delete[]' "$work/settled")
  if jq -e '.lists.items != []' "$work/settled" >/dev/null; then jq .lists "$work/settled" | apply >/dev/null || return 1; fi
}

api_answers() { kube get --raw /readyz >/dev/null || { log "the API is not ready yet"; return 1; }; }

retry 10 api_answers
exec 9>"$RUN/addons.lock"
flock 9
work=$(mktemp -d "$RUN/addons.XXXXXX")
trap 'rm -rf "$work"' EXIT
touch "$work/present" "$work/applied"
"$HERE/labels.sh"
"$HERE/tokens.sh"
failed=0
apply_all || failed=1
settle || failed=1
[ "$failed" = 0 ]
