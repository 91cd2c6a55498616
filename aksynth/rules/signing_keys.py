"""The keys that sign tokens of service accounts."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.encryption import are_versions
from aksynth.rules.paths import X
from aksynth.rules.registry import KUBERNETES, Finding, rule, shown


@rule(
    "A374",
    wrong={X + "signingKeyVersions": [1, 3]},
    right={X + "signingKeyVersions": [1, 2]},
    source=KUBERNETES + "reference/command-line-tools-reference/kube-apiserver/",
    advice="write one number, such as [1], or two during a rotation, such as [1, 2] and then [2, 1]",
)
def signing_key_versions(case: Case) -> Iterator[Finding]:
    """`signingKeyVersions` must be one number, or two consecutive numbers, from 1.

    A rotation needs two keys at a time: one that signs tokens, and one whose tokens are accepted.
    """
    numbers = case.aksynth.signing_key_versions
    if numbers is not None and (not numbers or not are_versions(numbers)):
        yield Finding((*AKSYNTH_PATH, "signingKeyVersions"), "API servers cannot use these keys", shown(numbers))
