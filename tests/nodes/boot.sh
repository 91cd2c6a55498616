#!/bin/bash
# Inside a machine's namespaces: put its disk over the real paths, bring up its network and its Azure, run a command.
set -euo pipefail
for part in etc opt usr/local var root home; do
  mount -t overlay overlay -o "lowerdir=/$part,upperdir=$MACHINE/upper/$part,workdir=$MACHINE/work/$part" "/$part"
done
mount -t tmpfs run /run
mkdir -p /dev/disk 2>/dev/null || true
mount -t tmpfs disk /dev/disk
mkdir -p /dev/disk/azure/scsi1 && touch /dev/disk/azure/scsi1/lun0
ip link set lo up
ip addr add 169.254.169.254/32 dev lo
if [ -e /etc/aksynth/masters ]; then
  awk '{ print $3 }' /etc/aksynth/masters | while read -r address; do ip addr add "$address/32" dev lo; done
fi
printf '127.0.0.1 localhost %s\n' "$("$PYTHON" -S -c 'import json, os
world = os.environ["WORLD"]
shared = json.load(open(world)) if os.path.exists(world) else {}
print(" ".join(f"{name}.vault.azure.net" for name in shared.get("vaults", {})))
print("127.0.0.2", " ".join(f"{name}.blob.core.windows.net" for name in shared.get("accounts", {})))')" >>/etc/hosts.new
[ -e "$MACHINE/hosts" ] || { cat /etc/hosts.new >/etc/hosts; touch "$MACHINE/hosts"; }
rm -f /etc/hosts.new
"$PYTHON" -S "$NODES/azure.py" &
azure=$!
trap 'kill $azure $(jobs -p) 2>/dev/null || true' EXIT
for _ in $(seq 100); do [ -e /run/azure-is-up ] && break; /bin/sleep 0.05; done
bash -c "$1"
