"""The analyses of a study besides its shipments, one after the other; what is finished is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from landlink.study.caspian import caspian_results
from landlink.study.flows import flow_runs, flow_scenarios
from landlink.study.resilience import criticality_results, dependence_results, sweep_results
from landlink.study.study_file import BASE, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from landlink.network import Network
    from landlink.study.load import Study
    from landlink.study.run import Steps

FLOWS = "flows"

PLACE_KEYS = frozenset({"name", "from_name", "to_name", "origin", "destination", "closed"})
"""Keys of results under which names of places stand, among others."""

TABLES = {
    "flows": ("demand", "commodities", "hub_weights"),
    "dependence": ("hub_weights",),
    "criticality": ("demand", "commodities", "hub_weights"),
    "sweep": ("disruptions", "closures", "demand", "commodities"),
    "caspian": ("berths", "vessels", "sea_levels"),
}
"""Tables of the network that a section rests on besides those of routes."""


@dataclass
class Sections:
    """What the analyses found.

    Attributes
    ----------
    flows : list of dict
        One entry a scenario: ``scenario``, ``flows`` and ``compare``, the latter None for the base.
    lines : dict
        Each link that any of them uses, by its key.
    others : dict
        Results of the other sections by name.
    """

    flows: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def steps(self) -> list[str]:
        """Steps that are done, named as :func:`steps_of` does."""
        return [*(f"{FLOWS}, {one['scenario']}" for one in self.flows), *self.others]

    @property
    def places(self) -> list[str]:
        """Names in the results that may be those of places, once each."""
        return list(dict.fromkeys(places_in(self.as_dict())))

    def as_dict(self) -> dict[str, Any]:
        """Return the sections as the results hold them, None where there is nothing.

        Examples
        --------
        >>> Sections().as_dict()["sweep"] is None
        True
        """
        held: dict[str, Any] = {FLOWS: self.flows or None, "flow_links": list(self.lines.values()) or None}
        return held | {name: self.others.get(name) for name in SECTIONS if name != FLOWS}


def places_in(held: Any) -> Iterator[str]:  # noqa: ANN401  (plain data of any shape)
    """Yield the names that results hold and that may be those of places, parts of a way apart.

    Examples
    --------
    >>> list(places_in({"worst": [{"name": "Korday - Bishkek (road)", "places": ["Aktau"]}]}))
    ['Korday', 'Bishkek', 'Aktau']
    """
    if isinstance(held, dict):
        for key, one in held.items():
            if isinstance(one, str) and key in PLACE_KEYS:
                yield from re.sub(r" \(\w+\)$", "", one).split(" - ")
            elif key == "places":
                yield from one
            elif isinstance(one, (dict, list)):
                yield from places_in(one)
    elif isinstance(held, list) and held and isinstance(held[0], (dict, list)):
        for one in held:
            yield from places_in(one)


def steps_of(study: Study) -> list[str]:
    """Return the steps of a study's sections by name: one a scenario for flows, one for each other."""
    flows = [f"{FLOWS}, {scenario}" for scenario in flow_scenarios(study)]
    return [*flows, *(name for name in study.spec.analyses.sections if name != FLOWS)]


def run_sections(study: Study, networks: Mapping[str, Network], tell: Steps, held: Sections) -> None:
    """Run the sections that are asked for; what each finds is added to ``held`` at once.

    Flows go through the scenarios; all other sections are about the network as it is today.

    Parameters
    ----------
    study : Study
    networks : mapping
        Network of each scenario.
    tell : Steps
    held : Sections
    """
    for entry, lines in flow_runs(study, networks, tell, tell.text):
        held.flows.append(entry)
        held.lines |= {one["id"]: one for one in lines if one["id"] not in held.lines}
    asked, network = study.spec.analyses, networks[BASE]
    for name in asked.sections:
        if name == FLOWS:
            continue
        tell(name)

        def progress(done: int, total: int, _text: str, name: str = name) -> None:
            tell.text(f"{name}, {done:,} of {total:,}")

        if asked.dependence is not None and name == "dependence":
            held.others[name] = dependence_results(network, asked.dependence, progress)
        elif asked.criticality is not None and name == "criticality":
            held.others[name] = criticality_results(network, asked.criticality, progress)
        elif asked.sweep is not None and name == "sweep":
            held.others[name] = sweep_results(network, asked.sweep, progress)
        elif asked.caspian is not None:
            held.others[name] = caspian_results(network, asked.caspian, study.path.parent, tell.text)


def section_sources(network: Network, sections: Iterable[str]) -> set[str]:
    """Return the keys of the sources that sections rest on: those of the rows of their tables.

    Examples
    --------
    >>> from landlink.network import Network
    >>> "epsg-5440" in section_sources(Network.reference(), ["caspian"])
    False
    """
    names = {table for section in sections for table in TABLES[section]}
    return {source for name in names for source in network.tables[name].text("source") if source}
