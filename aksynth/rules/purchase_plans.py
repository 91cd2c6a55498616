"""Purchase plans of custom images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.patterns import PLAN
from aksynth.rules.case import MASTER, Case
from aksynth.rules.images import PLANS, public_images
from aksynth.rules.paths import M, X
from aksynth.rules.registry import AZURE, Finding, rule, shown

_IMAGE = {"name": "node", "resourceGroup": "images"}
_PLAN = "cis:cis-ubuntu:cis-ubuntu2404-l1"


@rule(
    "A214",
    wrong={M + "imageReference": _IMAGE, X + "images.plans": {"masters": "cis-ubuntu"}},
    right={M + "imageReference": _IMAGE, X + "images.plans": {"masters": _PLAN}},
    source="https://learn.microsoft.com/azure/virtual-machines/marketplace-images",
    advice="write publisher:product:name; az sig image-definition show --query purchasePlan prints them",
)
def purchase_plans(case: Case) -> Iterator[Finding]:
    """A purchase plan must have a publisher, a product and a name."""
    for path, _, plan in _plans(case):
        if not re.fullmatch(PLAN, plan):
            yield Finding(path, "this is not a purchase plan", shown(plan), "publisher:product:name")


@rule(
    "A215",
    wrong={X + "images.plans": {"masters": _PLAN}},
    right={M + "imageReference": _IMAGE, X + "images.plans": {"masters": _PLAN}},
    source=AZURE,
    advice="remove the plan, or set the image that has it",
)
def plans_have_images(case: Case) -> Iterator[Finding]:
    """A purchase plan must be that of a custom image.

    The images of Ubuntu have no plan, and Azure rejects a machine with another plan than its image.
    """
    public = public_images(case)
    custom = {path for path, machine in case.machines() if machine.image_reference or public[path]}
    for path, of, plan in _plans(case):
        if of not in custom:
            yield Finding(path, "these machines have no custom image", shown(plan))


def _plans(case: Case) -> Iterator[tuple[Path, Path | None, str]]:
    """Where each plan is written, and the path of the machines; None: there is no such pool."""
    plans, pools = case.aksynth.images.plans, {pool.name: path for path, pool in case.pools()}
    if plans.masters:
        yield (*PLANS, "masters"), MASTER, plans.masters
    for pool, plan in (plans.pools or {}).items():
        yield (*PLANS, "pools", pool), pools.get(pool), plan
