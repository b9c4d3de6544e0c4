"""Numbers: locations, supercanonic numbers and dialling rules; pure, knows no line, call or PBX.

A supercanonic number is `+`, country code, area code, main number and extension, digits only. Service numbers that have
no such form stay as dialled (`110`, `11833`).
"""

from callplane.numbers.dialling import Purpose, dial_string, display, extension_of, is_internal, to_dialable
from callplane.numbers.explanation import Explanation, explain, explain_stages
from callplane.numbers.location import DEMO_LOCATION, Location, NumberFormat
from callplane.numbers.parsing import Source, to_supercanonic
from callplane.numbers.rules import ProjectRule, Rule, RuleSet
from callplane.numbers.trace import Step

__all__ = [
    "DEMO_LOCATION",
    "Explanation",
    "Location",
    "NumberFormat",
    "ProjectRule",
    "Purpose",
    "Rule",
    "RuleSet",
    "Source",
    "Step",
    "dial_string",
    "display",
    "explain",
    "explain_stages",
    "extension_of",
    "is_internal",
    "to_dialable",
    "to_supercanonic",
]
