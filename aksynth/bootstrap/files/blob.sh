# shellcheck shell=bash
# Sourced by backup.sh, restore.sh and issuer.sh after lib.sh: access to the container at CONTAINER_URL with the masters'
# identity.
# https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
# shellcheck disable=SC2034

# blob_call FILE PATH [CURL OPTION...]: writes the body to FILE, and sets STATUS and CODE, the storage service's error
# code. An answer of a proxy has no such code. The token is not an argument, because all users can see arguments.
blob_call() {
  local file=$1 path=$2 token
  shift 2
  STATUS="no token from the metadata service" CODE=""
  : >"$WORK/headers"
  token=$(access_token "$STORAGE_AUDIENCE%2F") || return 0
  # Stops a transfer that makes no progress, but not a long one.
  STATUS=$(curl -sS --connect-timeout 20 --speed-limit 1 --speed-time 60 --retry 3 -D "$WORK/headers" -o "$file" \
    -w '%{http_code}' -K <(printf 'header = "Authorization: Bearer %s"\n' "$token") \
    -H 'x-ms-version: 2021-08-06' -H "x-ms-date: $(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')" "$@" \
    "$CONTAINER_URL$path") || STATUS="no answer"
  CODE=$(tr -d '\r' <"$WORK/headers" | sed -n 's/^x-ms-error-code: //Ip' | tail -n 1)
}

# say WHAT: reports why a call failed.
say() { local account=${CONTAINER_URL#https://}; log "storage account ${account%%.*}, $1: $STATUS $CODE"; }

# 0: the blob exists. 4: the storage service reported that it does not exist. 1: unknown.
has_snapshot() { # NAME
  blob_call /dev/null "/$1" --head
  case $STATUS:$CODE in
    200:*) return 0 ;;
    404:BlobNotFound) return 4 ;;
    *) say "reading the properties of $1"; return 1 ;;
  esac
}

# All names, oldest first. A page of the list has 5000.
all_snapshots() {
  local marker=""
  while true; do
    blob_call "$WORK/answer" "?restype=container&comp=list&marker=$marker"
    [ "$STATUS" = 200 ] || { say "listing the snapshots"; return 1; }
    { grep -o '<Name>[^<]*' "$WORK/answer" || true; } | cut -d '>' -f 2
    marker=$(sed -n 's|.*<NextMarker>\([^<]*\)</NextMarker>.*|\1|p' "$WORK/answer")
    [ -n "$marker" ] || return 0
    marker=$(jq -rn --arg marker "$marker" '$marker | @uri')
  done
}
