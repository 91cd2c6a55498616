"""AKS Engine's extensions: scripts that it downloaded while generating."""

from __future__ import annotations

from aksynth.apimodel.profile import WholeProfile, key


class Extension(WholeProfile):
    """A use of an extension on machines."""

    name: str | None = key("name", None, "Name of an extension profile.")
    single_or_all: str | None = key("singleOrAll", None, "Whether it runs on one machine or on all.")
    template: str | None = key("template", None, "Template.")


class ParametersSecret(WholeProfile):
    """Parameters in a vault."""

    vault_id: str | None = key("vaultID", None, "Vault.")
    secret_name: str | None = key("secretName", None, "Secret.")
    version: str | None = key("version", None, "Version of the secret.")


class ExtensionProfile(WholeProfile):
    """A definition of an extension."""

    name: str | None = key("name", None, "Name.")
    version: str | None = key("version", None, "Version.")
    extension_parameters: str | None = key("extensionParameters", None, "Parameters.", secret=True)
    parameters_keyvault_secret_ref: ParametersSecret | None = key(
        "parametersKeyvaultSecretRef", None, "Parameters in a vault."
    )
    root_url: str | None = key("rootURL", None, "Address of the download.")
    script: str | None = key("script", None, "Script.")
    url_query: str | None = key("urlQuery", None, "Query of the download, such as a SAS token.", secret=True)
