"""Images of galleries, which each plan reads."""

from __future__ import annotations

from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.machines import MachineSpec
from aksynth.constructs import SharedImageGallery


class ImageGalleries(Construct):
    """The images of masters and pools, each with the provider of its subscription.

    The provider reads with the login of the runner and registers nothing in that subscription. The machines wait for
    none of them: a wrong image fails the plan.
    """

    def __init__(self, scope: Construct, id_: str, *, blueprint: Blueprint, location: str) -> None:
        super().__init__(scope, id_)
        self._location = location
        self._providers: dict[str, AzurermProvider] = {}
        self._look_at(self, "masters", blueprint.masters.machine)
        pools = Construct(self, "pools")
        for pool in blueprint.pools:
            self._look_at(pools, pool.name, pool.machine)

    def _look_at(self, scope: Construct, id_: str, machine: MachineSpec) -> None:
        image = machine.gallery_image
        if image:
            SharedImageGallery(
                scope,
                id_,
                image=image,
                plan=machine.purchase_plan,
                location=self._location,
                provider=self._provider(image.subscription_id.lower()),
            )

    def _provider(self, subscription_id: str) -> AzurermProvider:
        if subscription_id not in self._providers:
            name = f"images-{subscription_id}"
            self._providers[subscription_id] = AzurermProvider(
                self,
                name,
                alias=name,
                subscription_id=subscription_id,
                resource_provider_registrations="none",
                features=[AzurermProviderFeatures()],
            )
        return self._providers[subscription_id]
