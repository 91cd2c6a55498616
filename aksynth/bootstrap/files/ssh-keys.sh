#!/bin/bash
# Sets the administrator's SSH keys to those of the desired state.
. "${BASH_SOURCE%/*}/lib.sh"

home=$(getent passwd "$ADMIN_USERNAME" | cut -d: -f6) || log "user $ADMIN_USERNAME does not exist on this machine"
wanted=/etc/aksynth/authorized_keys
if [ -z "$home" ] || [ ! -s "$wanted" ]; then exit 0; fi
file=$home/.ssh/authorized_keys
if [ "$(cat "$file" 2>/dev/null)" = "$(cat "$wanted")" ]; then exit 0; fi
install -d -m 0700 "$home/.ssh"
write_file "$file" 0600 <"$wanted"
chown -R "$ADMIN_USERNAME:" "$home/.ssh"
