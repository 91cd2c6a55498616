"""Images that each plan reads."""

from __future__ import annotations

from constructs import Construct

from aksynth._stacks.subscriptions import Subscriptions
from aksynth.blueprint import Blueprint
from aksynth.blueprint.machines import MachineSpec
from aksynth.constructs import CustomManagedImage, SharedImageGallery


class ImageLookups(Construct):
    """The images of masters and pools. The machines wait for none of them: a wrong image fails the plan."""

    def __init__(
        self, scope: Construct, id_: str, *, blueprint: Blueprint, location: str, subscriptions: Subscriptions
    ) -> None:
        super().__init__(scope, id_)
        self._location, self._subscriptions = location, subscriptions
        self._look_at(self, "masters", blueprint.masters.machine)
        pools = Construct(self, "pools")
        for pool in blueprint.pools:
            self._look_at(pools, pool.name, pool.machine)

    def _look_at(self, scope: Construct, id_: str, machine: MachineSpec) -> None:
        image = machine.gallery_image
        if image and not self._subscriptions.module:  # A gallery has its own subscription.
            SharedImageGallery(
                scope,
                id_,
                image=image,
                plan=machine.purchase_plan,
                location=self._location,
                provider=self._subscriptions.provider(image.subscription_id),
            )
        if machine.managed_image:
            CustomManagedImage(scope, id_, image=machine.managed_image, location=self._location)
