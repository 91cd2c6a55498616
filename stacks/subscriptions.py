"""Providers that read in other subscriptions."""

from __future__ import annotations

from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct


class Subscriptions(Construct):
    """One provider for each subscription in which a plan reads. It has the login of the runner and registers nothing.

    A `module` gets its providers from its caller, and has none.
    """

    def __init__(self, scope: Construct, id_: str, *, module: bool) -> None:
        super().__init__(scope, id_)
        self.module = module
        self._providers: dict[str, AzurermProvider] = {}

    def provider(self, subscription_id: str) -> AzurermProvider | None:
        """None: that of the stack."""
        if self.module:
            return None
        name = f"subscription-{subscription_id.lower()}"
        if name not in self._providers:
            self._providers[name] = AzurermProvider(
                self,
                name,
                alias=name,
                subscription_id=subscription_id.lower(),
                resource_provider_registrations="none",
                features=[AzurermProviderFeatures()],
            )
        return self._providers[name]
