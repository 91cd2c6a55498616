"""Values that each plan compares with the existing cluster."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.key_record import ENCRYPTION_IS_KEPT, fixed_keys, fixed_sku, key_stages
from aksynth.blueprint.pool_record import fixed_images, fixed_placements
from aksynth.blueprint.record import (
    EARLIER,
    ENDPOINTS_FIRST,
    ISSUER_FIRST,
    TOKENS_FIRST,
    FixedChoice,
    fixed_choices,
    fixed_version,
    possible_masters,
)
from aksynth.blueprint.signing_record import signing_stages, used_keys
from aksynth.constructs import ClusterRecord, FixedValue, Group, Kept, Staged


def cluster_record(
    scope: Construct,
    *,
    blueprint: Blueprint,
    group: Group,
    settled: Sequence[ITerraformDependable],
    linked: Sequence[ITerraformDependable],
) -> ClusterRecord:
    """`settled` is created after the masters run the release of the model. `linked` are the links of private DNS
    zones."""
    return ClusterRecord(
        scope,
        "record",
        values=_values(blueprint, group),
        later=_later(blueprint, settled),
        masters=possible_masters(blueprint),
        kept=_kept(blueprint, settled),
        staged={
            "private-endpoints": _endpoints(blueprint, [*settled, *linked]),
            "issuer": _issuer(blueprint, settled),
            **_keys(blueprint, settled),
            **_signing_keys(blueprint, settled),
        },
    )


def _values(blueprint: Blueprint, group: Group) -> list[FixedValue]:
    """Those of the api model, and the region, which only the resource group knows."""
    region = FixedValue(field="location", value=group.location, remedy=EARLIER)
    return [*(_value(choice) for choice in fixed_choices(blueprint)), region]


def _later(blueprint: Blueprint, settled: Sequence[ITerraformDependable]) -> dict[str, FixedValue]:
    """Those of pools and keys, which a cluster may get later, and the release.

    It is recorded after the masters run it. If the masters reject a release, the apply creates nothing with it, and
    the next plan must accept the earlier release.
    """
    sku = fixed_sku(blueprint)
    return {
        **{f"pool-{pool}": _value(choice) for pool, choice in fixed_images(blueprint).items()},
        **{f"pool-{pool}-placement": _value(choice) for pool, choice in fixed_placements(blueprint).items()},
        **{f"key-{number}": _value(choice) for number, choice in fixed_keys(blueprint).items()},
        **({"key-vault-sku": _value(sku)} if sku else {}),
        "version": _value(fixed_version(blueprint), settled),
    }


def _value(choice: FixedChoice, after: Sequence[ITerraformDependable] = ()) -> FixedValue:
    return FixedValue(field=choice.field, value=choice.value, remedy=choice.remedy, before=choice.before, after=after)


def _kept(blueprint: Blueprint, settled: Sequence[ITerraformDependable]) -> dict[str, Kept]:
    keys = used_keys(blueprint)
    return {
        "kms": Kept(made=blueprint.encryption is not None, remedy=ENCRYPTION_IS_KEPT),
        "issuer-tokens": _tokens(blueprint, settled),
        **{key.id: Kept(made=key.signs, released=key.released, remedy=key.remedy, after=settled) for key in keys},
    }


def _keys(blueprint: Blueprint, settled: Sequence[ITerraformDependable]) -> dict[str, Staged]:
    """A master encrypts with a version of the key after all masters can decrypt with it."""
    return {
        f"key-version-{stage.number}": Staged(
            field=f"aksynth.encryption.keyVersions.{stage.number}",
            made=True,
            alone=stage.writes,
            remedy=stage.remedy,
            after=settled,
        )
        for stage in key_stages(blueprint)
    }


def _signing_keys(blueprint: Blueprint, settled: Sequence[ITerraformDependable]) -> dict[str, Staged]:
    """A step of a rotation is taken after all masters have taken the one before."""
    return {
        stage.id: Staged(field=stage.field, made=stage.done, alone=stage.needed, remedy=stage.remedy, after=settled)
        for stage in signing_stages(blueprint)
    }


def _issuer(blueprint: Blueprint, settled: Sequence[ITerraformDependable]) -> Staged:
    """A master issues tokens after all API servers accept them. A single one accepts its own."""
    found = blueprint.issuer
    several = len(blueprint.masters.machines) > 1
    return Staged(
        field="aksynth.workloadIdentity",
        made=found is not None,
        alone=found is not None and found.issues and several,
        remedy=ISSUER_FIRST,
        after=settled,
    )


def _tokens(blueprint: Blueprint, settled: Sequence[ITerraformDependable]) -> Kept:
    """API servers accept the tokens of the issuer until no master issues any."""
    found = blueprint.issuer
    return Kept(
        made=found is not None and found.issues,
        released=found is not None and not found.issues,
        remedy=TOKENS_FIRST,
        after=settled,
    )


def _endpoints(blueprint: Blueprint, known: Sequence[ITerraformDependable]) -> Staged:
    """Public network access ends after the endpoints exist and running machines know their addresses."""
    return Staged(
        field="aksynth.privateEndpoints",
        made=blueprint.private_endpoints is not None,
        alone=blueprint.only_private_endpoints,
        remedy=ENDPOINTS_FIRST,
        after=known,
    )
