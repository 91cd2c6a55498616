# What is left to do after add-ons were applied. $known: the lists in the cluster; $present: the names of the add-ons that
# this state has; $applied: name and objects of those that were applied just now. One that is present and could not be
# applied keeps its list whole. Lists of add-ons that are gone are deleted after all that stands in them.
def id: [(.apiVersion | if test("/") then split("/")[0] else "" end), .kind, .metadata.namespace, .metadata.name];
def without($others): ($others | map(id)) as $ids | map(select(id as $id | $ids | index([$id]) | not));

($present | split("\n") | map(select(. != ""))) as $present
| ($applied | from_entries) as $applied
| ($known[0].items | map({key: .metadata.labels[$listed], value: (.data.objects | fromjson)}) | from_entries) as $before
| ($before | with_entries(select(.key as $name | ($present | index($name)) and ($applied | has($name) | not)))) as $kept
| ($before | map(.[]) | without([$applied[][], $kept[][]])) as $gone
# A definition takes all objects of its kind with it, and a namespace all that is in it, whoever made them.
| ($gone | map(select(.kind | IN("CustomResourceDefinition", "Namespace")))) as $stays
| ($prune == "prune") as $prune
| (if $prune then $applied else ($applied | with_entries(.key as $name | .value += ($before[$name] // [] | without($applied[$name])))) end) as $lists
| {
    stays: (if $prune then $stays else [] end),
    delete: (if $prune then ($gone | without($stays) | reverse) + [
      (($before | keys) - $present)[] | {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "aksynth-addon-\(.)", namespace: "kube-system"}}
    ] else [] end),
    lists: {apiVersion: "v1", kind: "List", items: [
      $lists | to_entries[] | {
        apiVersion: "v1", kind: "ConfigMap", data: {objects: (.value | tojson)},
        metadata: {name: "aksynth-addon-\(.key)", namespace: "kube-system", labels: {($listed): .key}}
      }
    ]}
  }
