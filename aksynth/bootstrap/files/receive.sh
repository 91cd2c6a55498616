# shellcheck shell=bash
# Runs on a master as its run command, below GENERATION, STATE and WAIT_FOR_POOLS: takes the desired state, and ends
# when the master has reached it. Relies on no script that is already there.
# shellcheck disable=SC2154
set -euo pipefail
umask 077

LIMIT=$((80 * 60))
HOME_OF_STATE=/var/lib/aksynth
NEXT=$HOME_OF_STATE/next

fail() {
  echo "$(hostname): $1"
  journalctl -q -o cat -n "${2:-40}" -u aksynth-bootstrap -u aksynth-converge || true
  exit 1
}

wait_for() { # PAUSE WHAT COMMAND...
  local pause=$1 what=$2
  shift 2
  until "$@"; do
    if [ "$SECONDS" -ge "$LIMIT" ]; then fail "$what within $((LIMIT / 60)) minutes; the last of its log:"; fi
    sleep "$pause"
  done
}

booted() { [ -e "$HOME_OF_STATE/done" ]; }

unpack() {
  local bundle=$HOME_OF_STATE/next.json path mode content
  mkdir -p "$HOME_OF_STATE"
  base64 -d <<<"$STATE" | gzip -d >"$bundle"
  rm -rf "$NEXT"
  while IFS=$'\t' read -r mode path content; do
    mkdir -p "$NEXT${path%/*}"
    base64 -d <<<"$content" >"$NEXT$path"
    chmod "$mode" "$NEXT$path"
  done < <(jq -r '.files[] | [.mode, .path, (.content | @base64)] | @tsv' "$bundle")
  rm -f "$bundle"
}

refuse_upgrade() {
  local wanted running
  wanted=$(sed -n "s/^KUBERNETES_VERSION='\(.*\)'$/v\1/p" "$NEXT/etc/aksynth/env")
  running=$(kubeadm version -o short)
  [ "$wanted" = "$running" ] || fail "runs Kubernetes $running and the model says $wanted: a version is not changed by an apply; write the running one into the model" 0
}

# What the last state had and this one has not goes; the machine's own files stay. Until all is done the list has both, so
# that nothing is forgotten where the machine goes down meanwhile. A machine of an earlier release has no list.
install_files() {
  local mode path list=/etc/aksynth/files old
  old=$(cat "$list" 2>/dev/null || find /etc/aksynth/addons -type f)
  sort -u - "$NEXT$list" <<<"$old" >"$list.both"
  mv -f "$list.both" "$list"
  while read -r mode path; do
    if cmp -s "$NEXT/$path" "/$path" && [ "$(stat -c %a "/$path")" = "$mode" ]; then continue; fi
    mkdir -p "/${path%/*}"
    cp -p "$NEXT/$path" "/$path.new"
    mv -f "/$path.new" "/$path"
  done < <(find "$NEXT" -type f ! -path "$NEXT$list" -printf '%m %P\n' | sort -k 2)
  while read -r path; do
    if [ -n "$path" ] && [ ! -e "$NEXT$path" ]; then rm -f "$path"; fi
  done <<<"$old"
  cp -p "$NEXT$list" "$list.new"
  mv -f "$list.new" "$list"
  systemctl daemon-reload
}

may_change() { "$NEXT/opt/aksynth/guard.sh" "$GENERATION"; }

reached() { [ "$(cat "$HOME_OF_STATE/generation" 2>/dev/null)" = "$GENERATION" ]; }

pools_are_ready() {
  local pool count ready
  while read -r pool count _; do
    ready=$(kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes -l "agentpool=$pool" \
      -o jsonpath='{range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -c '^True$' || true)
    if [ "$ready" -lt "$count" ]; then echo "pool $pool: $ready of $count nodes are Ready" >&2; return 1; fi
  done </etc/aksynth/pools
}

if ! reached; then
  patience=5
  # Masters of a new cluster come up side by side: the first may be done long before the last.
  if [ ! -e "$HOME_OF_STATE/generation" ]; then patience=$((LIMIT / 60)); fi
  wait_for 10 "did not finish its bootstrap" booted
  unpack
  refuse_upgrade
  deadline=$((SECONDS + patience * 60))
  until reason=$(may_change 2>&1); do
    if [ "$SECONDS" -ge "$deadline" ] || [ "$SECONDS" -ge "$LIMIT" ]; then fail "may not change now: $reason" 0; fi
    sleep 10
  done
  # Add-ons are not read while they are exchanged.
  mkdir -p /run/aksynth
  (flock -w 1200 9 || fail "applies add-ons for too long; the last of its log:"; install_files) 9>/run/aksynth/addons.lock
  printf '%s' "$GENERATION" >"$HOME_OF_STATE/wanted"
  systemctl restart --no-block aksynth-converge.service
  deadline=$((SECONDS + 20 * 60))
  until reached; do
    if [ "$SECONDS" -ge "$deadline" ] || [ "$SECONDS" -ge "$LIMIT" ]; then fail "did not reach its desired state within 20 minutes and goes on trying; the last of its log:"; fi
    sleep 5
  done
fi
if [ "$WAIT_FOR_POOLS" = true ]; then wait_for 10 "sees agents missing" pools_are_ready; fi
echo "$(hostname) has reached $GENERATION"
