"""What the exchange's tests share: a scene to play on."""

from __future__ import annotations

import pytest
from tests.drivers.exchange.scene import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()
