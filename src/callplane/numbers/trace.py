"""What a number went through: knows steps and outcomes, nothing of the rules that make them.

Reading, dialling and display each write their steps into a `Trace` while they work, so that an explanation can never
differ from what is done.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from callplane.errors import InvalidNumber
from callplane.numbers.rules import RuleSet


@dataclass(frozen=True)
class Step:
    """One rule that was used: its name in words, the text before and the text after."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True)
class Outcome:
    """A finished piece of work: the text, or the problem that stopped it, and the steps up to there."""

    text: str
    problem: str
    steps: tuple[Step, ...]

    def unwrap(self) -> str:
        """The text; raises InvalidNumber with the problem when there is one."""
        if self.problem:
            raise InvalidNumber(self.problem)
        return self.text


@dataclass
class Trace:
    """A text on its way."""

    text: str
    steps: list[Step] = field(default_factory=list)

    def apply(self, rule: str, after: str) -> None:
        """The rule made `after` of the text. It is noted even when it only recognised the text."""
        self.steps.append(Step(rule, self.text, after))
        self.text = after

    def change(self, rule: str, after: str) -> None:
        """As `apply`, but a rule that changed nothing is not worth a step."""
        if after != self.text:
            self.apply(rule, after)

    def apply_rules(self, name: str, rules: RuleSet) -> bool:
        """The first rule that matches is used; `name` says which list it is from. False when none matches."""
        hit = rules.apply(self.text)
        if hit is None:
            return False
        rule, after = hit
        self.apply(f"{name} rule {rule.search}", after)
        return True

    def outcome(self, problem: str = "") -> Outcome:
        return Outcome(self.text, problem, tuple(self.steps))
