from __future__ import annotations

from callplane.description import source
from callplane.wire import operations


def test_the_modules_are_those_of_the_wire() -> None:
    assert len(source.modules()) == 10
    assert all(text.rstrip().endswith("END") for text in source.module_texts().values())


def test_every_operation_has_a_module_and_a_text() -> None:
    for operation in operations.ALL:
        assert source.operation_texts()[operation.name]
        assert source.module_of(operation.name) in ("CTI", "Main", "Auth", "Transport")
