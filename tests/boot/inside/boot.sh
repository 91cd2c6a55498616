#!/bin/bash
# A machine comes up: its disk over the real paths, its network, then its first process. Runs in namespaces of its own.
set -euo pipefail
# shellcheck source=../../simulation/host/overlay.sh
. "$SIMULATION/host/overlay.sh"
if [ -e "$MACHINE/disk.img" ]; then ln -s "$MACHINE/disk.img" /dev/disk/azure/scsi1/lun0; fi
until ip link show eth0 >/dev/null 2>&1; do /bin/sleep 0.02; done
ip link set eth0 up
printf 'addr add %s dev eth0 noprefixroute\n' $ADDRESSES | ip -batch -
ip route add default via 169.254.169.254 dev eth0 onlink
exec "$SIMULATION/host/enter" boot.inside.init
