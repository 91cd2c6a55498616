#!/bin/bash
# take.sh GENERATION: exchanges this machine's files for those of a state that was received. It runs from that state's own
# folder, and again from the beginning where the machine went down meanwhile.
. "${BASH_SOURCE%/*}/lib.sh"
# shellcheck source=control-plane.sh
. "${BASH_SOURCE%/*}/control-plane.sh"

NEXT=$STATE/next-$1
LIST=/etc/aksynth/files

# From now on no other master may take this one for changed and well.
withdraw() {
  local well
  rm -f "$STATE/generation"
  well=$(first_well)
  # Where no API server answers nobody reads the annotation, and this master repairs itself.
  [ -z "$well" ] || ask "$well" annotate node "$(node_name)" aksynth.io/generation- >/dev/null
}

# What the last state had and this one has not goes; the machine's own files stay. Until all is done the list has both, so
# that nothing is forgotten where the machine goes down meanwhile. A machine of an earlier release has no list.
install_files() {
  local mode path old
  old=$(cat "$LIST" 2>/dev/null || find /etc/aksynth/addons -type f)
  sort -u - "$NEXT$LIST" <<<"$old" >"$LIST.both"
  mv -f "$LIST.both" "$LIST"
  while read -r mode path; do
    if cmp -s "$NEXT/$path" "/$path" && [ "$(stat -c %a "/$path")" = "$mode" ]; then continue; fi
    mkdir -p "/${path%/*}"
    cp -p "$NEXT/$path" "/$path.new"
    mv -f "/$path.new" "/$path"
  done < <(find "$NEXT" -type f ! -path "$NEXT$LIST" -printf '%m %P\n' | sort -k 2)
  while read -r path; do
    if [ -n "$path" ] && [ ! -e "$NEXT$path" ]; then rm -f "$path"; fi
  done <<<"$old"
  cp -p "$NEXT$LIST" "$LIST.new"
  mv -f "$LIST.new" "$LIST"
}

withdraw
# Add-ons are not read while they are exchanged.
exec 9>"$RUN/addons.lock"
flock -w 1200 9 || { log "add-ons have been applied for twenty minutes, and their files cannot be exchanged"; exit 1; }
install_files
systemctl daemon-reload
# Half a folder must never look like a state.
sync -f "$STATE"
rm -rf "$STATE/taken"
mv "$NEXT" "$STATE/taken"
rm -rf "$STATE/taken" "$STATE"/next*
