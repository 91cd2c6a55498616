"""Kinds of disks and their caches."""

from __future__ import annotations

from aksynth.apimodel.status import Replacement

LARGEST_CACHED_GIB = 4095
"""https://learn.microsoft.com/azure/virtual-machines/premium-storage-performance#disk-caching"""
CACHING = ("None", "ReadOnly", "ReadWrite")
UNMANAGED_DISKS = {"StorageAccount": Replacement("ManagedDisks", "Azure retired unmanaged disks on 2026-03-31")}
