"""Values of the fields that an api model leaves blank, each with its reason.

Rules and blueprint both read the filled model, so the checked values are the values that are built.
"""

from aksynth.defaults.expanded import expanded
from aksynth.defaults.fill import Filled, fill
from aksynth.defaults.origin import Origin, Origins

__all__ = ["Filled", "Origin", "Origins", "expanded", "fill"]
