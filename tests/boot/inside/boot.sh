#!/bin/bash
# A machine comes up: its disk over the real paths, its network, then its first process. Runs in namespaces of its own.
set -euo pipefail
for part in etc opt usr/local var root home; do
  mount -t overlay overlay -o "lowerdir=/$part,upperdir=$MACHINE/upper/$part,workdir=$MACHINE/work/$part" "/$part"
done
mount -t tmpfs run /run
mkdir -p /dev/disk
mount -t tmpfs disk /dev/disk
mkdir -p /dev/disk/azure/scsi1
if [ -e "$MACHINE/disk.img" ]; then ln -s "$MACHINE/disk.img" /dev/disk/azure/scsi1/lun0; fi
hostname "$NAME"
until ip link show eth0 >/dev/null 2>&1; do /bin/sleep 0.02; done
ip link set lo up
ip link set eth0 up
printf 'addr add %s dev eth0 noprefixroute\n' $ADDRESSES | ip -batch -
ip route add default via 169.254.169.254 dev eth0 onlink
exec "$PYTHON" -m boot.inside.init
