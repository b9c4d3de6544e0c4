"""What a bad answer of the server is for a program. Pure."""

from __future__ import annotations

from enum import IntEnum

from callplane.client.errors import OperationRefused, OperationRejected
from callplane.wire.rose import ErrorReceived, RejectReceived
from callplane.wire.types import rose

_PROBLEMS: dict[str, type[IntEnum]] = {
    "generalProblem": rose.GeneralProblem,
    "invokeProblem": rose.InvokeProblem,
    "returnResultProblem": rose.ReturnResultProblem,
    "returnErrorProblem": rose.ReturnErrorProblem,
}


def failure_of(received: ErrorReceived | RejectReceived) -> OperationRefused | OperationRejected:
    """The exception that an error or a reject stands for."""
    if isinstance(received, ErrorReceived):
        return OperationRefused(received.error.iErrorDetail, received.error.u8sErrorString)
    return OperationRejected(_problem(received.problem), received.details or "")


def _problem(problem: rose.RejectProblem | None) -> IntEnum | int | None:
    """The number of a reject as a member of its enumeration where that is known."""
    if problem is None:
        return None
    name, number = problem.chosen
    try:
        return _PROBLEMS[name](number)
    except ValueError:
        return int(number)
