"""The history of an indicator: its months of the year, its years, and where a change of method breaks the line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from schemas.periode import Periode

OTHER_METHOD = "metode atau model berbeda"


@dataclass(frozen=True)
class Published:
    """A value as published; `value` is None where there was none. `status` is the word of the domain.

    What qualifies it: `completeness` ("7/8") and the bagian it came from, where they are known; `provisional`: it was
    not final when it was given, however long ago. `signed`: of a month that is locked.
    """

    value: Decimal | None
    status: str
    rule: str | None
    completeness: str | None = None
    contributors: frozenset[str] = frozenset()
    provisional: bool = False
    signed: bool = False


# [period][iku]: what signed months and earlier years said, which is not computed again.
PublishedValues = Mapping[Periode, Mapping[str, Published]]


@dataclass(frozen=True)
class Point:
    """One point. `comparable`: it may be compared with the last point before it that has a value; `apart`: why not."""

    periode: Periode
    published: Published
    comparable: bool
    apart: str = ""

    @property
    def value(self) -> Decimal | None:
        """The published value; None where there was none."""
        return self.published.value


def link(points: Iterable[tuple[Periode, Published]]) -> tuple[Point, ...]:
    """Points in order of time; a value that is unlike the one before does not go on from it."""
    linked: list[Point] = []
    previous: Published | None = None
    for periode, published in points:
        has_both = previous is not None and published.value is not None
        apart = why_apart(published, previous) if previous is not None and published.value is not None else ""
        linked.append(Point(periode, published, has_both and not apart, apart))
        if published.value is not None:
            previous = published
    return tuple(linked)


def why_apart(current: Published, previous: Published) -> str:
    """Why the difference of two values would be no change of what they measure; "" where it is one."""
    if rules_differ(current.rule, previous.rule):
        return OTHER_METHOD
    if current.completeness and previous.completeness and current.completeness != previous.completeness:
        return f"kelengkapan berbeda ({current.completeness}, sebelumnya {previous.completeness})"
    if current.contributors and previous.contributors and current.contributors != previous.contributors:
        return "bagian yang masuk tidak sama"
    if current.provisional is not previous.provisional:
        return "nilai sementara dan nilai final"
    return ""


def last_change(points: tuple[Point, ...]) -> Decimal | None:
    """How far the last point moved from the period right before it; None where the two cannot be compared."""
    if len(points) < 2 or not points[-1].comparable:
        return None
    current, previous = points[-1].value, points[-2].value
    return None if current is None or previous is None else current - previous


def rules_differ(current: str | None, previous: str | None) -> bool:
    """Whether two values follow different models or methods; a letter that names no method contradicts none.

    A rule is named by its indicator, its model and, where one was chosen, its method: "kesalehan_sosial 2021 JATIM2".
    """
    if not current or not previous:
        return False
    return any(one != other for one, other in zip(current.split(), previous.split(), strict=False))
