#!/bin/bash
# addons.sh [prune]: applies the add-ons with server-side apply, so several masters can run it at the same time. A list in
# the cluster holds the objects of each add-on. A master that takes a new state prunes: it deletes what its add-ons no
# longer have.
. "${BASH_SOURCE%/*}/lib.sh"

HERE=${BASH_SOURCE%/*}
MODE=${1:-keep}
FOLDER=/etc/aksynth/addons
PREBUILT=/usr/local/share/aksynth/charts
PROXY=/etc/aksynth/proxy.json
ADDON=aksynth.io/addon
LIST=aksynth.io/objects-of

apply() { kube apply --server-side --force-conflicts --field-manager aksynth -f - >&2; }

established() { kube wait --for condition=Established crd --all --timeout 60s >/dev/null 2>&1 || true; }

# A chart derives the names of Services from its release: they must not start with a digit or contain a dot.
name_of() { local name=${1##*/}; name=${name%.chart} name=${name%.yaml}; printf '%s' "${name#*-}"; }

# chart_of URL: the file of the image with this name, or where this machine downloads it.
chart_of() { local file=$PREBUILT/${1##*/}; if [ -f "$file" ]; then printf '%s' "$file"; else source_of "$1"; fi; }

manifest() ( # FILE: a subshell, since a chart's file sets variables
  case $1 in *.yaml) cat "$1"; exit ;; esac
  # shellcheck source=/dev/null
  . "$1"
  timeout 300 helm template "$(name_of "$1")" "$(chart_of "$CHART")" --namespace "$CHART_NAMESPACE" \
    --include-crds --no-hooks --kube-version "$KUBERNETES_VERSION" --values "${1%.chart}.values.yaml"
)

with_proxy() { if [ -e "$PROXY" ]; then jq --slurpfile proxy "$PROXY" -f "$HERE/proxy.jq"; else cat; fi; }

# render FILE: its objects, each with a label that names the add-on, a strategy that can roll out, and the proxy. This needs
# no cluster, so the objects are listed before the first of them is applied.
render() {
  local name objects
  name=$(name_of "$1") objects=$work/${1##*/}
  manifest "$1" | kubectl label --local --overwrite -f - -o json "$ADDON=$name" | jq -f "$HERE/rollout.jq" | with_proxy >"$objects.new" ||
    return 1
  cat "$objects.new" >>"$work/rendered" || return 1
  mv "$objects.new" "$objects"
}

# An add-on that fails, for example because its chart cannot be downloaded, does not block the others.
render_all() {
  local file failed=0
  for file in "$FOLDER"/*; do
    case $file in *.values.yaml) continue ;; *.yaml | *.chart) ;; *) continue ;; esac
    render "$file" || { log "$file could not be read"; failed=1; }
  done
  return "$failed"
}

apply_all() {
  local file failed=0
  for file in "$FOLDER"/*; do
    [ -e "$work/${file##*/}" ] || continue
    apply <"$work/${file##*/}" || { log "$file was not applied"; failed=1; }
    established
  done
  return "$failed"
}

# why NAMESPACE LABELS: why each pod of a Deployment is not ready, as Kubernetes reports it.
why() {
  kube -n "$1" get pods -l "$2" -o json | jq -r '.items[] | .metadata.name as $pod
    | [.status.conditions[]? | select(.type == "PodScheduled" and .status == "False") | .message // .reason]
      + [.status.containerStatuses[]?, .status.initContainerStatuses[]? | .name as $name | .state.waiting | select(.)
        | "\($name): \(.reason) \(.message // "")"]
    | .[] | "\($pod): \(.)"' >&2 || true
}

# A Deployment whose pods do not become ready fails the run, because nobody would notice it otherwise. DaemonSets are not
# waited for, because one of their pods belongs to each node that is down. An add-on of the model only gets a message.
rolled_out() {
  local own namespace name labels failed=0
  while IFS=$'\t' read -r own namespace name labels; do
    kubectl --kubeconfig "$ADMIN" -n "$namespace" rollout status deployment "$name" --timeout 5m >/dev/null 2>"$work/said" && continue
    log "deployment $namespace/$name did not roll out: $(tr '\n' ' ' <"$work/said")"
    why "$namespace" "$labels"
    [ "$own" = true ] || failed=1
  done < <(jq -r --arg addon "$ADDON" 'select(.kind == "Deployment") | [(.metadata.labels[$addon] | startswith("own-")),
    .metadata.namespace // "default", .metadata.name,
    (.spec.selector.matchLabels | to_entries | map("\(.key)=\(.value)") | join(","))] | @tsv' "$work/rendered")
  return "$failed"
}

# An object whose kind no longer exists no longer exists either.
delete() { # OBJECT
  local words
  words=$(kube delete --ignore-not-found --wait=false -f - <<<"$1" 2>&1) || [[ $words == *"no matches for kind"* ]] ||
    { log "$words"; return 1; }
  if [ -n "$words" ]; then log "$words"; fi
}

# settle MODE: updates the lists in the cluster, because another master may be the first to get the next state of an
# add-on. With "keep" the lists only grow. With "prune" the objects that are no longer wanted are deleted.
settle() {
  local item failed=0
  kube -n kube-system get configmap -l "$LIST" -o json >"$work/known" || return 1
  jq -n -f "$HERE/addons.jq" --arg mode "$1" --arg list "$LIST" --arg addon "$ADDON" --slurpfile rendered "$work/rendered" \
    --slurpfile known "$work/known" >"$work/settled" || return 1
  jq -r '.stays[] | "\(.kind) \(.metadata.name) stays: others need it, or what they made would go with it"' "$work/settled" >&2
  while read -r item; do delete "$item" || failed=1; done < <(jq -c '.delete[]' "$work/settled")
  [ "$failed" = 0 ] || return 1
  jq .lists "$work/settled" | apply || return 1
  while read -r item; do delete "$item" || return 1; done < <(jq -c '.forget[]' "$work/settled")
}

# Nothing is deleted until everything is applied, since an object may have moved to an add-on that fails, and until nodes
# that the model no longer has are drained: their pods may need an add-on to end.
main() {
  local failed=0
  "$HERE/labels.sh" "$MODE"
  "$HERE/tokens.sh"
  render_all || failed=1
  settle keep
  apply_all || failed=1
  [ "$failed" = 0 ] || return 1
  if [ "$MODE" = prune ]; then
    "$HERE/drain.sh" || return 1
    settle prune || return 1
  fi
  rolled_out
}

api_answers() { kube get --raw /readyz >/dev/null || { log "the API is not ready yet"; return 1; }; }

retry 10 api_answers
exec 9>"$RUN/addons.lock"
flock 9
work=$(mktemp -d "$RUN/addons.XXXXXX")
trap 'rm -rf "$work"' EXIT
touch "$work/rendered"
published=0
# A master that takes a new state does not wait for a storage account. The last one of an apply does.
if [ "$MODE" = keep ]; then "$HERE/issuer.sh" || published=1; fi
main
[ "$published" = 0 ]
