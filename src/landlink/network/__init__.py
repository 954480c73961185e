"""What a corridor network is: tables, checks, scenarios, the virtual network."""

from landlink.network.cargo import Cargo
from landlink.network.model import Network
from landlink.network.problems import NetworkError, Problem

__all__ = ["Cargo", "Network", "NetworkError", "Problem"]
