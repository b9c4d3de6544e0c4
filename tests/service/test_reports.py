"""A PBX's report on its way: its number, and when it counts as being applied."""

from __future__ import annotations

import asyncio

from callplane import metrics
from callplane.service.reports import Report, present_report, report_number


def test_numbers_grow_and_are_known_inside_only() -> None:
    assert (present_report(), report_number()) == (None, 0)
    with Report() as first:
        assert present_report() is first
        with Report() as second:
            assert second.number == report_number() == first.number + 1
        assert report_number() == first.number
    assert (present_report(), report_number()) == (None, 0)


async def test_what_a_report_causes_later_knows_its_number_only() -> None:
    found: list[object] = []

    async def later() -> None:
        found.extend((present_report(), report_number()))

    with Report() as report:
        task = asyncio.create_task(later())
    await task
    assert found == [None, report.number]


def test_both_stages_are_measured() -> None:
    model, socket = (metrics.EVENT_SECONDS.count(stage) for stage in ("model", "socket"))
    with Report() as report:
        report.handed_over()
    report.handed_over()
    assert metrics.EVENT_SECONDS.count("model") == model + 1
    assert metrics.EVENT_SECONDS.count("socket") == socket + 2
