"""How many letters two words differ by, up to a bound: Levenshtein within a band."""

from __future__ import annotations


def distance(first: str, second: str, bound: int) -> int | None:
    """Insertions, deletions and replacements from `first` to `second`; None when there are more than `bound`.

    Only the diagonal band of width 2 * bound + 1 can hold a path that cheap (Ukkonen 1985), so the cost is linear.
    """
    if abs(len(first) - len(second)) > bound:
        return None
    far = bound + 1
    row = [at if at <= bound else far for at in range(len(second) + 1)]
    for at, letter in enumerate(first, start=1):
        low, high = max(1, at - bound), min(len(second), at + bound)
        above, row = row, [far] * (len(second) + 1)
        row[0] = at if at <= bound else far
        for to in range(low, high + 1):
            changed = above[to - 1] + (letter != second[to - 1])
            row[to] = min(changed, above[to] + 1, row[to - 1] + 1, far)
        if min(row[low - 1 : high + 1]) > bound:
            return None
    return row[-1] if row[-1] <= bound else None
