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

# block ADDRESS...: what pods send there is forwarded by the node; what the node itself sends is not.
block() {
  local rule address
  for address in "$@"; do
    rule=(FORWARD -d "$address" -p tcp --dport 80 -j DROP)
    iptables -w -C "${rule[@]}" 2>/dev/null || iptables -w -I "${rule[@]}"
  done
}

modprobe -a overlay br_netfilter
sysctl -q -p /etc/sysctl.d/90-aksynth.conf
swapoff -a
write_hosts
# CVE-2021-27075: the wire server has the machine's settings. The metadata service hands out the node identity's tokens.
block 168.63.129.16 169.254.169.254
