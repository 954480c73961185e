"""Compiled parts of the assignment: prices of resources, trees with new paths, shifts of flow."""

import numpy as np

from landlink.routing.jit import kernel
from landlink.routing.trees_kernels import rise, sink

INFINITY = np.inf
KIND, FREE, CAPACITY, A, B, LIMIT, MULTIPLIER, PENALTY = range(8)
VOLUME, PRICE, SLOPE = range(3)
STEPS = 20
NEAR = 0.3
"""Most steps on a pair of paths, and to which share of what they differed they are levelled."""


@kernel
def price(par, state, r, marginal):  # type: ignore[no-untyped-def]
    """Set price and slope of one resource from its volume.

    The price is the delay, or with ``marginal`` the marginal cost, plus the multiplier of the limit
    with its penalty. ``par`` has a row of eight a resource, ``state`` a row of four.
    """
    kind = par[r, 0]
    free = par[r, 1]
    a = par[r, 3]
    b = par[r, 4]
    volume = max(state[r, 0], 0.0)
    capacity = par[r, 2]
    x = volume / capacity
    value = free
    first = 0.0
    second = 0.0
    if kind == 1.0:
        if x > 0.0:
            power = x * x * x if b == 4.0 else x ** (b - 1.0)
            value = free + free * a * x * power
            first = free * a * b * power / capacity
            second = first * (b - 1.0) / volume
        elif b == 1.0:
            first = free * a / capacity
    elif kind == 2.0:
        shift = (2.0 * a - 1.0) / (2.0 * a - 2.0)
        y = a * (1.0 - x)
        root = np.sqrt(y * y + shift * shift)
        rest = shift * shift / (root + y) if y > 0.0 else root - y  # root - y without loss of figures
        value = free * (2.0 + rest - shift)
        first = free * a * rest / root / capacity
        second = free * a * a * shift * shift / (root * root * root) / (capacity * capacity)
    elif kind >= 3.0:
        scale = a if kind == 4.0 else free * a
        near = min(x, b)
        gap = 1.0 / (1.0 - near)
        value = free + scale * (near * gap + (x - near) * gap * gap)
        first = scale * gap * gap / capacity
        if x < b:
            second = 2.0 * first * gap / capacity
    if marginal:
        value += volume * first
        first += first + volume * second
    rate = par[r, 7]
    if rate > 0.0:
        over = par[r, 6] + rate * (state[r, 0] - par[r, 5])
        if over > 0.0:
            value += over
            first += rate
    state[r, 1] = value
    state[r, 2] = first


@kernel
def price_all(par, state, marginal):  # type: ignore[no-untyped-def]
    """Set price and slope of all resources from their volumes."""
    for r in range(par.shape[0]):
        price(par, state, r, marginal)


@kernel
def load(path_ptr, used, flow, sign, state):  # type: ignore[no-untyped-def]
    """Add the flows of paths, times ``sign``, to the volumes of their resources."""
    for path in range(path_ptr.size - 1):
        amount = sign * flow[path]
        if amount != 0.0:
            for spot in range(path_ptr[path], path_ptr[path + 1]):
                state[used[spot], 0] += amount


@kernel
def grow(  # type: ignore[no-untyped-def]
    indptr, heads, weight, no_through, origin, wanted, stamp, count, near, back, heap, place, keys
):
    """Grow a tree from an origin until all vertices with ``wanted == stamp`` are settled."""
    for vertex in range(indptr.size - 1):
        near[vertex] = INFINITY
        back[vertex] = -1
        place[vertex] = -1
    near[origin] = 0.0
    heap[0] = origin
    keys[0] = 0.0
    place[origin] = 0
    size = 1
    left = count
    while size > 0:
        vertex = heap[0]
        size -= 1
        if size > 0:
            sink(heap, keys, place, size)
        place[vertex] = -2
        if wanted[vertex] == stamp:
            left -= 1
            if left == 0:
                break
        if no_through[vertex] and vertex != origin:
            continue
        reach = near[vertex]
        for arc in range(indptr[vertex], indptr[vertex + 1]):
            head = heads[arc]
            length = reach + weight[arc]
            if length < near[head]:
                near[head] = length
                back[head] = arc
                spot = place[head]
                if spot < 0:
                    spot = size
                    size += 1
                rise(heap, keys, place, spot, head, length)


@kernel
def search(  # type: ignore[no-untyped-def]
    indptr, heads, tails, cost, resource, no_through, state,
    group_class, group_origin, group_ptr, destination,
    row_ptr, path_ptr, arcs, flow, tolerance,
    low, high, best, spent, new_size, new_arcs, fill,
    weight, near, back, heap, place, keys, wanted,
):  # fmt: skip
    """Grow the trees of the groups ``low`` to ``high`` at fixed prices and write down new paths.

    A group is the rows of one class and origin. Sets the cost of the best path of each row (``best``),
    what its flow spends beyond that (``spent``), the size of a new path that is better than all known
    ones by more than ``tolerance`` (``new_size``, else -1), and puts its arcs into ``new_arcs`` from
    ``fill[0]`` on. Returns the group at which ``new_arcs`` is full, or ``high``.
    """
    last_class = -1
    for group in range(low, high):
        start_fill = fill[0]
        of_class = group_class[group]
        if of_class != last_class:
            for arc in range(heads.size):
                r = resource[arc]
                weight[arc] = cost[of_class, arc] + (state[r, 1] if r >= 0 else 0.0)
            last_class = of_class
        count = 0
        for row in range(group_ptr[group], group_ptr[group + 1]):
            if wanted[destination[row]] != group:
                wanted[destination[row]] = group
                count += 1
        grow(
            indptr, heads, weight, no_through, group_origin[group], wanted, group, count,
            near, back, heap, place, keys,
        )  # fmt: skip
        for row in range(group_ptr[group], group_ptr[group + 1]):
            vertex = destination[row]
            shortest = near[vertex]
            best[row] = shortest
            least = INFINITY
            excess = 0.0
            for path in range(row_ptr[row], row_ptr[row + 1]):
                total = 0.0
                for spot in range(path_ptr[path], path_ptr[path + 1]):
                    total += weight[arcs[spot]]
                least = min(least, total)
                excess += flow[path] * (total - shortest)
            spent[row] = excess
            new_size[row] = -1
            if shortest < INFINITY and (least == INFINITY or least - shortest > tolerance * shortest):
                size = 0
                at = vertex
                while back[at] >= 0:
                    size += 1
                    at = tails[back[at]]
                if fill[0] + size > new_arcs.size:
                    fill[0] = start_fill
                    return group
                at = vertex
                spot = fill[0] + size
                while back[at] >= 0:
                    spot -= 1
                    new_arcs[spot] = back[at]
                    at = tails[back[at]]
                new_size[row] = size
                fill[0] += size
    return high


@kernel
def merge(  # type: ignore[no-untyped-def]
    row_ptr, path_ptr, arcs, flow, used_ptr, used, fixed, same, new_size, new_arcs,
    demand, of_class, cost, resource,
    to_row_ptr, to_path_ptr, to_arcs, to_flow, to_used_ptr, to_used, to_fixed,
):  # fmt: skip
    """Copy the paths that carry flow, add the new ones, and list the resources that each uses.

    A new path of a row without any gets all its demand, else nothing yet. With ``same`` each arc is its
    own resource, and the lists of arcs serve for both.
    """
    path_out = 0
    arc_out = 0
    used_out = 0
    new_spot = 0
    to_row_ptr[0] = 0
    to_path_ptr[0] = 0
    to_used_ptr[0] = 0
    for row in range(row_ptr.size - 1):
        before = path_out
        total = 0.0
        for path in range(row_ptr[row], row_ptr[row + 1]):
            if flow[path] <= 0.0:
                continue
            to_flow[path_out] = flow[path]
            to_fixed[path_out] = fixed[path]
            total += flow[path]
            for spot in range(path_ptr[path], path_ptr[path + 1]):
                to_arcs[arc_out] = arcs[spot]
                arc_out += 1
            if not same:
                for spot in range(used_ptr[path], used_ptr[path + 1]):
                    to_used[used_out] = used[spot]
                    used_out += 1
            path_out += 1
            to_path_ptr[path_out] = arc_out
            to_used_ptr[path_out] = arc_out if same else used_out
        if total > 0.0 and total != demand[row]:  # what shifts have lost by rounding
            for path in range(before, path_out):
                to_flow[path] *= demand[row] / total
        if new_size[row] >= 0:
            to_flow[path_out] = demand[row] if path_out == before else 0.0
            constant = 0.0
            for _ in range(new_size[row]):
                arc = new_arcs[new_spot]
                to_arcs[arc_out] = arc
                constant += cost[of_class[row], arc]
                if not same and resource[arc] >= 0:
                    to_used[used_out] = resource[arc]
                    used_out += 1
                arc_out += 1
                new_spot += 1
            to_fixed[path_out] = constant
            path_out += 1
            to_path_ptr[path_out] = arc_out
            to_used_ptr[path_out] = arc_out if same else used_out
        to_row_ptr[row + 1] = path_out


@kernel
def differ(p, q, used_ptr, used, net, touched, weight):  # type: ignore[no-untyped-def]
    """List the resources that two paths do not share; return how many there are.

    ``weight`` says how much more often ``p`` uses each than ``q``. What both paths have in common at
    their start and end is passed over.
    """
    p_low = used_ptr[p]
    p_high = used_ptr[p + 1]
    q_low = used_ptr[q]
    q_high = used_ptr[q + 1]
    while p_low < p_high and q_low < q_high and used[p_low] == used[q_low]:
        p_low += 1
        q_low += 1
    while p_low < p_high and q_low < q_high and used[p_high - 1] == used[q_high - 1]:
        p_high -= 1
        q_high -= 1
    for spot in range(q_low, q_high):
        net[used[spot]] -= 1
    for spot in range(p_low, p_high):
        net[used[spot]] += 1
    count = 0
    for spot in range(p_low, p_high):
        r = used[spot]
        if net[r] != 0:
            touched[count] = r
            weight[count] = net[r]
            net[r] = 0
            count += 1
    for spot in range(q_low, q_high):
        r = used[spot]
        if net[r] != 0:
            touched[count] = r
            weight[count] = net[r]
            net[r] = 0
            count += 1
    return count


@kernel
def exchange(p, q, used_ptr, used, fixed, flow, par, state, marginal, net, touched, weight):  # type: ignore[no-untyped-def]
    """Shift flow between two paths of a row until they cost about the same; return by how much they differed.

    Newton steps on the difference of the two costs, of which only the resources count that the paths
    do not share; bisection where they leave the bracket or hardly shrink it.
    """
    count = differ(p, q, used_ptr, used, net, touched, weight)
    constant = fixed[p] - fixed[q]
    difference = constant
    curve = 0.0
    for k in range(count):
        r = touched[k]
        difference += weight[k] * state[r, 1]
        curve += weight[k] * weight[k] * state[r, 2]
    if difference == 0.0:
        return 0.0
    sign = 1.0 if difference > 0.0 else -1.0
    room = flow[p] if difference > 0.0 else flow[q]
    if room <= 0.0:
        return difference
    first = abs(difference)
    step = room if curve * room <= first else first / curve
    done = 0.0
    low = 0.0
    high = room
    closed = False  # whether ``high`` is known to be too much
    for _ in range(STEPS):
        move = sign * (step - done)
        now = constant
        curve = 0.0
        for k in range(count):
            r = touched[k]
            state[r, 0] -= weight[k] * move
            price(par, state, r, marginal)
            now += weight[k] * state[r, 1]
            curve += weight[k] * weight[k] * state[r, 2]
        done = step
        now *= sign
        if abs(now) <= NEAR * first or (now > 0.0 and done >= room):
            break
        if now > 0.0:
            low = done
            step = done + now / curve if curve > 0.0 else high
            if not closed:
                step = min(step, room)
        else:
            high = done
            closed = True
            step = done + now / curve if curve > 0.0 else low
        wide = high - low
        if wide <= 1e-15 * room:
            break
        if closed and (step < low + 0.1 * wide or step > high - 0.1 * wide):
            step = 0.5 * (low + high)
    if difference > 0.0:
        flow[q] += done
        flow[p] = 0.0 if done >= room else flow[p] - done
    else:
        flow[p] += done
        flow[q] = 0.0 if done >= room else flow[q] - done
    return difference


@kernel
def sweep(rows, row_ptr, used_ptr, used, fixed, flow, par, state, marginal, net, touched, weight, wasted):  # type: ignore[no-untyped-def]
    """Level the paths of each row once; return what the flows spent beyond the cheapest known paths.

    ``wasted`` takes that of each row.
    """
    excess = 0.0
    for row in rows:
        start = row_ptr[row]
        stop = row_ptr[row + 1]
        best = start
        if stop - start > 2:
            least = INFINITY
            for path in range(start, stop):
                total = fixed[path]
                for spot in range(used_ptr[path], used_ptr[path + 1]):
                    total += state[used[spot], 1]
                if total < least:
                    least = total
                    best = path
        here = 0.0
        for path in range(start, stop):
            if path != best and (flow[path] > 0.0 or stop - start == 2):
                before = flow[path]
                other = flow[best]
                difference = exchange(
                    path, best, used_ptr, used, fixed, flow, par, state, marginal, net, touched, weight
                )
                here += before * difference if difference > 0.0 else -other * difference
        wasted[row] = here
        excess += here
    return excess
