"""Print what the fitted parameters should be, and what the published figures then say.

``python -m tools.fit_parameters`` changes nothing: it prints, for each group of parameters that has
no published value of its own, the factor that fits the figures of use ``fit`` best, the factor that
all figures together would choose, and the mean errors before, after, and with each publisher left
out. A factor near 1 means that the value in the tables stands.
"""

from __future__ import annotations

import numpy as np

from landlink import Network
from landlink.study.validation import compared, own_figures
from landlink.study.validation.crossvalid import left_out, linear, refit


def main() -> None:
    """Fit both quantities and print the outcome."""
    network = Network.reference()
    held = compared(network, own_figures(network))
    for quantity in ("transit_days", "price_usd"):
        chosen = [number for number, one in enumerate(held.asked) if one.quantity == quantity]
        asked = [held.asked[number] for number in chosen]
        one = linear(held.bench, asked, [held.found[number] for number in chosen], quantity)
        uses = np.array([question.figure.use for question in asked])
        own, everything = refit(one, uses == "fit"), refit(one, np.ones(len(asked), dtype=bool))
        print(f"{quantity}: factor from `fit`, from all figures")
        for group, factor, other in zip(one.groups, own, everything, strict=True):
            print(f"  {group}: {factor:.2f}, {other:.2f}")
        ratios = {
            "tables": one.ratio(np.ones(len(one.groups))),
            "refit": one.ratio(own),
            "left out": left_out(one, [question.figure.source for question in asked], uses == "fit"),
        }
        for use in ("fit", "check", "holdout"):
            rows = uses == use
            errors = ", ".join(
                f"{name} {100 * np.abs(ratio[rows] - 1).mean():.1f} %" for name, ratio in ratios.items()
            )
            print(f"  {use} ({rows.sum()} figures): {errors}")


if __name__ == "__main__":
    main()
