"""Sets of numbers, most of one member: that is stored alone, in a fifth of the memory."""

Distinct = int | set[int]


def add(numbers: Distinct | None, number: int) -> Distinct:
    """Return the numbers with another one; a set is changed in place.

    >>> add(None, 3), add(3, 3), sorted(add(add(3, 5), 4))
    (3, 3, [3, 4, 5])
    """
    if isinstance(numbers, set):
        numbers.add(number)
        return numbers
    return number if numbers is None or numbers == number else {numbers, number}


def count(numbers: Distinct | None) -> int:
    """Return how many numbers there are.

    >>> count(None), count(3), count({3, 4})
    (0, 1, 2)
    """
    if isinstance(numbers, set):
        return len(numbers)
    return 0 if numbers is None else 1
