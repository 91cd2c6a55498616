#!/bin/bash
# Waits for the name of this machine. Flatcar boots with the name of the resource, which is another one in a scale set, until
# the Azure agent has set the computer name. A node keeps the name with which it joined.
. "${BASH_SOURCE%/*}/lib.sh"

wanted=$(metadata 'instance/compute/osProfile/computerName?api-version=2021-02-01&format=text') ||
  { log "the metadata service does not know the name of this machine yet"; exit 1; }
[ "$(node_name)" = "${wanted,,}" ] || { log "this machine is called $(node_name) until the Azure agent calls it $wanted"; exit 1; }
