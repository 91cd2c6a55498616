"""What the fields that a model leaves blank become, each with the reason why.

Rules and blueprint both read the filled model, so that what is checked is what will be built.
"""

from aksynth.defaults.expanded import expanded
from aksynth.defaults.fill import Filled, fill
from aksynth.defaults.origin import Origin, Origins

__all__ = ["Filled", "Origin", "Origins", "expanded", "fill"]
