#!/bin/bash
# What a node needs of its kernel and its hosts file, at every boot.
. "${BASH_SOURCE%/*}/lib.sh"

# A boot depends on no DNS zone. A master speaks to its own API server: Azure's internal load balancer does not bring
# a machine back to itself.
hosts_line() {
  local address=$API_ADDRESS
  if [ "$ROLE" = master ]; then address=127.0.0.1; fi
  printf '%s %s # aksynth' "$address" "$API_NAME"
}

write_hosts() {
  local text
  text=$(grep -v '# aksynth$' /etc/hosts || true; hosts_line)
  [ "$text" = "$(cat /etc/hosts)" ] || printf '%s\n' "$text" | write_file /etc/hosts 0644
}

# CVE-2021-27075: pods could ask Azure's wire server for the machine's settings.
block_wire_server() {
  local rule=(FORWARD -d 168.63.129.16 -p tcp --dport 80 -j DROP)
  iptables -w -C "${rule[@]}" 2>/dev/null || iptables -w -I "${rule[@]}"
}

modprobe -a overlay br_netfilter
sysctl -q --system
swapoff -a
write_hosts
block_wire_server
