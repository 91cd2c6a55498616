#!/bin/bash
# If pods have addresses of the subnet, the secondary addresses of the interface are for pods, and the machine itself must
# not have them: etcd would see its peers connect from an address that is in no certificate.
. "${BASH_SOURCE%/*}/lib.sh"

NETPLAN=/etc/netplan/50-cloud-init.yaml
NETWORKD=/etc/systemd/network/10-cloud-init

# addresses INTERFACE: a line "ADDRESS/PREFIX" for each.
addresses() { ip -4 -o addr show dev "$1" scope global | awk '{ print $4 }'; }

interface_of() {
  ip -4 -o addr show scope global | awk -v want="$1" '{ split($4, a, "/"); if (a[1] == want) { print $2; exit } }' |
    grep . || { log "no interface holds the primary address $1"; return 1; }
}

# With accelerated networking a second device has the same hardware address. Only one of the two has this driver.
driver_match() {
  local driver
  driver=$(readlink "/sys/class/net/$1/device/driver") || return 0
  if [ "${driver##*/}" = hv_netvsc ]; then printf '\n        driver: hv_netvsc'; fi
}

# The primary address by DHCP, and no other address: the others are for pods.
netplan_document() {
  cat <<EOF
network:
  version: 2
  ethernets:
    $1:
      match:
        macaddress: "$2"$(driver_match "$1")
      set-name: $1
      dhcp4: true
      dhcp4-overrides:
        route-metric: 100
      dhcp6: false
EOF
}

rewrite_netplan() {
  local document mac
  [ -d /etc/netplan ] || return 0
  mac=$(ip -o link show dev "$1" | sed -n 's/.*link\/ether \([^ ]*\).*/\1/p' | grep .) || return 1
  document=$(netplan_document "$1" "$mac")
  if [ "$(cat "$NETPLAN" 2>/dev/null)" = "$document" ]; then return 0; fi
  printf '%s\n' "$document" | write_file "$NETPLAN" 0600 || return 1
  netplan generate || return 1
  networkctl reload || true
}

# cloud-init of other images writes this file, which comes before those of netplan.
rewrite_networkd() {
  local file=$NETWORKD-$1.network document
  [ -e "$file" ] || return 0
  document=$(printf '[Match]\nName=%s\n\n[Network]\nDHCP=ipv4\n\n[DHCPv4]\nRouteMetric=100\n' "$1")
  if [ "$(cat "$file")" = "$document" ]; then return 0; fi
  printf '%s\n' "$document" | write_file "$file" 0644 || return 1
  networkctl reload || true
}

keep_cloud_init_away() {
  local file=/etc/cloud/cloud.cfg.d/15_azure-vnet.cfg text='datasource: {Azure: {apply_network_config: false}}'
  [ -d /etc/cloud ] || return 0
  [ "$(cat "$file" 2>/dev/null)" = "$text" ] || printf '%s\n' "$text" | write_file "$file" 0644
}

drop_secondaries() {
  local interface=$1 primary=$2
  # Without this, the kernel removes all addresses of a range together with its first one.
  sysctl -qw "net.ipv4.conf.$interface.promote_secondaries=1" || return 1
  addresses "$interface" | awk -v keep="$primary" -v interface="$interface" \
    'index($0, keep "/") != 1 { print "addr del", $0, "dev", interface }' | ip -force -batch - || true
  [[ $(addresses "$interface") == "$primary/"+([0-9]) ]] || { log "$interface does not hold $primary alone"; return 1; }
}

main() {
  local primary interface
  [ "$PODS_IN_SUBNET" = true ] || return 0
  primary=$(primary_address) || return 1
  interface=$(interface_of "$primary") || return 1
  keep_cloud_init_away || return 1
  rewrite_netplan "$interface" || return 1
  rewrite_networkd "$interface" || return 1
  drop_secondaries "$interface" "$primary"
}

retry 5 main
