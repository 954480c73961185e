"""Why there is no route, found out by trying without each thing that could be to blame."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, cast

from landlink.errors import LandlinkError
from landlink.network.places import find_place
from landlink.network.scenario import apply
from landlink.routing.constraints import Constraints, parse_avoid
from landlink.study.said import Said, paragraph, said
from landlink.study.search import Workbench, constraints_of, search
from landlink.study.study_file import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landlink.network import Network
    from landlink.study.load import Study
    from landlink.study.study_file import CorridorEntry, ShipmentEntry

_KINDS = {"avoid_countries": "country", "avoid_modes": "mode"}
"""How the report shall take a word that was avoided, where it is not just a name."""


@dataclass(frozen=True)
class Missing:
    """A question without an answer: what was asked, and where.

    Attributes
    ----------
    study : Study
    shipment : ShipmentEntry
    scenario : str
    bench : Workbench
        Of that scenario.
    corridor : CorridorEntry, optional
    """

    study: Study
    shipment: ShipmentEntry
    scenario: str
    bench: Workbench
    corridor: CorridorEntry | None = None

    def reason(self) -> str:
        """Return in plain English why there is no route."""
        return paragraph(self.said())

    def said(self) -> list[Said]:
        """Return why there is no route, as sentences for any language.

        The scenario's changes are taken back one by one, then the constraints; what brings a
        route back is named.
        """
        network = self.bench.network
        absent = [name for name in self._names() if not _is_known(network, name)]
        if absent:
            places = {"all": [{"name": name} for name in absent]}
            return [
                said("{places}: no such place in this scenario; another scenario adds it.", places=places)
            ]
        constraints = constraints_of(self.bench, self.shipment, self.corridor)
        found = [*self._changes(), *self._constraints(constraints)]
        return found or [self._nothing(constraints)]

    def _names(self) -> list[str]:
        parts = [self.shipment, *([self.corridor] if self.corridor else [])]
        places = [
            self.shipment.origin,
            self.shipment.destination,
            *(name for part in parts for name in part.via),
        ]
        return [*places, *(word for part in parts for word in part.avoid)]

    def _reaches(self, bench: Workbench, constraints: Constraints | None = None) -> bool:
        """Tell whether there is a route in a network, in time or not."""
        try:
            kept = constraints or constraints_of(bench, self.shipment, self.corridor)
            found = search(bench, self.study.spec, self.shipment, kept, ("time",))
        except LandlinkError:
            return False
        return bool(found.routes) or (found.dated is not None and found.dated.earliest is not None)

    def _changes(self) -> Iterator[Said]:
        """Say which changes of the scenario cut the route."""
        changes = self.study.spec.changes(self.scenario)
        base = self.study.network
        if self.scenario == BASE or not changes or not self._reaches(Workbench(base)):
            return
        guilty = [
            {"change": change.model_dump(exclude_defaults=True, mode="json")}
            for number, change in enumerate(changes)
            if self._reaches(Workbench(_without(base, changes[:number] + changes[number + 1 :])))
        ]
        if guilty:
            yield said("There is a route today; this scenario cuts it: {changes}.", changes={"any": guilty})
        else:
            every = [{"change": change.model_dump(exclude_defaults=True, mode="json")} for change in changes]
            yield said(
                "There is a route today; the changes of this scenario together cut it: {changes}.",
                changes={"all": every},
            )

    def _constraints(self, held: Constraints) -> Iterator[Said]:
        """Say which constraints stand in the way."""
        names = dict(zip(*(self.bench.network.nodes.text(column) for column in ("id", "name")), strict=True))
        guilty = [
            _constraint(field, names.get(word, word) if field in ("via", "avoid_nodes") else word)
            for field, word, freer in _relaxed(held)
            if self._reaches(self.bench, freer)
        ]
        if guilty:
            yield said("There would be a route without {constraints}.", constraints={"any": guilty})
        elif held != Constraints() and self._reaches(self.bench, Constraints()):
            yield said(
                "There would be a route without all that is asked for; no one part of it alone is to blame."
            )

    def _nothing(self, constraints: Constraints) -> Said:
        cargo = self.shipment.cargo.cargo()
        facts = {
            "origin": {"name": self.shipment.origin}, "destination": {"name": self.shipment.destination},
            "equipment": cargo.equipment, "modes": {"all": [{"mode": mode} for mode in cargo.modes]},
        }  # fmt: skip
        if constraints == Constraints():
            return said(
                "Nothing leads from {origin} to {destination} for {equipment} ({modes} can carry it).",
                **facts,
            )
        return said(
            "Nothing leads from {origin} to {destination} for {equipment} ({modes} can carry it), whatever "
            "it may use.",
            **facts,
        )


def _constraint(field: str, word: object) -> Said:
    """Say one thing that was asked for."""
    if field == "gauge_mm":
        return said("rail of {gauge} mm only", gauge=word)
    if field == "max_transfers":
        return said("at most {n} transfers", n=word)
    name = {_KINDS.get(field, "name"): word}
    return said("going through {what}", what=name) if field == "via" else said("avoiding {what}", what=name)


def _without(base: Network, changes: tuple[object, ...]) -> Network:
    """Return the network under the changes that still fit when one is left out."""
    network = base
    for change in changes:
        try:
            network = apply(network, [change])  # type: ignore[list-item]  # a slice of changes
        except LandlinkError:
            continue
    return network


def _is_known(network: Network, word: str) -> bool:
    try:
        find_place(network, word)
    except LandlinkError:
        try:
            return bool(parse_avoid(network, [word]))
        except LandlinkError:
            return False
    return True


def _relaxed(held: Constraints) -> Iterator[tuple[str, object, Constraints]]:
    """Yield each single thing asked for, with the constraints without it."""
    for field in (one.name for one in fields(Constraints)):
        value = getattr(held, field)
        if isinstance(value, tuple):
            for word in value:
                rest = tuple(other for other in value if other != word)
                yield field, word, replace(held, **cast("Any", {field: rest}))
        elif value is not None:
            yield field, value, replace(held, **cast("Any", {field: None}))
