"""`landlink place`, and what commands do about names that are not sure."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from landlink.cli.asking import place_key
from landlink.network.places import PlaceError

if TYPE_CHECKING:
    from landlink.network import Network
    from tests.cli.conftest import Shell


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_place_shows_what_a_name_means(shell: Shell) -> None:
    ran = shell("landlink place Сиань", columns=200)
    assert (ran.code, ran.err) == (0, "")
    assert all(text in ran.out for text in ("xian", "Xi'an", "CN", "CNXIA CNXAK", "34.26, 108.93", "西安"))


def test_place_lists_what_it_can_mean(shell: Shell) -> None:
    ran = shell("landlink place Хоргос")
    assert ran.code == 0
    assert ran.out.startswith("'Хоргос' can mean khorgos-cn")
    assert all(key in ran.out for key in ("khorgos-gateway", "nur-zholy"))


def test_place_near_a_point_says_how_far(shell: Shell) -> None:
    found = json.loads(shell("landlink place 43.65,51.15 --limit 2 --json").out)
    assert found["unique"] is False
    assert [(one["key"], one["how"], one["score"]) for one in found["places"]] == [
        ("aktau", "point", None), ("kuryk", "point", None)
    ]  # fmt: skip
    assert found["places"][0]["distance_km"] == pytest.approx(8, abs=1)
    assert "km away" in shell("landlink place 43.65,51.15").out


def test_place_in_json(shell: Shell) -> None:
    found = json.loads(shell("landlink place KZAAU --json").out)
    assert found["unique"] is True
    assert found["places"][0]["names"][:2] == ["Ақтау", "Актау"]
    near = json.loads(shell("landlink place Samarkandd --json --limit 1").out)["places"]
    assert [(one["key"], one["how"]) for one in near] == [("samarkand", "near")]


def test_nothing_near_is_an_exit_code(shell: Shell) -> None:
    ran = shell("landlink place qwertyuiop")
    assert (ran.code, ran.out) == (1, "")
    assert "no place called 'qwertyuiop'" in ran.err


def test_a_command_says_as_what_it_took_a_name(shell: Shell) -> None:
    ran = shell("landlink route Almatyy 43.65,51.15 --pareto time --json")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "Note: found 'Almatyy' as Almaty (KZ, almaty)",
        "Note: 43.65,51.15 (latitude, longitude) is taken as Aktau (KZ, aktau), the nearest hub, 8 km away",
    ]
    assert json.loads(ran.out)["query"]["destination"] == "Aktau"


def test_a_command_does_not_choose_between_places(shell: Shell) -> None:
    ran = shell("landlink route Frankfurt Poti")
    assert (ran.code, ran.out) == (2, "")
    assert "frankfurt-am-main (Frankfurt am Main, DE, hub), frankfurt-oder" in ran.err
    ran = shell("landlink route 0,0 Poti")
    assert (ran.code, "no hub within 50 km" in ran.err) == (2, True)


def test_at_a_terminal_it_asks(reference: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer, key in (("2\n", "frankfurt-oder"), ("9\nx\n1\n", "frankfurt-am-main")):
        monkeypatch.setattr(sys, "stdin", Terminal(answer))
        monkeypatch.setattr(sys, "stderr", shown := Terminal())
        assert place_key(reference, "Frankfurt") == key
        assert "Which one do you mean?" in shown.getvalue()
        assert "Frankfurt (Oder) (DE, hub, frankfurt-oder)" in shown.getvalue()


def test_it_does_not_ask_where_a_machine_reads(reference: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdin", Terminal("1\n"))
    with pytest.raises(PlaceError):
        place_key(reference, "Frankfurt", ask=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("1\n"))
    with pytest.raises(PlaceError):
        place_key(reference, "Frankfurt")
