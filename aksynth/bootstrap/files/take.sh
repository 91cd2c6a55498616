#!/bin/bash
# take.sh GENERATION: replaces this machine's files by those of a received state. It runs from the folder of that state, and
# starts again from the beginning if the machine stopped in between.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

NEXT=$STATE/next-$1
LIST=/etc/aksynth/files

# From now on no other master may regard this one as changed and healthy.
withdraw() {
  local healthy
  rm -f "$STATE/generation"
  healthy=$(first_healthy)
  # If no API server answers, nobody reads the annotation, and this master repairs itself.
  [ -z "$healthy" ] || ask "$healthy" annotate node "$(node_name)" aksynth.io/generation- >/dev/null
}

# states_of FOLDER: a line "MODE PATH" and a line "SUM PATH" for each file of the state that is below this folder.
states_of() {
  local paths=(xargs -d '\n' -a "$RUN/paths")
  (cd "$1" && { "${paths[@]}" stat -c '%a %n'; "${paths[@]}" sha256sum; } 2>/dev/null || true) | sort
}

# Files that only the last state had are removed. The machine's own files stay. Until this is done the list has both, so that
# nothing is forgotten if the machine stops. A machine of an earlier release has no list.
install_files() {
  local path old
  old=$(cat "$LIST" 2>/dev/null || find /etc/aksynth/addons -type f)
  sort -u - "$NEXT$LIST" <<<"$old" >"$LIST.both"
  mv -f "$LIST.both" "$LIST"
  find "$NEXT" -type f ! -path "$NEXT$LIST" -printf '%P\n' | sort >"$RUN/paths"
  while read -r path; do
    mkdir -p "/${path%/*}"
    cp -p "$NEXT/$path" "/$path.new"
    mv -f "/$path.new" "/$path"
  done < <(comm -23 <(states_of "$NEXT") <(states_of /) | sed 's/^[^ ]* *//' | sort -u)
  while read -r path; do
    # An API server that runs may start again before it gets its next configuration: kms.sh removes that of before.
    if [[ $path = /etc/kubernetes/encryption/* ]]; then continue; fi
    if [ -n "$path" ] && [ ! -e "$NEXT$path" ]; then rm -f "$path"; fi
  done <<<"$old"
  cp -p "$NEXT$LIST" "$LIST.new"
  mv -f "$LIST.new" "$LIST"
}

withdraw
# Add-ons are not read while their files are replaced.
exec 9>"$RUN/addons.lock"
flock -w 1200 9 || { log "add-ons are still being applied after 20 minutes: their files cannot be replaced"; exit 1; }
install_files
systemctl daemon-reload
# An incomplete folder must never look like a state.
sync -f "$STATE"
rm -rf "$STATE/taken"
mv "$NEXT" "$STATE/taken"
rm -rf "$STATE/taken" "$STATE"/next*
