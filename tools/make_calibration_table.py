"""Write the table of modelled and published figures into docs/methods/data.md.

Run from the repository root: ``python -m tools.make_calibration_table``. A test fails while the
page is out of date.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from landlink import Cargo, Constraints, Network
from landlink.network.places import find_place
from landlink.network.virtual import build
from landlink.routing.provenance import rows_of
from landlink.routing.routes import BEST, route_on

if TYPE_CHECKING:
    from landlink.network.virtual import SearchGraph
    from landlink.routing.provenance import Rows
    from landlink.routing.routes import Route

PAGE = Path("docs/methods/data.md")
START, END = "<!-- table -->", "<!-- end of table -->"
FEU, TEU = Cargo("containers", teu=2), Cargo("containers", teu=1)
MOVING = ("move", "border", "gauge_change")


@cache
def _graph(cargo: Cargo) -> tuple[SearchGraph, Rows]:
    network = Network.reference()
    return build(network, cargo), rows_of(network)


@cache
def best(
    start: str, end: str, cargo: Cargo, criterion: str, via: tuple[str, ...] = (), avoid: str = ""
) -> Route:
    """Return the best route without road by one criterion."""
    graph, rows = _graph(cargo)
    a, b = (find_place(graph.network, name) for name in (start, end))
    keep = Constraints(avoid_modes=("road",), via=via, avoid_nodes=(avoid,) if avoid else ())
    found = route_on(graph, rows, a, b, keep, (criterion,), 0.0)
    return next(one for one in found.routes if BEST[criterion] in one.labels)


def days(one: Route, kinds: tuple[str, ...] = MOVING) -> str:
    """Return the days of some kinds of leg."""
    return f"{sum(leg.time_h for leg in one.legs if leg.kind in kinds) / 24:.1f} days"


def usd(one: Route) -> str:
    """Return the whole price."""
    return f"{one.totals['cost_usd']:,.0f} USD"


def km(one: Route) -> str:
    """Return the whole length."""
    return f"{one.distance_km:,.0f} km"


def rows() -> list[tuple[str, str, str, str]]:
    """Return what, modelled, published and how the published figure was used."""
    time, cost = "time_h", "cost_usd"
    brest = best("Altynkol", "Brest", FEU, time)
    kars = ("turkmenbashi", "alat", "akhalkalaki")
    aktau = best("Xi'an", "Aktau", FEU, time)
    nodes = Network.reference().nodes.text("id")
    at = next(number for number, leg in enumerate(aktau.legs) if nodes[leg.start] == "khorgos-cn")
    to_aktau = sum(leg.time_h for leg in aktau.legs[at:] if leg.kind != "unload") / 24
    poti = best("Xi'an", "Poti", FEU, time, ("aktau", "alat"))
    return [
        ("Altynkol-Brest, block train", km(brest), "5,430 km", "check"),
        ("Dostyk-Brest, block train, running and borders", days(best("Dostyk", "Brest", FEU, time)), "6-8 days (2024)", "fitted"),
        ("Altynkol-Brest, block train, 40ft with terminals", usd(brest), "3,250 USD (ERAI, first half of 2025)", "fitted"),
        ("Xi'an-Tashkent, block train", km(best("Xi'an", "Tashkent", FEU, time)), "4,486 km", "check"),
        ("Xi'an-Tashkent, running and borders", days(best("Xi'an", "Tashkent", FEU, time)), "5 days (record of 2024)", "check"),
        ("China's border-Aktau, with border and gauge change", f"{to_aktau:.1f} days", "6 days (early 2023), 12 (2022)", "check"),
        ("Poti-Baku, running and border", days(best("Poti", "Baku", FEU, time)), "1.4 days (2014)", "fitted"),
        ("Baku-Poti, 20ft with terminals", usd(best("Baku", "Poti", TEU, cost)), "800 USD (2018)", "fitted"),
        ("Alat-Mersin by Kars, 20ft with terminals", usd(best("Alat", "Mersin", TEU, cost, ("akhalkalaki",))), "1,350 USD (2018)", "fitted"),
        ("Shanghai-Rotterdam by Suez, sailing with calls", days(best("Shanghai", "Rotterdam", FEU, cost)), "about 35 days", "fitted"),
        ("Shanghai-Rotterdam by the Cape, sailing with calls", days(best("Shanghai", "Rotterdam", FEU, cost, (), "suez")), "35-49 days", "check"),
        ("Tashkent-Istanbul by Turkmenbashi and Kars, 20ft", usd(best("Tashkent", "Istanbul", TEU, cost, kars)), "2,305 USD (2020)", "held out"),
        ("Tashkent-Istanbul by Turkmenbashi and Kars, 40ft", usd(best("Tashkent", "Istanbul", FEU, cost, kars)), "2,972 USD (2020)", "held out"),
        ("Xi'an-Poti by Aktau, door to port", days(poti, (*MOVING, "load", "wait", "transhipment", "unload")), "no figure used", "result"),
        ("Xi'an-Duisburg by Kazakhstan and Russia, 40ft", usd(best("Xi'an", "Duisburg", FEU, time, ("malaszewicze",))), "no figure used", "result"),
    ]  # fmt: skip


def table() -> str:
    """Return the table as Markdown."""
    lines = ["| what | model | published | use |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows())])


def page() -> str:
    """Return the page with the table of now."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    return f"{before}{START}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
