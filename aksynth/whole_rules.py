"""Rules that look at a whole file, at several models, or at what is rendered from a model.

They have no example, because no change of one field breaks them. They cannot be silenced, except A72.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WholeRule:
    """`title` says what must be true, and `remedy` what to do."""

    title: str
    remedy: str
    severity: str = "error"


WHOLE_RULES = {
    "A2": WholeRule("The file must be readable.", "name a JSON file with an api model"),
    "A3": WholeRule("The file must be JSON.", "correct the JSON at the line and column"),
    "A4": WholeRule("An object must not contain a key twice.", "keep one of the keys; they are not case-sensitive"),
    "A5": WholeRule(
        "A value must have the type of its field.",
        "write the type that the message names; aksynth explain FIELD shows what is allowed",
    ),
    "A6": WholeRule("The file must be an api model without placeholders.", "use an api model, or render the template"),
    "A7": WholeRule("The path of a --set must be a field.", "write a path such as masterProfile.count"),
    "A72": WholeRule(
        "A silenced rule should have a fault.", "remove the entry from properties.aksynth.silence", severity="warning"
    ),
    "A126": WholeRule(
        "The user data of a machine and the run command of a master must not exceed 65,535 bytes, the limit of Azure.",
        "remove the largest part that the message names, such as a manifest, a script or an SSH key",
    ),
    "A150": WholeRule(
        "Models that are synthesized together must have different dnsPrefixes.", "change one dnsPrefix, or omit a model"
    ),
    "A151": WholeRule(
        "Clusters must keep their Terraform state in different blobs.", "set another key in properties.aksynth.backend"
    ),
    "A333": WholeRule(
        "A custom file must not have the path of a file of the masters, nor of its folder.", "write another path"
    ),
    "V1": WholeRule("Keys must be known. A key that begins with // is a comment.", "correct the spelling of the key"),
}
"""By id."""
