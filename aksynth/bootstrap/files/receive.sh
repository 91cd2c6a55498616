# shellcheck shell=bash
# Runs on a master as its run command, after GENERATION, STATE and WAIT_FOR_POOLS: takes the desired state and ends when the
# master has reached it. It uses no script that is already on the machine.
# shellcheck disable=SC2154
set -euo pipefail
umask 077

LIMIT=$((80 * 60))
HOME_OF_STATE=/var/lib/aksynth
NEXT=$HOME_OF_STATE/next-$GENERATION
# Azure keeps the last bytes of the standard error, this many, and a plan shows them.
# https://github.com/Azure/run-command-handler-linux/blob/main/internal/cmds/cmds.go (maxTailLen)
KEPT=4096

valid() { iconv -c -f UTF-8 -t UTF-8; }

# journal LINES: the last ones, without the objects that every attempt applies again: an attempt names many.
journal() {
  journalctl -q -o cat -n 400 -u aksynth-bootstrap -u aksynth-converge | grep -v ' serverside-applied$' | tail -n "$1" || true
}

# fail REASON [JOURNAL LINES]: prints the journal first and the reason last, both within what Azure keeps.
fail() {
  local reason
  reason=$(printf '%s: %s' "$(hostname)" "$1" | head -c $((KEPT - 1)) | valid)
  journal "${2:-40}" |
    tail -c $((KEPT - 1 - $(printf '%s' "$reason" | wc -c))) | valid >&2
  printf '%s\n' "$reason" >&2
  exit 1
}

wait_for() { # PAUSE WHAT COMMAND...
  local pause=$1 what=$2 why
  shift 2
  until why=$("$@" 2>&1); do
    if [ "$SECONDS" -ge "$LIMIT" ]; then fail "$what within $((LIMIT / 60)) minutes${why:+: $why}"; fi
    sleep "$pause"
  done
}

booted() { [ -e "$HOME_OF_STATE/done" ]; }

# A folder with this name is complete, and its name identifies its content.
unpack() {
  local new=$HOME_OF_STATE/next.new files path mode content
  if [ -d "$NEXT" ]; then return 0; fi
  files=$(base64 -d <<<"$STATE" | gzip -d | jq -r '.files[] | [.mode, .path, (.content | @base64)] | @tsv')
  rm -rf "$new"
  while IFS=$'\t' read -r mode path content; do
    base64 -d <<<"$content" | install -D -m "$mode" /dev/stdin "$new$path"
  done <<<"$files"
  sync -f "$new"
  mv "$new" "$NEXT"
}

refuse_upgrade() {
  local wanted running
  wanted=$(sed -n "s/^KUBERNETES_VERSION='\(.*\)'$/v\1/p" "$NEXT/etc/aksynth/env")
  running=$(kubeadm version -o short)
  [ "$wanted" = "$running" ] || fail "runs Kubernetes $running, but the model has $wanted: an apply does not change the version; set the running version in the model" 0
}

# From here on the machine continues by itself, also after a reboot. The state that it had reached is no longer valid, so the
# same state repairs it if it comes again after another one that failed. A machine of an earlier release does not take
# states by itself yet.
hand_over() {
  local converge=/opt/aksynth/converge.sh
  systemctl stop aksynth-converge.service
  rm -f "$HOME_OF_STATE/generation"
  if ! grep -q take.sh "$converge"; then
    cp -p "$NEXT$converge" "$converge.new"
    mv -f "$converge.new" "$converge"
  fi
  printf '%s' "$GENERATION" >"$HOME_OF_STATE/wanted.new"
  sync -f "$HOME_OF_STATE/wanted.new"
  mv -f "$HOME_OF_STATE/wanted.new" "$HOME_OF_STATE/wanted"
  systemctl start --no-block aksynth-converge.service
}

may_change() { "$NEXT/opt/aksynth/guard.sh" "$GENERATION"; }

is_generation() { [ "$(cat "$HOME_OF_STATE/$1" 2>/dev/null)" = "$GENERATION" ]; }

reached() { is_generation generation && is_generation wanted && [ ! -e "$HOME_OF_STATE/changing" ]; }

# Nodes that the model no longer has do not count.
agents_where() { # POOL JQ-CONDITION
  kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes -l "agentpool=$1" -o json |
    jq -r --rawfile pools /etc/aksynth/pools --rawfile agents /etc/aksynth/agents \
      "$(cat /opt/aksynth/agents.jq) | select(.stays and $2) | .name" | wc -l
}

pools_are_ready() {
  local pool count ready complete
  while read -r pool count _; do
    ready=$(agents_where "$pool" .ready)
    if [ "$ready" -lt "$count" ]; then echo "pool $pool: $ready of $count nodes are Ready" >&2; return 1; fi
    complete=$(agents_where "$pool" ".ready and .complete")
    if [ "$complete" -lt "$count" ]; then
      echo "pool $pool: $complete of $count nodes have Kata Containers; kubectl -n kube-system logs -l name=kata-deploy" >&2
      return 1
    fi
  done </etc/aksynth/pools
}

if [ -e "$HOME_OF_STATE/left" ]; then fail "has left the cluster: decrease masterProfile.count in the model" 0; fi
if ! reached; then
  patience=5
  # The masters of a new cluster boot in parallel: the first may finish long before the last.
  if [ ! -e "$HOME_OF_STATE/wanted" ]; then patience=$((LIMIT / 60)); fi
  wait_for 10 "did not finish its bootstrap" booted
  unpack
  refuse_upgrade
  deadline=$((SECONDS + patience * 60))
  until reason=$(may_change 2>&1); do
    if [ "$SECONDS" -ge "$deadline" ] || [ "$SECONDS" -ge "$LIMIT" ]; then fail "cannot change now: $reason" 0; fi
    sleep 10
  done
  hand_over
  deadline=$((SECONDS + 20 * 60))
  until reached; do
    if [ "$SECONDS" -ge "$deadline" ] || [ "$SECONDS" -ge "$LIMIT" ]; then fail "did not reach its desired state within 20 minutes; it keeps trying"; fi
    sleep 5
  done
fi
# The last master: those before it have reached the state, so all API servers can read what is written from now on.
if [ "$WAIT_FOR_POOLS" = true ]; then
  wait_for 10 "did not find all agents" pools_are_ready
  wait_for 10 "did not encrypt all Secrets" /opt/aksynth/reencrypt.sh
  wait_for 10 "did not publish the documents of the issuer" /opt/aksynth/issuer.sh
fi
echo "$(hostname) has reached $GENERATION"
