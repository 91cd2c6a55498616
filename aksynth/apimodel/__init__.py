"""The vlabs api model: its fields, and reading them with line numbers."""

from aksynth.apimodel.fault import Fault, render
from aksynth.apimodel.load import Document, parse, read_text
from aksynth.apimodel.master import MasterProfile
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.pool import AgentPoolProfile
from aksynth.apimodel.walk import Written, known, written

__all__ = [
    "AgentPoolProfile",
    "ApiModel",
    "Document",
    "Fault",
    "MasterProfile",
    "Written",
    "known",
    "parse",
    "read_text",
    "render",
    "written",
]
