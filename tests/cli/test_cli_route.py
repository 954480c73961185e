"""`landlink route`: the stable JSON, the tables, what it says when there is no route or no sense."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

QUERY = {
    "network", "origin", "destination", "cargo", "constraints", "criteria", "eps", "price_year", "equipment",
}  # fmt: skip
STABLE_ROUTE = {
    "label", "time_h", "time_p20_h", "time_p50_h", "time_p80_h", "cost_usd", "co2e_kg", "distance_km",
    "unverified_share", "legs",
}  # fmt: skip
STABLE_LEG = {
    "from", "to", "mode", "kind", "distance_km", "time_h", "cost_usd", "co2e_kg", "sources",
}  # fmt: skip


@pytest.fixture
def small_route(small_folder: Path) -> str:
    """Return the beginning of a command that routes on the network of 8 places."""
    return f"landlink route Urumqi Baku --network {small_folder.name} --pareto time,cost"


def test_json_has_the_stable_shape_and_nothing_else_is_on_stdout(shell: Shell, small_route: str) -> None:
    ran = shell(f"{small_route} --json")
    shown = json.loads(ran.out)
    assert (ran.code, ran.err, list(shown)) == (0, "", ["query", "routes", "front"])
    assert set(shown["query"]) == QUERY
    assert shown["query"]["origin"] == "Urumqi"
    for one in shown["routes"]:
        assert STABLE_ROUTE - set(one) == set()
        assert {type(one[name]) for name in STABLE_ROUTE - {"label", "legs"}} <= {float, int}
        assert one["time_p20_h"] < one["time_p50_h"] < one["time_p80_h"]
        for leg in one["legs"]:
            assert STABLE_LEG - set(leg) == set()
            assert all(isinstance(source, str) for source in leg["sources"])
        for name in ("time_h", "cost_usd", "co2e_kg", "distance_km"):
            assert sum(leg[name] for leg in one["legs"]) == pytest.approx(one[name], abs=0.1)


def test_json_holds_the_steps_that_explain_needs(shell: Shell, small_route: str) -> None:
    shown = json.loads(shell(f"{small_route} --json").out)
    steps = shown["routes"][0]["steps"]
    assert sum(step["time_h"] for step in steps) == pytest.approx(shown["routes"][0]["time_h"], abs=0.1)
    assert {"table", "file", "line", "key", "source", "quality"} == set(steps[0]["rests_on"]["time"][0])


def test_routes_have_the_five_names(shell: Shell, small_route: str) -> None:
    shown = json.loads(shell(f"{small_route} --json").out)
    names = sorted(name for one in shown["routes"] for name in one["labels"])
    assert names == ["balanced", "cheapest", "cleanest", "fastest", "most reliable"]


def test_geojson_is_a_line_for_each_move(shell: Shell, small_route: str) -> None:
    ran = shell(f"{small_route} --geojson")
    shown = json.loads(ran.out)
    assert (ran.code, shown["type"]) == (0, "FeatureCollection")
    assert {one["geometry"]["type"] for one in shown["features"]} == {"LineString"}
    assert {one["properties"]["kind"] for one in shown["features"]} == {"move"}


@pytest.mark.parametrize("columns", [80, 100, 140])
def test_tables_fit_the_terminal(columns: int, shell: Shell, small_route: str) -> None:
    ran = shell(small_route, columns)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= columns


def test_tables_say_what_was_asked_and_what_is_known(shell: Shell, small_route: str) -> None:
    out = shell(f"{small_route} --value 50000 --legs cheapest").out
    assert out.startswith("Urumqi to Baku: 1 40ft container, ")
    assert "goods of 50,000 USD" in out
    assert "Legs of the cheapest" in out
    assert "Sources" in out
    assert "A cover of the front of time, cost" in out
    assert "Prices in USD of 2025" in " ".join(out.split())


def test_one_criterion_is_exact(shell: Shell, small_route: str) -> None:
    shown = json.loads(shell(f"{small_route.replace('time,cost', 'cost')} --json").out)
    assert shown["front"]["exact"] is True


def test_all_legs(shell: Shell, small_route: str) -> None:
    alternatives = json.loads(shell(f"{small_route} --json").out)["routes"]
    assert shell(f"{small_route} --legs all").out.count("Legs of the ") == len(alternatives)


def test_names_with_spaces_in_comma_lists(shell: Shell, small_route: str) -> None:
    ran = shell(f'{small_route} --avoid " sea, Khorgos (China)" --json')
    assert json.loads(ran.out)["query"]["constraints"] == {
        "avoid_modes": ["sea"],
        "avoid_nodes": ["khorgos-cn"],
    }


def test_options_may_be_repeated(shell: Shell, small_route: str) -> None:
    ran = shell(f"{small_route} --via Almaty --via Aktau,Alat --json")
    assert json.loads(ran.out)["query"]["constraints"]["via"] == ["almaty", "aktau", "alat"]


def test_no_route_says_which_constraint_closes_the_way(shell: Shell, small_route: str) -> None:
    ran = shell(f"{small_route} --avoid ferry --max-transfers 9")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        "No route from Urumqi to Baku keeps to --avoid ferry, --max-transfers 9.",
        "There is one without --avoid ferry.",
    ]


def test_no_route_in_json_is_an_empty_list(shell: Shell, small_route: str) -> None:
    ran = shell(f"{small_route} --avoid ferry --json")
    assert (ran.code, json.loads(ran.out)["routes"]) == (1, [])
    assert "There is one without --avoid ferry." in ran.err


def test_no_route_when_dropping_one_is_not_enough(shell: Shell, small_route: str) -> None:
    ran = shell(f"{small_route} --avoid ferry,Aktau")
    assert "To drop one of these is not enough" in ran.err


def test_no_route_for_the_cargo(shell: Shell, small_folder: Path) -> None:
    for name in ("links.csv", "crossings.csv"):
        table = small_folder / name
        kept = [line for line in table.read_text(encoding="utf-8").splitlines() if "road" not in line]
        table.write_text("\n".join(kept) + "\n", encoding="utf-8")
    ran = shell(f"landlink route Urumqi Baku --cargo trucks --network {small_folder.name} --pareto time")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        "No route from Urumqi to Baku carries trucks (truck), which go by road, ferry.",
        "There is one with --cargo containers or --cargo wagons.",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("Paris Istanbul", "no place called 'Paris'; did you mean Arys?"),
        ("Almaty Almaty", "origin and destination are the same place, Almaty"),
        (
            "Almaty Aktau --avoid xyz",
            "cannot avoid 'xyz': not a country code, a mode, an operator, a service or",
        ),
        ("Almaty Aktau --via Antalya", "no place called 'Antalya'; did you mean"),
        ("Almaty Aktau --gauge 1500", "no rails of 1500 mm in this network; --gauge can be "),
        ("Almaty Aktau --pareto speed", "no criterion 'speed'; use time, cost, co2e, variance"),
        ("Almaty Aktau --pareto time,time", "give each criterion once"),
        ("Almaty Aktau --eps 2", "--eps is a share of at least 0 and below 1, not 2"),
        ("Almaty Aktau --eps 0.1 --exact", "--exact means --eps 0"),
        ("Almaty Aktau --json --geojson", "--json and --geojson cannot share one output"),
        ("Almaty Aktau --cargo trucks --teu 2", "give the number of trucks as units"),
        ("Almaty Aktau --cargo wagons --equipment 20ft", "wagons do not travel in '20ft'"),
        ("Almaty Aktau --tonnes -3", "tonnes must be above zero"),
        ("Almaty Aktau --pareto time --legs quickest", "no alternative is called 'quickest'; there are "),
        ("Almaty Aktau --network nowhere", "nowhere: there is no such folder"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(shell: Shell, options: str, said: str) -> None:
    ran = shell(f"landlink route {options}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: ")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_empty_network_folder_names_both_files(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = shell("landlink route Almaty Aktau --network empty")
    assert ran.code == 2
    assert ran.err.splitlines()[0] == "Error: the network has 2 problem(s):"
    assert [line.split(":")[0].strip() for line in ran.err.splitlines()[1:]] == ["nodes.csv", "links.csv"]


def test_missing_column_names_file_row_and_column(shell: Shell, small_folder: Path) -> None:
    table = small_folder / "links.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("length_km", "lenght_km", 1), encoding="utf-8")
    ran = shell(f"landlink route Almaty Aktau --network {small_folder.name}")
    assert ran.code == 2
    assert "links.csv:1 length_km: the column is missing." in ran.err
    assert "Did you mean 'length_km'?" in ran.err


DATED = 'landlink route Tashkent Riga --cargo trucks --ready "2026-05-25 08:00"'


def test_dates_are_shown_in_local_time(shell: Shell) -> None:
    ran = shell(f'{DATED} --rules aetr --deadline "2026-06-30 18:00" --latest')
    assert ran.code == 0
    assert "ready Mon 2026-05-25 08:00 (+05:00); deadline Tue 2026-06-30 18:00 (+03:00)" in ran.out
    for said in ("rests by aetr", "the goods must be ready by", "Begins", "05-25 08:00"):
        assert said in ran.out


def test_a_missed_deadline_says_when_it_arrives_and_what_costs_most(shell: Shell) -> None:
    ran = shell(f'{DATED} --deadline "2026-05-28 18:00"')
    assert ran.code == 1
    assert "cannot be met: the earliest arrival is 2026-06-" in ran.err
    assert "most time goes to" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--rules aetr", "--rules needs --ready"),
        ("--deadline 2026-05-28", "--deadline needs --ready"),
        ("--ready 2026-05-25 --latest", "--latest needs --deadline"),
        ("--ready 2026-05-25 --horizon 0", "--horizon is a number of days above zero"),
        ('--ready "2026-02-30 08:00"', "is no date and time (day is out of range for month)"),
        ("--ready 2026-05-25 --deadline 2026-05-24", "is not after 2026-05-25T00:00:00+05:00"),
        ("--ready 2026-05-25 --rules etr", "no rule set 'etr'; there are aetr, ec1-cattle"),
    ],
)
def test_dates_that_cannot_be(shell: Shell, options: str, said: str) -> None:
    ran = shell(f"landlink route Tashkent Riga {options}")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_dates_in_json_and_explained(shell: Shell) -> None:
    shown = json.loads(shell(f"{DATED} --rules aetr --json").out)
    assert shown["dated"]["ready"] == "2026-05-25T08:00:00+05:00"
    assert shown["dated"]["rules"] == ["aetr"]
    one = shown["routes"][0]
    assert one["departs"] == "2026-05-25T08:00:00+05:00"
    assert one["arrives"].endswith("+03:00")
    assert one["legs"][0]["starts_at"] == one["departs"]
    assert one["legs"][-1]["ends_at"] == one["arrives"]
    assert shell(f"{DATED} --rules aetr,ec1-cattle --json | landlink explain -").code == 0
