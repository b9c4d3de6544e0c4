"""Counting, and the text that comes of it, read by Prometheus's own parser."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from callplane.metrics import METRICS, SECONDS, Counter, Histogram, Metric, ReadOff, exposition


def read(metric: Metric, read_off: ReadOff | None = None) -> dict[tuple[str, ...], float]:
    """The samples of one metric by name and values of labels."""
    (family,) = text_string_to_metric_families(exposition(read_off or {}, [metric]))
    assert (family.documentation, family.type) == (metric.help, metric.kind)
    return {(sample.name, *sample.labels.values()): sample.value for sample in family.samples}


def test_a_counter_counts_by_labels() -> None:
    counter = Counter("facts_total", "Facts.", "pbx", "kind")
    assert read(counter) == {}
    counter.inc("main", "Call")
    counter.inc("main", "Call")
    counter.add(2.5, "main", "Line")
    assert (counter.value("main", "Call"), counter.value("main", "Line"), counter.value("other", "Line")) == (2, 2.5, 0)
    assert read(counter) == {("facts_total", "main", "Call"): 2, ("facts_total", "main", "Line"): 2.5}


def test_a_counter_without_labels_is_there_from_the_beginning() -> None:
    counter = Counter("rejects_total", "Rejects.")
    assert read(counter) == {("rejects_total",): 0}
    counter.inc()
    assert read(counter) == {("rejects_total",): 1}


def test_a_histogram_counts_into_buckets() -> None:
    histogram = Histogram("seconds", "Time.", "stage")
    assert read(histogram) == {}
    for seconds in (SECONDS[0], 0.002, 0.002, 60.0):
        histogram.observe(seconds, "model")
    found = read(histogram)
    assert found["seconds_bucket", "model", "0.0001"] == 1
    assert found["seconds_bucket", "model", "0.001"] == 1
    assert found["seconds_bucket", "model", "0.0025"] == 3
    assert found["seconds_bucket", "model", "10.0"] == 3
    assert found["seconds_bucket", "model", "+Inf"] == found["seconds_count", "model"] == histogram.count("model") == 4
    assert found["seconds_sum", "model"] == SECONDS[0] + 0.002 + 0.002 + 60.0
    assert histogram.count("other") == 0


def test_what_nobody_counts_is_read_off() -> None:
    lines = Metric("lines", "Lines.", "status")
    assert read(lines, {lines: {("open",): 3, ("closed",): 0}}) == {("lines", "open"): 3, ("lines", "closed"): 0}


def test_values_of_labels_may_be_anything() -> None:
    lines = Metric("lines", "Lines.", "status")
    strange = 'a "quoted" \\ text,\nof {two} lines'
    assert read(lines, {lines: {(strange,): 1}}) == {("lines", strange): 1}


def test_the_table() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    for metric in METRICS:
        assert metric.name.startswith(("callplane_", "process_"))
        assert metric.name.endswith("_total") == (metric.kind == "counter")
        assert metric.name.endswith("_seconds") == (metric.kind == "histogram") or metric.name.startswith("process_")
        assert metric.help.endswith(".")
        assert "\n" not in metric.help
    assert {family.type for family in text_string_to_metric_families(exposition({}))} == {"counter", "gauge", "histogram"}
