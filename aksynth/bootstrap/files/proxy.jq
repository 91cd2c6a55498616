# The variables of the proxy for containers of Deployments that read azure.json, since these call Azure. The charts of the CSI
# drivers have no value for all variables. A variable in the manifest is kept.
def calls_azure: any(.volumeMounts[]?; .mountPath | startswith("/etc/kubernetes"));
def with_proxy: [.env[]?] as $own | .env = $own + [$proxy[0][] | select(.name as $name | all($own[]; .name != $name))];
if .kind == "Deployment" then .spec.template.spec.containers |= map(if calls_azure then with_proxy else . end) else . end
