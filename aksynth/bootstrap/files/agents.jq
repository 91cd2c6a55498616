# agents.jq: agents as {name, pool, ready, drained, stays}, from a list of nodes. $pools and $agents are the tables of the
# desired state. A node stays if the model has its pool and, for a pool in an availability set, its name.
def rows($table): $table | split("\n") | map(split(" "));
rows($pools) as $pools | rows($agents) as $agents | .items[] | {
  name: .metadata.name,
  pool: .metadata.labels.agentpool,
  ready: any(.status.conditions[]?; .type == "Ready" and .status == "True"),
  drained: (.metadata.annotations["aksynth.io/drained"] == "true")
} | . as $node | .stays = (
  any($pools[]; .[0] == $node.pool) and
  (all($agents[]; .[1] != $node.pool) or any($agents[]; .[0] == $node.name))
)
