# shellcheck shell=bash
# Sourced by the other scripts in this folder. Needs bash and curl, and jq for calls to a vault.
set -euo pipefail
umask 077

# shellcheck source=/dev/null
. /etc/aksynth/env
# Everything that the scripts start uses the proxy.
if [ -e /etc/aksynth/proxy ]; then
  set -a
  # shellcheck source=/dev/null
  . /etc/aksynth/proxy
  set +a
fi

# A system whose other folders of programs are read-only has its own here.
PATH=$PATH:/opt/bin
PKI=/etc/kubernetes/pki
PKI_FILES="ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key sa.key sa.pub etcd/ca.crt etcd/ca.key"
ETCD_DISK=/var/lib/etcddisk
STATE=/var/lib/aksynth
RUN=/run/aksynth
ADMIN=/etc/kubernetes/admin.conf
# systemd sets no home for its units: kubectl and helm would keep their caches in the root folder.
export HOME=${HOME:-/root}
export PKI PKI_FILES ETCD_DISK STATE RUN ADMIN
if [ ! -d "$RUN" ] || [ ! -d "$STATE" ]; then mkdir -p "$RUN" "$STATE"; fi

log() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# retry PAUSE COMMAND...: until it succeeds, without a limit. The command prints why it failed. A function that is called
# like this must return at each step that fails, because "set -e" has no effect inside a condition.
retry() {
  local pause=$1 tries=0
  shift
  until "$@"; do
    tries=$((tries + 1))
    log "attempt $tries of '$*' failed, next in ${pause}s"
    sleep "$pause"
  done
}

# write_file PATH MODE: writes the standard input in one step. A reader never sees a partial file.
write_file() {
  local new
  [ -d "${1%/*}" ] || mkdir -p "${1%/*}"
  new=$(mktemp "$1.XXXXXX")
  { install -m "$2" /dev/stdin "$new" && mv -f "$new" "$1"; } || { rm -f "$new"; return 1; }
}

# follow NAME SUM COMMAND...: runs the command unless its last run had this sum. The stored sum is removed before the command
# runs and written after it. If the machine stops in between, the command runs again, even if the change is undone.
follow() {
  local kept=$STATE/$1 sum=$2
  shift 2
  if [ "$(cat "$kept" 2>/dev/null)" = "$sum" ]; then return 0; fi
  rm -f "$kept"
  "$@"
  printf '%s' "$sum" | write_file "$kept" 0600
}

# containerd of a prebuilt image starts at boot, before its configuration is written.
follow_containerd() {
  follow containerd "$(sha256sum /etc/containerd/config.toml; cat /etc/aksynth/proxy 2>/dev/null || true)" systemctl restart containerd
}

# source_of URL: where this machine downloads it. The mirror has a folder for each publisher's host.
source_of() { if [ -n "$PACKAGE_MIRROR" ]; then printf '%s' "$PACKAGE_MIRROR/${1#https://}"; else printf '%s' "$1"; fi; }

# download URL [CURL OPTION...]: from its publisher or the mirror.
download() {
  local from
  from=$(source_of "$1")
  curl -fsSL --connect-timeout 20 --retry 3 -m 600 "${@:2}" "$from" || { log "$from cannot be downloaded"; return 1; }
}

# boot_script WHEN: runs the script of the model, if it has one, until it has succeeded once on this machine.
boot_script() {
  local script=/etc/aksynth/$1-bootstrap code=0
  if [ ! -e "$script" ] || [ -e "$STATE/$1-bootstrap" ]; then return 0; fi
  (umask 022; "$script" >&2) || code=$?
  if [ "$code" != 0 ]; then log "the script of the model for $1 the bootstrap, $script, ended with $code"; return 1; fi
  touch "$STATE/$1-bootstrap"
}

node_name() { local name; read -r name </proc/sys/kernel/hostname; printf '%s' "${name,,}"; }

# master_row [NAME]: "NAME INDEX ADDRESS" of a master, by default of this one.
master_row() { grep "^${1:-$(node_name)} " /etc/aksynth/masters; }
master_index() { local row; row=$(master_row) || return 1; row=${row#* }; printf '%s' "${row% *}"; }
master_address() { local row; row=$(master_row) || return 1; printf '%s' "${row##* }"; }
initial_cluster() { awk '{ printf "%s%s=https://%s:2380", (NR > 1 ? "," : ""), $1, $3 }' /etc/aksynth/masters; }
peer_addresses() { awk -v name="$(node_name)" '$1 != name { print $3 }' /etc/aksynth/masters; }

metadata() { curl -fsS --noproxy '*' -m 10 -H Metadata:true "http://169.254.169.254/metadata/$1"; }

# The first address of the first interface. The model sets a master's address, and Azure sets an agent's.
primary_address() {
  local path=instance/network/interface/0/ipv4/ipAddress/0/privateIpAddress
  if [ "$ROLE" = master ]; then master_address; else metadata "$path?api-version=2021-02-01&format=text"; fi | grep . ||
    { log "the primary address is unknown yet"; return 1; }
}

access_token() { # DOMAIN: for the service at https://DOMAIN
  local query="api-version=2018-02-01&resource=https%3A%2F%2F$1&client_id=${IDENTITY_CLIENT_ID}"
  metadata "identity/oauth2/token?$query" | jq -er .access_token
}

vault_token() { access_token "$VAULT_DOMAIN"; }

# vault_request VAULT PATH FIELD [CURL OPTION...]: prints the field of the answer. 4: the vault reported that the secret does
# not exist. 1: any other result, including a refusal or a timeout. The token is not an argument, because all users can see
# arguments.
vault_request() {
  local vault=$1 path=$2 field=$3 token answer status
  shift 3
  token=$(vault_token) || { log "the metadata service issued no token for vaults yet"; return 1; }
  answer=$(curl -sS -m 20 -w '\n%{http_code}' -K <(printf 'header = "Authorization: Bearer %s"\n' "$token") \
    "$@" "https://$vault.$VAULT_DOMAIN/$path?api-version=7.4") || answer=$'\nno answer'
  status=${answer##*$'\n'} answer=${answer%$'\n'*}
  case $status in
    200) jq -er "$field" <<<"$answer" || status="an answer without a value" ;;
    404) is_missing "$answer" || status="404 of somebody else" ;;
  esac
  if [[ ! $status =~ ^(200|404)$ ]]; then
    log "vault $vault, ${path/s\// }: $status $(jq -r '.error.message // empty' <<<"$answer" 2>/dev/null || true)"
  fi
  case $status in 200) return 0 ;; 404) return 4 ;; *) return 1 ;; esac
}

vault_call() { vault_request "$1" "secrets/$2" .value "${@:3}"; }

# A proxy or a wrong host name also answers 404. Only the vault's own error code means that the secret does not exist.
is_missing() { jq -e '.error.code == "SecretNotFound" or .error.code == "KeyNotFound"' <<<"$1" >/dev/null 2>&1; }

kv_get() { vault_call "$1" "$2"; }

# kv_put VAULT NAME: stores the standard input as the secret's value. An empty value is never written: a command that failed
# at the other end of the pipe would leave an empty secret, and an empty secret exists.
kv_put() {
  local body
  body=$(jq -Rs 'if . == "" then error("nothing to write") else {value: .} end') || { log "vault $1, secret $2: nothing to write"; return 1; }
  printf '%s' "$body" | vault_call "$1" "$2" -X PUT -H 'Content-Type: application/json' --data-binary @- >/dev/null
}

# A token in kubeadm's format, without a line end.
new_token() {
  python3 -c 'import secrets; a = "abcdefghijklmnopqrstuvwxyz0123456789"
print("".join(secrets.choice(a) for _ in range(6)) + "." + "".join(secrets.choice(a) for _ in range(16)), end="")'
}

kube() { kubectl --kubeconfig "$ADMIN" --request-timeout 30s "$@"; }

# has_log: whether the disk of this master has the log of an etcd member.
has_log() { [ -d "$ETCD_DISK/etcd/member/wal" ]; }

etcd_call() { # ADDRESS PATH JSON [CURL OPTION...]: etcd's own gateway; it answers member changes only with a quorum
  curl -fsS -m 5 --noproxy '*' --cacert "$PKI/etcd/ca.crt" --cert "$PKI/apiserver-etcd-client.crt" \
    --key "$PKI/apiserver-etcd-client.key" -d "$3" "${@:4}" "https://$1:2379/v3/$2"
}
