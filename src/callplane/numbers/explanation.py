"""How a text is read, shown and dialled, step by step: knows the order of the three, none of their rules."""

from __future__ import annotations

from dataclasses import dataclass

from callplane.numbers.dialling import Purpose, dial, show
from callplane.numbers.location import Location
from callplane.numbers.parsing import Source, read
from callplane.numbers.trace import Outcome, Step


@dataclass(frozen=True)
class Explanation:
    """The stages of a text; the later ones are absent when it cannot be read."""

    reading: Outcome
    display: Outcome | None = None
    dialling: Outcome | None = None


def explain(text: str, location: Location, source: Source = Source.WRITTEN) -> list[Step]:
    """All steps of a text, through reading, display and dialling."""
    explanation = explain_stages(text, location, source)
    stages = (explanation.reading, explanation.display, explanation.dialling)
    return [step for stage in stages if stage for step in stage.steps]


def explain_stages(text: str, location: Location, source: Source = Source.WRITTEN) -> Explanation:
    """The same by stage."""
    reading = read(text, location, source)
    if reading.problem:
        return Explanation(reading)
    return Explanation(reading, show(reading.text, location), dial(reading.text, location, Purpose.CALL))
