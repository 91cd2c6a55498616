"""Kinds of disks and their caches."""

from __future__ import annotations

LARGEST_CACHED_GIB = 4095
"""https://learn.microsoft.com/azure/virtual-machines/premium-storage-performance#disk-caching"""
CACHING = ("None", "ReadOnly", "ReadWrite")
RETIRED = "Azure retired unmanaged disks (StorageAccount) on 2026-03-31"
"""https://learn.microsoft.com/azure/virtual-machines/unmanaged-disks-deprecation"""
