"""The finished site of the example city."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites import example_site


@pytest.fixture(scope="session")
def site() -> Path:
    """public/ of the example city, built once."""
    return example_site()
