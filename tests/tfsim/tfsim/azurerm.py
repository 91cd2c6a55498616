"""The azurerm provider: it keeps its objects in a simulated cloud and makes up what Azure would have answered."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from . import (
    arm,
    azure_addresses,
    azure_deleted,
    azure_instances,
    azure_machine_rules,
    azure_references,
    azure_rules,
    azure_run_command,
)
from .azure_values import ROLES, Computed, guess
from .checks import Path, Problem, ProviderError
from .cloud import Cloud, Fault, api_error
from .planning import Object, Plan
from .provider import Provider, conform, fill
from .schema import Block
from .values import UNKNOWN, Unknown, Value, known, zero

DEFAULT_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
DEFAULT_TENANT = "11111111-1111-1111-1111-111111111111"
DEFAULT_CLIENT = "22222222-2222-2222-2222-222222222222"
DEFAULT_OBJECT = "33333333-3333-3333-3333-333333333333"

# To make a key takes so long that it must not keep other requests waiting.
SLOW = "azurerm_key_vault_key"
SECRET = "azurerm_key_vault_secret"
# Data sources whose objects are resources of other types.
SOURCES = {
    "azurerm_virtual_machine": ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"),
    "azurerm_virtual_machine_scale_set": (
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_windows_virtual_machine_scale_set",
        "azurerm_orchestrated_virtual_machine_scale_set",
    ),
}
# Data sources that have an answer in any subscription.
ALWAYS = {"azurerm_client_config", "azurerm_subscription", "azurerm_location", "azurerm_platform_image"}
ALWAYS |= {"azurerm_role_definition", "azurerm_network_service_tags", "azurerm_subscriptions"}
ALWAYS |= {"azurerm_images", "azurerm_public_ips", "azurerm_shared_image_versions"}
# What no read of azurerm 4.55 sets: the plugin SDK keeps the new value of an update that Azure refused (Apply in
# helper/schema/resource.go), and an import has none.
UNREAD = "custom_data"
# Arguments whose removal needs a replacement although other changes do not.
REPLACE_ON_REMOVAL = {
    ("azurerm_key_vault_key", "expiration_date"),
    ("azurerm_managed_disk", "encryption_settings"),
    ("azurerm_proximity_placement_group", "allowed_vm_sizes"),
    ("azurerm_shared_image", "end_of_life_date"),
    ("azurerm_shared_image_version", "end_of_life_date"),
    ("azurerm_snapshot", "encryption_settings"),
}


class Azurerm(Provider):
    name = "azurerm"
    legacy = True

    def configure(self, config: Object) -> list[Problem]:
        env = self.here.get
        subscription = config["subscription_id"] or env("ARM_SUBSCRIPTION_ID")
        if not subscription and config["use_cli"] is False:
            raise ProviderError(
                "`subscription_id` is a required provider property when performing a plan/apply operation"
            )
        self.subscription = subscription if isinstance(subscription, str) else DEFAULT_SUBSCRIPTION
        tenant, client = config["tenant_id"], config["client_id"]
        self.tenant = tenant if isinstance(tenant, str) else env("ARM_TENANT_ID", DEFAULT_TENANT)
        self.client = client if isinstance(client, str) else env("ARM_CLIENT_ID", DEFAULT_CLIENT)
        self.features = config["features"]
        self.cloud = Cloud(self.here)
        self.cloud.subscription = self.subscription
        self.cloud.caller = env("TFSIM_CALLER", DEFAULT_OBJECT)
        return []

    def validate(self, kind: str, config: Object) -> list[Problem]:
        if kind or config["features"]:
            return []
        detail = 'The argument "features" is required, but no definition was found.'
        return [Problem("Missing required argument", detail)]

    # Planning

    def modify_plan(self, kind: str, prior: Object | None, config: Object, plan: Plan) -> None:
        new = plan.planned
        if kind == "azurerm_subnet" and new["sharing_scope"] and new["default_outbound_access_enabled"] is True:
            text = "`sharing_scope` cannot be set if `default_outbound_access_enabled` is set to `true`"
            raise ProviderError(text)
        for interface in new.get("network_interface") or () if kind.endswith("scale_set") else ():
            if known(interface) and bool(interface["auxiliary_mode"]) != bool(interface["auxiliary_sku"]):
                raise ProviderError("`auxiliary_mode` and `auxiliary_sku` must be set together")
        if prior is None:
            return
        for name in new:
            if (kind, name) in REPLACE_ON_REMOVAL and prior[name] not in (None, [], "") and new[name] in (None, [], ""):
                plan.replace.append((name,))
        for name, was, now in ((n, prior[n], new[n]) for n in ("zones", "sku") if n in new):
            if isinstance(was, Unknown) or isinstance(now, Unknown):
                continue
            if name == "zones" and kind.endswith("scale_set") and not set(was or ()) <= set(now or ()):
                plan.replace.append(("zones",))
            order = ["Developer", "Basic", "Standard", "Premium"]
            if name == "sku" and kind == "azurerm_bastion_host" and order.index(was) > order.index(now):
                plan.replace.append(("sku",))
        if kind == "azurerm_log_analytics_workspace" and _sku_needs_new_workspace(prior["sku"], new["sku"]):
            plan.replace.append(("sku",))
        if kind == "azurerm_lb":
            plan.replace += _changed_zones(prior["frontend_ip_configuration"], new["frontend_ip_configuration"])
        if kind in ("azurerm_storage_container", "azurerm_storage_share"):
            account = "storage_account_id" if str(prior["id"]).startswith("/subscriptions/") else "storage_account_name"
            if prior[account] != new[account]:
                plan.replace.append((account,))

    # Applying

    def create(self, kind: str, new: Object) -> list[Problem] | None:
        self._provider_rules(kind, new)
        values = Computed(self, kind, new)
        values.prepare()
        identity = arm.build(kind, values.context())
        fault = self.cloud.fault(kind, str(new.get("name") or ""), "create")
        if fault and not fault.late:
            raise fault.error(kind, identity, "create")
        new["id"] = identity
        with self.cloud.asked(kind, identity, "creating"):
            azure_rules.check(self.cloud, kind, new)
            if kind == "azurerm_key_vault":
                azure_deleted.recover_vault(self.cloud, new, self.features)
            if kind != SLOW:
                self._make(kind, values)
        if kind == SLOW:
            self._make(kind, values)
        self._report(kind, new, fault)
        azure_run_command.run_once(self.cloud, kind, new)
        if fault:
            raise fault.error(kind, identity, "create")
        return None

    def _report(self, kind: str, new: Object, fault: Fault | None) -> None:
        if azure_run_command.report(self.cloud, kind, new, fault):
            self.cloud.put(_key(kind, new), kind, new)

    def _make(self, kind: str, values: Computed) -> None:
        """Fill in a new object and keep it, unless there is one like it already."""
        new, identity = values.values, values.values["id"]
        values.fill()
        fill(self.schemas.resource(kind), new, zeros=True)
        if kind in azure_references.SCALE_SETS and not self.cloud.by_id(kind, identity):
            azure_addresses.reserve(self.cloud, new)
        if self.cloud.claim(_key(kind, new), kind, new):
            if kind in azure_instances.KINDS:
                azure_instances.follow(self.cloud, new)
            return
        if kind == "azurerm_role_assignment" and not self.cloud.by_id(kind, identity):
            message = "The role assignment already exists."
            raise api_error(kind, identity, "creating", "Create", 409, "RoleAssignmentExists", message)
        what, this = f'a resource with the ID "{identity}"', "resource"
        if kind == "azurerm_subnet_network_security_group_association":
            what, this = f'an association between "{identity}" and "{new["network_security_group_id"]}"', "association"
        # helpers/tf/errors.go of 4.55.0, word by word
        raise ProviderError(
            f"{what} already exists - to be managed via Terraform this {this} needs "
            f'to be imported into the State. Please see the resource documentation for "{kind}" for more information'
        )

    def update(self, kind: str, prior: Object, new: Object) -> list[Problem] | None:
        fault = self.cloud.fault(kind, str(prior.get("name") or ""), "update")
        if fault and not fault.late:
            raise fault.error(kind, prior["id"], "update")
        with self.cloud.asked(kind, prior["id"], "updating"):
            azure_rules.check(self.cloud, kind, new, prior)
            self._change(kind, prior, new)
        self._report(kind, new, fault)
        if fault:
            raise fault.error(kind, prior["id"], "update")
        return None

    def refused(self, prior: Object, new: Object) -> Object:
        return {**prior, UNREAD: new[UNREAD]} if UNREAD in prior else prior

    def _change(self, kind: str, prior: Object, new: Object) -> None:
        values = Computed(self, kind, new)
        if kind == "azurerm_key_vault_secret" and prior["value"] != new["value"]:
            new |= dict.fromkeys(("id", "version", "resource_id"), UNKNOWN)  # a secret's value is a version of its own
            values.prepare()
            new["id"] = arm.build(kind, values.context())
        values.refresh(prior)
        azure_instances.keep_disks(kind, prior, new)
        super().update(kind, prior, new)
        fill(self.schemas.resource(kind), new, zeros=True)
        if kind in azure_references.SCALE_SETS:
            azure_addresses.reserve(self.cloud, new)
        if _key(kind, prior) != _key(kind, new):
            self.cloud.remove(_key(kind, prior))
        self.cloud.put(_key(kind, new), kind, new)
        if kind in azure_instances.KINDS:
            azure_instances.follow(self.cloud, new, prior, self.features)

    def delete(self, kind: str, prior: Object) -> list[Problem] | None:
        fault = self.cloud.fault(kind, str(prior.get("name") or ""), "delete")
        if fault:
            raise fault.error(kind, prior["id"], "delete")
        with self.cloud.asked(kind, prior["id"], "deleting"):
            azure_references.check_delete(self.cloud, kind, prior)
            if kind == "azurerm_resource_group":
                azure_deleted.empty_group(self.cloud, prior, self.features)
            if kind == "azurerm_key_vault":
                azure_deleted.keep_vault(self.cloud, prior, self.features)
            self._forget(kind, prior)
        return None

    def _forget(self, kind: str, values: Object) -> None:
        if kind in azure_references.SCALE_SETS:
            azure_addresses.release(self.cloud, values)
        if kind in azure_instances.KINDS:
            azure_instances.forget(self.cloud, values)
        azure_run_command.forget(self.cloud, kind, values)
        self.cloud.remove(_key(kind, values))

    def read(self, kind: str, state: Object) -> Object | None:
        drifted, change = self.cloud.drift(kind, str(state.get("name") or ""))
        if drifted and change is None:
            self._forget(kind, state)
            return None
        if drifted:
            state |= {name: value for name, value in change.items() if name in state}
        block = self.schemas.resource(kind)
        if all(state.get(name) is None for name, attribute in block.attributes.items() if attribute.required):
            return self._complete(kind, block, state)  # just imported, and nothing is known but its id
        vault = self.cloud.by_id("azurerm_key_vault", state.get("key_vault_id")) if kind == SECRET else None
        if vault and self.cloud.made(vault["id"]):
            with self.cloud.asked(kind, state["id"], "making Read request on"):
                azure_machine_rules.readers_are_allowed(self.cloud, vault)
        self.cloud.put(_key(kind, state), kind, state)
        return state

    def import_(self, kind: str, identity: str) -> Object:
        parts = arm.parse(kind, identity)
        if parts is None:
            example = arm.TEMPLATES[kind].replace("{", "").replace("}", "")
            raise ProviderError(f'parsing "{identity}": the id of an {kind} looks like {example}')
        block = self.schemas.resource(kind)
        found = self.cloud.by_id(kind, identity)
        if found is None and self.cloud.closed:
            raise ProviderError(
                "Cannot import non-existent remote object",
                f"{arm.describe(kind, identity)} was not found: it is neither in TFSIM_FIXTURES nor was it applied.",
            )
        known = {name: value for name, value in parts.items() if name in block.attributes}
        unread = {UNREAD: None} if UNREAD in block.attributes else {}
        return self._complete(kind, block, {**known, **(found or {}), **unread, "id": identity})

    def _complete(self, kind: str, block: Block, state: Object) -> Object:
        """An object with defaults and made-up values for what is not known of it."""
        new = conform(block, state)
        for name, attribute in block.attributes.items():
            if new[name] is None:
                default = attribute.facts.default
                new[name] = default if default is not None else UNKNOWN if attribute.computed else None
        Computed(self, kind, new).fill()
        fill(block, new, zeros=True)
        return new

    def _provider_rules(self, kind: str, new: Object) -> None:
        """The few checks that azurerm makes only when it creates an object."""
        if (
            kind == "azurerm_public_ip"
            and str(new["sku"]).lower() == "standard"
            and new["allocation_method"] != "Static"
        ):
            raise ProviderError("static IP allocation must be used when creating Standard SKU public IP addresses")
        if kind == "azurerm_linux_virtual_machine" and not new["os_managed_disk_id"]:
            password_off = new["disable_password_authentication"] is not False
            if password_off and not new["admin_ssh_key"]:
                text = (
                    "at least one `admin_ssh_key` must be specified when `disable_password_authentication` is set to "
                    "`true`"
                )
                raise ProviderError(text)
            if not password_off and not new["admin_password"]:
                text = "an `admin_password` must be specified if `disable_password_authentication` is set to `false`"
                raise ProviderError(text)

    # Data sources

    def read_data(self, kind: str, config: Object) -> Object:
        block = self.schemas.data_source(kind)
        found = None if kind in ALWAYS - self.cloud.fixtures.keys() else self._find(kind, config)
        computed_names = {name for name, attribute in block.attributes.items() if attribute.computed}
        values = {n: UNKNOWN if v is None and n in computed_names else v for n, v in config.items()}
        if found is not None:
            shaped = {n: _shape(a.type, found[n]) for n, a in block.attributes.items() if found.get(n) is not None}
            values |= {name: value for name, value in shaped.items() if config[name] is None}
            values |= _left_out(kind, found)
            values["id"] = found["id"]
        elif kind not in ALWAYS and self.cloud.closed:
            identity = arm.build(kind, {"subscription": self.subscription, **config})
            raise ProviderError(f"{arm.describe(kind, identity)} was not found")
        if found is not None and kind == "azurerm_subnet":
            values |= self._attached(found)
        self._well_known(kind, values)
        computed = Computed(self, kind, values)
        if isinstance(values["id"], Unknown):
            computed.prepare()
            values["id"] = arm.build(kind, computed.context())
        if found is None:
            guess(kind, values)
        computed.fill()
        fill(block, values)
        return {name: values.get(name) for name in config}

    def _attached(self, subnet: Object) -> Object:
        """The route table and the security group of a subnet, which resources of their own associate with it."""
        found: Object = {}
        for name in ("route_table", "network_security_group"):
            other = self.cloud.by_id(f"azurerm_subnet_{name}_association", subnet["id"])
            found[f"{name}_id"] = other[f"{name}_id"] if other else subnet.get(f"{name}_id") or ""
        return found

    def _find(self, kind: str, config: Object) -> Object | None:
        """The fixture or applied object that has what a data source asks for."""
        asked = {
            n: v
            for n, v in config.items()
            if isinstance(v, str | int | float) and n not in ("id", "sort_versions_by_semver")
        }
        if kind == "azurerm_shared_image_version" and asked.get("name") in ("latest", "recent"):
            del asked["name"]

        def fits(item: Object) -> bool:
            return all(str(item[n]).lower() == str(v).lower() for n, v in asked.items() if item.get(n) is not None)

        found = self.cloud.all(kind, *SOURCES.get(kind, ()))
        candidates = [item for item in found if fits(item) and self._is_in_subscription(item)]
        return max(candidates, key=_version) if candidates else None

    def _is_in_subscription(self, item: Object) -> bool:
        """A data source looks in the subscription of its provider."""
        start, _, rest = str(item["id"]).lower().partition("/subscriptions/")
        return bool(start) or not rest or rest.split("/")[0] == self.subscription.lower()

    def _well_known(self, kind: str, values: Object) -> None:
        """Answers that depend on the provider's own configuration."""
        if kind == "azurerm_client_config":
            values |= {"client_id": self.client, "tenant_id": self.tenant, "object_id": self.cloud.caller}
            text = f"clientConfigs/clientId={self.client};objectId={self.cloud.caller};"
            text += f"subscriptionId={self.subscription};tenantId={self.tenant}"
            values |= {"subscription_id": self.subscription, "id": base64.b64encode(text.encode()).decode()}
        elif kind == "azurerm_subscription":
            if isinstance(values["subscription_id"], Unknown):
                values["subscription_id"] = self.subscription
            values |= {"display_name": "Simulated subscription", "tenant_id": self.tenant, "state": "Enabled"}
            values |= {
                "spending_limit": "Off",
                "quota_id": "PayAsYouGo_2014-09-01",
                "location_placement_id": "Public_2014-09-01",
            }
        elif kind == "azurerm_platform_image" and isinstance(values["version"], Unknown):
            values["version"] = "1.0.0"
        elif kind == "azurerm_role_definition":
            by_name = {name.lower(): (name, number) for name, number in ROLES.items()}
            name, number = values["name"], values["role_definition_id"]
            if isinstance(name, str):
                number = by_name.get(name.lower(), (name, str(uuid.uuid5(uuid.NAMESPACE_URL, name))))[1]
            else:
                name = next((n for n, u in ROLES.items() if u == number), "")
            scope = values["scope"] if isinstance(values["scope"], str) else ""
            values |= {"name": name, "role_definition_id": number, "type": "BuiltInRole"}
            values["id"] = f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{number}"


def _key(kind: str, values: Object) -> str:
    """What an object must not share with another one; associations have the ids of what they associate."""
    if kind == "azurerm_role_assignment":
        return f"{kind}:{values['scope']}|{values['role_definition_id']}|{values['principal_id']}".lower()
    if kind.endswith("_association") or kind == "azurerm_storage_account_network_rules":
        return f"{kind}:{values['id']}".lower()
    return str(values["id"]).lower()


def _sku_needs_new_workspace(old: Value, new: Value) -> bool:
    return old != new and old not in ("", "LACluster") and {old, new} != {"CapacityReservation", "PerGB2018"}


def _changed_zones(before: Value, after: Value) -> list[Path]:
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        return []
    old = {item["name"]: set(item["zones"] or ()) for item in before or () if not isinstance(item["zones"], Unknown)}
    return [
        ("frontend_ip_configuration", index, "zones")
        for index, item in enumerate(after or ())
        if index < len(before)
        and not isinstance(item["zones"], Unknown)
        and old.get(item["name"], set(item["zones"] or ())) != set(item["zones"] or ())
    ]


def _left_out(kind: str, found: Object) -> Object:
    """azurerm 4.55 reads the sizes of a version only if it was made of a machine or a managed image: `source` in
    shared_image_version_data_source.go. Here that is a version whose `managed_image_id` is not "".
    """
    if kind != "azurerm_shared_image_version" or found.get("managed_image_id") != "":
        return {}
    return dict.fromkeys(("managed_image_id", "os_disk_snapshot_id", "os_disk_image_size_gb"))


def _version(item: Object) -> list[int]:
    return [int(part) for part in str(item.get("name", "")).split(".") if part.isdigit()]


def _shape(kind: Any, value: Value) -> Value:
    """A fixture's value with the members that a type has, since tests leave out what does not matter to them."""
    if value is None or isinstance(kind, str):
        return value
    if kind[0] == "object":
        return {name: _shape(inner, value.get(name, zero(inner))) for name, inner in kind[1].items()}
    if isinstance(value, dict):
        return {name: _shape(kind[1], item) for name, item in value.items()}
    return [_shape(kind[1], item) for item in value]
