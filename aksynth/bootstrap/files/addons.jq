# Computes the new lists of add-on objects. $known: the lists in the cluster. $rendered: the objects of this state, each
# with the label $addon, which names its add-on. $mode: "keep", or "prune" if all objects were applied. The list of a
# removed add-on is deleted after all objects in it are deleted.
def id: [(.apiVersion | if test("/") then split("/")[0] else "" end), .kind, (.metadata.namespace // "default"), .metadata.name];
def without($others): ($others | map(id)) as $ids | map(select(id as $id | $ids | index([$id]) | not));
def list($name): {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "aksynth-addon-\($name)", namespace: "kube-system"}};
# Never deleted: deleting a definition deletes all objects of its kind, a namespace everything in it, a claim its data.
# kubeadm creates its objects once and does not create them again.
def is_of_others: (.kind | IN("CustomResourceDefinition", "Namespace", "PersistentVolumeClaim", "PersistentVolume")) or
  (.metadata | .namespace == "kube-system" and (.name | IN("coredns", "kube-dns", "kube-proxy", "kubeadm-config", "kubelet-config")));
def object: {apiVersion, kind, metadata: (.metadata | {name, namespace} | with_entries(select(.value)))};

(reduce $rendered[] as $item ({}; .[$item.metadata.labels[$addon]] += [$item | object])) as $wanted
| ([$known[0].items[] | .metadata.labels[$list] as $name | select(.metadata.name == "aksynth-addon-\($name)")
  | {key: $name, value: (.data.objects // "[]" | fromjson)}] | from_entries) as $before
| (if $mode == "prune" then [$before[][]] | without([$wanted[][]]) else [] end) as $gone
| ($wanted | with_entries(.key as $name | .value += if $mode == "prune" then [] else $before[$name] // [] | without($wanted[$name]) end)) as $lists
| {
    stays: ($gone | map(select(is_of_others))),
    delete: ($gone | map(select(is_of_others | not)) | reverse),
    forget: (if $mode == "prune" then ($before | keys) - ($wanted | keys) | map(list(.)) else [] end),
    lists: {apiVersion: "v1", kind: "List", items: [
      $lists | to_entries[] | list(.key) * {metadata: {labels: {($list): .key}}, data: {objects: (.value | tojson)}}
    ]}
  }
