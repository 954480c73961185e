"""Rules, notes and names of the analyses of shocks, marked for the catalogues of the report.

They are written where they are computed (``resilience``, ``appraisal``, the reference network) and
stand here once more, so that a report can say them in another language. Tests hold both together; a text
that is not here is said in English.
"""

from __future__ import annotations

from landlink.study.said import message

PATTERNS = (
    message(
        "Every trade takes the way of least generalised cost: money, and hours at what time is worth to the"
        " goods. One thing at a time is closed for a year, everything else stays as it is, and every trade"
        " takes the best way that is left, however much others use it. Goods that are known to avoid"
        " something go on avoiding it while any way is left without it; where none is, they divert, at a loss"
        " never below zero. The loss is the added cost of all trades; what has no way left, or only one"
        " beyond {factor} times its cost before, counts as that limit. The rule is the same for every"
        " country."
    ),
    message("{tonnes} t a year have no way even while nothing has failed, and count in no loss."),
    message("{rows} rows or parts of the demand could not be placed."),
    message(
        "Two closures can cost less than one: goods take what they avoid only where no way is left "
        "without it, at no price for what made them avoid it."
    ),
    message("Of the pairs that were not worked out, none loses more than {usd} USD a year."),
    message("{trips} trips have no way to begin with and count nowhere: {pairs}."),
    message(
        "Partners, but no row of the heat map, as the network joins them by land to fewer than two"
        " countries (three if they have a coast) and knows too few of their ways: {countries}."
    ),
    message("Nothing in this network is touched by: {names}."),
    message("{weak} of {all} disruptions rest on general knowledge (quality unverified)."),
    message("No depth is known of {ports}: no ship is held back there."),
    message("No effect is computed for {services}: see what is unknown of each."),
    message("The reference level of {berths} is derived, not published."),
)
"""Texts with something filled in."""

IN_FULL = (
    message(
        "One rule for all. A country's trade is what starts or ends there and goes to or comes from another"
        " country, with every partner of the list counting the same, half each way. Each trip takes the way"
        " of least generalised cost: its dollars a tonne, and its hours at what they are worth to the goods."
        " When something closes, every trip that leads through it takes the best way that is left; goods that"
        " are known to avoid something go on avoiding it while any way is left without it. A trip that has"
        " none is stranded. A country that closes lets nothing through, and its own trade is left out of that"
        " column. Dearer is the rise in generalised cost, over the trade that still gets through, in per cent"
        " of what that trade cost before; a trip counts as dearer from 1 % on. Harm adds both up: the mean"
        " over all trade of the rise, where a trip that is stranded or costs twice as much or more counts as"
        " 100 %. The worst case of a country is the closure with the greatest harm. Ways have no limit of"
        " capacity here, so the losses are the least ones."
    ),
    message(
        "One rule for all. A country's trade is what starts or ends there and goes to or comes from another"
        " country, weighted by its tonnes in the demand. Each trip takes the way of least generalised cost:"
        " its dollars a tonne, and its hours at what they are worth to the goods. When something closes,"
        " every trip that leads through it takes the best way that is left; goods that are known to avoid"
        " something go on avoiding it while any way is left without it. A trip that has none is stranded. A"
        " country that closes lets nothing through, and its own trade is left out of that column. Dearer is"
        " the rise in generalised cost, over the trade that still gets through, in per cent of what that"
        " trade cost before; a trip counts as dearer from 1 % on. Harm adds both up: the mean over all trade"
        " of the rise, where a trip that is stranded or costs twice as much or more counts as 100 %. The"
        " worst case of a country is the closure with the greatest harm. Ways have no limit of capacity here,"
        " so the losses are the least ones."
    ),
    message(
        "Goods that are known to go by rail or in some equipment stay with it, as their rows of demand say."
        " Where no way is left without what they avoid they take it, at a rise in cost of 0 or more. They"
        " never change equipment, so some are stranded though a truck could carry them."
    ),
    message("No lack of capacity elsewhere is counted, nor that others get in the way."),
    message("Nobody adapts trade itself: what is bought from whom stays as it is."),
    message(
        "Years are drawn from the rates, lengths and storm shares of the tables disruptions and closures."
        " Goods set out evenly. While something is closed or slowed, each flow takes its cheapest way around"
        " it or waits until it is over, whichever is cheaper at the value of its time, knowing how long it"
        " lasts; what that adds, at most the worth of the goods, is the loss. A cause that is met together"
        " with others bears an equal part; a loss counts half for the country where the goods begin and half"
        " for that where they end. A backlog clears with the spare capacity assumed. The same rule holds for"
        " all countries and causes."
    ),
    message(
        "Ways around have all the capacity they need and prices do not move: the loss is a low estimate."
    ),
    message("Rates come from reported events; what nobody reported is missing."),
    message(
        "One rule for all ports and ships. Depth of a berth = its depth at its reference level + level -"
        " reference level + dredging; draught let in = depth / (1 + under_keel_share), or the published"
        " greatest draught moved by the same metres; a ship uses the deepest berth that takes her kind and"
        " passes every approach; a service has the least draught of its ports. Payload = deadweight - (loaded"
        " draught - draught let in) x tonnes per cm x 100, between 0 and the deadweight. Capacity = the"
        " smaller of payload and full slots; a sailing costs the same, so that the price of a unit is divided"
        " by the share that is left. Below least_payload_share of her deadweight a ship does not sail. What"
        " is unknown has no effect and is listed."
    ),
)
"""Texts as they stand."""

CAUSES = (
    message("Caspian storms"), message("Kuryk in bad weather"),
    message("Belarus-Poland border closed"), message("Afghanistan-Pakistan border closed"),
    message("Torkham closed"), message("Queue at Zabaikalsk towards China"),
    message("Queue at Naushki towards China"), message("Queue at Dostyk towards China"),
    message("Queue at Alashankou from China"), message("Queue at Erenhot from China"),
    message("Queue at Manzhouli from China"), message("Queue at Malaszewicze"),
    message("Queue of trucks at Nur Zholy"), message("Queue of trucks between Kyrgyzstan and Kazakhstan"),
    message("Avalanche danger on the Georgian Military Road"),
    message("Queue at Verkhny Lars towards Georgia"),
    message("Flood on the railway at Kharagauli"), message("Storm at Poti"),
    message("Storm at Kuryk out of season"), message("Storm at Aktau in autumn"),
    message("Wind at Constanta"), message("Storm at Novorossiysk"), message("Bandar Abbas stopped"),
    message("Suez Canal blocked"), message("Red Sea avoided"),
)  # fmt: skip
"""Causes of disruption of the reference network."""
