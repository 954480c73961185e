"""Places as reports write them."""

from __future__ import annotations

import pytest

from landlink import Network
from landlink.errors import LandlinkError
from landlink.network.places import find_place
from landlink.study.validation.places import written_place
from landlink.study.validation.words import cell, table

WRITTEN = [
    ("Tashkent (Sergeli)", "", "tashkent"),
    ("Sergeli (Tashkent)", "", "sergeli"),
    ("Dostyk/Altynkol", "", "dostyk altynkol"),
    ("Kazakhstan section (China border)", "", "altynkol dostyk"),
    ("Altynkol/Dostyk (KZ)", "", "altynkol dostyk"),
    ("Istanbul via Turkmenbashi", "", "istanbul"),
    ("Brest etc.", "", "brest"),
    ("Georgian Black Sea ports", "", "poti batumi"),
    ("Black Sea ports (Poti/Batumi)", "", "poti batumi"),
    ("Poti/Batumi", "", "poti batumi"),
    ("Europe", "", "duisburg"),
    ("Europe", "sea", "rotterdam hamburg"),
    ("N. Europe", "sea", "rotterdam hamburg"),
    ("EU border", "", "brest"),
    ("China", "", "xian chongqing"),
    ("China", "sea", "shanghai"),
    ("China", "road", "khorgos-cn urumqi"),
    ("Duisburg/Hamburg", "", "duisburg hamburg"),
    ("composite WCI", "sea", "shanghai"),
    ("Baku/Alat", "", "alat"),
    ("Baku (Alat)", "", "baku"),
    ("Absheron (Baku)", "", "baku"),
    ("Port of Baku", "", "alat"),
    ("Poti port", "", "poti"),
    ("port of Poti", "", "poti"),
    ("Poti (Georgia)", "", "poti"),
    ("Moscow (Vorsino)", "", "moscow"),
    ("Vorsino (Moscow)", "", "vorsino"),
    ("Mumbai", "", "nhava-sheva"),
    ("Nhava Sheva (Mumbai)", "", "nhava-sheva"),
    ("JNPT", "", "nhava-sheva"),
    ("Vuosaari (Helsinki)", "", "st-petersburg"),
    ("Xi'an", "", "xian"),
    ("Xian", "", "xian"),
    ("Xi'an/Yiwu/Zhengzhou", "", "xian yiwu zhengzhou"),
    ("Xi'an, Yiwu or Zhengzhou", "", "xian yiwu zhengzhou"),
    ("Yiwu and Xi'an", "", "yiwu xian"),
    ("border of China and Kazakhstan", "", "altynkol dostyk"),
    ("Border between Kazakhstan and China", "", "altynkol dostyk"),
    ("China-Kazakhstan border", "", "altynkol dostyk"),
    ("Chinese border", "", "altynkol dostyk"),
    ("AZ-GE border", "", "boyuk-kesik"),
    ("GE-TR border", "", "kartsakhi"),
    ("Kars-Georgia border", "", "canbaz"),
    ("Islamabad", "", "rawalpindi"),
    ("Germany", "", "duisburg hamburg"),
    ("Germany", "sea", "hamburg"),
    ("Poland", "", "malaszewicze lodz"),
    ("Turkiye", "", "istanbul"),
    ("Türkiye", "", "istanbul"),
    ("Turkey", "sea", "ambarli mersin"),
    ("Central Asia destinations", "", "almaty tashkent"),
    ("Kazakhstan (sulphur origin)", "", "almaty astana"),
    ("Boyuk Kesik (AZ-GE border)", "", "boyuk-kesik"),
    ("Kartsakhi (GE-TR border)", "", "kartsakhi"),
    ("Uzen (KZ)", "", "zhanaozen"),
    ("Gorgan (IR)", "", "gorgan"),
    ("Bandar Abbas", "", "bandar-abbas"),
    ("Shahid Rajaee", "", "bandar-abbas"),
    ("Khorgos", "", "altynkol"),
    ("Khorgos", "road", "khorgos-cn"),
    ("Amirabad/Anzali", "", "amirabad anzali"),
    ("Dostyk and somewhere else", "", "dostyk"),
    ("Rotterdam via Cape", "sea", "rotterdam"),
]
"""Text, mode of the corridor, keys of the places that it stands for."""


@pytest.fixture(scope="module")
def network() -> Network:
    return Network.reference()


@pytest.mark.parametrize(("text", "mode", "keys"), WRITTEN)
def test_written_place(network: Network, text: str, mode: str, keys: str) -> None:
    names = network.nodes.text("id")
    assert [names[node] for node in written_place(network, text, mode).nodes] == keys.split()


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("Istanbul via Turkmenbashi", ("Turkmenbashi",)),
        ("Istanbul via Turkmenbashi-Alat-BTK", ("Turkmenbashi", "Alat", "BTK")),
        ("Europe via Poti and Constanta", ("Poti", "Constanta")),
        ("Baku via Aktau", ("Aktau",)),
        ("Baku", ()),
    ],
)
def test_ways_in_a_place(network: Network, text: str, via: tuple[str, ...]) -> None:
    assert written_place(network, text).via == via


@pytest.mark.parametrize("text", ["Atlantis", "(somewhere)", "", "?"])
def test_unknown_place_is_an_error(network: Network, text: str) -> None:
    with pytest.raises(LandlinkError, match="no place is known for"):
        written_place(network, text)


def test_what_stands_for_a_region_is_told_with_its_reason(network: Network) -> None:
    assert written_place(network, "EU border").note == (
        "EU border stands for Brest: the last station before the crossing by which nearly all trains "
        "from Asia enter the Union"
    )
    assert "somewhere else is not known" in written_place(network, "Dostyk and somewhere else").note


def test_every_word_of_the_tables_is_a_place_of_the_network(network: Network) -> None:
    known = network.nodes.index()
    for row in table("places"):
        assert row["reason"], row
        assert cell(row["places"]), row
        assert [place for place in cell(row["places"]) if place not in known] == []
    for row in table("corridors"):
        assert row["reason"], row
        for place in (row["from"], row["to"], *cell(row["via"])):
            find_place(network, place)
