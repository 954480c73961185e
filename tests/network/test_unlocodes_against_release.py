"""UN/LOCODEs against release 2025-1 of the list, where it lies beside the checkout."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rapidfuzz import fuzz

from landlink.network.geodesy import great_circle_km
from landlink.network.place_spelling import codes_and_names, fold
from landlink.network.places import plain

if TYPE_CHECKING:
    from landlink.network import Network

RELEASE = Path(__file__).parents[3] / "shared/data/unlocode_2025_1/unlocode_2025-1_all.csv.gz"

UNKNOWN = {"CNXAK"}
"""Codes that people write and the release does not have."""

FAR_KM = 60.0
FAR = {"BGKBT", "UZSYA", "KZPWQ", "KZEIL", "AZKMZ", "CNSMX", "CNULA", "MNDZU"}
"""Codes of the right name and region whose coordinates in the release lie farther away."""

pytestmark = pytest.mark.skipif(not RELEASE.is_file(), reason="the release is not beside the checkout")


@pytest.fixture(scope="module")
def release() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with gzip.open(RELEASE, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["cc"] + row["loc"], []).append(row)
    return found


def test_codes_exist_and_lie_where_the_place_is(
    reference: Network, release: dict[str, list[dict[str, str]]]
) -> None:
    nodes = reference.nodes
    lost, far = set(), {}
    for row in range(len(nodes)):
        for code in codes_and_names(nodes, row)[0]:
            if code not in release:
                lost.add(code)
                continue
            for one in release[code]:
                if one["lat"]:
                    away = great_circle_km(
                        nodes.number("lon")[row],
                        nodes.number("lat")[row],
                        float(one["lon"]),
                        float(one["lat"]),
                    )
                    if away > FAR_KM:
                        far[code] = float(away)
    assert lost == UNKNOWN
    assert set(far) <= FAR, far


def test_codes_have_a_name_of_the_place(reference: Network, release: dict[str, list[dict[str, str]]]) -> None:
    nodes = reference.nodes
    other = {}
    for row, code in enumerate(nodes.text("unlocode")):
        if code:
            names = [nodes.text("name")[row], *codes_and_names(nodes, row)[1]]
            sounds = {fold(name) for name in names} | {plain(name) for name in names}
            theirs = [part for one in release[code] for part in one["name_wo"].replace("(", "/").split("/")]
            if max(fuzz.partial_ratio(s, fold(t)) for t in theirs for s in sounds if s) < 70:
                other[code] = theirs
    assert other == {}
