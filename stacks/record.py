"""Values that each plan compares with the existing cluster."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.record import (
    EARLIER,
    ENCRYPTION_IS_KEPT,
    ENDPOINTS_FIRST,
    ISSUER_FIRST,
    TOKENS_FIRST,
    fixed_choices,
    fixed_images,
    fixed_keys,
    fixed_placements,
    fixed_sku,
    fixed_version,
    key_stages,
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
    """The fixed values of the api model, and the region, which only the resource group knows.

    The release is recorded after the masters run it (`settled`). If the masters reject a release, the apply creates
    nothing with it, and the next plan must accept the earlier release. `linked` are the links of private DNS zones.
    """
    choices, version = fixed_choices(blueprint), fixed_version(blueprint)
    values = [FixedValue(field=c.field, value=c.value, remedy=c.remedy, before=c.before) for c in choices]
    region = FixedValue(field="location", value=group.location, remedy=EARLIER)
    images = {f"pool-{pool}": choice for pool, choice in fixed_images(blueprint).items()}
    placements = {f"pool-{pool}-placement": choice for pool, choice in fixed_placements(blueprint).items()}
    keys = {f"key-{number}": choice for number, choice in fixed_keys(blueprint).items()}
    found = {**images, **placements, **keys}
    later = {id_: FixedValue(field=c.field, value=c.value, remedy=c.remedy) for id_, c in found.items()}
    if sku := fixed_sku(blueprint):
        later["key-vault-sku"] = FixedValue(field=sku.field, value=sku.value, remedy=sku.remedy)
    later["version"] = FixedValue(field=version.field, value=version.value, remedy=version.remedy, after=settled)
    return ClusterRecord(
        scope,
        "record",
        values=[*values, region],
        later=later,
        masters=possible_masters(blueprint),
        kept={
            "kms": Kept(made=blueprint.encryption is not None, remedy=ENCRYPTION_IS_KEPT),
            "issuer-tokens": _tokens(blueprint, settled),
            **{
                key.id: Kept(made=key.signs, released=key.released, remedy=key.remedy, after=settled)
                for key in used_keys(blueprint)
            },
        },
        staged={
            "private-endpoints": _endpoints(blueprint, [*settled, *linked]),
            "issuer": _issuer(blueprint, settled),
            **_keys(blueprint, settled),
            **_signing_keys(blueprint, settled),
        },
    )


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
