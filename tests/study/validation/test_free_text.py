"""Figures as other people write them: every row is understood as it is meant, or skipped with its reason."""

from __future__ import annotations

import pytest

from landlink import Network
from landlink.errors import LandlinkError
from landlink.study.validation.figures import figures_of
from landlink.study.validation.questions import question_of

HEAD = "corridor,origin,destination,year,metric,low,high,unit,status\n"

UNDERSTOOD = [  # row, low, starts, ends, via, quantile
    (
        "TITR,China border (Khorgos),Black Sea,2023,days,18,23,days,official",
        18,
        "altynkol",
        "poti batumi",
        "alat",
        "p20",
    ),
    (
        "TITR,Altynkol -> Poti/Batumi,,2024,days,13–15,,d,official",
        13,
        "altynkol",
        "poti batumi",
        "alat",
        "p20",
    ),
    (
        "TITR,Xi'an/Chongqing,EU (Duisburg),2022,days,~45,60,days,market",
        45,
        "xian chongqing",
        "duisburg",
        "alat",
        "mean",
    ),
    ("TITR,Aktau-Baku sea leg,,2023,hours,18 to 22,,h,official", 18, "aktau", "alat", "", "p20"),
    (
        "TITR,Kazakhstan section (China border),Aktau,2023,days,6,,days,market",
        6,
        "altynkol dostyk",
        "aktau",
        "",
        "mean",
    ),
    ("CKU,Kashgar-Osh-Tashkent,,2020,days,7,10,days,actual trip", 7, "kashgar", "tashkent", "osh", "p20"),
    ("CKU,Kashgar,Uzbekistan (Andijan),2024,km,523,,km,actual", 523, "kashgar", "andijan", "", "mean"),
    (
        "Trans-Siberian,Vladivostok/Vostochny,St Petersburg/Moscow,2021,days,14,20,days,market",
        14,
        "vladivostok vostochny",
        "st-petersburg moscow",
        "",
        "mean",
    ),
    ("Southern,China - Iran (Aprin),,2024,days,15,,days,official", 15, "xian chongqing", "aprin", "", "p20"),
    (
        "INSTC west,St Petersburg,Mumbai via Astara,2022,days,24,,days,official",
        24,
        "st-petersburg",
        "nhava-sheva",
        "astara-az astara-ir",
        "p20",
    ),
    (
        'INSTC,Mumbai/JNPT,Moscow,2022,usd_teu,"2,500",$3k,USD/TEU,dry run',
        2500,
        "nhava-sheva",
        "moscow",
        "",
        "mean",
    ),
    (
        "Road/TIR,China (Khorgos),Europe (Poland),2018,days,13½,,days,pilot",
        13.5,
        "khorgos-cn",
        "warsaw",
        "",
        "p20",
    ),
    ("Road,Karachi,Kabul via Torkham,2022,days,5,7,days,market", 5, "karachi", "kabul", "torkham", "mean"),
    ("Road/TIR,Torkham,Jalalabad,2022,hours,48,72,h,average", 48, "torkham", "jalalabad", "", "mean"),
    ("Deep sea,Shanghai,Istanbul,2023,days,30,35,days,market", 30, "shanghai", "ambarli", "", "mean"),
    ("Deep sea,Shanghai,Hamburg,2024,km,20000,,km,via Suez", 20000, "shanghai", "hamburg", "suez", "mean"),
    (
        "Northern,Frankfurt (Germany),Chengdu,2021-2022,days,15,16,days,market",
        15,
        "frankfurt-am-main",
        "chengdu",
        "",
        "mean",
    ),
    (
        "Northern (rail),Dostyk/Altynkol,Brest etc.,H1 2025,usd_feu,3239,3292,USD/40HC,ERAI",
        3239,
        "dostyk altynkol",
        "brest",
        "",
        "mean",
    ),
    (
        "TITR,Khorgos–Aktau–Baku–Tbilisi–Poti,,2024,km,4256,,km,official",
        4256,
        "altynkol",
        "poti",
        "aktau alat tbilisi",
        "mean",
    ),
    ("Black Sea,Constanța,Poti,2022,hours,72,80,h,market", 72, "constanta", "poti", "", "mean"),
]

SKIPPED = [
    ("TITR,China,Black Sea,2026,days,10,,days,plan", "after the network's own year 2025"),
    ("TITR,Khorgos,Aktau,2023,days,5,,days,official target", "an aim, not a figure of what is"),
    ("CKU,Kashgar,Andijan,2030,days,,,days,plan", "low and high hold no number"),
    ("TITR,whole route,,2023,TEU,20000,,TEU/yr,official", "the unit 'TEU/yr' is neither"),
    ("TITR,Aktau,Baku,2023,volume,20000,,,official", "the metric 'volume' is neither"),
    ("TITR vs Northern,China,Europe,2022,pct,30,40,%,market", "the unit '%' is neither"),
    ("TITR,Chongqing,Poti,2024,speed,500,600,km/day,official", "a speed is neither"),
    ("INSTC,Mumbai,Moscow,2014,usd,2500,,USD,dry run saving", "a difference between two ways"),
    ("Air,Shanghai,Liege,2024,days,1,2,days,market", "the model knows no aircraft"),
    ("Air,Shanghai,Liege,2024,usd_per_kg,3,4,USD/kg,market", "kilogram or cubic metre"),
    ("Northern,Moscow,Khorgos,2023,usd_feu,100000,,RUB/FEU,tariff", "neither USD nor EUR"),
    ("Trans-Siberian,Japan (Yokohama),Moscow,2020,days,20,24,days,market", "no place is known for 'Japan"),
]


@pytest.fixture(scope="module")
def network() -> Network:
    return Network.reference()


@pytest.mark.parametrize(("row", "low", "starts", "ends", "via", "quantile"), UNDERSTOOD)
def test_what_is_meant(
    network: Network, row: str, low: float, starts: str, ends: str, via: str, quantile: str
) -> None:
    [figure] = figures_of(HEAD + row, "f.csv")
    asked = question_of(network, figure)
    keys = network.nodes.text("id")
    assert figure.low == low
    assert [keys[node] for node in asked.starts] == starts.split()
    assert [keys[node] for node in asked.ends] == ends.split()
    assert list(asked.ways[0].via) == via.split()
    assert asked.quantile == quantile


@pytest.mark.parametrize(("row", "reason"), SKIPPED)
def test_what_is_no_figure_of_the_network(network: Network, row: str, reason: str) -> None:
    [figure] = figures_of(HEAD + row, "f.csv")
    with pytest.raises(LandlinkError, match=reason.replace("(", r"\(")):
        question_of(network, figure)


def test_middle_corridor_does_not_go_by_the_indian_ocean(network: Network) -> None:
    """The cheapest way to Baku's port is by ship round Asia and back."""
    [figure] = figures_of(HEAD + "Middle Corridor,China,Europe,2021,usd_feu,8000,,USD/FEU,market", "f.csv")
    asked = question_of(network, figure)
    assert {"suez", "malacca-strait"} <= set(asked.ways[0].avoid_nodes)
