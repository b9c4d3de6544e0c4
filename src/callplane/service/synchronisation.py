"""The whole truth of a PBX beside what is known: which facts were missed. Pure; knows the model, no subscribers and no clock."""

from __future__ import annotations

from collections.abc import Sequence

from callplane.model.differences import call_differences
from callplane.model.events import Fact, LineRemoved, LineReported, SettingsChanged, Synchronised
from callplane.model.line import Line


def differences(lines: Sequence[Line], truth: Synchronised) -> list[Fact]:
    """The facts that lead from what is known of a PBX's lines to its truth, in the order in which they are to be told.

    Lines and settings are given as they are now, whether they differ or not.
    """
    uris = {report.uri for report in truth.lines}
    facts: list[Fact] = [LineRemoved(line.uri) for line in lines if line.uri not in uris]
    for report in truth.lines:
        facts += LineReported(report), SettingsChanged(report.uri, report.settings)
    known = [call.facts for line in lines if line.uri in uris for call in line.calls.values()]
    return [*facts, *call_differences(known, truth.calls)]
