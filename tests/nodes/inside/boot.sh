#!/bin/bash
# A machine comes up: its disk over the real paths, its network with the addresses of all masters, and its resident process.
# Then a command runs. Runs in namespaces of its own.
set -euo pipefail
# shellcheck source=../../simulation/host/overlay.sh
. "$SIMULATION/host/overlay.sh"
touch /dev/disk/azure/scsi1/lun0
printf 'addr add %s/32 dev lo\n' $ADDRESSES | ip -batch -
[ -e "$MACHINE/hosts" ] || { printf '%s\n' "$HOSTS" >/etc/hosts; touch "$MACHINE/hosts"; }
"$SIMULATION/host/enter" nodes.inside.init &
resident=$!
trap 'kill $resident $(jobs -p) 2>/dev/null || true' EXIT
until [ -e /run/is-up ]; do kill -0 "$resident"; /bin/sleep 0.01; done
bash -c "$1"
