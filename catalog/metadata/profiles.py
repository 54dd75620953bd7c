"""Application profiles as lists of functions; a city chooses: `profiles: [dcat-ap, dcat-goj]` in catalog.yaml."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.metadata import dcat, distributions, goj, provenance, versions
from catalog.metadata.dcat import Function
from catalog.model import Catalog

#: DCAT-AP 3.0.1, and what it leaves open: provenance (PROV), quality (DQV), privacy (DPV).
DCAT_AP: tuple[Function, ...] = (
    dcat.identity,
    dcat.subject,
    dcat.responsible,
    dcat.extent,
    versions.history,
    dcat.access,
    distributions.distributions,
    versions.versions,
    provenance.provenance,
    provenance.quality,
    provenance.privacy,
)
#: DCAT-GoJ 2021: what it asks beyond DCAT-AP.
DCAT_GOJ: tuple[Function, ...] = (goj.record, goj.names, goj.field)
#: DCAT-US asks for nothing more in RDF; switching it on writes data.json and the DCAT-US 3 file.
DCAT_US: tuple[Function, ...] = ()

PROFILES: dict[str, tuple[Function, ...]] = {"dcat-ap": DCAT_AP, "dcat-us": DCAT_US, "dcat-goj": DCAT_GOJ}


def names(catalog: Catalog) -> tuple[str, ...]:
    """The profiles that are switched on: all unless `profiles:` says otherwise; dcat-ap always is."""
    given = catalog.extras.get("profiles")
    if not isinstance(given, list | tuple):
        return tuple(PROFILES)
    return ("dcat-ap", *(str(name) for name in given if str(name) in PROFILES and name != "dcat-ap"))


def functions(catalog: Catalog) -> Sequence[Function]:
    """The functions that describe a dataset, in order."""
    return [function for name in names(catalog) for function in PROFILES[name]]
