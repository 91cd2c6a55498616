# agents.jq: agents as {name, pool, ready, complete, drained, stays}, from a list of nodes. $pools and $agents are the tables
# of the desired state. A node is complete if it has its container runtime: kata-deploy sets the labels that the RuntimeClass
# selects when it has finished. A node stays if the model has its pool and, for a pool in an availability set, its name.
def rows($table): $table | split("\n") | map(split(" "));
rows($pools) as $pools | rows($agents) as $agents | .items[] | {
  name: .metadata.name,
  pool: .metadata.labels.agentpool,
  ready: any(.status.conditions[]?; .type == "Ready" and .status == "True"),
  complete: (.metadata.labels |
    .["aksynth.io/container-runtime"] != "kata-containers" or
    (.["katacontainers.io/kata-runtime"] == "true" and .["kata-deploy.katacontainers.io/default"] == "true")),
  drained: (.metadata.annotations["aksynth.io/drained"] == "true")
} | . as $node | .stays = (
  any($pools[]; .[0] == $node.pool) and
  (all($agents[]; .[1] != $node.pool) or any($agents[]; .[0] == $node.name))
)
