# Deployments that use the host's network or a host port, or that require a machine without another pod of their kind: with
# the default strategy the new pod is created first, finds no room, and waits for ever. A strategy in the manifest is kept.
def pod: .spec.template.spec;
def holds_the_machine: pod | .hostNetwork == true or any(.containers[]?.ports[]?; .hostPort);
def wants_a_machine_alone:
  any(pod.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[]?; .topologyKey == "kubernetes.io/hostname");
if .kind == "Deployment" and .spec.strategy == null and (holds_the_machine or wants_a_machine_alone)
then .spec.strategy = {type: "RollingUpdate", rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}
else . end
