"""The vlabs api model: its fields, and reading them with line numbers."""

from aksynth.apimodel import defaults
from aksynth.apimodel.fault import Fault, render
from aksynth.apimodel.load import Document, parse, read_text
from aksynth.apimodel.machines import AgentPoolProfile
from aksynth.apimodel.model import ApiModel

__all__ = ["AgentPoolProfile", "ApiModel", "Document", "Fault", "defaults", "parse", "read_text", "render"]
