"""The policy that sets the RuntimeClass of pods: https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/

The plugin RuntimeClass adds the overhead and the node selector of the class. It runs before policies, and again after a
policy has changed the pod: kubernetes v1.36, pkg/kubeapiserver/options/plugins.go (AllOrderedPlugins), and
k8s.io/apiserver v0.36, pkg/admission/reinvocation.go and pkg/admission/plugin/policy/mutating/dispatcher.go.
"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.kata import Kata
from aksynth.bootstrap.addons.workload import Object
from aksynth.bootstrap.hardening import SYSTEM_NAMESPACES

_API = "admissionregistration.k8s.io/v1"
_NAME = "aksynth-kata"
_CHOICE = "aksynth.io/kata"
"""The label of a namespace: "true" asks for Kata Containers, "false" declines it."""


def kata_policy(blueprint: Blueprint, kata: Kata, runtime_class: str) -> list[Object]:
    """The policy and its binding. It fails closed: a pod never runs with less isolation because of an error."""
    policy: Object = {
        "failurePolicy": "Fail",
        "reinvocationPolicy": "Never",
        "matchConstraints": {
            "namespaceSelector": {"matchExpressions": _namespaces(kata)},
            "resourceRules": [
                {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
            ],
        },
        "matchConditions": [{"name": name, "expression": text} for name, text in conditions(blueprint).items()],
        "mutations": [
            {
                "patchType": "ApplyConfiguration",
                "applyConfiguration": {
                    "expression": f'Object{{spec: Object.spec{{runtimeClassName: "{runtime_class}"}}}}'
                },
            }
        ],
    }
    return [
        {"apiVersion": _API, "kind": "MutatingAdmissionPolicy", "metadata": {"name": _NAME}, "spec": policy},
        {
            "apiVersion": _API,
            "kind": "MutatingAdmissionPolicyBinding",
            "metadata": {"name": _NAME},
            "spec": {"policyName": _NAME},
        },
    ]


def _namespaces(kata: Kata) -> list[Object]:
    """A selector with NotIn also selects namespaces without the label. Every namespace has the label of its name."""
    system = {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": SYSTEM_NAMESPACES}
    choice = {"operator": "NotIn", "values": ["false"]} if kata.is_default else {"operator": "In", "values": ["true"]}
    return [system, {"key": _CHOICE, **choice}]


def conditions(blueprint: Blueprint) -> dict[str, str]:
    """By name. All must be true for a pod: it has no class, uses nothing of its host, and does not run on a master."""
    return {
        "no-class": "!has(object.spec.runtimeClassName)",
        **{f"no-{name}": f"!(has(object.spec.{name}) && object.spec.{name})" for name in _OF_THE_HOST},
        **{f"no-privileged-{name}": _no_privileged(name) for name in ("containers", "initContainers")},
        **_not_on_masters(blueprint.masters.machines[0].name.rpartition("-")[0] + "-"),
    }


_OF_THE_HOST = ("hostNetwork", "hostPID", "hostIPC")


def _no_privileged(containers: str) -> str:
    privileged = "has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged"
    return f"!(has(object.spec.{containers}) && object.spec.{containers}.exists(c, {privileged}))"


def _not_on_masters(prefix: str) -> dict[str, str]:
    """Masters do not have the labels that the class selects. The DaemonSet controller names the node of each of its
    pods in an affinity: kubernetes v1.36, pkg/controller/daemon/util/daemonset_util.go."""
    required = "object.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"
    has_terms = f"has(object.spec.affinity) && has(object.spec.affinity.nodeAffinity) && has({required})"
    named = f"f.key == 'metadata.name' && f.values.exists(v, v.startsWith('{prefix}'))"
    return {
        "no-node-name-of-a-master": f"!(has(object.spec.nodeName) && object.spec.nodeName.startsWith('{prefix}'))",
        "no-selector-of-masters": (
            "!(has(object.spec.nodeSelector) && 'node-role.kubernetes.io/control-plane' in object.spec.nodeSelector)"
        ),
        "no-daemon-of-a-master": (
            f"!({has_terms} && {required}.nodeSelectorTerms.exists(t, "
            f"has(t.matchFields) && t.matchFields.exists(f, {named})))"
        ),
    }
