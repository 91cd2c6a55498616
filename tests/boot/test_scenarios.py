"""Every scenario by name; see the folder `scenarios`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest
from simulation.isolation import require_isolation

from .running import Running, Scenario
from .scenarios import (
    addons,
    authorities,
    days,
    draining,
    encrypting,
    full,
    growth,
    images,
    kata,
    orders,
    principals,
    restoring,
    secrets,
    trouble,
)


def _order(order: tuple[int, ...]) -> Scenario:
    return lambda estates: orders.three_masters(estates, order)


SCENARIOS: dict[str, Scenario] = {
    "a changed flag": days.changed_flag,
    "a broken flag": days.broken_flag,
    "one master whose power fails at every step": orders.power_fails_at_every_step,
    "three masters become five": growth.three_become_five,
    "Secrets are encrypted and the key is rotated": encrypting.encrypted_and_rotated,
    "a service principal whose credentials are in an existing vault": principals.in_an_existing_vault,
    "back in time": restoring.back_in_time,
    "all disks are lost and a snapshot comes back": restoring.all_disks_are_lost,
    "labels and add-ons follow the model": addons.follow_the_model,
    "etcd is full": full.etcd_is_full,
    "certificates and the signing key are renewed": days.certificates_are_renewed,
    "master 0 of three whose power fails again and again": orders.power_fails_among_three,
    **{f"three masters in the order {order}": _order(order) for order in permutations(range(3))},
    "five masters at once": orders.five_masters,
    "the third master comes an hour later": orders.third_comes_late,
    "the vault denies, throttles and is silent": secrets.vault_is_difficult,
    "the answer to the PKI's writing is lost": secrets.answer_is_lost,
    "power fails while the PKI is written": secrets.power_fails_at_the_pki,
    "the PKI is deleted from the vault": secrets.pki_is_deleted,
    "authorities of an organization": authorities.supplied,
    "who may read which secret": secrets.who_may_read,
    "who gets a kubeconfig": secrets.who_gets_a_kubeconfig,
    "a master is replaced with its disk": trouble.replaced_with_disk,
    "a master is replaced without its disk": trouble.replaced_without_disk,
    "a machine stays and its disk is replaced": trouble.disk_is_replaced,
    "two masters lose their disks at once": trouble.two_lose_their_disks,
    "two of five masters lose their disks at once": trouble.two_of_five_lose_their_disks,
    "a single master is replaced, with and without its disk": trouble.single_is_replaced,
    "three become five before they ever ran": growth.five_before_three_ran,
    "agents before the API and a year later": growth.agents_early_and_late,
    "a reimaged agent joins again": growth.agent_is_reimaged,
    "a pool that goes is drained": draining.pool_goes,
    "an availability set shrinks from the end": draining.set_shrinks,
    "a boot that fails": days.boot_fails,
    "agents with Kata Containers": kata.agents_with_kata,
    "a chart's publisher is down": addons.chart_is_down,
    "a private cluster from bare images behind mirrors": images.bare_image,
    "a prebuilt image": images.prebuilt_image,
}
"""The long ones first, since they run beside each other."""


@pytest.mark.scenario
@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str, running: Running, record_property: Callable[[str, object], None]) -> None:
    require_isolation()
    record_property("showed", f"{name}: {running.result(name)}")
