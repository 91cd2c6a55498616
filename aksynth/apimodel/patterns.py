"""Forms of texts, for the rules and the JSON Schema alike: the whole text must have the form, and case matters.

Written so that Python and ECMA-262, which JSON Schema follows, read them the same way: no flags, no `\\w`, no `\\d`.
"""

from __future__ import annotations

DNS_PREFIX = "[A-Za-z][A-Za-z0-9-]{1,43}[A-Za-z0-9]"
POOL_NAME = "[a-z][a-z0-9]{0,11}"
USER_NAME = "[A-Za-z_][A-Za-z0-9_-]{0,31}"
GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
CLIENT_ID = f"{GUID}|[Mm][Ss][Ii]"
"""AKS Engine wrote `msi` where a managed identity was used."""
RELEASE = r"v?[0-9]{1,3}\.[0-9]{1,3}(\.[0-9]{1,3})?"
VERSION = r"v?[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
DOMAIN = rf"{_LABEL}(\.{_LABEL})*"
WHOLE_NUMBER = "[0-9]+"
_PLAN_PART = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}"
PLAN = f"{_PLAN_PART}:{_PLAN_PART}:{_PLAN_PART}"
"""A purchase plan: publisher, product and name."""
