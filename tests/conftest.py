"""Networks that the tests share, and how Hypothesis searches: the same way in each run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from landlink.network import Cargo, Network
from landlink.network.virtual import SearchGraph, build
from landlink.testing import small_network

settings.register_profile(
    "landlink", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("landlink")


@pytest.fixture(scope="session")
def reference() -> Network:
    """Return the built-in network."""
    return Network.reference()


@pytest.fixture(scope="session")
def small() -> Network:
    """Return the network of 8 places."""
    return small_network()


@pytest.fixture(scope="session")
def reference_graph(reference: Network) -> SearchGraph:
    """Return the virtual network of the built-in network for one 40-foot container."""
    return build(reference, Cargo())


@pytest.fixture(scope="session")
def small_graph(small: Network) -> SearchGraph:
    """Return the virtual network of the network of 8 places for one 40-foot container."""
    return build(small, Cargo())
