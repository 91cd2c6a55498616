"""The files of each node, and the user data and run commands that contain them."""

from aksynth.bootstrap.agent import agent_files
from aksynth.bootstrap.cloud_config import cloud_config
from aksynth.bootstrap.desired_state import desired_state, run_command
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.bootstrap.ignition import Ignition
from aksynth.bootstrap.jumpbox import jumpbox_files, jumpbox_user_data
from aksynth.bootstrap.master import master_files
from aksynth.bootstrap.rolling import replacement
from aksynth.bootstrap.user_data import user_data

__all__ = [
    "AzureFacts",
    "File",
    "Ignition",
    "agent_files",
    "cloud_config",
    "desired_state",
    "jumpbox_files",
    "jumpbox_user_data",
    "master_files",
    "replacement",
    "run_command",
    "user_data",
]
